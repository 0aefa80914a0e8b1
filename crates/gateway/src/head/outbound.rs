//! The head that is sent on: the client's, less what was meant for the gateway.

use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};

use super::{hop, query};
use crate::fault::Fault;
use crate::outgoing::Target;
use crate::upstream::{AddressStyle, UpstreamUrl};

/// What the client said to the gateway: who it is, how its body is framed and hashed, and where it believes to come from. Nobody
/// could believe the last, as anybody can say it.
const FOR_THE_GATEWAY: [&str; 16] = [
    "authorization",
    "content-length",
    "date",
    "expect",
    "forwarded",
    "host",
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-decoded-content-length",
    "x-amz-security-token",
    "x-amz-trailer",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-forwarded-proto",
    "x-real-ip",
];

/// Without the trailer that holds the checksum, S3 refuses this announcement of it.
const SDK_CHECKSUM_ALGORITHM: HeaderName = HeaderName::from_static("x-amz-sdk-checksum-algorithm");

/// The client's headers as they are sent on. `unframed` says that an `aws-chunked` body is sent on without its chunks.
pub(crate) fn headers(from: &HeaderMap, unframed: bool) -> HeaderMap {
    let mut headers = hop::end_to_end(from, |name| {
        let is_untrue = unframed && *name == SDK_CHECKSUM_ALGORITHM;
        !is_untrue && !FOR_THE_GATEWAY.contains(&name.as_str())
    });
    if unframed {
        without_aws_chunked(&mut headers);
    }
    headers
}

/// `Content-Encoding` less `aws-chunked`, which S3 does not store either.
fn without_aws_chunked(headers: &mut HeaderMap) {
    let kept: Vec<String> = headers
        .get_all(header::CONTENT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|coding| coding.trim().to_owned())
        .filter(|coding| !coding.is_empty() && !coding.eq_ignore_ascii_case("aws-chunked"))
        .collect();
    headers.remove(header::CONTENT_ENCODING);
    if let Ok(value) = HeaderValue::from_str(&kept.join(","))
        && !kept.is_empty()
    {
        headers.insert(header::CONTENT_ENCODING, value);
    }
}

/// Says how long the body is, where there is one or the method expects one.
pub(crate) fn set_length(headers: &mut HeaderMap, method: &Method, length: u64) {
    if length > 0 || matches!(*method, Method::PUT | Method::POST | Method::PATCH) {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
}

/// Host, and path with query, in the style of the upstream.
pub(crate) fn address(
    uri: &http::Uri,
    target: &Target,
    style: AddressStyle,
    host: &str,
) -> Result<(String, PathAndQuery), Fault> {
    let (host, path) = match (target, style) {
        (Target::AsSent, _) => (host.to_owned(), uri.path().to_owned()),
        (Target::Bucket { name, rest }, AddressStyle::Path) => (host.to_owned(), format!("/{name}{rest}")),
        (Target::Bucket { name, rest }, AddressStyle::VirtualHost) => {
            let path = if rest.is_empty() { "/".to_owned() } else { rest.clone() };
            (format!("{name}.{host}"), path)
        }
    };
    let query = query::without_authentication(uri.query().unwrap_or_default());
    let text = if query.is_empty() { path } else { format!("{path}?{query}") };
    let sent = PathAndQuery::try_from(text.as_str()).ok().filter(|sent| sent.as_str() == text && text.starts_with('/'));
    Ok((host, sent.ok_or(Fault::Unsendable("its path is not one of HTTP"))?))
}

/// The host of a URL, with its port.
pub(crate) fn host(url: &UpstreamUrl) -> &str {
    url.authority.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_for_the_gateway_stay_there() {
        let mut from = HeaderMap::new();
        for name in FOR_THE_GATEWAY.iter().chain(&["x-amz-sdk-checksum-algorithm", "content-type", "connection"]) {
            from.insert(*name, HeaderValue::from_static("v"));
        }
        from.insert("content-encoding", HeaderValue::from_static("gzip, AWS-chunked"));
        let plain = headers(&from, false);
        let mut names: Vec<&str> = plain.keys().map(HeaderName::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["content-encoding", "content-type", "x-amz-sdk-checksum-algorithm"]);
        let unframed = headers(&from, true);
        assert_eq!(unframed.len(), 2);
        assert_eq!(unframed.get("content-encoding").unwrap(), "gzip");
        from.insert("content-encoding", HeaderValue::from_static("aws-chunked"));
        assert!(!headers(&from, true).contains_key("content-encoding"));
    }

    #[test]
    fn addresses() {
        use AddressStyle::{Path, VirtualHost};
        let bucket = |rest: &str| Target::Bucket { name: "b".into(), rest: rest.into() };
        for (uri, target, style, expected) in [
            ("/b//a%2F../%41?x&&y=%zz", Target::AsSent, Path, ("h:1", "/b//a%2F../%41?x&&y=%zz")),
            ("/k/%20?x", bucket("/k/%20"), Path, ("h:1", "/b/k/%20?x")),
            ("/", bucket(""), Path, ("h:1", "/b")),
            ("/b/k", bucket("/k"), VirtualHost, ("b.h:1", "/k")),
            ("/b", bucket(""), VirtualHost, ("b.h:1", "/")),
            ("/b?X-Amz-Signature=1", Target::AsSent, Path, ("h:1", "/b")),
        ] {
            let (host, path) = address(&uri.parse().unwrap(), &target, style, "h:1").unwrap();
            assert_eq!((host.as_str(), path.as_str()), expected, "{uri}");
        }
        for rest in ["/a b", "/a?b", "/a#b", "/a\nb"] {
            let told = address(&"/".parse().unwrap(), &bucket(rest), Path, "h");
            assert!(told.is_err() || rest == "/a?b", "{rest}");
        }
    }
}
