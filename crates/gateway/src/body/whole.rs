//! Reading a body whole, where it must be known before it can be decided.

use std::pin::pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::request::Parts;
use http_body_util::BodyExt;
use hyper::body::Body;
use rolecall_sigv4::SignedBody;
use tokio::time::timeout;

use super::check::Check;
use super::verified::VerifiedBody;
use crate::fault::Fault;
use crate::head::length::declared;

/// Reads and verifies a body of at most `limit` bytes, without the frames of its chunks. Each part of it may take as long as
/// `patience`.
///
/// # Errors
/// The body is too large or not what was signed, or its client is too slow.
pub async fn read_whole<B>(
    parts: &Parts,
    body: B,
    signed: SignedBody,
    limit: usize,
    patience: Duration,
) -> Result<Bytes, Fault>
where
    B: Body<Data = Bytes>,
{
    let (check, framed) = Check::of(signed, &parts.method, &parts.headers)?;
    let length = match framed {
        Some(length) => length,
        None => declared(&parts.headers, body.is_end_stream(), body.size_hint().exact())?,
    };
    if length > limit as u64 {
        return Err(Fault::TooLarge);
    }
    let (body, _watcher) = VerifiedBody::new(body, check, length);
    drain(body, patience).await
}

/// Reads what a verified body has.
pub(super) async fn drain<B>(body: B, patience: Duration) -> Result<Bytes, Fault>
where
    B: Body<Data = Bytes, Error = Fault>,
{
    let mut body = pin!(body);
    let mut bytes = BytesMut::new();
    while let Some(frame) = timeout(patience, body.frame()).await.map_err(|_| Fault::ClientTooSlow)? {
        bytes.extend_from_slice(&frame?.into_data().unwrap_or_default());
    }
    Ok(bytes.freeze())
}
