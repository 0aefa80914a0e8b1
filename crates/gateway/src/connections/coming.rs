//! The body of an answer, with the connection that it comes over.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};

use super::connection::Connection;
use super::{Connections, Origin};
use crate::fault::Fault;

/// The body of an answer. When its end was read, the connection is kept for the next request; before, it is closed with the body.
pub(crate) struct Coming {
    body: Incoming,
    line: Option<Line>,
}

struct Line {
    connection: Connection,
    connections: Arc<Connections>,
    origin: Origin,
}

impl Coming {
    pub(super) fn new(body: Incoming, connection: Connection, connections: Arc<Connections>, origin: Origin) -> Self {
        let mut coming = Self { body, line: Some(Line { connection, connections, origin }) };
        if coming.body.is_end_stream() {
            coming.release();
        }
        coming
    }

    /// Keeps the connection if it can take another request.
    fn release(&mut self) {
        if let Some(Line { connection, connections, origin }) = self.line.take()
            && connection.is_idle()
        {
            connections.keep(origin, connection);
        }
    }

    fn drive(&mut self, context: &mut Context<'_>) {
        if let Some(line) = &mut self.line {
            line.connection.drive(context);
        }
    }
}

impl Body for Coming {
    type Data = Bytes;
    type Error = Fault;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Fault>>> {
        let mut polled = Pin::new(&mut self.body).poll_frame(context);
        if polled.is_pending() {
            self.drive(context);
            polled = Pin::new(&mut self.body).poll_frame(context);
        }
        if matches!(polled, Poll::Ready(None)) || self.body.is_end_stream() {
            self.drive(context);
            self.release();
        }
        polled.map_err(|_| Fault::UpstreamBroke)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
