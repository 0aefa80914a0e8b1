//! Heads that two servers could read in two ways, refused before anything else is made of them.

use http::request::Parts;
use http::{HeaderMap, Method, header};

use super::hop::{is_of_connection, named_by_connection};
use crate::fault::Fault;

/// Refuses a head that must not be forwarded whatever it asks for: methods that are about the connection, framing other than by
/// length, more or fewer than one host, more than one signature, and a target that names another host than the `Host` header.
///
/// A line folded as in old HTTP and two different lengths are refused by the HTTP library, before this. An `Upgrade` header is
/// only ignored, as RFC 9110 section 7.8 allows: some clients offer HTTP/2 by it in each request.
///
/// # Errors
/// [`Fault::Method`], [`Fault::TransferEncoding`], [`Fault::Ambiguous`].
pub fn check_head(parts: &Parts) -> Result<(), Fault> {
    if matches!(parts.method, Method::CONNECT | Method::TRACE) {
        return Err(Fault::Method);
    }
    if parts.headers.contains_key(header::TRANSFER_ENCODING) {
        return Err(Fault::TransferEncoding);
    }
    if parts.headers.get_all(header::CONTENT_LENGTH).iter().count() > 1 {
        return Err(Fault::Ambiguous("There is more than one Content-Length header."));
    }
    if parts.headers.get_all(header::AUTHORIZATION).iter().count() > 1 {
        return Err(Fault::Ambiguous("There is more than one Authorization header."));
    }
    check_connection(&parts.headers)?;
    check_host(parts)?;
    if parts.uri.path_and_query().is_none_or(|path| !path.as_str().starts_with('/')) {
        return Err(Fault::Ambiguous("The target of the request is not a path."));
    }
    Ok(())
}

/// What `Connection` names is not forwarded: it must not take away a header that the decision is made on.
fn check_connection(headers: &HeaderMap) -> Result<(), Fault> {
    if !headers.contains_key(header::CONNECTION) {
        return Ok(());
    }
    let mut names = headers.keys().filter(|name| !is_of_connection(name));
    if names.any(|name| named_by_connection(name, headers)) {
        return Err(Fault::Ambiguous("The Connection header names a header that is not about the connection."));
    }
    Ok(())
}

fn check_host(parts: &Parts) -> Result<(), Fault> {
    let authority = parts.uri.authority().map(http::uri::Authority::as_str);
    let host = one_host(&parts.headers)?;
    match (authority, host) {
        (None, None) => Err(Fault::Ambiguous("There is no Host header.")),
        (Some(authority), Some(host)) if !authority.eq_ignore_ascii_case(host) => {
            Err(Fault::Ambiguous("The target of the request and the Host header name two hosts."))
        }
        _ => Ok(()),
    }
}

fn one_host(headers: &HeaderMap) -> Result<Option<&str>, Fault> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (first, second) = (hosts.next(), hosts.next());
    if second.is_some() {
        return Err(Fault::Ambiguous("There is more than one Host header."));
    }
    let text =
        first.map(|host| host.to_str().map_err(|_| Fault::Ambiguous("The Host header is not text."))).transpose()?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    fn check(method: &str, uri: &str, headers: &[(&str, &str)]) -> Result<(), Fault> {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        check_head(&request.body(()).unwrap().into_parts().0)
    }

    #[test]
    fn heads() {
        let host = ("host", "h:1");
        for (method, uri, headers) in [
            ("GET", "/b/k?x", &[host][..]),
            ("PUT", "/", &[host, ("content-length", "3")]),
            ("GET", "http://h:1/b", &[]),
            ("GET", "http://H:1/b", &[host]),
            ("GET", "/b", &[host, ("connection", "upgrade"), ("upgrade", "h2c")]),
        ] {
            assert_eq!(check(method, uri, headers), Ok(()), "{method} {uri}");
        }
        for (method, uri, headers) in [
            ("GET", "/b", &[][..]),
            ("GET", "/b", &[host, host]),
            ("GET", "/b", &[host, ("host", "other")]),
            ("GET", "http://other/b", &[host]),
            ("GET", "http://h/b", &[host]),
            ("OPTIONS", "*", &[host]),
            ("PUT", "/b", &[host, ("content-length", "3"), ("content-length", "3")]),
            ("PUT", "/b", &[host, ("x-amz-acl", "private"), ("connection", "close, X-Amz-Acl")]),
            ("PUT", "/b", &[host, ("connection", "host")]),
            ("GET", "/b", &[host, ("authorization", "a"), ("authorization", "a")]),
        ] {
            assert!(matches!(check(method, uri, headers), Err(Fault::Ambiguous(_))), "{method} {uri} {headers:?}");
        }
        assert_eq!(check("TRACE", "/b", &[host]), Err(Fault::Method));
        assert_eq!(check("CONNECT", "h:1", &[host]), Err(Fault::Method));
        for value in ["chunked", "identity", "x, chunked"] {
            assert_eq!(check("PUT", "/b", &[host, ("transfer-encoding", value)]), Err(Fault::TransferEncoding));
        }
    }
}
