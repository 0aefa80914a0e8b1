//! The query string of an S3 request: parameters, signature, and headers that a presigned URL carries.

use crate::query::{self, Parameter};
use crate::{Authentication, Seen, Unmapped};

/// The parameters by which a presigned URL is signed
/// (<https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>).
const SIGNATURE: &[&str] = &[
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-SignedHeaders",
    "X-Amz-Signature",
    "X-Amz-Security-Token",
];

/// The hash of the body, in a presigned URL.
const CONTENT_SHA256: &str = "X-Amz-Content-Sha256";

/// What some SDKs add: the name of the operation.
const OPERATION: &str = "x-id";

/// The parameters, sorted by what they mean.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    /// Those of the operation.
    own: Vec<Parameter>,
    /// Headers that a presigned URL carries in its query; names in lower case.
    hoisted: Vec<(String, String)>,
    pub(super) operation: Option<String>,
}

impl Parameters {
    pub(super) fn read(seen: &Seen<'_>) -> Result<Self, Unmapped> {
        let mut read = Self::default();
        for parameter in query::parse(seen.query)? {
            read.sort_in(parameter, seen.authentication)?;
        }
        Ok(read)
    }

    fn sort_in(&mut self, parameter: Parameter, authentication: Authentication) -> Result<(), Unmapped> {
        let presigned = authentication == Authentication::Query;
        let name = parameter.name.as_str();
        if presigned && (SIGNATURE.contains(&name) || name == CONTENT_SHA256) {
            return Ok(());
        }
        if name == OPERATION {
            self.operation = Some(parameter.text().to_owned());
        } else if name.to_ascii_lowercase().starts_with("x-amz-") {
            // AWS takes such parameters as the headers of these names; so that every server does, they are sent on as headers.
            let value = parameter.value.ok_or_else(|| Unmapped::new(format!("the parameter `{name}` has no value")))?;
            self.hoisted.push((name.to_ascii_lowercase(), value));
        } else {
            self.own.push(parameter);
        }
        Ok(())
    }

    /// Headers that the query carries, by their names in lower case.
    pub(super) fn hoisted(&self) -> &[(String, String)] {
        &self.hoisted
    }

    /// The parameters of the operation.
    pub(super) fn forwarded(&self) -> &[Parameter] {
        &self.own
    }

    /// The value of a parameter of the operation.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.own.iter().find(|parameter| parameter.name == name).map(Parameter::text)
    }

    /// The names of the parameters of the operation.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.own.iter().map(|parameter| parameter.name.as_str())
    }
}
