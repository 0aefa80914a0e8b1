//! The answer of a service on its way to the client.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{Method, Response, StatusCode, header};
use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep};

use crate::body::Watcher;
use crate::fault::Fault;
use crate::head::hop;

/// The answer to a forwarded request, or to one that was not.
pub type Answer = Response<AnswerBody>;

/// The body of an answer. It ends with an error where the service broke off, so that a server aborts its own answer too.
pub struct AnswerBody {
    inner: UnsyncBoxBody<Bytes, Fault>,
    /// How long the service may pause.
    patience: Option<Duration>,
    pause: Option<Pin<Box<Sleep>>>,
    /// What was looked at and not yet handed out.
    ahead: VecDeque<Result<Frame<Bytes>, Fault>>,
    /// A service may refuse a request whose body is still on its way: when its answer is done with, so is the body.
    _watcher: Option<Watcher>,
}

impl AnswerBody {
    /// A body that is there.
    pub(crate) fn complete(inner: UnsyncBoxBody<Bytes, Fault>) -> Self {
        Self { inner, patience: None, pause: None, ahead: VecDeque::new(), _watcher: None }
    }

    /// A body that comes from a service.
    pub(crate) fn coming(inner: UnsyncBoxBody<Bytes, Fault>, patience: Duration, watcher: Option<Watcher>) -> Self {
        Self { inner, patience: Some(patience), pause: None, ahead: VecDeque::new(), _watcher: watcher }
    }

    /// The first bytes of the body: at least `enough`, if it has as many. They come again when the body is read.
    pub async fn peek(&mut self, enough: usize) -> Bytes {
        let mut first = BytesMut::new();
        while first.len() < enough {
            let Some(frame) = poll_fn(|context| self.poll_next(context)).await else { break };
            let data = frame.as_ref().ok().and_then(Frame::data_ref).cloned();
            self.ahead.push_back(frame);
            let Some(data) = data else { break };
            first.extend_from_slice(&data);
        }
        first.freeze()
    }

    /// The next frame of the service.
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Fault>>> {
        match Pin::new(&mut self.inner).poll_frame(context) {
            Poll::Pending => self.poll_pause(context).map(|()| Some(Err(Fault::UpstreamTooSlow))),
            ready @ Poll::Ready(_) => {
                let patience = self.patience.unwrap_or_default();
                if let Some(pause) = &mut self.pause {
                    pause.as_mut().reset(Instant::now() + patience);
                }
                ready
            }
        }
    }

    /// How many bytes were looked at and not yet handed out.
    fn bytes_ahead(&self) -> u64 {
        let data = self.ahead.iter().filter_map(|frame| frame.as_ref().ok()?.data_ref());
        data.map(|data| data.len() as u64).sum()
    }

    /// Whether the service pauses for too long.
    fn poll_pause(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(patience) = self.patience else { return Poll::Pending };
        self.pause.get_or_insert_with(|| Box::pin(sleep(patience))).as_mut().poll(context)
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = Fault;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Fault>>> {
        match self.ahead.pop_front() {
            Some(frame) => Poll::Ready(Some(frame)),
            None => self.poll_next(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.ahead.is_empty() && self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (inner, ahead) = (self.inner.size_hint(), self.bytes_ahead());
        let mut hint = SizeHint::new();
        hint.set_lower(inner.lower().saturating_add(ahead));
        if let Some(upper) = inner.upper() {
            hint.set_upper(upper.saturating_add(ahead));
        }
        hint
    }
}

/// Makes what a service answered fit to be passed on.
///
/// # Errors
/// [`Fault::UpstreamAnswer`] for a change of protocol, and for a body whose end is only the end of the connection: a service that
/// dies would look as if it had finished.
pub(crate) fn pass_on<B>(mut response: Response<B>, method: &Method) -> Result<Response<B>, Fault> {
    if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        return Err(Fault::UpstreamAnswer("it changed the protocol"));
    }
    let headers = response.headers();
    let has_no_body = *method == Method::HEAD || matches!(response.status().as_u16(), 204 | 304);
    let is_framed = headers.contains_key(header::CONTENT_LENGTH) || headers.contains_key(header::TRANSFER_ENCODING);
    if !has_no_body && !is_framed {
        return Err(Fault::UpstreamAnswer("it does not say where it ends"));
    }
    hop::strip(response.headers_mut());
    // It would lead clients past the gateway.
    response.headers_mut().remove(header::ALT_SVC);
    Ok(response)
}
