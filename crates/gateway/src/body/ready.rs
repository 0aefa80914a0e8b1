//! A body that is ready to be sent on.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method};
use hyper::body::Body;
use rolecall_sigv4::{PayloadHash, SignedBody};

use super::check::{Check, Lines};
use super::chunks::Chunks;
use super::request_body::RequestBody;
use super::verified::{VerifiedBody, Watcher};
use super::whole::drain;
use crate::fault::Fault;
use crate::head::length::declared;
use crate::outgoing::Content;

/// A body that is ready to be sent on.
pub(crate) struct Ready {
    pub(crate) body: RequestBody,
    /// How many bytes are sent.
    pub(crate) length: u64,
    /// What the signature for the upstream says about it.
    pub(crate) payload: PayloadHash,
    /// How it is framed.
    pub(crate) framing: Framing,
    /// Where it is streamed.
    pub(crate) watcher: Option<Watcher>,
}

/// How a body is sent on.
pub(crate) enum Framing {
    /// As it came.
    Same,
    /// Without the chunks that it came in. What followed it is known already where there was no data, and can stand in the head.
    Unframed(Lines),
    /// In chunks of this many bytes together, which headers of these names follow.
    Chunks { decoded: u64, trailer: String },
}

impl Ready {
    /// Of a body without data there is nothing to hold back: it is verified before anything is sent. Checksums that follow a body
    /// follow it still if the service takes them.
    pub(crate) async fn new<B>(
        content: Content<B>,
        method: &Method,
        headers: &HeaderMap,
        patience: Duration,
        takes_trailers: bool,
    ) -> Result<Self, Fault>
    where
        B: Body<Data = Bytes> + Send + 'static,
    {
        let (body, signed) = match content {
            Content::Whole(bytes) => return Ok(Self::whole(bytes, Framing::Same)),
            Content::Streamed { body, signed } => (body, signed),
        };
        let (payload, is_chunked) = match &signed {
            SignedBody::Sha256(digest) => (PayloadHash::of_digest(digest), false),
            SignedBody::Whole | SignedBody::Unsigned => (PayloadHash::Unsigned, false),
            SignedBody::Chunked(_) => (PayloadHash::Unsigned, true),
        };
        let (check, framed) = Check::of(signed, method, headers)?;
        let length = match framed {
            Some(length) => length,
            None => declared(headers, body.is_end_stream(), body.size_hint().exact())?,
        };
        // A service that does not expect a body there could take it for the next request.
        if length > 0 && matches!(*method, Method::GET | Method::HEAD) {
            return Err(Fault::Ambiguous("A request of this method has no body."));
        }
        let framing = |trailer| if is_chunked { Framing::Unframed(trailer) } else { Framing::Same };
        // Nearly all requests that only read are so.
        if length == 0 && body.is_end_stream() {
            return Ok(Self::whole(Bytes::new(), framing(check.close()?)));
        }
        let announced = check.announced().to_vec();
        let (mut body, watcher) = VerifiedBody::new(body, check, length);
        if length == 0 {
            let bytes = drain(&mut body, patience).await?;
            return Ok(Self::whole(bytes, framing(body.trailer().clone())));
        }
        let watcher = Some(watcher);
        if announced.is_empty() || !takes_trailers {
            let framing = framing(Lines::new());
            return Ok(Self { body: RequestBody::streamed(body), length, payload, framing, watcher });
        }
        let body = Chunks::new(body, length, &announced);
        let names: Vec<&str> = announced.iter().map(|(name, _)| name.as_str()).collect();
        let framing = Framing::Chunks { decoded: length, trailer: names.join(",") };
        let (length, payload) = (body.length(), PayloadHash::UnsignedChunksAndTrailer);
        Ok(Self { body: RequestBody::streamed(body), length, payload, framing, watcher })
    }

    fn whole(bytes: Bytes, framing: Framing) -> Self {
        let (length, payload) = (bytes.len() as u64, PayloadHash::of(&bytes));
        Self { body: RequestBody::whole(bytes), length, payload, framing, watcher: None }
    }
}
