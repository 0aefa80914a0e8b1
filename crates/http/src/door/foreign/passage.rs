//! One request on its way through the gateway.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderName, HeaderValue, Method, Uri};
use http_body_util::Full;
use hyper::body::Body;
use rolecall_gateway::{Content, ErrorPlace, Outgoing, Target, check_head};
use rolecall_mapping::{Authentication, Mapped, Plan, Seen, Unmapped, Value, forwards, plan, plan_with_body};
use rolecall_model::{AccountId, Time};
use rolecall_policy::ContextMap;
use rolecall_service::fault::common;
use rolecall_service::gateway::{Asked, Visit};
use rolecall_service::{Code, Fault, Identified};

use super::ForeignDoor;
use super::caller::Called;
use super::record::Story;
use super::refusal::{Refusal, expected_form};
use super::routes::{Mode, Route};
use crate::door::answer::{Answer, X_AMZN_REQUESTID};
use crate::door::caught::caught;
use crate::door::head::HeaderLines;
use crate::door::request_id::RequestId;
use crate::door::visit::{Connection, circumstances, host};

/// Says in every answer what becomes of requests that are not allowed.
const X_ROLECALL_MODE: &str = "x-rolecall-mode";

/// A request whose head is here.
pub(super) struct Passage<'a> {
    pub(super) service: &'a str,
    pub(super) parts: Parts,
    pub(super) connection: &'a Connection,
    pub(super) id: &'a RequestId,
}

impl ForeignDoor {
    /// Answers one request to `service`.
    pub(in crate::door) async fn pass<B>(
        &self,
        service: &str,
        parts: Parts,
        body: B,
        connection: &Arc<Connection>,
        id: &RequestId,
    ) -> Answer
    where
        B: Body<Data = Bytes> + Send + 'static,
    {
        let form = expected_form(service, &parts);
        let resource = parts.uri.path().to_owned();
        let place = ErrorPlace { form, resource: &resource, request_id: id.as_str() };
        let passage = Passage { service, parts, connection, id };
        let answer = caught(self.through(passage, body)).await;
        let answer = answer.unwrap_or_else(|_| Err(Fault::new(common::INTERNAL_FAILURE, "").into()));
        let mut answer = answer.unwrap_or_else(|refusal| refusal.answer(&place));
        answer.headers_mut().insert(X_AMZN_REQUESTID, id.to_header());
        answer.headers_mut().insert(X_ROLECALL_MODE, HeaderValue::from_static(self.routes.mode.name()));
        answer
    }

    async fn through<B>(&self, passage: Passage<'_>, body: B) -> Result<Answer, Refusal>
    where
        B: Body<Data = Bytes> + Send + 'static,
    {
        check_head(&passage.parts)?;
        let Called { identified, authentication, signed, mut content } = self.called(&passage, body).await?;
        let account = identified.as_ref().map(|identified| identified.caller().account);
        let route = self.routes.route(passage.service, account).ok_or_else(not_served)?;
        let region = identified.as_ref().map_or(&*route.region, Identified::region);
        let looked = Looked { authentication, signed, region, now: self.server.now() };
        let mapped = match self.planned(&passage, &looked, None) {
            Plan::Ready(mapped) => Ok(mapped),
            Plan::Refused(unmapped) => Err(unmapped),
            Plan::NeedsBody { limit } => {
                let bytes = self.whole(&passage, content, limit).await?;
                content = Content::Whole(bytes.clone());
                match self.planned(&passage, &looked, Some(&bytes)) {
                    Plan::Ready(mapped) => Ok(mapped),
                    Plan::Refused(unmapped) => Err(unmapped),
                    Plan::NeedsBody { .. } => {
                        Err(Unmapped { message: "its body does not say what it asks for".to_owned() })
                    }
                }
            }
        };
        let crossing = Crossing { passage: &passage, route, region, identified: identified.as_ref() };
        match mapped {
            Ok(mapped) => self.decide(&crossing, mapped, content).await,
            Err(unmapped) => Err(self.unmapped(&crossing, &unmapped).await?.into()),
        }
    }

    /// What a request asks for.
    fn planned(&self, passage: &Passage<'_>, looked: &Looked<'_>, body: Option<&[u8]>) -> Plan {
        let age = looked.signed.map(|signed| looked.now.epoch() - signed.epoch());
        let tls = passage.connection.tls.as_ref();
        let seen = Seen {
            method: passage.parts.method.as_str(),
            path: passage.parts.uri.path(),
            query: passage.parts.uri.query().unwrap_or_default(),
            host: host(&passage.parts),
            headers: &HeaderLines(&passage.parts.headers),
            service: passage.service,
            region: looked.region,
            account: self.routes.owner,
            authentication: looked.authentication,
            signature_age: age.map(|age| u64::try_from(age).unwrap_or_default().saturating_mul(1_000)),
            now: looked.now.epoch(),
            tls_version: tls.and_then(|tls| tls.version.strip_prefix("TLSv")),
            s3: &self.routes.s3,
        };
        match body {
            None => plan(&seen),
            Some(body) => plan_with_body(&seen, body).map_or_else(Plan::Refused, Plan::Ready),
        }
    }

    /// Decides an understood request, and does what it asks.
    async fn decide<B>(&self, crossing: &Crossing<'_>, mapped: Mapped, content: Content<B>) -> Result<Answer, Refusal>
    where
        B: Body<Data = Bytes> + Send + 'static,
    {
        let asked = asked(&mapped)?;
        let visit = self.visit(crossing, &mapped.operation, &asked);
        let mut story = Story::of(crossing, &mapped, self.owner(&mapped));
        if let Err(fault) = self.server.rule(&visit) {
            if self.routes.mode == Mode::Enforce {
                self.record(&visit, &story.with_fault(&fault)).await?;
                return Err(fault.into());
            }
            story.noted = Some(fault);
        }
        let answer = self.done(crossing, &visit, &mapped, &story, content).await;
        match &answer {
            Ok(answer) => self.record(&visit, &story.with_status(answer.status())).await?,
            Err(Refusal::Denied(fault)) => self.record(&visit, &story.with_fault(fault)).await?,
            Err(Refusal::Broken(broken)) => self.record(&visit, &story.with_broken(broken)).await?,
        }
        answer
    }

    /// Sends a request on as it was understood.
    pub(super) async fn forward<B>(
        &self,
        crossing: &Crossing<'_>,
        mapped: &Mapped,
        content: Content<B>,
    ) -> Result<Answer, Refusal>
    where
        B: Body<Data = Bytes> + Send + 'static,
    {
        let mut parts = crossing.passage.parts.clone();
        let understood =
            |(name, _): &(&HeaderName, &HeaderValue)| forwards(name.as_str()) || FRAMING.contains(&name.as_str());
        let headers = crossing.passage.parts.headers.iter().filter(understood);
        parts.headers = headers.map(|(name, value)| (name.clone(), value.clone())).collect();
        self.send(crossing, mapped, parts, content).await
    }

    /// Asks the upstream itself about what a request is about.
    pub(super) async fn look(&self, crossing: &Crossing<'_>, mapped: &Mapped) -> Result<Answer, Refusal> {
        let mut parts = crossing.passage.parts.clone();
        parts.method = Method::HEAD;
        parts.headers.clear();
        self.send(crossing, mapped, parts, Content::<Full<Bytes>>::Whole(Bytes::new())).await
    }

    async fn send<B>(
        &self,
        crossing: &Crossing<'_>,
        mapped: &Mapped,
        mut parts: Parts,
        content: Content<B>,
    ) -> Result<Answer, Refusal>
    where
        B: Body<Data = Bytes> + Send + 'static,
    {
        parts.uri = uri(mapped).ok_or_else(not_served)?;
        let target = mapped.s3.as_ref().and_then(|s3| s3.bucket.as_deref()).map_or(Target::AsSent, |bucket| {
            let rest = mapped.path.strip_prefix('/').and_then(|path| path.strip_prefix(bucket)).unwrap_or_default();
            Target::Bucket { name: bucket.to_owned(), rest: rest.to_owned() }
        });
        let outgoing = Outgoing { parts, target, content };
        Ok(self.gateway.forward(&crossing.route.backend, outgoing, self.server.now()).await?.map(Into::into))
    }

    /// Refuses a request that is not understood.
    async fn unmapped(&self, crossing: &Crossing<'_>, unmapped: &Unmapped) -> Result<Fault, Refusal> {
        let message = format!("The request cannot be decided, and so is denied: {}", unmapped.message);
        let fault = Fault::new(common::ACCESS_DENIED, message);
        let visit = self.visit(crossing, "Unknown", &[]);
        self.record(&visit, &Story::of_unknown(self.routes.owner).with_fault(&fault)).await?;
        Ok(fault)
    }

    fn visit<'v>(&self, crossing: &'v Crossing<'_>, operation: &'v str, asked: &'v [Asked]) -> Visit<'v> {
        let passage = crossing.passage;
        Visit {
            identified: crossing.identified,
            service: passage.service,
            operation,
            region: crossing.region,
            owner: self.routes.owner,
            asked,
            circumstances: circumstances(&passage.parts, passage.connection, passage.id),
            now: self.server.now(),
        }
    }

    fn owner(&self, mapped: &Mapped) -> AccountId {
        let bucket = mapped.s3.as_ref().and_then(|s3| s3.bucket.as_deref());
        bucket.map_or(self.routes.owner, |bucket| self.server.bucket_owner(bucket, self.routes.owner))
    }
}

/// What must be allowed.
fn asked(mapped: &Mapped) -> Result<Vec<Asked>, Fault> {
    if !mapped.instance_profiles.is_empty() {
        let message = "The request cannot be decided, and so is denied: it passes an instance profile";
        return Err(Fault::new(common::ACCESS_DENIED, message));
    }
    Ok(mapped
        .accesses
        .iter()
        .map(|needed| Asked {
            action: needed.action.clone(),
            resource: needed.resource.clone(),
            keys: context(needed.keys.iter()),
        })
        .collect())
}

/// What the gateway reads of the framing of a body, and does not send on.
const FRAMING: [&str; 5] =
    ["content-length", "x-amz-decoded-content-length", "x-amz-trailer", "x-amz-content-sha256", "host"];

/// What is known of a request besides its head.
struct Looked<'a> {
    authentication: Authentication,
    signed: Option<Time>,
    region: &'a str,
    now: Time,
}

/// A request that is understood to be for a route.
pub(super) struct Crossing<'a> {
    pub(super) passage: &'a Passage<'a>,
    pub(super) route: &'a Route,
    pub(super) region: &'a str,
    pub(super) identified: Option<&'a Identified>,
}

fn context<'k>(keys: impl Iterator<Item = (&'k str, &'k Value)>) -> ContextMap {
    let mut context = ContextMap::new();
    for (key, value) in keys {
        match value {
            Value::One(value) => context.insert(key, value),
            Value::Many(values) => context.insert_many(key, values.iter().map(String::as_str)),
        }
    }
    context
}

fn uri(mapped: &Mapped) -> Option<Uri> {
    let path: Cow<'_, str> = if mapped.query.is_empty() {
        mapped.path.as_str().into()
    } else {
        format!("{}?{}", mapped.path, mapped.query).into()
    };
    path.parse().ok()
}

fn not_served() -> Fault {
    Fault::new(Code::new("NotImplemented", 501), "The service is not behind this gateway")
}
