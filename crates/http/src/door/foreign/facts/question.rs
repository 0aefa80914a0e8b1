//! Questions to the service behind the gateway: sent as requests are, with the credentials that the service knows the gateway by.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use http_body_util::{BodyExt, Full, Limited};
use rolecall_gateway::{Answer, Content, Fault as Broken, Headers, Outgoing, Target};
use serde_json::Value;

use super::read::{Listed, Tags, member, of_xml};
use crate::door::foreign::ForeignDoor;
use crate::door::foreign::routes::Route;
use crate::door::foreign::upstream_error::code_of;
use crate::door::head::X_AMZ_TARGET;
use crate::wire::percent::encode_into;

/// The most bytes of an answer; the description of a table with all its indexes has some ten thousand.
const MOST: usize = 1 << 18;

/// What a service is asked.
pub(super) struct Question {
    method: Method,
    /// The bucket, for an object.
    bucket: Option<String>,
    /// The path, without the bucket, already encoded.
    path: String,
    query: String,
    headers: HeaderMap,
    body: Bytes,
}

/// The media types of the protocols.
pub(super) const JSON_1_0: &str = "application/x-amz-json-1.0";
pub(super) const JSON_1_1: &str = "application/x-amz-json-1.1";
const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded; charset=utf-8");

impl Question {
    /// An operation of a service that speaks JSON: the media type of its version, and its target.
    pub(super) fn json(content_type: &'static str, target: &'static str, input: &Value) -> Self {
        let mut question = Self { method: Method::POST, body: input.to_string().into(), ..Self::get("/".to_owned()) };
        question.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        question.headers.insert(X_AMZ_TARGET.clone(), HeaderValue::from_static(target));
        question
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
        let mut question = Self { method: Method::POST, body: body.into(), ..Self::get("/".to_owned()) };
        question.headers.insert(header::CONTENT_TYPE, FORM);
        question
    }

    /// A path that is asked for, already encoded.
    pub(super) fn get(path: String) -> Self {
        let (method, query, headers, body) = (Method::GET, String::new(), HeaderMap::new(), Bytes::new());
        Self { method, bucket: None, path, query, headers, body }
    }

    /// An object of S3, with an encoded query.
    pub(super) fn object(bucket: &str, key: &str, query: &str) -> Self {
        let mut rest = String::new();
        for piece in key.split('/') {
            rest.push('/');
            encode_into(&mut rest, piece);
        }
        Self { bucket: Some(bucket.to_owned()), query: query.to_owned(), ..Self::get(rest) }
    }

    /// Where the question goes.
    fn target(&self) -> Target<'_> {
        match &self.bucket {
            Some(name) => Target::Bucket { name, rest: &self.path },
            None => Target::Path(&self.path),
        }
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
        let is_about_object = question.bucket.is_some();
        let is_content = is_about_object && is_content(&answered.headers);
        let is_done = answered.status == StatusCode::OK && !is_content;
        let code = if is_done || is_content { None } else { code_of(&answered.headers, &bytes) };
        Some(Reply { body: is_done.then_some(bytes), code })
    }

    async fn send_question(&self, route: &Route, question: &Question) -> Result<Answer, Broken> {
        let headers = Headers { from_client: &question.headers, is_understood: |_| true, instead: Vec::new() };
        let Question { method, query, body, .. } = question;
        let content: Content<Full<Bytes>> = Content::Whole(body.clone());
        let outgoing = Outgoing { method, target: question.target(), query, headers, content };
        self.gateway.forward(&route.backend, outgoing, self.server.now()).await
    }
}
