//! One request on its way through the gateway.

use std::pin::pin;
use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use http_body_util::Full;
use hyper::body::Body;
use rolecall_gateway::{Content, ErrorPlace, Fault as Broken, HeaderLines, Headers, Outgoing, Target, check_head};
use rolecall_mapping::{
    Authentication, ErrorForm, InstanceProfile, Mapped, Needed, NoTables, Plan, Seen, Tables, Unmapped, Value,
    forwards, plan, plan_with_body,
};
use rolecall_model::{AccountId, Time};
use rolecall_policy::ContextMap;
use rolecall_service::fault::common;
use rolecall_service::gateway::{Asked, Visit};
use rolecall_service::{Code, Fault, Identified};

use super::ForeignDoor;
use super::caller::Called;
use super::expected_owner::is_checked_here;
use super::facts::Informed;
use super::record::Story;
use super::refusal::{Refusal, SpeaksQuery, expected_form};
use super::routes::{Mode, Route};
use crate::door::answer::{Answer, X_AMZN_REQUESTID};
use crate::door::caught::caught;
use crate::door::request_id::RequestId;
use crate::door::visit::{Connection, circumstances, host};

/// What S3 calls the id of a request.
const X_AMZ_REQUEST_ID: HeaderName = HeaderName::from_static("x-amz-request-id");
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
        let (form, speaks_query) = (expected_form(service, &parts), SpeaksQuery::of(&parts));
        let uri = parts.uri.clone();
        let place = ErrorPlace { form, resource: uri.path(), request_id: id.as_str() };
        let passage = Passage { service, parts, connection, id };
        let answer = caught(pin!(self.through(passage, body))).await;
        let answer = answer.unwrap_or_else(|_| Err(Fault::new(common::INTERNAL_FAILURE, "").into()));
        let mut answer = answer.unwrap_or_else(|refusal| refusal.answer(&place, speaks_query));
        answer.headers_mut().insert(X_AMZN_REQUESTID, id.to_header());
        if form == ErrorForm::S3 {
            answer.headers_mut().insert(X_AMZ_REQUEST_ID, id.to_header());
        }
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
        check_region(region, &route.region)?;
        let looked = Looked {
            owner: route.account.unwrap_or(self.routes.owner),
            authentication,
            signed,
            region,
            now: self.server.now(),
        };
        let mut again = None;
        let mapped = match self.planned(&passage, &looked, None, &NoTables) {
            Plan::Ready(mapped) => Ok(mapped),
            Plan::Refused(unmapped) => Err(unmapped),
            Plan::NeedsBody { limit } => {
                let is_streamed = matches!(content, Content::Streamed { .. });
                let bytes = self.whole(&passage, content, limit).await?;
                content = Content::Whole(bytes.clone());
                if is_streamed {
                    again = self.called_again(&passage, identified.as_ref())?;
                }
                match self.planned(&passage, &looked, Some(&bytes), &NoTables) {
                    Plan::Ready(mapped) => Ok(mapped),
                    Plan::Refused(unmapped) => Err(unmapped),
                    Plan::NeedsBody { .. } => {
                        Err(Unmapped { message: "its body does not say what it asks for".to_owned(), operation: None })
                    }
                }
            }
        };
        let crossing = Crossing {
            passage: &passage,
            looked: &looked,
            route,
            owner: looked.owner,
            region,
            identified: again.as_ref().or(identified.as_ref()),
        };
        match mapped {
            Ok(mapped) => self.decide(&crossing, mapped, content).await,
            Err(unmapped) => self.unmapped(&crossing, &unmapped, authentication, content).await,
        }
    }

    /// What a request asks for.
    fn planned(&self, passage: &Passage<'_>, looked: &Looked<'_>, body: Option<&[u8]>, tables: &dyn Tables) -> Plan {
        let age = looked.signed.map(|signed| looked.now.epoch() - signed.epoch());
        let tls = passage.connection.tls.as_ref();
        let seen = Seen {
            method: passage.parts.method.as_str(),
            path: passage.parts.uri.path(),
            query: passage.parts.uri.query().unwrap_or_default(),
            host: host(&passage.parts),
            headers: &HeaderLines::of(&passage.parts.headers),
            service: passage.service,
            region: looked.region,
            account: looked.owner,
            authentication: looked.authentication,
            signature_age: age.map(|age| u64::try_from(age).unwrap_or_default().saturating_mul(1_000)),
            now: looked.now.epoch(),
            tls_version: tls.and_then(|tls| tls.version.strip_prefix("TLSv")),
            tables,
            s3: &self.routes.s3,
        };
        match body {
            None => plan(&seen),
            Some(body) => plan_with_body(&seen, body).map_or_else(Plan::Refused, Plan::Ready),
        }
    }

    /// What a request asks for whose tables are known by now; `None` if that is not certain.
    pub(super) fn planned_again(&self, crossing: &Crossing<'_>, body: &[u8], tables: &dyn Tables) -> Option<Mapped> {
        match self.planned(crossing.passage, crossing.looked, Some(body), tables) {
            Plan::Ready(mapped) => Some(mapped),
            Plan::Refused(_) | Plan::NeedsBody { .. } => None,
        }
    }

    /// Decides an understood request, and does what it asks.
    async fn decide<B>(&self, crossing: &Crossing<'_>, mapped: Mapped, content: Content<B>) -> Result<Answer, Refusal>
    where
        B: Body<Data = Bytes> + Send + 'static,
    {
        let asked = asked(&mapped.accesses);
        let ruled = self.server.rule_or_ask(&self.visit(crossing, &mapped.operation, &asked));
        let Informed { mapped, mut asked, ruled } = match ruled {
            Ok(()) => Informed { mapped, asked, ruled: Ok(()) },
            Err(refused) => Box::pin(self.informed(crossing, mapped, asked, refused, content.whole())).await,
        };
        let mut story = Story::of(crossing, &mapped, self.owner(crossing, &mapped));
        // Who is not allowed learns nothing of owners and profiles.
        let settled = match &ruled {
            Err(fault) if self.routes.mode == Mode::Enforce => Err(fault.clone()),
            _ => self.settled(crossing, &mapped),
        };
        let passed = match settled {
            Ok(passed) => passed,
            Err(fault) => {
                let visit = self.visit(crossing, &mapped.operation, &asked);
                self.record(&visit, story.with_fault(&fault)).await?;
                return Err(fault.into());
            }
        };
        let mut besides = passed;
        if mapped.copied_tags.is_some() {
            besides.extend(Box::pin(self.copied_tags(crossing, &mapped)).await);
        }
        let is_asking_more = !besides.is_empty();
        asked.extend(besides);
        let visit = self.visit(crossing, &mapped.operation, &asked);
        let ruled = if is_asking_more { ruled.and_then(|()| self.server.rule(&visit)) } else { ruled };
        if let Err(fault) = ruled {
            if self.routes.mode == Mode::Enforce {
                self.record(&visit, story.with_fault(&fault)).await?;
                return Err(fault.into());
            }
            story.noted = Some(fault);
        }
        let mut answer = self.done(crossing, &visit, &mapped, &story, content).await;
        self.record_answer(&visit, story, &mut answer).await?;
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
        let passage = crossing.passage;
        let sent =
            |(name, value): &(_, _)| Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?));
        let instead = mapped.headers.iter().filter(|(name, _)| !is_checked_here(name)).map(sent).collect::<Option<_>>();
        let instead = instead.ok_or(Broken::Unsendable("a header of it is not one of HTTP"))?;
        let headers = Headers { from_client: &passage.parts.headers, is_understood, instead };
        if mapped.has_body {
            self.send(crossing, mapped, &passage.parts.method, headers, content).await
        } else {
            self.send(crossing, mapped, &passage.parts.method, headers, nothing()).await
        }
    }

    /// Asks the upstream itself about what a request is about.
    pub(super) async fn look(&self, crossing: &Crossing<'_>, mapped: &Mapped) -> Result<Answer, Refusal> {
        let headers = Headers { from_client: &HeaderMap::new(), is_understood, instead: Vec::new() };
        self.send(crossing, mapped, &Method::HEAD, headers, nothing()).await
    }

    async fn send<B>(
        &self,
        crossing: &Crossing<'_>,
        mapped: &Mapped,
        method: &Method,
        headers: Headers<'_>,
        content: Content<B>,
    ) -> Result<Answer, Refusal>
    where
        B: Body<Data = Bytes> + Send + 'static,
    {
        let target =
            mapped.s3.as_ref().and_then(|s3| s3.bucket.as_deref()).map_or(Target::Path(&mapped.path), |name| {
                let rest = mapped.path.strip_prefix('/').and_then(|path| path.strip_prefix(name)).unwrap_or_default();
                Target::Bucket { name, rest }
            });
        let outgoing = Outgoing { method, target, query: &mapped.query, headers, content };
        Ok(self.gateway.forward(&crossing.route.backend, outgoing, self.server.now()).await?.map(Into::into))
    }

    pub(super) fn visit<'v>(&self, crossing: &'v Crossing<'_>, operation: &'v str, asked: &'v [Asked]) -> Visit<'v> {
        let passage = crossing.passage;
        Visit {
            identified: crossing.identified,
            service: passage.service,
            operation,
            region: crossing.region,
            owner: crossing.owner,
            asked,
            circumstances: circumstances(&passage.parts, passage.connection, passage.id),
            now: self.server.now(),
        }
    }

    /// What must hold of an allowed request whatever the mode: its buckets are where it goes, and are whose it expects. The roles that
    /// it passes besides.
    fn settled(&self, crossing: &Crossing<'_>, mapped: &Mapped) -> Result<Vec<Asked>, Fault> {
        for bucket in mapped.accesses.iter().filter_map(Needed::bucket) {
            let owner = self.server.bucket_owner(bucket, crossing.owner);
            if !self.routes.leads_to(crossing.route, owner) {
                return Err(Fault::new(common::ACCESS_DENIED, "Access Denied"));
            }
        }
        self.check_owners(crossing, mapped)?;
        self.passed_roles(crossing, mapped)
    }

    /// `iam:PassRole` on the roles in the instance profiles that a request names.
    fn passed_roles(&self, crossing: &Crossing<'_>, mapped: &Mapped) -> Result<Vec<Asked>, Fault> {
        let account = crossing.identified.map_or(crossing.owner, |identified| identified.caller().account);
        let one = |profile: &InstanceProfile| {
            let (InstanceProfile::Name(name) | InstanceProfile::Arn(name)) = profile;
            self.server.pass_role_in(name, account)
        };
        mapped.instance_profiles.iter().map(one).collect()
    }

    fn owner(&self, crossing: &Crossing<'_>, mapped: &Mapped) -> AccountId {
        let bucket = mapped.s3.as_ref().and_then(|s3| s3.bucket.as_deref());
        bucket.map_or(crossing.owner, |bucket| self.server.bucket_owner(bucket, crossing.owner))
    }
}

/// What must be allowed.
pub(super) fn asked(accesses: &[Needed]) -> Vec<Asked> {
    let one = |needed: &Needed| Asked {
        action: needed.action.clone(),
        resource: needed.resource.clone(),
        is_partial: needed.is_partial,
        keys: context(needed.keys.iter()),
        unknown: needed.unknown.clone(),
        told: Vec::new(),
    };
    accesses.iter().map(one).collect()
}

/// Whether a header is sent on.
fn is_understood(name: &HeaderName) -> bool {
    forwards(name.as_str()) && !is_checked_here(name.as_str())
}

/// No body.
fn nothing() -> Content<Full<Bytes>> {
    Content::Whole(Bytes::new())
}

/// What is known of a request besides its head.
pub(super) struct Looked<'a> {
    authentication: Authentication,
    signed: Option<Time>,
    region: &'a str,
    /// The account of the upstream.
    owner: AccountId,
    now: Time,
}

/// A request that is understood to be for a route.
pub(super) struct Crossing<'a> {
    pub(super) passage: &'a Passage<'a>,
    looked: &'a Looked<'a>,
    pub(super) route: &'a Route,
    /// The account that owns what nobody else is known to own.
    pub(super) owner: AccountId,
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

/// The upstream acts in one region, whatever region a request was signed for: only that one can be decided.
fn check_region(signed: &str, of_upstream: &str) -> Result<(), Fault> {
    if signed == of_upstream {
        return Ok(());
    }
    let shown: String = signed.chars().take(64).collect();
    let message =
        format!("The authorization header is malformed; the region '{shown}' is wrong; expecting '{of_upstream}'");
    Err(Fault::new(Code::new("IncompleteSignature", 400), message))
}

fn not_served() -> Fault {
    Fault::new(Code::new("NotImplemented", 501), "The service is not behind this gateway")
}
