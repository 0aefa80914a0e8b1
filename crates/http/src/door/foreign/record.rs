//! What is recorded of a request to a service behind the gateway.

use rolecall_gateway::Fault as Broken;
use rolecall_mapping::Mapped;
use rolecall_model::AccountId;
use rolecall_service::gateway::{Happened, Visit};
use rolecall_service::{Code, Fault};

use super::ForeignDoor;
use super::passage::Crossing;
use super::refusal::Refusal;
use super::upstream_error::told_by;
use crate::door::answer::Answer;

/// What there is to tell of a request.
pub(super) struct Story<'m> {
    /// Why it would have been refused.
    pub(super) noted: Option<Fault>,
    fault: Option<Fault>,
    upstream_error: Option<String>,
    bucket: Option<&'m str>,
    key: Option<&'m str>,
    read_only: bool,
    is_data: bool,
    owner: AccountId,
}

impl<'m> Story<'m> {
    /// Of a request that is understood.
    pub(super) fn of(crossing: &Crossing<'_>, mapped: &'m Mapped, owner: AccountId) -> Self {
        let target = mapped.s3.as_ref();
        let (bucket, key) = (target.and_then(|s3| s3.bucket.as_deref()), target.and_then(|s3| s3.key.as_deref()));
        let is_data = crossing.passage.service == "s3" && (key.is_some() || mapped.operation == "DeleteObjects");
        let read_only = mapped.accesses.iter().all(|needed| needed.only_reads);
        Self { noted: None, fault: None, upstream_error: None, bucket, key, read_only, is_data, owner }
    }

    /// Of one that is not.
    pub(super) fn of_unknown(owner: AccountId) -> Self {
        Self {
            noted: None,
            fault: None,
            upstream_error: None,
            bucket: None,
            key: None,
            read_only: false,
            is_data: false,
            owner,
        }
    }

    pub(super) fn with_fault(self, fault: &Fault) -> Self {
        Self { fault: Some(fault.clone()), ..self }
    }

    fn with_broken(self, broken: &Broken) -> Self {
        self.with_fault(&Fault::new(Code::new(broken.code(), broken.status()), broken.to_string()))
    }

    /// As the service answered.
    fn with_upstream_error(self, code: Option<String>) -> Self {
        Self { upstream_error: code, ..self }
    }
}

impl ForeignDoor {
    /// Records a request with what became of it, the error of an upstream too.
    pub(super) async fn record_answer(
        &self,
        visit: &Visit<'_>,
        story: Story<'_>,
        answer: &mut Result<Answer, Refusal>,
    ) -> Result<(), Fault> {
        let story = match answer {
            Ok(answer) => story.with_upstream_error(told_by(answer).await),
            Err(Refusal::Denied(fault)) => story.with_fault(fault),
            Err(Refusal::Broken(broken)) => story.with_broken(broken),
        };
        self.record(visit, story).await
    }

    /// Records a request; the answer may leave only then.
    pub(super) async fn record(&self, visit: &Visit<'_>, story: Story<'_>) -> Result<(), Fault> {
        let is_refused = story.fault.is_some() || story.upstream_error.is_some() || story.noted.is_some();
        if story.is_data
            && !is_refused
            && self.routes.without_data_events.iter().any(|service| service == visit.service)
        {
            return Ok(());
        }
        let bucket = story.bucket.map(|bucket| ("bucketName", bucket));
        let key = story.key.map(|key| ("key", key));
        let parameters: Vec<_> = bucket.into_iter().chain(key).collect();
        let happened = Happened {
            fault: story.fault.as_ref(),
            upstream_error: story.upstream_error.as_deref(),
            mode: self.routes.mode.name(),
            only_noted: story.noted.as_ref(),
            read_only: story.read_only,
            is_data: story.is_data,
            parameters: &parameters,
            owner: story.owner,
        };
        self.server.record_visit(visit, &happened).await
    }
}
