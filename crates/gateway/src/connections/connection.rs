//! One HTTP/1.1 connection. It has no task of its own: whoever waits for something from it drives it, so that a request and its
//! answer are not handed from task to task.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use http::{Request, Response};
use hyper::body::Incoming;
use hyper::client::conn::TrySendError;
use hyper::client::conn::http1::{self, SendRequest, handshake};
use hyper_rustls::MaybeHttpsStream;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::body::RequestBody;

type Stream = MaybeHttpsStream<TokioIo<TcpStream>>;

pub(super) struct Connection {
    sender: SendRequest<RequestBody>,
    /// Reads and writes; `None` once the connection is over.
    driver: Option<Pin<Box<http1::Connection<Stream, RequestBody>>>>,
}

impl Connection {
    pub(super) async fn open(stream: Stream) -> Option<Self> {
        let (sender, driver) = handshake(stream).await.ok()?;
        let mut connection = Self { sender, driver: Some(Box::pin(driver)) };
        poll_fn(|context| connection.poll_idle(context)).await.then_some(connection)
    }

    /// Sends a request, and waits for the head of the answer.
    ///
    /// # Errors
    /// The error holds the request if nothing of it was sent.
    pub(super) async fn send(
        &mut self,
        request: Request<RequestBody>,
    ) -> Result<Response<Incoming>, TrySendError<Request<RequestBody>>> {
        let mut sent = pin!(self.sender.try_send_request(request));
        poll_fn(|context| {
            drive(&mut self.driver, context);
            sent.as_mut().poll(context)
        })
        .await
    }

    /// Goes on with what is to be read and written.
    pub(super) fn drive(&mut self, context: &mut Context<'_>) {
        drive(&mut self.driver, context);
    }

    /// Whether another request can be sent at once.
    pub(super) fn is_idle(&self) -> bool {
        self.driver.is_some() && self.sender.is_ready()
    }

    /// The same, after what has happened on the connection meanwhile.
    pub(super) fn poll_idle(&mut self, context: &mut Context<'_>) -> Poll<bool> {
        self.drive(context);
        Poll::Ready(self.is_idle())
    }
}

fn drive(driver: &mut Option<Pin<Box<http1::Connection<Stream, RequestBody>>>>, context: &mut Context<'_>) {
    // What goes wrong is told to whoever waits for an answer.
    if driver.as_mut().is_some_and(|driver| driver.as_mut().poll(context).is_ready()) {
        *driver = None;
    }
}
