//! Requests that make or remove a bucket: whose it is, is settled before the upstream is asked.

use std::hash::{DefaultHasher, Hash, Hasher};

use bytes::Bytes;
use http::StatusCode;
use hyper::body::Body;
use rolecall_gateway::Content;
use rolecall_mapping::Mapped;
use rolecall_service::gateway::{Reservation, Visit};
use tokio::sync::{Mutex, MutexGuard};

use super::ForeignDoor;
use super::own::keeps;
use super::passage::Crossing;
use super::record::Story;
use super::refusal::Refusal;
use crate::door::answer::Answer;

/// Sees to it that a bucket is made or removed by one request at a time, from the look at the upstream to what is kept here.
pub(super) struct Buckets([Mutex<()>; 64]);

impl Default for Buckets {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Mutex::new(())))
    }
}

impl Buckets {
    /// Waits until no other request makes or removes the bucket. Some names wait for each other.
    async fn alone(&self, bucket: &str) -> Option<MutexGuard<'_, ()>> {
        let mut hasher = DefaultHasher::new();
        bucket.hash(&mut hasher);
        let place = usize::try_from(hasher.finish() % 64).ok()?;
        Some(self.0.get(place)?.lock().await)
    }
}

impl ForeignDoor {
    /// Does what was allowed, or what is only noted.
    pub(super) async fn done<B>(
        &self,
        crossing: &Crossing<'_>,
        visit: &Visit<'_>,
        mapped: &Mapped,
        story: &Story<'_>,
        content: Content<B>,
    ) -> Result<Answer, Refusal>
    where
        B: Body<Data = Bytes> + Send + 'static,
    {
        let Some(target) = mapped.s3.as_ref() else { return self.forward_and_forget(crossing, mapped, content).await };
        // What is seldom asked is boxed, so that what is often asked need not carry its room.
        let Some(bucket) = target.bucket.as_deref() else {
            return Box::pin(self.list(crossing, mapped, content)).await;
        };
        match &*mapped.operation {
            "CreateBucket" if story.noted.is_none() => {
                Box::pin(self.create(crossing, visit, mapped, bucket, content)).await
            }
            "DeleteBucket" => Box::pin(self.delete(crossing, visit, mapped, bucket, story, content)).await,
            operation if keeps(operation) => Box::pin(self.own(visit, mapped, bucket, content, crossing)).await,
            _ => self.forward(crossing, mapped, content).await,
        }
    }

    /// Removes a bucket, and what is kept about it.
    async fn delete<B>(
        &self,
        crossing: &Crossing<'_>,
        visit: &Visit<'_>,
        mapped: &Mapped,
        bucket: &str,
        story: &Story<'_>,
        content: Content<B>,
    ) -> Result<Answer, Refusal>
    where
        B: Body<Data = Bytes> + Send + 'static,
    {
        let _alone = self.buckets.alone(bucket).await;
        if story.noted.is_none() {
            self.server.rule_again(visit)?;
        }
        let answer = self.forward(crossing, mapped, content).await?;
        if answer.status().is_success() {
            self.server.forget_bucket(bucket).await?;
        }
        Ok(answer)
    }

    /// Makes a bucket. The upstream sees all accounts as one, and may call it a success to make a bucket that is there already.
    async fn create<B>(
        &self,
        crossing: &Crossing<'_>,
        visit: &Visit<'_>,
        mapped: &Mapped,
        bucket: &str,
        content: Content<B>,
    ) -> Result<Answer, Refusal>
    where
        B: Body<Data = Bytes> + Send + 'static,
    {
        let _alone = self.buckets.alone(bucket).await;
        let is_there = self.exists(crossing, mapped).await?;
        let made = self.server.reserve_bucket(visit, bucket, is_there).await?;
        let answer = self.forward(crossing, mapped, content).await;
        let failed = !answer.as_ref().is_ok_and(|answer| answer.status().is_success());
        if failed && made == Reservation::Made {
            self.server.forget_bucket(bucket).await?;
        }
        answer
    }

    /// Whether the upstream has the bucket.
    pub(super) async fn exists(&self, crossing: &Crossing<'_>, mapped: &Mapped) -> Result<bool, Refusal> {
        let bucket = Mapped { query: String::new(), ..mapped.clone() };
        Ok(self.look(crossing, &bucket).await?.status() != StatusCode::NOT_FOUND)
    }
}
