//! The answer of a service on its way to the client.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
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
    /// A service may refuse a request whose body is still on its way: when its answer is done with, so is the body.
    _watcher: Option<Watcher>,
}

impl AnswerBody {
    /// A body that is there.
    pub(crate) fn complete(inner: UnsyncBoxBody<Bytes, Fault>) -> Self {
        Self { inner, patience: None, pause: None, _watcher: None }
    }

    /// A body that comes from a service.
    pub(crate) fn coming(inner: UnsyncBoxBody<Bytes, Fault>, patience: Duration, watcher: Option<Watcher>) -> Self {
        Self { inner, patience: Some(patience), pause: None, _watcher: watcher }
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

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
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
