//! The instance metadata service of EC2, version 2; version 1 only if it is switched on.
//!
//! <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html>

mod document;
mod iam;
mod instance;
mod page;
mod signer;
mod token;
mod tree;
mod versions;

use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, Method, Response, StatusCode};
use http_body_util::Full;
use rolecall_model::{Clock, Entropy, Time};

use crate::cache::Cache;
use crate::host;
use crate::issuer::Purpose;
use crate::listen::Endpoint;

pub use instance::Instance;
pub use signer::{BadKey, DocumentSigner};

use token::Tokens;

const TTL_HEADER: &str = "x-aws-ec2-metadata-token-ttl-seconds";
const TOKEN_HEADER: &str = "x-aws-ec2-metadata-token";
const TOKEN_PATH: &str = "api/token";

/// The metadata service of one instance.
pub struct Imds {
    instance: RwLock<Instance>,
    options: Options,
    cache: Arc<Cache>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    signer: Arc<DocumentSigner>,
    tokens: Tokens,
}

/// How the service is set, as the metadata options of an instance are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Whether a request needs a token (`HttpTokens`): without that, version 1 answers too.
    pub tokens_required: bool,
    /// How many hops an answer may make (`HttpPutResponseHopLimit`), 1 to 64. With 1 it does not leave the host's own networks.
    pub hop_limit: u8,
}

impl Default for Options {
    fn default() -> Self {
        Self { tokens_required: true, hop_limit: 1 }
    }
}

impl Imds {
    /// The service for this instance, whose credentials come from `cache`. Its tokens end with it.
    pub fn new(
        instance: Instance,
        options: Options,
        cache: Arc<Cache>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        signer: Arc<DocumentSigner>,
    ) -> Self {
        let tokens = Tokens::new(&instance.id, &*entropy);
        Self { instance: RwLock::new(instance), options, cache, clock, entropy, signer, tokens }
    }

    /// Learns when the instance began, and its tags.
    pub fn describe(&self, pending_time: Time, tags: Vec<(String, String)>) {
        let mut instance = self.instance.write().unwrap_or_else(PoisonError::into_inner);
        *instance = Instance { pending_time, tags, ..instance.clone() };
    }

    fn instance(&self) -> Instance {
        self.instance.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn get(&self, head: &Parts) -> Response<Full<Bytes>> {
        let Some(purpose) = self.admitted(&head.headers) else { return page::error(StatusCode::UNAUTHORIZED) };
        let path = head.uri.path().trim_matches('/');
        if path.is_empty() {
            return page::text(versions::listing());
        }
        let (version, rest) = path.split_once('/').unwrap_or((path, ""));
        if !versions::is_known(version) {
            return page::error(StatusCode::NOT_FOUND);
        }
        if rest == TOKEN_PATH {
            return page::not_allowed("OPTIONS, PUT");
        }
        match tree::find(self, rest, purpose).await {
            Ok(text) => page::text(text),
            Err(status) => page::error(status),
        }
    }

    /// What the request may fetch credentials for: by its version, which a good token makes 2. A bad token is refused even where
    /// none is needed.
    fn admitted(&self, headers: &HeaderMap) -> Option<Purpose> {
        let mut tokens = headers.get_all(TOKEN_HEADER).iter();
        match (tokens.next(), tokens.next()) {
            (None, _) => (!self.options.tokens_required).then_some(Purpose::RoleByVersion1),
            (Some(token), None) => self.tokens.admits(token.as_bytes(), self.clock.now()).then_some(Purpose::Role),
            (Some(_), Some(_)) => None,
        }
    }

    fn put(&self, head: &Parts) -> Response<Full<Bytes>> {
        // A proxy that forwards whatever it is asked to would fetch tokens for others.
        if head.headers.contains_key("x-forwarded-for") {
            return page::error(StatusCode::FORBIDDEN);
        }
        let path = head.uri.path().trim_start_matches('/');
        match path.split_once('/') {
            Some(("latest", TOKEN_PATH)) => {}
            Some((version, TOKEN_PATH)) if versions::is_known(version) => return page::error(StatusCode::FORBIDDEN),
            _ => return page::not_allowed("GET, HEAD, OPTIONS"),
        }
        let Some(seconds) = ttl(&head.headers) else { return page::error(StatusCode::BAD_REQUEST) };
        let token = self.tokens.issue(seconds, self.clock.now(), &*self.entropy);
        page::token(token, seconds)
    }
}

impl Endpoint for Imds {
    async fn answer(&self, head: Parts) -> Response<Full<Bytes>> {
        if !host::is_an_address(&head) {
            return page::error(StatusCode::FORBIDDEN);
        }
        match head.method {
            Method::PUT => self.put(&head),
            Method::GET | Method::HEAD => self.get(&head).await,
            _ => page::not_allowed("GET, HEAD, OPTIONS, PUT"),
        }
    }

    fn hop_limit(&self) -> Option<u8> {
        Some(self.options.hop_limit)
    }
}

/// Seconds that a token is asked to live: 1 to six hours.
fn ttl(headers: &HeaderMap) -> Option<u32> {
    let mut values = headers.get_all(TTL_HEADER).iter();
    let (Some(text), None) = (values.next()?.to_str().ok(), values.next()) else { return None };
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|seconds| digits && (1..=21600).contains(seconds))
}
