//! The head that is sent on: the client's, less what was meant for the gateway.

use http::uri::{Authority, PathAndQuery};
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};

use super::{hop, query};
use crate::connections::Origin;
use crate::fault::Fault;
use crate::outgoing::{Headers, Target};
use crate::upstream::{AddressStyle, Upstream, UpstreamUrl};

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

/// The headers that are sent on.
pub(crate) fn headers(headers: &Headers<'_>) -> HeaderMap {
    let is_sent = |name: &HeaderName| !FOR_THE_GATEWAY.contains(&name.as_str()) && (headers.is_understood)(name);
    let mut sent = hop::end_to_end(headers.from_client, is_sent);
    for (name, value) in headers.instead.iter().filter(|(name, _)| !FOR_THE_GATEWAY.contains(&name.as_str())) {
        sent.insert(name, value.clone());
    }
    sent
}

/// Says how long the body is, where there is one or the method expects one.
pub(crate) fn set_length(headers: &mut HeaderMap, method: &Method, length: u64) {
    if length > 0 || matches!(*method, Method::PUT | Method::POST | Method::PATCH) {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
}

/// Path and query, in the style of the upstream.
pub(crate) fn path(target: Target<'_>, query: &str, style: AddressStyle) -> Result<PathAndQuery, Fault> {
    let (bucket, path) = match (target, style) {
        (Target::Path(path), _) => ("", path),
        (Target::Bucket { name, rest }, AddressStyle::Path) => (name, rest),
        (Target::Bucket { rest, .. }, AddressStyle::VirtualHost) => ("", if rest.is_empty() { "/" } else { rest }),
    };
    let query = query::without_authentication(query);
    let mut text = String::with_capacity(bucket.len() + path.len() + query.len() + 2);
    if !bucket.is_empty() {
        text.push('/');
        text.push_str(bucket);
    }
    text.push_str(path);
    if !query.is_empty() {
        text.push('?');
        text.push_str(&query);
    }
    let (bytes, is_absolute) = (text.len(), text.starts_with('/'));
    let path = PathAndQuery::try_from(text).ok().filter(|path| is_absolute && path.as_str().len() == bytes);
    path.ok_or(Fault::Unsendable("its path is not one of HTTP"))
}

/// Where the upstream is asked, in its style.
pub(crate) fn origin(target: Target<'_>, upstream: &Upstream) -> Result<Origin, Fault> {
    let UpstreamUrl { scheme, authority } = &upstream.url;
    let authority = match (target, upstream.style) {
        (Target::Bucket { name, .. }, AddressStyle::VirtualHost) => Authority::try_from(format!("{name}.{authority}"))
            .map_err(|_| Fault::Unsendable("its bucket cannot stand in a host name"))?,
        _ => authority.clone(),
    };
    Ok(Origin { scheme: scheme.clone(), authority })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::upstream::Patience;

    #[test]
    fn headers_for_the_gateway_stay_there() {
        let mut from = HeaderMap::new();
        let others = ["x-amz-sdk-checksum-algorithm", "content-type", "connection", "x-unknown", "x-replaced"];
        for name in FOR_THE_GATEWAY.iter().chain(&others) {
            from.insert(*name, HeaderValue::from_static("v"));
        }
        let instead = ["x-replaced", "x-amz-decoded-content-length"];
        let instead = instead.map(|name| (HeaderName::from_static(name), HeaderValue::from_static("w"))).into();
        let is_understood = |name: &HeaderName| name != "x-unknown";
        let headers = headers(&Headers { from_client: &from, is_understood, instead });
        let mut lines: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
        lines.sort_unstable();
        assert_eq!(lines, [("content-type", "v"), ("x-amz-sdk-checksum-algorithm", "v"), ("x-replaced", "w")]);
    }

    #[test]
    fn addresses() {
        use AddressStyle::{Path, VirtualHost};
        let upstream = |style| Upstream {
            url: "http://h:1".parse().unwrap(),
            service: "s3".to_owned(),
            region: "r".to_owned(),
            credentials: None,
            style,
            checksum_trailers: true,
            patience: Patience::default(),
        };
        let bucket = |rest| Target::Bucket { name: "b", rest };
        for (target, query, style, expected) in [
            (Target::Path("/b//a%2F../%41"), "x&&y=%zz", Path, ("h:1", "/b//a%2F../%41?x&&y=%zz")),
            (bucket("/k/%20"), "x", Path, ("h:1", "/b/k/%20?x")),
            (bucket(""), "", Path, ("h:1", "/b")),
            (bucket("/k"), "", VirtualHost, ("b.h:1", "/k")),
            (bucket(""), "", VirtualHost, ("b.h:1", "/")),
            (bucket(""), "x", VirtualHost, ("b.h:1", "/?x")),
            (Target::Path("/b"), "X-Amz-Signature=1", Path, ("h:1", "/b")),
        ] {
            let (origin, path) = (origin(target, &upstream(style)).unwrap(), path(target, query, style).unwrap());
            assert_eq!((origin.authority.as_str(), path.as_str()), expected, "{target:?}");
        }
        for rest in ["/a b", "/a#b", "/a\nb"] {
            assert!(path(bucket(rest), "", Path).is_err(), "{rest}");
        }
        assert!(path(Target::Path("b"), "", Path).is_err());
        let target = Target::Bucket { name: "b/c", rest: "" };
        assert!(origin(target, &upstream(VirtualHost)).is_err());
    }
}
