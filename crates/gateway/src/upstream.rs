//! A service behind the gateway: where it is, and how requests to it are signed.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use http::Uri;
use http::uri::{Authority, Scheme};
use rolecall_model::SecretKey;

/// A service that is reached over the network.
#[derive(Debug, Clone)]
pub struct Upstream {
    /// Where it is.
    pub url: UpstreamUrl,
    /// The name of the service in the scope of signatures: `s3`, `dynamodb`.
    pub service: String,
    /// The region in the scope of signatures.
    pub region: String,
    /// What requests are signed with; without them they are sent unsigned.
    pub credentials: Option<UpstreamCredentials>,
    /// How buckets are named in requests to it.
    pub style: AddressStyle,
    /// Whether it takes checksums behind a body (`STREAMING-UNSIGNED-PAYLOAD-TRAILER`), as S3 does and its clients send them. One
    /// that does not gets bodies without them.
    pub checksum_trailers: bool,
    /// How long it is waited for.
    pub patience: Patience,
}

/// The credentials that an upstream knows the gateway by.
#[derive(Debug, Clone)]
pub struct UpstreamCredentials {
    /// The access key id.
    pub access_key_id: String,
    /// The secret access key.
    pub secret: SecretKey,
    /// The session token of temporary credentials.
    pub session_token: Option<SecretKey>,
}

/// How buckets are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AddressStyle {
    /// In the path; nearly every server other than AWS's own wants it.
    #[default]
    Path,
    /// In the host name.
    VirtualHost,
}

/// How long is waited for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For the client to send more of its body.
    pub client: Duration,
    /// For the service to take more of the body, to answer, or to send more of its answer.
    pub upstream: Duration,
}

impl Default for Patience {
    /// Half a minute and two minutes: completing a large multipart upload takes servers long.
    fn default() -> Self {
        Self { client: Duration::from_secs(30), upstream: Duration::from_mins(2) }
    }
}

/// The address of an upstream: scheme, host and port, such as `http://127.0.0.1:9000`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpstreamUrl {
    pub(crate) scheme: Scheme,
    pub(crate) authority: Authority,
}

impl UpstreamUrl {
    /// Whether it is reached by TLS.
    pub fn is_https(&self) -> bool {
        self.scheme == Scheme::HTTPS
    }
}

impl FromStr for UpstreamUrl {
    type Err = &'static str;

    /// Reads a URL without user, path and query: a path would have to be mixed with those of requests.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str = "expected a URL of scheme, host and port, like `http://127.0.0.1:9000`";
        let parts = text.parse::<Uri>().map_err(|_| EXPECTED)?.into_parts();
        let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else { return Err(EXPECTED) };
        let bare = parts.path_and_query.is_none_or(|path| path == "/") && !text.contains('#');
        let known = scheme == Scheme::HTTP || scheme == Scheme::HTTPS;
        let named = !authority.host().is_empty() && !authority.as_str().contains('@');
        if bare && known && named { Ok(Self { scheme, authority }) } else { Err(EXPECTED) }
    }
}

impl fmt::Display for UpstreamUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.authority)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls() {
        for (text, https) in
            [("http://127.0.0.1:9000", false), ("http://[::1]:9000/", false), ("https://s3.example.org", true)]
        {
            let url: UpstreamUrl = text.parse().unwrap();
            assert_eq!((url.is_https(), url.to_string()), (https, text.trim_end_matches('/').to_owned()));
        }
        for text in [
            "",
            "127.0.0.1:9000",
            "s3.example.org",
            "ftp://h",
            "http://",
            "http://h/path",
            "http://h?q",
            "http://h/#f",
            "http://user:secret@h",
        ] {
            assert!(text.parse::<UpstreamUrl>().is_err(), "{text}");
        }
    }
}
