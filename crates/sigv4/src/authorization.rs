//! The header form: the `Authorization` header and those beside it.

use std::borrow::Cow;

use crate::canonical::SECURITY_TOKEN;
use crate::claim::{Form, Presented};
use crate::error::{Part, SignatureError};
use crate::request::RequestParts;
use crate::split;
use crate::stamp::Stamp;

/// The parameters of an `Authorization` header; of a repeated one the last counts.
#[derive(Default)]
struct Parameters<'a> {
    credential: Option<&'a str>,
    signature: Option<&'a str>,
    signed_headers: Option<&'a str>,
}

/// Reads the header form under this algorithm, given the value of the `Authorization` header.
pub(crate) fn read<'a>(
    parts: &RequestParts<'a>,
    value: &'a [u8],
    wanted: &str,
) -> Result<Presented<'a>, SignatureError> {
    let Ok(header) = std::str::from_utf8(value) else {
        return Err(SignatureError::UnsupportedAlgorithm(algorithm(&String::from_utf8_lossy(value)).0.to_owned()));
    };
    let header = header.trim_ascii();
    let (name, rest) = algorithm(header);
    if name != wanted {
        return Err(SignatureError::UnsupportedAlgorithm(name.to_owned()));
    }
    let parameters = parameters(rest, header)?;
    let date = Date::of(parts);
    match (parameters, date) {
        (
            Parameters { credential: Some(credential), signature: Some(signature), signed_headers: Some(headers) },
            Some(date),
        ) => Ok(Presented {
            form: Form::Header,
            credential: credential.into(),
            signature: signature.into(),
            signed_headers: headers.into(),
            stamp: date.parse(),
            session_token: parts.headers.first(SECURITY_TOKEN).map(text),
            expires: None,
        }),
        (parameters, date) => {
            let given = [
                (Part::Credential, parameters.credential.is_some()),
                (Part::Signature, parameters.signature.is_some()),
                (Part::SignedHeaders, parameters.signed_headers.is_some()),
                (Part::Date, date.is_some()),
            ];
            Err(SignatureError::IncompleteHeader { missing: Part::missing(given), authorization: header.to_owned() })
        }
    }
}

/// The first word, and what follows it.
fn algorithm(header: &str) -> (&str, &str) {
    split::once(header, b' ').unwrap_or((header, ""))
}

fn parameters<'a>(list: &'a str, header: &str) -> Result<Parameters<'a>, SignatureError> {
    let mut found = Parameters::default();
    if list.trim_ascii().is_empty() {
        return Ok(found);
    }
    for pair in split::all(list, b',').map(str::trim_ascii) {
        match split::once(pair, b'=') {
            Some(("Credential", value)) => found.credential = Some(value),
            Some(("Signature", value)) => found.signature = Some(value),
            Some(("SignedHeaders", value)) => found.signed_headers = Some(value),
            Some(_) => {}
            None => return Err(SignatureError::NotKeyValue { part: pair.to_owned(), header: header.to_owned() }),
        }
    }
    Ok(found)
}

/// The header that says when the request was signed.
enum Date<'a> {
    Amz(&'a [u8]),
    Http(&'a [u8]),
}

impl<'a> Date<'a> {
    fn of(parts: &RequestParts<'a>) -> Option<Self> {
        parts.headers.first("x-amz-date").map(Self::Amz).or_else(|| parts.headers.first("date").map(Self::Http))
    }

    fn parse(self) -> Result<Stamp<'a>, SignatureError> {
        match self {
            Self::Amz(value) => Stamp::parse_basic(text(value)),
            Self::Http(value) => Stamp::parse_date_header(text(value)),
        }
    }
}

fn text(value: &[u8]) -> Cow<'_, str> {
    let value = value.trim_ascii();
    // The check alone is much faster than the lossy conversion, and nearly every value passes it.
    std::str::from_utf8(value).map_or_else(|_| String::from_utf8_lossy(value), Cow::Borrowed)
}
