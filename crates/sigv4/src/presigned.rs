//! The presigned form: the authentication data in the query.

use std::borrow::Cow;

use crate::claim::{Form, Presented};
use crate::error::{Part, SignatureError};
use crate::stamp::Stamp;
use crate::{ALGORITHM, query};

/// Reads the presigned form, given the value of `X-Amz-Algorithm`.
pub(crate) fn read<'a>(query: &'a str, algorithm: Cow<'a, str>) -> Result<Presented<'a>, SignatureError> {
    if algorithm != ALGORITHM {
        return Err(SignatureError::UnsupportedAlgorithm(algorithm.into_owned()));
    }
    let find = |name| query::find(query, name);
    match (find(query::CREDENTIAL), find(query::SIGNATURE), find(query::SIGNED_HEADERS), find(query::DATE)) {
        (Some(credential), Some(signature), Some(signed_headers), Some(date)) => Ok(Presented {
            form: Form::Presigned,
            credential,
            signature,
            signed_headers,
            stamp: Stamp::parse_basic(date),
            session_token: find(query::SECURITY_TOKEN),
            expires: find(query::EXPIRES),
        }),
        (credential, signature, signed_headers, date) => {
            let given = [
                (Part::Credential, credential.is_some()),
                (Part::Signature, signature.is_some()),
                (Part::SignedHeaders, signed_headers.is_some()),
                (Part::Date, date.is_some()),
            ];
            Err(SignatureError::IncompletePresigned { missing: Part::missing(given) })
        }
    }
}
