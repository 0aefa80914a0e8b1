//! A verified body with its checksums behind it: `aws-chunked`, all of it in one chunk, without signatures.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html>

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

use super::verified::VerifiedBody;
use crate::fault::Fault;

/// Ends the data, and is the last chunk, which has none.
const LAST_CHUNK: &str = "\r\n0\r\n";
const LINE_END: &str = "\r\n";

/// The body with the frame of its one chunk. The trailer is there only when all of the body was verified.
pub(super) struct OneChunk<B> {
    inner: VerifiedBody<B>,
    next: Next,
    /// How many bytes are still to come out.
    left: u64,
}

/// What comes out next.
enum Next {
    /// The line with the size.
    Size(Bytes),
    Data,
    Nothing,
}

impl<B> OneChunk<B> {
    /// A body of this many bytes, behind which these headers follow, each with the length of its value.
    pub(super) fn new(inner: VerifiedBody<B>, length: u64, announced: &[(String, u64)]) -> Self {
        let size = Bytes::from(format!("{length:x}{LINE_END}"));
        let lines: u64 = announced.iter().map(|(name, value)| (name.len() + ":\r\n".len()) as u64 + value).sum();
        let frame = (size.len() + LAST_CHUNK.len() + LINE_END.len()) as u64 + lines;
        Self { inner, next: Next::Size(size), left: length.saturating_add(frame) }
    }

    /// How many bytes come out in all.
    pub(super) fn length(&self) -> u64 {
        self.left
    }

    fn hand_out(&mut self, bytes: Bytes, next: Next) -> Poll<Option<Result<Frame<Bytes>, Fault>>> {
        self.left = self.left.saturating_sub(bytes.len() as u64);
        self.next = next;
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }

    fn end(&self) -> Bytes {
        let mut end = LAST_CHUNK.to_owned();
        for (name, value) in self.inner.trailer() {
            end.extend([name, ":", value, LINE_END]);
        }
        end.push_str(LINE_END);
        Bytes::from(end)
    }
}

impl<B: Body<Data = Bytes>> Body for OneChunk<B> {
    type Data = Bytes;
    type Error = Fault;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Fault>>> {
        let this = &mut *self;
        match &this.next {
            Next::Size(size) => {
                let size = size.clone();
                this.hand_out(size, Next::Data)
            }
            Next::Data => match ready!(Pin::new(&mut this.inner).poll_frame(context)) {
                Some(Ok(frame)) => {
                    let data = frame.into_data().unwrap_or_default();
                    this.hand_out(data, Next::Data)
                }
                Some(Err(fault)) => {
                    this.next = Next::Nothing;
                    Poll::Ready(Some(Err(fault)))
                }
                None => {
                    let end = this.end();
                    this.hand_out(end, Next::Nothing)
                }
            },
            Next::Nothing => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.next, Next::Nothing)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
