//! Everything that can be wrong with a signature, in AWS's words.

use std::fmt::{self, Write};

use rolecall_model::Time;

/// Why a request was refused before or by the comparison of its signature. `Display` is the message that AWS answers;
/// it may be empty. Texts in it come from the request and must be escaped for the wire.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The path holds a malformed percent-escape. AWS answers it without a body.
    #[error("")]
    MalformedUri,
    /// The query holds a malformed percent-escape.
    #[error("{0}")]
    MalformedQuery(BadEscape),
    /// Both an `Authorization` header and `X-Amz-Algorithm` in the query.
    #[error("")]
    BothForms,
    /// No authentication data.
    #[error("Request is missing Authentication Token")]
    Missing,
    /// Anything but `AWS4-HMAC-SHA256`.
    #[error("Unsupported AWS 'algorithm': '{0}'.")]
    UnsupportedAlgorithm(String),
    /// A parameter of the `Authorization` header without `=`.
    #[error("'{part}' not a valid key=value pair (missing equal-sign) in Authorization header: '{header}'.")]
    NotKeyValue {
        /// The parameter.
        part: String,
        /// The whole header.
        header: String,
    },
    /// Parts of the header form are missing.
    #[error("{}Authorization={authorization}", Sentences(missing, Part::of_header))]
    IncompleteHeader {
        /// Which ones.
        missing: Vec<Part>,
        /// The whole header.
        authorization: String,
    },
    /// Parts of the presigned form are missing.
    #[error("{}Re-examine the query-string parameters.", Sentences(missing, Part::of_query))]
    IncompletePresigned {
        /// Which ones.
        missing: Vec<Part>,
    },
    /// `host` is not among the signed headers.
    #[error("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")]
    HostNotSigned,
    /// The date is not in a form that is accepted.
    #[error("Date must be in ISO-8601 'basic format'. Got '{0}'. See http://en.wikipedia.org/wiki/ISO_8601")]
    DateFormat(String),
    /// The signature is too old.
    #[error(
        "Signature expired: {} is now earlier than {} ({} - {})",
        signed.amz_basic(), now.plus(-lifetime).amz_basic(), now.amz_basic(), Span(*lifetime)
    )]
    Expired {
        /// When the request was signed.
        signed: Time,
        /// The present moment.
        now: Time,
        /// How many seconds the request lives.
        lifetime: i64,
    },
    /// The signature comes from the future.
    #[error(
        "Signature not yet current: {} is still later than {} ({} + {})",
        signed.amz_basic(), now.plus(*window).amz_basic(), now.amz_basic(), Span(*window)
    )]
    NotYetCurrent {
        /// When the request was signed.
        signed: Time,
        /// The present moment.
        now: Time,
        /// How many seconds the signing clock may be ahead.
        window: i64,
    },
    /// `X-Amz-Expires` is unfit, where the service heeds it.
    #[error("{0}")]
    Expires(BadExpires),
    /// The credential has not five elements.
    #[error("Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{0}'")]
    CredentialShape(String),
    /// The scope names another region or service.
    #[error("{}", scope_message(*region_accepted, service_expected.as_deref()))]
    Scope {
        /// Whether the region is accepted.
        region_accepted: bool,
        /// The service that was expected, if another is named.
        service_expected: Option<String>,
    },
    /// The scope does not end in `aws4_request`.
    #[error("Credential should be scoped with a valid terminator: 'aws4_request', not '{0}'.")]
    Terminator(String),
    /// The scope is for another day than the signing time.
    #[error(
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{scope}' != '{date}', from '{timestamp}'."
    )]
    ScopeDate {
        /// The day of the scope.
        scope: String,
        /// The day of the signing time.
        date: String,
        /// The signing time.
        timestamp: String,
    },
    /// An `x-amz-` header is not signed, where the service demands it (S3).
    #[error("There were headers present in the request which were not signed")]
    HeadersNotSigned,
    /// Nobody said what the hash of the body is, which is still to come.
    #[error("Missing required header for this request: x-amz-content-sha256")]
    PayloadHashMissing,
    /// `x-amz-content-sha256` is in no form that the service accepts.
    #[error(
        "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, or a valid sha256 value."
    )]
    PayloadHash,
    /// An `aws-chunked` body without a valid `x-amz-decoded-content-length`.
    #[error("You must provide the x-amz-decoded-content-length HTTP header.")]
    DecodedLength,
    /// The signature is not the one that the key makes. The texts show what should have been signed, without session
    /// tokens.
    #[error(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\n\nThe Canonical String for this request should have been\n'{canonical_request}'\n\nThe String-to-Sign should have been\n'{string_to_sign}'"
    )]
    Mismatch {
        /// The canonical request.
        canonical_request: String,
        /// The string to sign.
        string_to_sign: String,
    },
}

impl SignatureError {
    /// The error code on the wire; empty where AWS answers without a body.
    pub fn code(&self) -> &'static str {
        match self {
            Self::MalformedUri => "",
            Self::MalformedQuery(_) => "MalformedQueryString",
            Self::Missing => "MissingAuthenticationToken",
            Self::UnsupportedAlgorithm(_)
            | Self::NotKeyValue { .. }
            | Self::IncompleteHeader { .. }
            | Self::IncompletePresigned { .. }
            | Self::DateFormat(_)
            | Self::CredentialShape(_) => "IncompleteSignature",
            Self::Expires(_) => "AuthorizationQueryParametersError",
            Self::HeadersNotSigned => "AccessDenied",
            Self::PayloadHashMissing => "InvalidRequest",
            Self::PayloadHash => "InvalidArgument",
            Self::DecodedLength => "MissingContentLength",
            Self::BothForms
            | Self::HostNotSigned
            | Self::Expired { .. }
            | Self::NotYetCurrent { .. }
            | Self::Scope { .. }
            | Self::Terminator(_)
            | Self::ScopeDate { .. }
            | Self::Mismatch { .. } => "SignatureDoesNotMatch",
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        match self.code() {
            "MalformedQueryString" => 404,
            "" | "IncompleteSignature" | "AuthorizationQueryParametersError" | "InvalidRequest" | "InvalidArgument" => {
                400
            }
            "MissingContentLength" => 411,
            _ => 403,
        }
    }
}

/// What is wrong with a percent-escape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadEscape {
    /// Fewer than two characters follow the `%`.
    #[error("Incomplete trailing escape % sequence")]
    Incomplete,
    /// These two are not both hexadecimal digits.
    #[error("Illegal hex character in escape % pattern: %{}{}", .0[0], .0[1])]
    Illegal([char; 2]),
}

/// What is wrong with `X-Amz-Expires`; the texts are those of S3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadExpires {
    /// It is not there.
    #[error(
        "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters."
    )]
    Missing,
    /// It is not a number.
    #[error("X-Amz-Expires should be a number")]
    NotANumber,
    /// It is negative or zero.
    #[error("X-Amz-Expires must be non-negative")]
    NotPositive,
    /// It is more than a week.
    #[error(
        "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds"
    )]
    TooLong,
}

/// A part that the authentication data cannot do without, in the order in which AWS names the missing ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Access key id and scope.
    Credential,
    /// The signature.
    Signature,
    /// The list of signed headers.
    SignedHeaders,
    /// The signing time.
    Date,
}

impl Part {
    pub(crate) fn missing(given: [(Self, bool); 4]) -> Vec<Self> {
        given.into_iter().filter(|(_, given)| !given).map(|(part, _)| part).collect()
    }

    fn of_header(self) -> &'static str {
        match self {
            Self::Credential => "Authorization header requires 'Credential' parameter. ",
            Self::Signature => "Authorization header requires 'Signature' parameter. ",
            Self::SignedHeaders => "Authorization header requires 'SignedHeaders' parameter. ",
            Self::Date => "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ",
        }
    }

    fn of_query(self) -> &'static str {
        match self {
            Self::Credential => "AWS query-string parameters must include 'X-Amz-Credential'. ",
            Self::Signature => "AWS query-string parameters must include 'X-Amz-Signature'. ",
            Self::SignedHeaders => "AWS query-string parameters must include 'X-Amz-SignedHeaders'. ",
            Self::Date => "AWS query-string parameters must include 'X-Amz-Date'. ",
        }
    }
}

/// One sentence for each missing part.
struct Sentences<'a>(&'a [Part], fn(Part) -> &'static str);

impl fmt::Display for Sentences<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| f.write_str(self.1(*part)))
    }
}

/// A number of seconds as AWS writes it: `15 min.`
struct Span(i64);

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 % 60 == 0 { write!(f, "{} min.", self.0 / 60) } else { write!(f, "{} sec.", self.0) }
    }
}

/// Both sentences end with a space, and both may be there.
fn scope_message(region_accepted: bool, service_expected: Option<&str>) -> String {
    let mut message = String::new();
    if !region_accepted {
        message.push_str("Credential should be scoped to a valid region. ");
    }
    if let Some(service) = service_expected {
        _ = write!(message, "Credential should be scoped to correct service: '{service}'. ");
    }
    message
}
