//! A body that is ready to be sent on.

use std::time::Duration;

use bytes::Bytes;
use http::Method;
use http::request::Parts;
use hyper::body::Body;
use rolecall_sigv4::{PayloadHash, SignedBody};

use super::check::Check;
use super::request_body::RequestBody;
use super::verified::{VerifiedBody, Watcher};
use super::whole::drain;
use crate::fault::Fault;
use crate::head::length::declared;
use crate::outgoing::Content;

/// A body that is ready to be sent on.
pub(crate) struct Ready {
    pub(crate) body: RequestBody,
    /// How many bytes it has.
    pub(crate) length: u64,
    /// What the signature for the upstream says about it.
    pub(crate) payload: PayloadHash,
    /// Where it is streamed.
    pub(crate) watcher: Option<Watcher>,
}

impl Ready {
    /// Of a body without data there is nothing to hold back: it is verified before anything is sent.
    pub(crate) async fn new<B>(content: Content<B>, parts: &Parts, patience: Duration) -> Result<Self, Fault>
    where
        B: Body<Data = Bytes> + Send + 'static,
    {
        let (body, signed) = match content {
            Content::Whole(bytes) => return Ok(Self::whole(bytes)),
            Content::Streamed { body, signed } => (body, signed),
        };
        let payload = match &signed {
            SignedBody::Sha256(digest) => PayloadHash::of_digest(digest),
            SignedBody::Whole | SignedBody::Unsigned | SignedBody::Chunked(_) => PayloadHash::Unsigned,
        };
        let (check, framed) = Check::of(signed, &parts.method, &parts.headers)?;
        let length = match framed {
            Some(length) => length,
            None => declared(&parts.headers, body.is_end_stream(), body.size_hint().exact())?,
        };
        // A service that does not expect a body there could take it for the next request.
        if length > 0 && matches!(parts.method, Method::GET | Method::HEAD) {
            return Err(Fault::Ambiguous("A request of this method has no body."));
        }
        let (body, watcher) = VerifiedBody::new(body, check, length);
        if length == 0 {
            return Ok(Self::whole(drain(body, patience).await?));
        }
        Ok(Self { body: RequestBody::streamed(body), length, payload, watcher: Some(watcher) })
    }

    fn whole(bytes: Bytes) -> Self {
        let (length, payload) = (bytes.len() as u64, PayloadHash::of(&bytes));
        Self { body: RequestBody::whole(bytes), length, payload, watcher: None }
    }
}
