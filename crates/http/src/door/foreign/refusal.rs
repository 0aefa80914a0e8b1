//! Errors of the gateway in the words and forms of the service that was asked.

use http::request::Parts;
use http::{HeaderName, HeaderValue, header};
use rolecall_gateway::{ErrorPlace, Fault as Broken};
use rolecall_mapping::{ErrorForm, usual_error_form};
use rolecall_service::Fault;
use rolecall_service::fault::common;

use crate::door::answer::Answer;
use crate::door::body::BodyError;
use crate::door::head::{X_AMZ_TARGET, is_of_type, text};

/// Why a request is not answered by the service behind the gateway.
#[derive(Debug)]
pub(super) enum Refusal {
    /// It may not be done.
    Denied(Fault),
    /// It was broken off on the way.
    Broken(Broken),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Denied(fault)
    }
}

impl From<Broken> for Refusal {
    fn from(fault: Broken) -> Self {
        Self::Broken(fault)
    }
}

impl From<BodyError> for Refusal {
    fn from(error: BodyError) -> Self {
        Self::Broken(match error {
            BodyError::TooLarge => Broken::TooLarge,
            BodyError::TooSlow => Broken::ClientTooSlow,
            BodyError::Broken => Broken::Incomplete,
        })
    }
}

impl Refusal {
    /// The refusal as an answer.
    pub(super) fn answer(&self, place: &ErrorPlace<'_>, speaks_query: SpeaksQuery) -> Answer {
        let foreign = match self {
            Self::Broken(fault) => fault.answer(place),
            Self::Denied(fault) => {
                let told = told(place.form, fault);
                place.answer(told.code, told.status, &told.message)
            }
        };
        let mut answer: Answer = foreign.map(Into::into);
        if let (SpeaksQuery(true), Ok(code)) = (speaks_query, HeaderValue::try_from(self.query_error())) {
            answer.headers_mut().insert(QUERY_ERROR, code);
        }
        answer
    }

    /// The code as the service had it when it spoke Query, and whose fault the error is.
    fn query_error(&self) -> String {
        let (code, status) = match self {
            Self::Denied(fault) => (fault.code.wire, fault.code.status),
            Self::Broken(fault) => (fault.code(), fault.status()),
        };
        format!("{code};{}", if status < 500 { "Sender" } else { "Receiver" })
    }
}

/// Whether a client asks for errors by the names that they had in Query, as those of SQS and CloudWatch do, whose programs
/// know no others. <https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait>
#[derive(Clone, Copy)]
pub(super) struct SpeaksQuery(bool);

impl SpeaksQuery {
    pub(super) fn of(parts: &Parts) -> Self {
        Self(text(&parts.headers, "x-amzn-query-mode").is_some_and(|mode| mode.eq_ignore_ascii_case("true")))
    }
}

const QUERY_ERROR: HeaderName = HeaderName::from_static("x-amzn-query-error");

/// An error as a service tells it.
struct Told<'f> {
    code: &'f str,
    status: u16,
    message: std::borrow::Cow<'f, str>,
}

/// The same error in the words of services that speak in this form.
fn told(form: ErrorForm, fault: &Fault) -> Told<'_> {
    let same = Told { code: fault.code.wire, status: fault.code.status, message: fault.message.as_ref().into() };
    let (code, status) = match form {
        ErrorForm::S3 => s3(fault),
        ErrorForm::Ec2 => return ec2(fault, same),
        ErrorForm::Query => return same,
        ErrorForm::Json10 | ErrorForm::Json11 | ErrorForm::RestJson | ErrorForm::Cbor => json(form, fault),
    };
    match (form, fault.code) {
        (ErrorForm::S3, common::INVALID_CLIENT_TOKEN_ID) => {
            Told { code, status, message: "The AWS Access Key Id you provided does not exist in our records.".into() }
        }
        (ErrorForm::S3, common::EXPIRED_TOKEN) => {
            Told { code, status, message: "The provided token has expired.".into() }
        }
        _ => Told { code, status, ..same },
    }
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>
fn s3(fault: &Fault) -> (&str, u16) {
    match fault.code.wire {
        "InvalidClientTokenId" => ("InvalidAccessKeyId", 403),
        "ExpiredToken" => ("ExpiredToken", 400),
        "MissingAuthenticationToken" => ("AccessDenied", 403),
        "IncompleteSignature" => ("AuthorizationHeaderMalformed", 400),
        "MalformedQueryString" => ("InvalidArgument", 400),
        "InternalFailure" => ("InternalError", 500),
        // A presigned URL that has run out is told by the same code as a wrong signature elsewhere.
        "SignatureDoesNotMatch" if fault.message.starts_with("Signature expired") => ("RequestTimeTooSkewed", 403),
        code => (code, fault.code.status),
    }
}

/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/CommonErrors.html>
fn json(form: ErrorForm, fault: &Fault) -> (&str, u16) {
    let code = match fault.code.wire {
        "InvalidClientTokenId" => "UnrecognizedClientException",
        "ExpiredToken" => "ExpiredTokenException",
        "MissingAuthenticationToken" => "MissingAuthenticationTokenException",
        "IncompleteSignature" => "IncompleteSignatureException",
        "SignatureDoesNotMatch" => "InvalidSignatureException",
        "AccessDenied" => "AccessDeniedException",
        "InternalFailure" => "InternalServerError",
        code => code,
    };
    let status = if form != ErrorForm::RestJson && fault.code.status == 403 { 400 } else { fault.code.status };
    (code, status)
}

/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html>
fn ec2<'f>(fault: &'f Fault, same: Told<'f>) -> Told<'f> {
    match fault.code.wire {
        "AccessDenied" => Told {
            code: "UnauthorizedOperation",
            status: 403,
            message: format!("You are not authorized to perform this operation. {}", fault.message).into(),
        },
        "InvalidClientTokenId" | "SignatureDoesNotMatch" => {
            let message = "AWS was not able to validate the provided access credentials".into();
            Told { code: "AuthFailure", status: 401, message }
        }
        _ => same,
    }
}

/// The form in which the sender of this head expects errors, before it is known what it asks for.
pub(super) fn expected_form(service: &str, parts: &Parts) -> ErrorForm {
    let content_type = text(&parts.headers, header::CONTENT_TYPE).unwrap_or_default();
    match service {
        "s3" => ErrorForm::S3,
        "ec2" => ErrorForm::Ec2,
        _ if text(&parts.headers, "smithy-protocol").is_some() => ErrorForm::Cbor,
        _ if content_type.starts_with("application/x-amz-json-1.0") => ErrorForm::Json10,
        _ if parts.headers.contains_key(&X_AMZ_TARGET) => ErrorForm::Json11,
        _ if is_of_type(&parts.headers, "application/x-www-form-urlencoded") => ErrorForm::Query,
        _ => usual_error_form(service).unwrap_or(ErrorForm::RestJson),
    }
}
