//! Which headers an upstream may see: those whose meaning was looked at, or that have none for access.

use rolecall_sigv4::Headers;

use crate::Unmapped;

/// Whether a header, by its lower-case name, may be sent on to an upstream.
///
/// The others are to be left out: signatures (the gateway signs anew), headers of the connection, and headers that some servers
/// take for another method, path or target than the request line has. `host`, `content-length` and `transfer-encoding` are the
/// HTTP library's.
pub fn forwards(name: &str) -> bool {
    let is_amazon = name.starts_with("x-amz-") || name.starts_with("x-amzn-") || name.starts_with("amz-sdk-");
    let is_signature = matches!(name, "x-amz-date" | "x-amz-security-token" | "x-amz-content-sha256");
    (is_amazon && !is_signature) || STANDARD.contains(&name)
}

/// Beginnings of headers by which servers of other makers are told of further objects, other access rules or internal state.
const FOREIGN: &[&str] = &[
    "x-minio-",
    "x-rgw-",
    "x-goog-",
    "x-oss-",
    "x-cos-",
    "x-obs-",
    "x-emc-",
    "x-ms-",
    "x-bz-",
    "x-container-",
    "x-copy-from",
];

/// Headers that some servers take for another method, path or target.
const OVERRIDES: &[&str] =
    &["x-http-method", "x-http-method-override", "x-method-override", "x-original-url", "x-rewrite-url"];

/// Refuses headers that could make a request mean something else than the mapping sees.
pub(crate) fn check(headers: &dyn Headers) -> Result<(), Unmapped> {
    let mut refused = None;
    headers.each(&mut |name, _| {
        let may_be = name.starts_with("x-") && !name.starts_with("x-amz-");
        if may_be && (OVERRIDES.contains(&name) || FOREIGN.iter().any(|start| name.starts_with(start))) {
            refused = Some(name.chars().take(64).collect::<String>());
        }
    });
    refused.map_or(Ok(()), |name| Err(Unmapped::new(format!("the header `{name}` is not mapped"))))
}

/// Headers of HTTP itself that services read (RFC 9110, RFC 9111), without those of a connection.
const STANDARD: &[&str] = &[
    "accept",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-md5",
    "content-type",
    "expect",
    "expires",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "range",
    "smithy-protocol",
    "user-agent",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_that_is_refused_is_looked_at() {
        for start in FOREIGN.iter().chain(OVERRIDES) {
            let name = format!("{start}rest");
            for name in [*start, &name] {
                let is_whole = OVERRIDES.contains(&name) || FOREIGN.iter().any(|start| name.starts_with(start));
                let headers = vec![("x-amz-date", &b"1"[..]), (name, b"2"), ("host", b"h")];
                assert_eq!(check(&headers).is_err(), is_whole, "{name}");
            }
        }
        let usual = vec![("x-amz-meta-a", &b"1"[..]), ("content-type", b"2"), ("x-forwarded-for", b"3")];
        assert!(check(&usual).is_ok());
    }
}
