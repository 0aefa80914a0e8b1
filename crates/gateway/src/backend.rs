//! What answers forwarded requests: a service over the network, or one in the process.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use http::{Request, Response};
use http_body_util::combinators::UnsyncBoxBody;

use crate::body::RequestBody;
use crate::fault::Fault;
use crate::head::sign::S3;
use crate::upstream::{Patience, Upstream};

/// What answers forwarded requests.
#[derive(Debug, Clone)]
pub enum Backend {
    /// A service over the network.
    Network(Arc<Upstream>),
    /// A service in this process.
    InProcess(Arc<dyn InProcess>),
}

/// An answer under way.
pub type Answering = Pin<Box<dyn Future<Output = Response<UnsyncBoxBody<bytes::Bytes, Fault>>> + Send>>;

/// A service that is called without a socket. It sees only requests that were verified and decided, without signatures and with
/// buckets in the path, and must trust nobody else to call it.
pub trait InProcess: fmt::Debug + Send + Sync {
    /// Answers a request. An error of the body means that the request was not what was signed: nothing of it may be kept.
    fn call(&self, request: Request<RequestBody>) -> Answering;
}

impl Backend {
    /// Whether checksums that follow a body are sent on. The signature says that they do, and so there must be one.
    pub(crate) fn takes_trailers(&self) -> bool {
        matches!(self, Self::Network(upstream) if upstream.service == S3 && upstream.checksum_trailers && upstream.credentials.is_some())
    }

    pub(crate) fn patience(&self) -> Patience {
        match self {
            Self::Network(upstream) => upstream.patience,
            Self::InProcess(_) => Patience::default(),
        }
    }
}
