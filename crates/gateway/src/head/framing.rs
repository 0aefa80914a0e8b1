//! What the head says of a body whose frame is another than the client's.

use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::body::Framing;
use crate::fault::Fault;

/// Without the trailer that holds the checksum, S3 refuses this announcement of it.
const SDK_CHECKSUM_ALGORITHM: HeaderName = HeaderName::from_static("x-amz-sdk-checksum-algorithm");
const DECODED_LENGTH: HeaderName = HeaderName::from_static("x-amz-decoded-content-length");
const TRAILER: HeaderName = HeaderName::from_static("x-amz-trailer");
const AWS_CHUNKED: &str = "aws-chunked";

/// Makes the headers fit the body.
pub(crate) fn describe(headers: &mut HeaderMap, framing: &Framing) -> Result<(), Fault> {
    match framing {
        Framing::Same => {}
        Framing::Unframed(trailer) => {
            headers.remove(SDK_CHECKSUM_ALGORITHM);
            set_codings(headers, None)?;
            for (name, value) in trailer {
                headers.insert(name.parse::<HeaderName>().map_err(|_| UNSENDABLE)?, text(value)?);
            }
        }
        Framing::Chunks { decoded, trailer } => {
            set_codings(headers, Some(AWS_CHUNKED))?;
            headers.insert(DECODED_LENGTH, HeaderValue::from(*decoded));
            headers.insert(TRAILER, text(trailer)?);
        }
    }
    Ok(())
}

const UNSENDABLE: Fault = Fault::Unsendable("its trailer is not one of HTTP");

fn text(value: &str) -> Result<HeaderValue, Fault> {
    HeaderValue::from_str(value).map_err(|_| UNSENDABLE)
}

/// `Content-Encoding` less `aws-chunked`, which S3 does not store either, and with the coding that is added.
fn set_codings(headers: &mut HeaderMap, added: Option<&str>) -> Result<(), Fault> {
    let values = headers.get_all(header::CONTENT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let kept = values.flat_map(|value| value.split(',')).map(str::trim);
    let kept = kept.filter(|coding| !coding.is_empty() && !coding.eq_ignore_ascii_case(AWS_CHUNKED));
    let codings: Vec<&str> = added.into_iter().chain(kept).collect();
    let codings = (!codings.is_empty()).then(|| text(&codings.join(","))).transpose()?;
    headers.remove(header::CONTENT_ENCODING);
    if let Some(codings) = codings {
        headers.insert(header::CONTENT_ENCODING, codings);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_fit_the_body() {
        let unframed = |trailer: &[(&str, &str)]| {
            Framing::Unframed(trailer.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
        };
        let chunks = Framing::Chunks { decoded: 7, trailer: "x-amz-checksum-crc32".to_owned() };
        let algorithm = ("x-amz-sdk-checksum-algorithm", "CRC32");
        let chunk_headers = [("x-amz-decoded-content-length", "7"), ("x-amz-trailer", "x-amz-checksum-crc32")];
        for (coding, framing, expected) in [
            ("gzip", Framing::Same, vec![("content-encoding", "gzip"), algorithm]),
            ("gzip, AWS-chunked", unframed(&[]), vec![("content-encoding", "gzip")]),
            (
                "aws-chunked",
                unframed(&[("x-amz-checksum-crc32", "AAAAAA==")]),
                vec![("x-amz-checksum-crc32", "AAAAAA==")],
            ),
            (
                "aws-chunked,gzip",
                chunks,
                [
                    &[("content-encoding", "aws-chunked,gzip")][..],
                    &chunk_headers[..1],
                    &[algorithm],
                    &chunk_headers[1..],
                ]
                .concat(),
            ),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("content-encoding", coding.parse().unwrap());
            headers.insert(algorithm.0, HeaderValue::from_static(algorithm.1));
            describe(&mut headers, &framing).unwrap();
            let mut lines: Vec<_> =
                headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
            lines.sort_unstable();
            assert_eq!(lines, expected, "{coding}");
        }
    }
}
