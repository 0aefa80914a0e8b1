//! The head that is sent on: the client's, less what was meant for the gateway.

use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue, Method, header};

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

/// The client's headers as they are sent on.
pub(crate) fn headers(from: &HeaderMap) -> HeaderMap {
    hop::end_to_end(from, |name| !FOR_THE_GATEWAY.contains(&name.as_str()))
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
    use http::HeaderName;

    use super::*;

    #[test]
    fn headers_for_the_gateway_stay_there() {
        let mut from = HeaderMap::new();
        for name in FOR_THE_GATEWAY.iter().chain(&["x-amz-sdk-checksum-algorithm", "content-type", "connection"]) {
            from.insert(*name, HeaderValue::from_static("v"));
        }
        let headers = headers(&from);
        let mut names: Vec<&str> = headers.keys().map(HeaderName::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["content-type", "x-amz-sdk-checksum-algorithm"]);
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
