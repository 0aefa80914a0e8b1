//! What a request claims about who signed it, when and for what.

use std::borrow::Cow;

use rolecall_model::Time;

use crate::error::{BadExpires, SignatureError};
use crate::rules::{PresignedLifetime, ServiceRules};
use crate::scope::{Credential, Scope};
use crate::stamp::Stamp;
use crate::{ALGORITHM, RequestParts, authorization, encode, presigned, query, signed_headers};

/// The longest `X-Amz-Expires`, in seconds: a week.
const MAX_EXPIRES: i64 = 604_800;

/// Where the authentication data stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// In the `Authorization` header.
    Header,
    /// In the query of a presigned URL.
    Presigned,
}

/// The authentication data as the request presents it, complete but unread.
pub(crate) struct Presented<'a> {
    pub(crate) form: Form,
    pub(crate) credential: Cow<'a, str>,
    pub(crate) signature: Cow<'a, str>,
    pub(crate) signed_headers: Cow<'a, str>,
    /// A fault in it is answered after that of the signed headers.
    pub(crate) stamp: Result<Stamp<'a>, SignatureError>,
    pub(crate) session_token: Option<Cow<'a, str>>,
    pub(crate) expires: Option<Cow<'a, str>>,
}

#[derive(Clone)]
pub(crate) struct Facts<'a> {
    pub(crate) parts: RequestParts<'a>,
    pub(crate) form: Form,
    pub(crate) signature: Cow<'a, str>,
    pub(crate) signed_headers: Cow<'a, str>,
    pub(crate) stamp: Stamp<'a>,
    pub(crate) session_token: Option<Cow<'a, str>>,
}

/// A claim that was found in a request, and nothing checked yet.
#[derive(Clone)]
pub struct Claim<'a> {
    facts: Facts<'a>,
    expires: Option<Cow<'a, str>>,
    credential: Result<Credential<'a>, Cow<'a, str>>,
}

impl<'a> Claim<'a> {
    /// Finds and reads the authentication data of a request.
    ///
    /// # Errors
    /// Malformed escapes in path or query, authentication in both forms or in none, an unknown algorithm, a malformed
    /// or incomplete set of parameters, a `host` that is not signed, a malformed date; in that order, as AWS.
    pub fn read(parts: &RequestParts<'a>) -> Result<Self, SignatureError> {
        Self::read_under(parts, ALGORITHM)
    }

    /// The same, for a header form of this algorithm.
    pub(crate) fn read_under(parts: &RequestParts<'a>, algorithm: &str) -> Result<Self, SignatureError> {
        encode::check_escapes(parts.path).map_err(|_| SignatureError::MalformedUri)?;
        query::check(parts.query)?;
        let authorization = parts.headers.first("authorization");
        let presented = match (authorization, query::find(parts.query, query::ALGORITHM)) {
            (Some(_), Some(_)) => return Err(SignatureError::BothForms),
            (None, None) => return Err(SignatureError::Missing),
            (Some(value), None) => authorization::read(parts, value, algorithm)?,
            (None, Some(algorithm)) => presigned::read(parts.query, algorithm)?,
        };
        let signed_headers = signed_headers::canonical(presented.signed_headers);
        if !signed_headers::names(&signed_headers).any(|name| matches!(name, "host" | ":authority")) {
            return Err(SignatureError::HostNotSigned);
        }
        let facts = Facts {
            parts: *parts,
            form: presented.form,
            signature: presented.signature,
            signed_headers,
            stamp: presented.stamp?,
            session_token: presented.session_token,
        };
        Ok(Self { facts, expires: presented.expires, credential: Credential::parse(presented.credential) })
    }

    /// The scope that the request names, if its credential is well-formed: for choosing the service it is meant for.
    pub fn scope(&self) -> Option<Scope<'_>> {
        self.credential.as_ref().ok().map(Credential::scope)
    }

    /// The access key id that the request names, if its credential is well-formed: for the record of a refusal.
    pub fn access_key_id(&self) -> Option<&str> {
        self.credential.as_ref().ok().map(Credential::access_key_id)
    }

    /// Holds the claim against the clock and the rules of the service.
    ///
    /// # Errors
    /// Signing time, shape of the credential, region and service, terminator, date of the scope, unsigned `x-amz-`
    /// headers; in that order, as AWS.
    pub fn check(self, now: Time, rules: &'a ServiceRules<'a>) -> Result<CheckedClaim<'a>, SignatureError> {
        let lifetime = self.lifetime(rules)?;
        self.facts.stamp.check(now, rules.window, lifetime)?;
        let credential = self.credential.map_err(|text| SignatureError::CredentialShape(text.into_owned()))?;
        credential.check(rules, &self.facts.stamp)?;
        if !rules.unsigned_amz_headers {
            refuse_unsigned_amz_headers(&self.facts)?;
        }
        Ok(CheckedClaim { facts: self.facts, credential, rules })
    }

    /// How many seconds the request lives from its signing time.
    fn lifetime(&self, rules: &ServiceRules<'_>) -> Result<i64, SignatureError> {
        if self.facts.form == Form::Header || rules.presigned == PresignedLifetime::Window {
            return Ok(rules.window);
        }
        let text = self.expires.as_deref().ok_or(SignatureError::Expires(BadExpires::Missing))?;
        match text.parse() {
            Err(_) => Err(SignatureError::Expires(BadExpires::NotANumber)),
            Ok(..=0) => Err(SignatureError::Expires(BadExpires::NotPositive)),
            Ok(seconds) if seconds > MAX_EXPIRES => Err(SignatureError::Expires(BadExpires::TooLong)),
            Ok(seconds) => Ok(seconds),
        }
    }
}

fn refuse_unsigned_amz_headers(facts: &Facts<'_>) -> Result<(), SignatureError> {
    let signed: Vec<&str> = signed_headers::names(&facts.signed_headers).collect();
    let mut all_signed = true;
    facts.parts.headers.each(&mut |name, _| all_signed &= !name.starts_with("x-amz-") || signed.contains(&name));
    if all_signed { Ok(()) } else { Err(SignatureError::HeadersNotSigned) }
}

/// A claim within its time and scope, whose signature has still to be verified.
#[derive(Clone)]
pub struct CheckedClaim<'a> {
    pub(crate) facts: Facts<'a>,
    pub(crate) credential: Credential<'a>,
    pub(crate) rules: &'a ServiceRules<'a>,
}

impl CheckedClaim<'_> {
    /// The access key id, as any text that the client chose.
    pub fn access_key_id(&self) -> &str {
        self.credential.access_key_id()
    }

    /// The session token, from the header or the query.
    pub fn session_token(&self) -> Option<&str> {
        self.facts.session_token.as_deref()
    }

    /// The scope, which the rules accept.
    pub fn scope(&self) -> Scope<'_> {
        self.credential.scope()
    }

    /// When the request says it was signed.
    pub fn time(&self) -> Time {
        self.facts.stamp.time()
    }

    /// The names of the signed headers: lower-case, ascending, each once.
    pub fn signed_headers(&self) -> impl Iterator<Item = &str> {
        signed_headers::names(&self.facts.signed_headers)
    }

    /// Where the authentication data stands.
    pub fn form(&self) -> Form {
        self.facts.form
    }
}
