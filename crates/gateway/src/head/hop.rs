//! Headers that concern one connection alone.

use http::{HeaderMap, HeaderName, header};

/// RFC 9110 section 7.6.1, and two that only old software sends.
static HOP_BY_HOP: [HeaderName; 10] = [
    header::CONNECTION,
    HeaderName::from_static("http2-settings"),
    HeaderName::from_static("keep-alive"),
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    HeaderName::from_static("proxy-connection"),
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// Room for what is added on the way: host, length and signature; request id and mode.
const ADDED: usize = 6;

/// Whether a header is never about more than its connection.
pub(crate) fn is_of_connection(name: &HeaderName) -> bool {
    HOP_BY_HOP.contains(name)
}

/// Whether the `Connection` header says that this one is about the connection.
pub(crate) fn named_by_connection(name: &HeaderName, headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(header::CONNECTION).iter().filter_map(|value| value.to_str().ok());
    values.any(|value| value.split(',').any(|token| token.trim().eq_ignore_ascii_case(name.as_str())))
}

/// Takes away the headers of a message that concern its connection alone.
pub(crate) fn strip(headers: &mut HeaderMap) {
    if headers.contains_key(header::CONNECTION) {
        let own: Vec<HeaderName> = headers.keys().filter(|name| named_by_connection(name, headers)).cloned().collect();
        for name in own {
            headers.remove(name);
        }
    }
    for name in &HOP_BY_HOP {
        headers.remove(name);
    }
}

/// The headers of a message that concern more than its connection, as far as `is_wanted` says.
pub(crate) fn end_to_end(headers: &HeaderMap, is_wanted: impl Fn(&HeaderName) -> bool) -> HeaderMap {
    // Nearly no message names any; one look tells.
    let names_some = headers.contains_key(header::CONNECTION);
    let mut kept = HeaderMap::with_capacity(headers.len() + ADDED);
    for (name, value) in headers {
        let is_left = is_of_connection(name) || (names_some && named_by_connection(name, headers));
        if !is_left && is_wanted(name) {
            kept.append(name, value.clone());
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left() {
        let lines = [
            ("connection", "close, X-Own"),
            ("connection", "x-other"),
            ("x-own", "1"),
            ("x-unwanted", "3"),
            ("x-other", "2"),
            ("te", "trailers"),
            ("transfer-encoding", "chunked"),
            ("etag", "\"a\""),
            ("x-amz-meta-a", "1"),
            ("x-amz-meta-a", "2"),
        ];
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(name, value.parse().unwrap());
        }
        let kept = end_to_end(&headers, |name| name != "x-unwanted");
        strip(&mut headers);
        headers.remove("x-unwanted");
        for kept in [kept, headers] {
            let mut kept: Vec<_> = kept.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
            kept.sort_unstable();
            assert_eq!(kept, [("etag", "\"a\""), ("x-amz-meta-a", "1"), ("x-amz-meta-a", "2")]);
        }
    }
}
