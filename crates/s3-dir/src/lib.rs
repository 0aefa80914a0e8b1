//! The embedded S3: buckets in a directory, for the gateway alone to call.
//!
//! The S3 protocol and the files are those of the libraries `s3s` and `s3s-fs`. What stands here is what they leave open: which
//! keys may become paths, which requests would be answered as if they had been understood, and what must be on the disk before
//! an answer says so.
//!
//! Kept: objects with their metadata, ranges, conditions, copies, multipart uploads, listings. Not kept, and refused where a
//! request asks for it: versions, tags, access control lists, encryption, object lock, lifecycles, notifications. Keys are paths:
//! one that is no path of plain names is refused, as is one that would be a directory of another.

mod conditions;
mod durable;
mod guard;
mod layout;
mod operations;
mod refused;

use std::path::Path;
use std::sync::Arc;

use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Empty};
use rolecall_gateway::{Answering, Fault, InProcess, RequestBody};
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;

use guard::Guard;
use layout::Layout;

/// An S3 service over a directory.
#[derive(Debug, Clone)]
pub struct EmbeddedS3 {
    service: Arc<S3Service>,
}

/// Why a directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It cannot be made or read.
    #[error("the directory cannot be made or read: {0}")]
    Io(#[from] std::io::Error),
    /// The library cannot use it.
    #[error("the directory cannot be used: {0}")]
    Files(String),
}

impl EmbeddedS3 {
    /// Opens a directory, which is made if it is not there. Only one process may use it at a time.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open(directory: &Path) -> Result<Self, OpenError> {
        std::fs::create_dir_all(directory)?;
        let root = directory.canonicalize()?;
        let files = FileSystem::new(&root).map_err(|error| OpenError::Files(format!("{error:?}")))?;
        let service = S3ServiceBuilder::new(Guard::new(files, Layout::new(root))).build();
        Ok(Self { service: Arc::new(service) })
    }
}

impl InProcess for EmbeddedS3 {
    fn call(&self, request: Request<RequestBody>) -> Answering {
        let service = self.service.clone();
        // A client that goes away must not leave an object half exchanged: the work goes on without it, and if its body was not yet
        // complete, that ends with an error.
        let answered = tokio::spawn(async move {
            if let Some(refusal) = refused::by_headers(&request) {
                return refusal;
            }
            match service.call(request.map(s3s::Body::http_body_unsync)).await {
                Ok(response) => response.map(|body| body.map_err(|_| Fault::UpstreamBroke).boxed_unsync()),
                Err(_) => failed(),
            }
        });
        Box::pin(async { answered.await.unwrap_or_else(|_| failed()) })
    }
}

fn failed() -> Response<http_body_util::combinators::UnsyncBoxBody<bytes::Bytes, Fault>> {
    let mut response = Response::new(Empty::new().map_err(|never| match never {}).boxed_unsync());
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}
