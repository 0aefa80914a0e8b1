//! A request that is to be forwarded: its head as it came, where it goes, and its body.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use rolecall_sigv4::SignedBody;

/// A request that was verified and decided.
pub struct Outgoing<'a, B> {
    /// What is done.
    pub method: &'a Method,
    /// What it is done to.
    pub target: Target<'a>,
    /// The query, still encoded, without its question mark; what authenticates in it is not sent on.
    pub query: &'a str,
    /// The headers.
    pub headers: Headers<'a>,
    /// The body.
    pub content: Content<B>,
}

/// The headers of a request on its way.
pub struct Headers<'a> {
    /// As they came from the client.
    pub from_client: &'a HeaderMap,
    /// Which of them were understood. Of these, all are sent on but those that were meant for the gateway or for the connection.
    pub is_understood: fn(&HeaderName) -> bool,
    /// What is sent in place of the client's.
    pub instead: Vec<(HeaderName, HeaderValue)>,
}

/// The path that the service is asked for, exactly as it was understood when the request was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target<'a> {
    /// This path, byte for byte.
    Path(&'a str),
    /// A bucket and what follows it, however the client named the bucket; the upstream's own style says how it is sent on.
    Bucket {
        /// The name of the bucket.
        name: &'a str,
        /// The path after the bucket, still encoded: empty, or with a slash before the key.
        rest: &'a str,
    },
}

/// The body of a request.
pub enum Content<B> {
    /// It was read whole, and verified.
    Whole(Bytes),
    /// It is still to come.
    Streamed {
        /// The body as it comes from the client.
        body: B,
        /// What the signature says about it; [`SignedBody::Unsigned`] for a request without signature.
        signed: SignedBody,
    },
}

impl<B> Content<B> {
    /// The body, if it was read whole.
    pub fn whole(&self) -> Option<&Bytes> {
        match self {
            Self::Whole(bytes) => Some(bytes),
            Self::Streamed { .. } => None,
        }
    }
}
