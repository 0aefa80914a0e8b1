//! The `Host` header: which names an endpoint answers to.
//!
//! A web page can make a browser on the same machine ask any address, if the page's own name is made to point there (DNS
//! rebinding). The request then names the page's host. Workloads name the endpoint by its address.

use std::net::IpAddr;

use http::header::HOST;
use http::request::Parts;
use http::uri::Authority;

/// Whether the request is meant for an address, or for `localhost`, and not for some name.
pub(crate) fn is_an_address(head: &Parts) -> bool {
    let mut hosts = head.headers.get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let Some(authority) = host.to_str().ok().and_then(|text| text.parse::<Authority>().ok()) else { return false };
    if authority.as_str().contains('@') || head.uri.authority().is_some_and(|target| *target != authority) {
        return false;
    }
    let name = authority.host();
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    bare.parse::<IpAddr>().is_ok() || name.eq_ignore_ascii_case("localhost")
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    fn asked(uri: &str, hosts: &[&str]) -> bool {
        let mut request = Request::get(uri);
        for host in hosts {
            request = request.header(HOST, *host);
        }
        is_an_address(&request.body(()).unwrap().into_parts().0)
    }

    #[test]
    fn addresses_and_localhost_alone() {
        for host in ["127.0.0.1", "127.0.0.1:1338", "169.254.169.254", "[fd00:ec2::254]", "[::1]:80", "LocalHost:1"] {
            assert!(asked("/", &[host]), "{host}");
        }
        for host in ["evil.example", "127.0.0.1.evil.example:1338", "localhost.evil", "u@127.0.0.1", "", "[::1", "a b"]
        {
            assert!(!asked("/", &[host]), "{host}");
        }
        assert!(!asked("/", &[]) && !asked("/", &["127.0.0.1", "127.0.0.1"]));
        assert!(asked("http://127.0.0.1:1/", &["127.0.0.1:1"]) && !asked("http://evil.example/", &["127.0.0.1"]));
    }
}
