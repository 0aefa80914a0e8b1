//! Questions to the service behind the gateway: sent as requests are, with the credentials that the service knows the gateway by.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use rolecall_gateway::{Content, Outgoing, Target};
use serde_json::Value;

use crate::door::foreign::ForeignDoor;
use crate::door::foreign::passage::head;
use crate::door::foreign::routes::Route;
use crate::door::head::X_AMZ_TARGET;
use crate::wire::percent::encode_into;

/// The most bytes of an answer; the description of a table with all its indexes has some ten thousand.
const MOST: usize = 1 << 20;

/// What a service is asked.
pub(super) struct Question {
    method: Method,
    /// Path and query.
    path: String,
    target: Target,
    headers: Vec<(HeaderName, String)>,
    body: Bytes,
}

impl Question {
    /// An operation of a service that speaks JSON: its target, and the version of the protocol.
    pub(super) fn json(version: &str, target: &str, input: &Value) -> Self {
        let content_type = format!("application/x-amz-json-{version}");
        Self {
            method: Method::POST,
            path: "/".to_owned(),
            target: Target::AsSent,
            headers: vec![(header::CONTENT_TYPE, content_type), (X_AMZ_TARGET.clone(), target.to_owned())],
            body: input.to_string().into(),
        }
    }

    /// An operation of a service that speaks Query.
    pub(super) fn form(parameters: &[(&str, &str)]) -> Self {
        let mut body = String::new();
        for (name, value) in parameters {
            if !body.is_empty() {
                body.push('&');
            }
            body.extend([*name, "="]);
            encode_into(&mut body, value);
        }
        let content_type = "application/x-www-form-urlencoded; charset=utf-8".to_owned();
        Self {
            method: Method::POST,
            path: "/".to_owned(),
            target: Target::AsSent,
            headers: vec![(header::CONTENT_TYPE, content_type)],
            body: body.into(),
        }
    }

    /// A path that is asked for, already encoded.
    pub(super) fn get(path: String) -> Self {
        Self { method: Method::GET, path, target: Target::AsSent, headers: Vec::new(), body: Bytes::new() }
    }

    /// An object of S3, with an encoded query.
    pub(super) fn object(bucket: &str, key: &str, query: &str) -> Self {
        let mut rest = String::new();
        for piece in key.split('/') {
            rest.push('/');
            encode_into(&mut rest, piece);
        }
        let path = format!("/{bucket}{rest}?{query}");
        Self { target: Target::Bucket { name: bucket.to_owned(), rest }, ..Self::get(path) }
    }
}

impl ForeignDoor {
    /// Asks the service of a route; `None` if there is no whole answer.
    pub(super) async fn ask(&self, route: &Route, question: Question) -> Option<(StatusCode, Bytes)> {
        let _room = self.facts.room.acquire().await.ok()?;
        let Question { method, path, target, headers, body } = question;
        let mut parts = head(method);
        parts.uri = path.parse::<Uri>().ok()?;
        for (name, value) in headers {
            parts.headers.insert(name, HeaderValue::try_from(value).ok()?);
        }
        let content: Content<Full<Bytes>> = Content::Whole(body);
        let outgoing = Outgoing { parts, target, content };
        let answer = self.gateway.forward(&route.backend, outgoing, self.server.now()).await.ok()?;
        let (answered, body) = answer.into_parts();
        let bytes = Limited::new(body, MOST).collect().await.ok()?.to_bytes();
        Some((answered.status, bytes))
    }
}
