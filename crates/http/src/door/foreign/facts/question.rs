//! Questions to the service behind the gateway: sent as requests are, with the credentials that the service knows the gateway by.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use http_body_util::{BodyExt, Full, Limited};
use rolecall_gateway::{Answer, Content, Fault as Broken, Outgoing, Target};
use serde_json::Value;

use super::read::{Listed, Tags, member, of_xml};
use crate::door::foreign::ForeignDoor;
use crate::door::foreign::passage::head;
use crate::door::foreign::routes::Route;
use crate::door::foreign::upstream_error::code_of;
use crate::door::head::X_AMZ_TARGET;
use crate::wire::percent::encode_into;

/// The most bytes of an answer; the description of a table with all its indexes has some ten thousand.
const MOST: usize = 1 << 18;

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

/// What a service answered.
pub(super) struct Reply {
    /// The body of a success.
    body: Option<Bytes>,
    /// The code of an error.
    pub(super) code: Option<String>,
}

impl Reply {
    /// The whole body of a success.
    pub(super) fn body(&self) -> Option<&[u8]> {
        self.body.as_deref()
    }

    /// A member of a success in JSON.
    pub(super) fn member(&self, name: &str) -> Option<Value> {
        member(self.body()?, name)
    }

    /// The tags of a success in XML.
    pub(super) fn listed(&self, listed: &Listed) -> Option<Tags> {
        of_xml(self.body()?, listed)
    }
}

/// Whether an answer about an object is what somebody stored, and not what the service says about it: servers that do not know the question give
/// the object itself, and who wrote that could have written any tags into it.
fn is_content(headers: &HeaderMap) -> bool {
    headers.contains_key(header::ETAG) || headers.contains_key(header::LAST_MODIFIED)
}

impl ForeignDoor {
    /// Asks the service of a route; `None` if there is no whole answer.
    pub(super) async fn ask(&self, route: &Route, question: Question) -> Option<Reply> {
        let _room = self.facts.rooms.of(route)?.acquire().await.ok()?;
        let answer = match self.send_question(route, &question).await {
            // The connection can have been closed while it was not used; to ask twice changes nothing.
            Err(Broken::UpstreamBroke) => self.send_question(route, &question).await,
            answered => answered,
        };
        let (answered, body) = answer.ok()?.into_parts();
        let bytes = Limited::new(body, MOST).collect().await.ok()?.to_bytes();
        let is_about_object = matches!(question.target, Target::Bucket { .. });
        let is_content = is_about_object && is_content(&answered.headers);
        let is_done = answered.status == StatusCode::OK && !is_content;
        let code = if is_done { None } else { code_of(&answered.headers, &bytes) };
        Some(Reply { body: is_done.then_some(bytes), code })
    }

    async fn send_question(&self, route: &Route, question: &Question) -> Result<Answer, Broken> {
        let mut parts = head(question.method.clone());
        parts.uri = question.path.parse().map_err(|_| Broken::Unsendable("its path is not one of HTTP"))?;
        for (name, value) in &question.headers {
            let value =
                HeaderValue::try_from(value).map_err(|_| Broken::Unsendable("a header of it is not one of HTTP"))?;
            parts.headers.insert(name, value);
        }
        let content: Content<Full<Bytes>> = Content::Whole(question.body.clone());
        let outgoing = Outgoing { parts, target: question.target.clone(), content };
        self.gateway.forward(&route.backend, outgoing, self.server.now()).await
    }
}
