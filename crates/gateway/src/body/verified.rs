//! A body whose last bytes come out only when all of it has been verified.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::sync::{oneshot, watch};

use super::check::{Check, Lines};
use crate::fault::Fault;

/// How far a body is, for whoever watches it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Progress {
    /// Pieces that came out so far.
    pub(crate) pieces: u64,
    /// What is waited for now.
    pub(crate) state: State,
}

/// What a body is waiting for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum State {
    /// For the one who sends it on to take more.
    Taker,
    /// For the client to send more.
    Client,
    /// For nothing: all of it was verified and handed on.
    Verified,
    /// For nothing: it was refused.
    Failed(Fault),
}

/// What is kept by whoever cares how a body ends; once it is dropped, a body that is not yet complete ends with an error.
pub(crate) struct Watcher {
    pub(crate) progress: watch::Receiver<Progress>,
    _interest: oneshot::Sender<()>,
}

impl Watcher {
    pub(crate) fn state(&self) -> State {
        self.progress.borrow().state.clone()
    }
}

/// The body of a client, less its chunks' frames, held against what was signed.
///
/// One piece is held back until the next one has come or the whole is verified. As every piece has at least one byte and the length
/// was announced to the service, a body that fails never looks complete to it.
pub(crate) struct VerifiedBody<B> {
    inner: Pin<Box<B>>,
    /// `None` once the body has ended, well or not.
    check: Option<Check>,
    /// What came and was not yet looked at.
    input: Bytes,
    /// The piece that is held back.
    held: Option<Bytes>,
    /// How many bytes are still to come.
    left: u64,
    /// What followed the body, once it is verified.
    trailer: Lines,
    progress: watch::Sender<Progress>,
    /// Told when nobody cares any more.
    abandoned: oneshot::Receiver<()>,
}

impl<B> VerifiedBody<B> {
    /// A body of this length once it is verified.
    pub(crate) fn new(inner: B, check: Check, length: u64) -> (Self, Watcher) {
        let (progress, watched) = watch::channel(Progress { pieces: 0, state: State::Taker });
        let (interest, abandoned) = oneshot::channel();
        let (inner, check) = (Box::pin(inner), Some(check));
        let body = Self {
            inner,
            check,
            input: Bytes::new(),
            held: None,
            left: length,
            trailer: Lines::new(),
            progress,
            abandoned,
        };
        (body, Watcher { progress: watched, _interest: interest })
    }

    /// The headers that followed the body; none before all of it is verified.
    pub(super) fn trailer(&self) -> &Lines {
        &self.trailer
    }

    fn now(&self, state: State) {
        self.progress.send_if_modified(|progress| {
            let changed = progress.state != state;
            progress.state = state;
            changed
        });
    }

    /// Takes what came apart, and hands out the piece that need not be held back any more.
    fn advance(&mut self) -> Result<Option<Bytes>, Fault> {
        let Some(check) = &mut self.check else { return Ok(None) };
        while let Some(data) = check.take(&mut self.input)? {
            self.left = self.left.checked_sub(data.len() as u64).ok_or(Fault::Incomplete)?;
            if let Some(piece) = self.held.replace(data) {
                return Ok(Some(piece));
            }
        }
        Ok(None)
    }

    /// The last piece of a body that has ended.
    fn close(&mut self) -> Result<Option<Bytes>, Fault> {
        let Some(check) = self.check.take() else { return Ok(None) };
        self.trailer = check.close()?;
        if self.left > 0 { Err(Fault::Incomplete) } else { Ok(self.held.take()) }
    }

    fn refuse(&mut self, fault: Fault) -> Poll<Option<Result<Frame<Bytes>, Fault>>> {
        self.check = None;
        self.held = None;
        self.now(State::Failed(fault.clone()));
        Poll::Ready(Some(Err(fault)))
    }

    fn hand_out(&self, piece: Bytes, state: State) -> Poll<Option<Result<Frame<Bytes>, Fault>>> {
        self.progress.send_modify(|progress| *progress = Progress { pieces: progress.pieces + 1, state });
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }
}

impl<B: Body<Data = Bytes>> VerifiedBody<B> {
    /// The next bytes of the client; trailers of HTTP are dropped, as no signature covers them.
    fn poll_input(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<(), Fault>>> {
        let Some(frame) = ready!(self.inner.as_mut().poll_frame(context)) else { return Poll::Ready(None) };
        Poll::Ready(Some(match frame {
            Ok(frame) => {
                self.input = frame.into_data().unwrap_or_default();
                Ok(())
            }
            Err(_) => Err(Fault::Incomplete),
        }))
    }
}

impl<B: Body<Data = Bytes>> Body for VerifiedBody<B> {
    type Data = Bytes;
    type Error = Fault;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Fault>>> {
        let this = &mut *self;
        while this.check.is_some() {
            match this.advance() {
                Ok(Some(piece)) => return this.hand_out(piece, State::Taker),
                Ok(None) => {}
                Err(fault) => return this.refuse(fault),
            }
            match this.poll_input(context) {
                Poll::Pending if Pin::new(&mut this.abandoned).poll(context).is_ready() => {
                    return this.refuse(Fault::Incomplete);
                }
                Poll::Pending => {
                    this.now(State::Client);
                    return Poll::Pending;
                }
                Poll::Ready(Some(Ok(()))) => {}
                Poll::Ready(Some(Err(fault))) => return this.refuse(fault),
                Poll::Ready(None) => match this.close() {
                    Ok(Some(piece)) => return this.hand_out(piece, State::Verified),
                    Ok(None) => this.now(State::Verified),
                    Err(fault) => return this.refuse(fault),
                },
            }
        }
        Poll::Ready(None)
    }

    fn is_end_stream(&self) -> bool {
        self.check.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left + self.held.as_ref().map_or(0, |held| held.len() as u64))
    }
}
