//! A verified body with its checksums behind it: `aws-chunked`, without signatures.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html>

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

use super::verified::VerifiedBody;
use crate::fault::Fault;

/// How many bytes of data a chunk has; the last one may have fewer. Servers limit it; `MinIO` takes at most 16 MiB.
const CHUNK: u64 = 1 << 20;
const LINE_END: &str = "\r\n";
/// Before the trailer.
const LAST_CHUNK: &str = "0\r\n";

/// The body with the frames of its chunks. The trailer is there only when all of the body was verified.
pub(super) struct Chunks<B> {
    inner: VerifiedBody<B>,
    /// What came of the body and is not yet handed out.
    piece: Bytes,
    /// How many bytes of data are still to come out.
    data: u64,
    /// How many of them are of the present chunk.
    chunk: u64,
    /// How many bytes are still to come out in all; none once the body has ended, well or not.
    left: u64,
    is_begun: bool,
}

impl<B> Chunks<B> {
    /// A body of this many bytes, behind which these headers follow, each with the length of its value.
    pub(super) fn new(inner: VerifiedBody<B>, length: u64, announced: &[(String, u64)]) -> Self {
        let lines: u64 = announced.iter().map(|(name, value)| (name.len() + ":\r\n".len()) as u64 + value).sum();
        let (full, rest) = (length / CHUNK, length % CHUNK);
        let last = if rest > 0 { frame(rest) } else { 0 };
        let frames = full.saturating_mul(frame(CHUNK)) + last + (LAST_CHUNK.len() + LINE_END.len()) as u64 + lines;
        let left = length.saturating_add(frames);
        Self { inner, piece: Bytes::new(), data: length, chunk: 0, left, is_begun: false }
    }

    /// How many bytes come out in all.
    pub(super) fn length(&self) -> u64 {
        self.left
    }

    fn hand_out(&mut self, bytes: Bytes) -> Poll<Option<Result<Frame<Bytes>, Fault>>> {
        self.left = self.left.saturating_sub(bytes.len() as u64);
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }

    fn refuse(&mut self, fault: Fault) -> Poll<Option<Result<Frame<Bytes>, Fault>>> {
        self.left = 0;
        Poll::Ready(Some(Err(fault)))
    }

    /// The line before a chunk, and the end of the chunk before it.
    fn begin_chunk(&mut self) -> Bytes {
        self.chunk = self.data.min(CHUNK);
        let end = if std::mem::replace(&mut self.is_begun, true) { LINE_END } else { "" };
        Bytes::from(format!("{end}{:x}{LINE_END}", self.chunk))
    }

    /// The end of the last chunk that has data, and the trailer.
    fn end(&self) -> Bytes {
        let mut end = [LINE_END, LAST_CHUNK].concat();
        for (name, value) in self.inner.trailer() {
            end.extend([name, ":", value, LINE_END]);
        }
        end.push_str(LINE_END);
        Bytes::from(end)
    }
}

/// How many bytes frame a chunk of this size.
fn frame(size: u64) -> u64 {
    (format!("{size:x}").len() + 2 * LINE_END.len()) as u64
}

impl<B: Body<Data = Bytes>> Body for Chunks<B> {
    type Data = Bytes;
    type Error = Fault;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Fault>>> {
        let this = &mut *self;
        if this.left == 0 {
            return Poll::Ready(None);
        }
        if this.chunk == 0 && this.data > 0 {
            let line = this.begin_chunk();
            return this.hand_out(line);
        }
        while this.piece.is_empty() {
            match ready!(Pin::new(&mut this.inner).poll_frame(context)) {
                Some(Ok(frame)) => this.piece = frame.into_data().unwrap_or_default(),
                Some(Err(fault)) => return this.refuse(fault),
                None if this.data > 0 => return this.refuse(Fault::Incomplete),
                None => {
                    let end = this.end();
                    return this.hand_out(end);
                }
            }
        }
        let taken = usize::try_from(this.chunk).unwrap_or(usize::MAX).min(this.piece.len());
        let data = this.piece.split_to(taken);
        this.chunk -= taken as u64;
        this.data -= taken as u64;
        this.hand_out(data)
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, Method};
    use http_body_util::{BodyExt, Full};
    use rolecall_sigv4::SignedBody;

    use super::super::check::Check;
    use super::*;

    #[tokio::test]
    async fn chunks_have_their_sizes_and_the_whole_its_length() {
        for (length, expected) in [
            (1, "1\r\n.\r\n0\r\n\r\n".to_owned()),
            (CHUNK, format!("100000\r\n{}\r\n0\r\n\r\n", ".".repeat(1 << 20))),
            (CHUNK + 5, format!("100000\r\n{}\r\n5\r\n.....\r\n0\r\n\r\n", ".".repeat(1 << 20))),
        ] {
            let data = Bytes::from(vec![b'.'; usize::try_from(length).unwrap()]);
            let (check, _) = Check::of(SignedBody::Unsigned, &Method::PUT, &HeaderMap::new()).unwrap();
            let (inner, _watcher) = VerifiedBody::new(Full::new(data), check, length);
            let chunks = Chunks::new(inner, length, &[]);
            assert_eq!(chunks.length(), expected.len() as u64);
            let came = chunks.collect().await.unwrap().to_bytes();
            assert!(came == expected.as_bytes(), "{length}");
        }
    }
}
