//! From a decided request to the answer of the service behind the gateway.

use bytes::Bytes;
use http::request::Parts;
use http::uri::Uri;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use hyper::body::Body;
use hyper_util::client::legacy::Error;
use rolecall_model::Time;
use rolecall_sigv4::PayloadHash;

use crate::answer::{Answer, AnswerBody, pass_on};
use crate::backend::{Backend, InProcess};
use crate::body::{Ready, RequestBody, State, Watcher};
use crate::fault::Fault;
use crate::gateway::Gateway;
use crate::head::{framing, outbound, sign};
use crate::outgoing::{Outgoing, Target};
use crate::upstream::{AddressStyle, Patience, Upstream};
use crate::watched::answered;

/// What a service in the process is called.
const IN_PROCESS: &str = "localhost";

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
    pub async fn forward<B>(&self, backend: &Backend, outgoing: Outgoing<B>, now: Time) -> Result<Answer, Fault>
    where
        B: Body<Data = Bytes> + Send + 'static,
    {
        let Outgoing { parts, target, content } = outgoing;
        let patience = backend.patience();
        let ready = Ready::new(content, &parts, patience.client, backend.takes_trailers()).await?;
        let Ready { body, length, payload, framing: frame, watcher } = ready;
        let headers = || {
            let mut headers = outbound::headers(&parts.headers);
            framing::describe(&mut headers, &frame)?;
            outbound::set_length(&mut headers, &parts.method, length);
            Ok::<_, Fault>(headers)
        };
        match backend {
            Backend::Network(upstream) => {
                let head = || self.network_head(upstream, &parts, &target, headers()?, payload, now);
                self.over_network(&parts.method, head, length, body, watcher, patience).await
            }
            Backend::InProcess(service) => {
                let (host, path) = outbound::address(&parts.uri, &target, AddressStyle::Path, IN_PROCESS)?;
                let mut headers = headers()?;
                set_host(&mut headers, &host)?;
                let request = head(&parts.method, Uri::from(path), headers).map(|()| body);
                in_process(&**service, request, watcher, patience).await
            }
        }
    }

    fn network_head(
        &self,
        upstream: &Upstream,
        parts: &Parts,
        target: &Target,
        mut headers: HeaderMap,
        payload: PayloadHash,
        now: Time,
    ) -> Result<Request<()>, Fault> {
        let (host, path) = outbound::address(&parts.uri, target, upstream.style, outbound::host(&upstream.url))?;
        set_host(&mut headers, &host)?;
        sign::sign(&self.signing_keys, upstream, parts.method.as_str(), &path, &mut headers, payload, now)?;
        let uri = Uri::builder().scheme(upstream.url.scheme.clone()).authority(host).path_and_query(path);
        let uri = uri.build().map_err(|_| Fault::Unsendable("its bucket cannot stand in a host name"))?;
        Ok(head(&parts.method, uri, headers))
    }

    async fn over_network(
        &self,
        method: &Method,
        head: impl Fn() -> Result<Request<()>, Fault>,
        length: u64,
        body: RequestBody,
        mut watcher: Option<Watcher>,
        patience: Patience,
    ) -> Result<Answer, Fault> {
        let is_repeatable = length == 0 && matches!(*method, Method::GET | Method::HEAD);
        let sent = self.client.request(head()?.map(|()| body));
        let response = match answered(sent, watcher.as_mut(), patience).await? {
            Ok(response) => response,
            Err(error) if is_repeatable && !error.is_connect() => {
                let sent = self.client.request(head()?.map(|()| RequestBody::whole(Bytes::new())));
                answered(sent, None, patience).await?.map_err(|error| lost(&error))?
            }
            Err(error) => return Err(lost(&error)),
        };
        refuse_early(response.status(), watcher.as_ref())?;
        let response = pass_on(response, method)?;
        Ok(response.map(|body| {
            AnswerBody::coming(body.map_err(|_| Fault::UpstreamBroke).boxed_unsync(), patience.upstream, watcher)
        }))
    }
}

async fn in_process(
    service: &dyn InProcess,
    request: Request<RequestBody>,
    mut watcher: Option<Watcher>,
    patience: Patience,
) -> Result<Answer, Fault> {
    let response = answered(service.call(request), watcher.as_mut(), patience).await?;
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

fn head(method: &Method, uri: Uri, headers: HeaderMap) -> Request<()> {
    let mut request = Request::new(());
    *request.method_mut() = method.clone();
    *request.uri_mut() = uri;
    *request.headers_mut() = headers;
    request
}

fn set_host(headers: &mut HeaderMap, host: &str) -> Result<(), Fault> {
    let host = HeaderValue::from_str(host).map_err(|_| Fault::Unsendable("its bucket cannot stand in a host name"))?;
    headers.insert(header::HOST, host);
    Ok(())
}

fn lost(error: &Error) -> Fault {
    if error.is_connect() { Fault::Unreachable } else { Fault::UpstreamBroke }
}
