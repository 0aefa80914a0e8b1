//! The tags that a copy of an object gets from its source.
//!
//! Whoever copies them must be allowed to read and to set them; where the source has none, no more than to read and write objects
//! (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html>).

use rolecall_mapping::Mapped;
use rolecall_service::gateway::Asked;
use tokio::time::timeout;

use super::PATIENCE;
use super::read::Tags;
use super::tags::{self, Resource};
use crate::door::foreign::ForeignDoor;
use crate::door::foreign::passage::{Crossing, asked};

/// What the key of a tag of an object begins with, in its own letters.
const TAG: &str = "s3:ExistingObjectTag/";

/// How a service answers that has no tags at all, and so copies none.
const WITHOUT_TAGS: &str = "NotImplemented";

impl ForeignDoor {
    /// What must be allowed besides, as the source has tags, or may have.
    ///
    /// It is asked only about a request that would be refused if it had.
    pub(in crate::door::foreign) async fn copied_tags(&self, crossing: &Crossing<'_>, mapped: &Mapped) -> Vec<Asked> {
        let Some(both) = &mapped.copied_tags else { return Vec::new() };
        let mut asked = asked(both);
        if self.server.rule(&self.visit(crossing, &mapped.operation, &asked)).is_ok() {
            return Vec::new();
        }
        let found = timeout(PATIENCE, self.tags_of_source(crossing, &asked, mapped)).await;
        let Ok(Some(tags)) = found else { return asked };
        if tags.iter().next().is_none() {
            return Vec::new();
        }
        if let Some(read) = asked.first_mut() {
            read.learn(TAG, tags.iter());
        }
        asked
    }

    async fn tags_of_source(&self, crossing: &Crossing<'_>, asked: &[Asked], mapped: &Mapped) -> Option<Tags> {
        let source = tags::source(crossing.passage.service, TAG)?;
        let object = Resource::of(source, asked.first()?, mapped)?;
        let reply = self.ask(crossing.route, source.question(&object, &crossing.route.backend)?).await?;
        if reply.code.as_deref() == Some(WITHOUT_TAGS) { Some(Tags::NONE) } else { source.told(&object, &reply) }
    }
}
