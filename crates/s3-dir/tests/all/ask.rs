//! Requests through the gateway to an embedded S3 in a directory of its own.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Request};
use http_body_util::{BodyExt, Full};
use rolecall_gateway::{Backend, Content, Fault, Gateway, Headers, Outgoing, Target};
use rolecall_model::Time;
use rolecall_s3_dir::EmbeddedS3;
use rolecall_sigv4::SignedBody;
use tempfile::TempDir;

pub(crate) struct S3 {
    gateway: Gateway,
    backend: Backend,
    directory: TempDir,
}

pub(crate) struct Answered {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answered {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The text of the first element of this name.
    pub(crate) fn element(&self, name: &str) -> String {
        let (_, rest) = self.body.split_once(&format!("<{name}>")).unwrap_or_default();
        rest.split_once('<').map_or("", |(text, _)| text).to_owned()
    }
}

impl S3 {
    /// An S3 with a bucket `bucket`.
    pub(crate) async fn start() -> Self {
        let s3 = Self::over(tempfile::tempdir().unwrap());
        assert_eq!(s3.ask("PUT", "/bucket", &[], "").await.status, 200);
        s3
    }

    fn over(directory: TempDir) -> Self {
        let backend = Backend::InProcess(Arc::new(EmbeddedS3::open(directory.path()).unwrap()));
        Self { gateway: Gateway::new(rustls::RootCertStore::empty()).unwrap(), backend, directory }
    }

    /// The same directory, opened anew.
    pub(crate) fn again(self) -> Self {
        Self::over(self.directory)
    }

    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    pub(crate) async fn ask(&self, method: &str, uri: &str, headers: &[(&str, &str)], body: &str) -> Answered {
        self.try_ask(method, uri, headers, body, SignedBody::Unsigned).await.unwrap()
    }

    pub(crate) async fn try_ask(
        &self,
        method: &str,
        uri: &str,
        headers: &[(&str, &str)],
        body: &str,
        signed: SignedBody,
    ) -> Result<Answered, Fault> {
        let mut request = Request::builder().method(method).uri(uri).header("host", "bucket.s3.example.org");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let content = Content::Streamed { body: Full::new(Bytes::from(body.to_owned())), signed };
        let outgoing = Outgoing {
            method: &parts.method,
            target: Target::Path(parts.uri.path()),
            query: parts.uri.query().unwrap_or_default(),
            headers: Headers { from_client: &parts.headers, is_understood: |_| true, instead: Vec::new() },
            content,
        };
        let answer = self.gateway.forward(&self.backend, outgoing, Time::from_epoch(0)).await?;
        let (parts, body) = answer.into_parts();
        let body = String::from_utf8(body.collect().await?.to_bytes().to_vec()).unwrap();
        Ok(Answered { status: parts.status.as_u16(), headers: parts.headers, body })
    }

    /// The status of an answer.
    pub(crate) async fn status(&self, method: &str, uri: &str) -> u16 {
        self.ask(method, uri, &[], "").await.status
    }
}
