//! Requests that are not understood: denied, unless the configuration has the service take them.

use bytes::Bytes;
use hyper::body::Body;
use rolecall_gateway::Content;
use rolecall_mapping::{Authentication, Mapped, Unmapped, models};
use rolecall_policy::ContextMap;
use rolecall_service::Fault;
use rolecall_service::fault::common;
use rolecall_service::gateway::{Asked, Visit};

use super::ForeignDoor;
use super::passage::Crossing;
use super::record::Story;
use super::refusal::{Refusal, expected_form};
use super::routes::Mode;
use crate::door::answer::Answer;

/// What stands in records as the operation if that is not known.
const UNKNOWN: &str = "Unknown";

impl ForeignDoor {
    /// Answers a request that is not understood. Where the upstream takes such, it gets those that callers of its own account sign
    /// in a header, but for those to whom a Deny forbids everything, or all of the service; the record says what would have been
    /// denied.
    pub(super) async fn unmapped<B>(
        &self,
        crossing: &Crossing<'_>,
        unmapped: &Unmapped,
        authentication: Authentication,
        content: Content<B>,
    ) -> Result<Answer, Refusal>
    where
        B: Body<Data = Bytes> + Send + 'static,
    {
        let message = format!("The request cannot be decided, and so is denied: {}", unmapped.message);
        let fault = Fault::new(common::ACCESS_DENIED, message);
        let operation = unmapped.operation.unwrap_or(UNKNOWN);
        let asked = asked(crossing.passage.service, operation);
        let visit = self.visit(crossing, operation, &asked);
        let mut story = Story::of_unknown(crossing.owner);
        let account = crossing.identified.map(|identified| identified.caller().account);
        let is_own = account == Some(crossing.owner) && authentication == Authentication::Header;
        if !crossing.route.allows_unmapped || !is_own {
            self.record(&visit, story.with_fault(&fault)).await?;
            return Err(fault.into());
        }
        if self.routes.mode == Mode::Enforce
            && let Err(forbidden) = self.server.rule_out(&visit)
        {
            self.record(&visit, story.with_fault(&forbidden)).await?;
            return Err(forbidden.into());
        }
        story.noted = Some(fault);
        self.let_through(crossing, &visit, story, content).await
    }

    async fn let_through<B>(
        &self,
        crossing: &Crossing<'_>,
        visit: &Visit<'_>,
        story: Story<'_>,
        content: Content<B>,
    ) -> Result<Answer, Refusal>
    where
        B: Body<Data = Bytes> + Send + 'static,
    {
        let mut answer = self.forward_and_forget(crossing, &as_sent(crossing), content).await;
        self.record_answer(visit, story, &mut answer).await?;
        answer
    }
}

/// What is certain of a request that is not understood: it does something with something of the service.
fn asked(service: &str, operation: &str) -> Vec<Asked> {
    let one = |prefix: &str| Asked {
        action: format!("{prefix}:{operation}").into(),
        resource: "*".to_owned(),
        is_partial: false,
        keys: ContextMap::new(),
        unknown: Vec::new(),
        told: Vec::new(),
    };
    models::prefixes(service).into_iter().map(one).collect()
}

/// The request as it came.
fn as_sent(crossing: &Crossing<'_>) -> Mapped {
    let passage = crossing.passage;
    Mapped {
        operation: UNKNOWN.into(),
        accesses: Vec::new(),
        path: passage.parts.uri.path().to_owned(),
        query: passage.parts.uri.query().unwrap_or_default().to_owned(),
        has_body: true,
        headers: Vec::new(),
        error_form: expected_form(passage.service, &passage.parts),
        s3: None,
        copied_tags: None,
        instance_profiles: Vec::new(),
    }
}
