//! From a decided request to the answer of the service behind the gateway.

use std::pin::pin;

use bytes::Bytes;
use http::uri::{Authority, PathAndQuery};
use http::{HeaderValue, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use hyper::body::Body;
use rolecall_model::Time;
use rolecall_sigv4::PayloadHash;

use crate::answer::{Answer, AnswerBody, pass_on};
use crate::backend::{Backend, InProcess};
use crate::body::{Framing, Ready, RequestBody, State, Watcher};
use crate::fault::Fault;
use crate::gateway::Gateway;
use crate::head::{framing, outbound, sign};
use crate::outgoing::{Headers, Outgoing, Target};
use crate::upstream::{AddressStyle, Patience, Upstream};
use crate::watched::answered;

/// What a service in the process is called.
const IN_PROCESS: HeaderValue = HeaderValue::from_static("localhost");

/// What the head of a request to a backend is made from.
struct Sent<'a> {
    method: &'a Method,
    target: Target<'a>,
    query: &'a str,
    headers: Headers<'a>,
    framing: Framing,
    length: u64,
    payload: PayloadHash,
}

impl Gateway {
    /// Sends a request to a backend, and gives its answer as soon as its head is there.
    ///
    /// The body is asked for only now, so that `Expect: 100-continue` is answered after the decision. If the future is dropped, or
    /// the body turns out not to be what was signed, the connection to the backend is broken off before the body is complete.
    ///
    /// A request without a body that only reads is sent a second time if the connection breaks before there is an answer.
    /// An `aws-chunked` body is sent on without its chunks, unless a checksum follows it and the service takes such: then it is
    /// sent in chunks without signatures, with the checksum behind them.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn forward<B>(&self, backend: &Backend, outgoing: Outgoing<'_, B>, now: Time) -> Result<Answer, Fault>
    where
        B: Body<Data = Bytes> + Send + 'static,
    {
        let Outgoing { method, target, query, headers, content } = outgoing;
        let patience = backend.patience();
        let ready = Ready::new(content, method, headers.from_client, patience.client, backend.takes_trailers()).await?;
        let Ready { body, length, payload, framing, watcher } = ready;
        let sent = Sent { method, target, query, headers, framing, length, payload };
        match backend {
            Backend::Network(upstream) => self.over_network(upstream, &sent, body, watcher, now).await,
            Backend::InProcess(service) => {
                let path = outbound::path(target, query, AddressStyle::Path)?;
                let request = sent.head(path, IN_PROCESS)?.map(|()| body);
                in_process(&**service, request, watcher, patience).await
            }
        }
    }

    async fn over_network(
        &self,
        upstream: &Upstream,
        sent: &Sent<'_>,
        body: RequestBody,
        mut watcher: Option<Watcher>,
        now: Time,
    ) -> Result<Answer, Fault> {
        let patience = upstream.patience;
        let origin = outbound::origin(sent.target, upstream)?;
        let head = || self.network_head(upstream, sent, &origin.authority, now);
        let is_repeatable = sent.length == 0 && matches!(*sent.method, Method::GET | Method::HEAD);
        let sending = pin!(self.connections.send(&origin, head()?.map(|()| body)));
        let response = match answered(sending, watcher.as_mut(), patience).await? {
            Err(Fault::UpstreamBroke) if is_repeatable => {
                let again = head()?.map(|()| RequestBody::whole(Bytes::new()));
                let mut sending = Box::pin(self.connections.send(&origin, again));
                Box::pin(answered(sending.as_mut(), None, patience)).await??
            }
            answer => answer?,
        };
        refuse_early(response.status(), watcher.as_ref())?;
        let response = pass_on(response, sent.method)?;
        Ok(response.map(|body| AnswerBody::coming(body.boxed_unsync(), patience.upstream, watcher)))
    }

    /// The head of a request over the network, signed.
    fn network_head(
        &self,
        upstream: &Upstream,
        sent: &Sent<'_>,
        host: &Authority,
        now: Time,
    ) -> Result<Request<()>, Fault> {
        let path = outbound::path(sent.target, sent.query, upstream.style)?;
        let host = HeaderValue::from_str(host.as_str());
        let host = host.map_err(|_| Fault::Unsendable("its bucket cannot stand in a host name"))?;
        let mut head = sent.head(path, host)?;
        sign::sign(&self.signing_keys, upstream, &mut head, sent.payload, now)?;
        Ok(head)
    }
}

impl Sent<'_> {
    /// The head without a signature.
    fn head(&self, path: PathAndQuery, host: HeaderValue) -> Result<Request<()>, Fault> {
        let mut headers = outbound::headers(&self.headers);
        framing::describe(&mut headers, &self.framing)?;
        outbound::set_length(&mut headers, self.method, self.length);
        headers.insert(header::HOST, host);
        let mut request = Request::new(());
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = path.into();
        *request.headers_mut() = headers;
        Ok(request)
    }
}

async fn in_process(
    service: &dyn InProcess,
    request: Request<RequestBody>,
    mut watcher: Option<Watcher>,
    patience: Patience,
) -> Result<Answer, Fault> {
    let response = answered(service.call(request).as_mut(), watcher.as_mut(), patience).await?;
    refuse_early(response.status(), watcher.as_ref())?;
    Ok(response.map(|body| AnswerBody::coming(body, patience.upstream, watcher)))
}

/// Nothing may be called done while its body can still turn out not to be what was signed.
fn refuse_early(status: StatusCode, watcher: Option<&Watcher>) -> Result<(), Fault> {
    let is_complete = watcher.is_none_or(|watcher| watcher.state() == State::Verified);
    if is_complete || status.is_client_error() || status.is_server_error() {
        return Ok(());
    }
    Err(Fault::UpstreamAnswer("it came before the request was complete"))
}
