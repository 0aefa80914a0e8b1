//! A request that is to be forwarded: its head as it came, where it goes, and its body.

use bytes::Bytes;
use http::request::Parts;
use rolecall_sigv4::SignedBody;

/// A request that was verified and decided.
pub struct Outgoing<B> {
    /// The head as it came from the client.
    pub parts: Parts,
    /// Which path it asks for.
    pub target: Target,
    /// The body.
    pub content: Content<B>,
}

/// The path that the service is asked for, exactly as it was understood when the request was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The path as it came, byte for byte.
    AsSent,
    /// A bucket and what follows it, however the client named the bucket; the upstream's own style says how it is sent on.
    Bucket {
        /// The name of the bucket.
        name: String,
        /// The path after the bucket, still encoded: empty, or with a slash before the key.
        rest: String,
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
