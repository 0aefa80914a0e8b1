//! Where a server listens.

use http::Uri;
use http::uri::Scheme;

use super::credentials::variable;
use crate::failure::Failure;

/// The server that speaks for one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Endpoint {
    /// The name of the service in signatures.
    pub(crate) service: &'static str,
    pub(crate) tls: bool,
    pub(crate) host: String,
    pub(crate) port: u16,
    /// What the `Host` header says.
    pub(crate) authority: String,
}

impl Endpoint {
    /// The one that is named; else what the environment says for the service, or for all.
    /// `instead` ends the advice to somebody who names none.
    pub(crate) fn of(service: &'static str, named: Option<&str>, instead: &str) -> Result<Self, Failure> {
        let of_service = || variable(&format!("AWS_ENDPOINT_URL_{}", service.to_ascii_uppercase()));
        let url = named.map(str::to_owned).or_else(of_service).or_else(|| variable("AWS_ENDPOINT_URL"));
        let remedy = format!("set --endpoint or AWS_ENDPOINT_URL, like `http://127.0.0.1:4566`{instead}");
        let Some(url) = url else {
            return Err(Failure::usage("there is nobody to ask", "no server and no policy is named", remedy));
        };
        Self::parse(service, &url).ok_or_else(|| {
            // Before an `@` there may be a password.
            let shown = url.rsplit_once('@').map_or_else(|| url.clone(), |(_, rest)| format!("…@{rest}"));
            Failure::usage("there is nobody to ask", format_args!("`{shown}` is not an endpoint"), remedy)
        })
    }

    /// The server at this URL; `None` if it is not `http` or `https` with an authority alone.
    pub(crate) fn parse(service: &'static str, url: &str) -> Option<Self> {
        let uri: Uri = url.parse().ok()?;
        let tls = uri.scheme() == Some(&Scheme::HTTPS);
        let authority = uri.authority().filter(|authority| !authority.as_str().contains('@'))?;
        if !tls && uri.scheme() != Some(&Scheme::HTTP) || uri.query().is_some() || uri.path() != "/" {
            return None;
        }
        let standard = if tls { 443 } else { 80 };
        let port = if authority.as_str() == authority.host() { standard } else { authority.port_u16()? };
        Some(Self {
            service,
            tls,
            host: authority.host().trim_start_matches('[').trim_end_matches(']').to_owned(),
            port,
            authority: authority.to_string(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_a_scheme_and_an_authority() {
        for (url, tls, host, port) in [
            ("http://127.0.0.1:4566", false, "127.0.0.1", 4566),
            ("https://iam.example/", true, "iam.example", 443),
            ("http://[::1]:80", false, "::1", 80),
        ] {
            let found = Endpoint::parse("iam", url).unwrap();
            assert_eq!((found.tls, &*found.host, found.port), (tls, host, port), "{url}");
        }
        for url in ["", "127.0.0.1:4566", "ftp://h", "http://h/path", "http://h?q", "http://user@h", "http://"] {
            assert_eq!(Endpoint::parse("iam", url), None, "{url}");
        }
        for url in ["http://h:65536", "http://h:99999", "https://[::1]:65536", "http://h:"] {
            assert_eq!(Endpoint::parse("iam", url), None, "{url}");
        }
    }

    #[test]
    fn what_is_no_endpoint_is_told_without_its_password() {
        for url in ["http://user:se@cret@h", "http://user:secret@h/path", "user:secret@h"] {
            let told = Endpoint::of("iam", Some(url), "").unwrap_err().to_string();
            assert!(told.contains("…@h") && !told.contains("cret@"), "{told}");
        }
    }
}
