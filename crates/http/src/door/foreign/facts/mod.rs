//! Facts that only the service behind the gateway knows: tags that resources have, and the partition keys of tables.
//!
//! ```text
//! rule_or_ask ── refused, missing keys ──▶ question ──▶ upstream ──▶ learn, or map again ──▶ rule_or_ask …
//! ```
//!
//! They are asked for only when a policy that bears on the caller asks for them, and what else is known of the request does not
//! refuse it. What cannot be found out stays unknown, and so is denied.

mod cache;
mod copied_tags;
mod question;
mod read;
mod tables;
mod tags;

use std::collections::HashMap;
use std::time::Duration;

use bytes::Bytes;
use rolecall_mapping::Mapped;
use rolecall_model::AccountId;
use rolecall_service::Fault;
use rolecall_service::gateway::{Asked, Missing, Refused};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::ForeignDoor;
use super::passage::{Crossing, asked};
use super::routes::Route;
use cache::Cache;
use read::Tags;
use tables::{At, KnownTables, Table};
use tags::Resource;

/// How long the facts for one request may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many questions to one service are under way at once, for all requests: one that does not answer holds up no other.
const AT_ONCE: usize = 64;

/// How many questions are asked for one request.
const FOR_ONE: usize = 100;

/// How often a request is decided again: tags can be missed, then the partition key, and then, as the request is mapped again, the
/// tags once more.
const ROUNDS: usize = 4;

/// The key that partition keys are the values of, in lower case.
const LEADING_KEYS: &str = "dynamodb:leadingkeys";

/// What is kept of what was found out.
pub(super) struct Facts {
    tables: Cache<At, Table>,
    rooms: Rooms,
}

impl Facts {
    /// Of the services behind these routes nothing is known yet.
    pub(super) fn new(routes: &[Route]) -> Self {
        let room = |route: &Route| (route.service.clone(), route.account, Semaphore::new(AT_ONCE));
        Self { tables: Cache::default(), rooms: Rooms(routes.iter().map(room).collect()) }
    }
}

/// The room for questions on each route, by its service and account.
struct Rooms(Vec<(String, Option<AccountId>, Semaphore)>);

impl Rooms {
    fn of(&self, route: &Route) -> Option<&Semaphore> {
        let found = self.0.iter().find(|(service, account, _)| *service == route.service && *account == route.account);
        found.map(|(.., room)| room)
    }
}

/// A request as far as it is known.
pub(super) struct Informed {
    pub(super) mapped: Mapped,
    pub(super) asked: Vec<Asked>,
    pub(super) ruled: Result<(), Fault>,
}

/// What was found out for one request.
#[derive(Default)]
struct Found {
    tables: KnownTables,
    tags: HashMap<Resource, Tags>,
    questions: usize,
}

impl ForeignDoor {
    /// Decides a refused request again as long as there is more to be known about it.
    pub(super) async fn informed(
        &self,
        crossing: &Crossing<'_>,
        mapped: Mapped,
        asked: Vec<Asked>,
        refused: Refused,
        body: Option<&Bytes>,
    ) -> Informed {
        let mut informed = Informed { mapped, asked, ruled: Err(refused.fault) };
        // What is not found out in time stays as it was.
        let _ = timeout(PATIENCE, self.inform(crossing, &mut informed, refused.missing, body)).await;
        informed
    }

    async fn inform(
        &self,
        crossing: &Crossing<'_>,
        informed: &mut Informed,
        mut missing: Vec<Missing>,
        body: Option<&Bytes>,
    ) -> Option<()> {
        let mut found = Found::default();
        for _ in 0..ROUNDS {
            let service = crossing.passage.service;
            let can_be_told = |one: &Missing| one.key == LEADING_KEYS || tags::source(service, &one.key).is_some();
            if missing.is_empty() || !missing.iter().all(can_be_told) {
                return None;
            }
            let tables = found.tables.len();
            for one in &missing {
                self.find(crossing, informed, one, &mut found).await?;
            }
            if found.tables.len() > tables {
                informed.mapped = self.planned_again(crossing, body?, &found.tables)?;
                informed.asked = asked(&informed.mapped.accesses);
            } else if missing.iter().any(|one| one.key == LEADING_KEYS) {
                // The table is known, and does not tell.
                return None;
            }
            let visit = self.visit(crossing, &informed.mapped.operation, &informed.asked);
            let ruled = self.server.rule_or_ask(&visit);
            (informed.ruled, missing) = match ruled {
                Ok(()) => (Ok(()), Vec::new()),
                Err(refused) => (Err(refused.fault), refused.missing),
            };
        }
        Some(())
    }

    /// Finds out one missing fact; `None` if nobody tells it.
    async fn find(
        &self,
        crossing: &Crossing<'_>,
        informed: &mut Informed,
        missing: &Missing,
        found: &mut Found,
    ) -> Option<()> {
        let asked = informed.asked.get_mut(missing.place)?;
        if missing.key == LEADING_KEYS {
            let at = At::of(crossing, &asked.resource)?;
            if !found.tables.knows(&at) {
                found.count()?;
                found.tables.add(&at, self.table(crossing, &at).await?);
            }
            return Some(());
        }
        let source = tags::source(crossing.passage.service, &missing.key)?;
        let resource = Resource::of(source, asked, &informed.mapped)?;
        if !found.tags.contains_key(&resource) {
            found.count()?;
            let tags = self.tags(crossing, source, &resource).await?;
            found.tags.insert(resource.clone(), tags);
        }
        let tags = found.tags.get(&resource)?;
        for start in source.keys {
            asked.learn(start, tags.iter());
        }
        Some(())
    }
}

impl Found {
    /// Counts a question; `None` if it is one too many.
    fn count(&mut self) -> Option<()> {
        self.questions += 1;
        (self.questions <= FOR_ONE).then_some(())
    }
}
