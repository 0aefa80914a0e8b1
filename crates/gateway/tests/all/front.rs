//! A server in front of the gateway: checks heads, verifies signatures, forwards everything that is signed or bears no signature.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http::request::Parts;
use http::{HeaderMap, Request};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use rolecall_gateway::{
    AddressStyle, Answer, Backend, Content, ErrorForm, ErrorPlace, Fault, Gateway, Headers, Outgoing, Patience, Target,
    Upstream, UpstreamCredentials, check_head,
};
use rolecall_model::SecretKey;
use rolecall_sigv4::{Claim, Payload, Regions, RequestParts, ServiceRules, SignedBody, SigningKey};
use tokio::net::TcpListener;

use crate::signed::{SECRET, now};

/// What the upstream knows the gateway by.
pub(crate) const UPSTREAM_SECRET: &str = "upstream/Secret+Key0123456789abcdefghijk";

pub(crate) struct Front {
    pub(crate) address: SocketAddr,
}

/// A front before this upstream, which is waited for so long.
pub(crate) async fn before(upstream: SocketAddr, patience: Duration) -> Front {
    before_one_that(upstream, patience, true).await
}

/// The same for an upstream that takes checksums behind bodies, or one that does not.
pub(crate) async fn before_one_that(upstream: SocketAddr, patience: Duration, checksum_trailers: bool) -> Front {
    let (gateway, backend) = gateway(upstream, patience, checksum_trailers);
    let gateway = Arc::new(gateway);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let (gateway, backend) = (gateway.clone(), backend.clone());
            let service = service_fn(move |request| {
                let (gateway, backend) = (gateway.clone(), backend.clone());
                async move { Ok::<_, Infallible>(handle(&gateway, &backend, request).await) }
            });
            tokio::spawn(async move {
                let mut builder = Builder::new(TokioExecutor::new());
                builder.http1().timer(TokioTimer::new());
                _ = builder.serve_connection(TokioIo::new(stream), service).await;
            });
        }
    });
    Front { address }
}

/// A gateway, and an upstream for it.
pub(crate) fn gateway(upstream: SocketAddr, patience: Duration, checksum_trailers: bool) -> (Gateway, Backend) {
    let upstream = Upstream {
        url: format!("http://{upstream}").parse().unwrap(),
        service: "s3".to_owned(),
        region: "up-1".to_owned(),
        credentials: Some(UpstreamCredentials {
            access_key_id: "UPSTREAMKEY".to_owned(),
            secret: SecretKey::new(UPSTREAM_SECRET.to_owned()),
            session_token: None,
        }),
        style: AddressStyle::Path,
        checksum_trailers,
        patience: Patience { client: patience, upstream: patience },
    };
    (Gateway::new(rustls::RootCertStore::empty()).unwrap(), Backend::Network(Arc::new(upstream)))
}

async fn handle(gateway: &Gateway, backend: &Backend, request: Request<Incoming>) -> Answer {
    let (parts, body) = request.into_parts();
    let resource = parts.uri.path().to_owned();
    let place = ErrorPlace { form: ErrorForm::S3, resource: &resource, request_id: "r-1" };
    let signed = match check_head(&parts).map(|()| verified(&parts)) {
        Ok(Some(signed)) => signed,
        Ok(None) => return Fault::Ambiguous("wrong signature").answer(&place),
        Err(fault) => return fault.answer(&place),
    };
    let outgoing = Outgoing {
        method: &parts.method,
        target: Target::Path(parts.uri.path()),
        query: parts.uri.query().unwrap_or_default(),
        headers: Headers { from_client: &parts.headers, is_understood: |_| true, instead: Vec::new() },
        content: Content::Streamed { body, signed },
    };
    gateway.forward(backend, outgoing, now()).await.unwrap_or_else(|fault| fault.answer(&place))
}

/// What the signature says about the body; `None` if it is wrong.
fn verified(parts: &Parts) -> Option<SignedBody> {
    let lines = Lines(&parts.headers);
    let signed = RequestParts {
        method: parts.method.as_str(),
        path: parts.uri.path(),
        query: parts.uri.query().unwrap_or_default(),
        authority: parts.uri.authority().map(http::uri::Authority::as_str),
        headers: &lines,
    };
    if !parts.headers.contains_key("authorization") {
        return Some(SignedBody::Unsigned);
    }
    let rules = ServiceRules::s3(Regions::Any);
    let claim = Claim::read(&signed).ok()?.check(now(), &rules).ok()?;
    let key = SigningKey::derive(&SecretKey::new(SECRET.to_owned()), &claim.scope());
    claim.verify(Payload::Declared, key).ok()?.body().ok()
}

struct Lines<'m>(&'m HeaderMap);

impl rolecall_sigv4::Headers for Lines<'_> {
    fn each_value<'a>(&'a self, name: &str, see: &mut dyn FnMut(&'a [u8])) {
        self.0.get_all(name).iter().for_each(|value| see(value.as_bytes()));
    }

    fn each<'a>(&'a self, see: &mut dyn FnMut(&'a str, &'a [u8])) {
        self.0.iter().for_each(|(name, value)| see(name.as_str(), value.as_bytes()));
    }
}
