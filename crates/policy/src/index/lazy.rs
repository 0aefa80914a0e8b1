//! An index that is made when it begins to pay.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use super::build::table;
use super::table::{Place, Table};
use crate::asked::Asked;
use crate::document::ast::Effect;
use crate::sets::Member;
use crate::statement::Statement;

/// With fewer statements an index saves little, and most roles have fewer.
const MIN_STATEMENTS: usize = 9;

/// Making an index takes about as long as so many scans, so that sets that are asked less often go without.
const SCANS: u32 = 32;

/// The index of a set of policies.
#[derive(Debug, Default)]
pub(crate) struct Lazy {
    scans: AtomicU32,
    index: OnceLock<Option<Index>>,
}

/// Its tables.
#[derive(Debug)]
pub(crate) struct Index {
    allows: Table,
    denies: Table,
}

impl Lazy {
    /// `None` for policies that need no index.
    pub(crate) fn of(members: &[Member]) -> Option<Box<Self>> {
        let of_member =
            |member: &Member| [Effect::Allow, Effect::Deny].map(|effect| member.policy().statements(effect).len());
        let statements: usize = members.iter().flat_map(of_member).sum();
        (statements >= MIN_STATEMENTS).then(Box::default)
    }

    /// The index, made now.
    #[cfg(test)]
    pub(crate) fn made(members: &[Member]) -> Box<Self> {
        Box::new(Self { index: Index::new(members).into(), ..Self::default() })
    }

    /// The index, once the policies were asked often enough for it to be worth making.
    pub(crate) fn of_set(&self, members: &[Member]) -> Option<&Index> {
        if let Some(index) = self.index.get() {
            return index.as_ref();
        }
        if self.scans.fetch_add(1, Ordering::Relaxed) < SCANS {
            return None;
        }
        self.index.get_or_init(|| Index::new(members)).as_ref()
    }
}

impl Index {
    /// `None` if there are too many statements to be counted.
    pub(crate) fn new(members: &[Member]) -> Option<Self> {
        let of = |effect| table(statements(members, effect));
        Some(Self { allows: of(Effect::Allow)?, denies: of(Effect::Deny)? })
    }

    /// Of the statements that have a rank the first of the highest rank; none has a higher one than `top`.
    pub(crate) fn best<R: Ord + Copy>(
        &self,
        effect: Effect,
        asked: &Asked<'_>,
        top: R,
        rank: impl Fn(Place) -> Option<R>,
    ) -> Option<(R, Place)> {
        let table = match effect {
            Effect::Allow => &self.allows,
            Effect::Deny => &self.denies,
        };
        table.best(asked, top, rank)
    }
}

fn statements(members: &[Member], effect: Effect) -> impl Iterator<Item = (Place, &Statement)> {
    members.iter().zip(0..).flat_map(move |(member, policy)| {
        let statements = member.policy().statements(effect).iter().zip(0..);
        statements.map(move |(found, statement)| (Place { policy, statement }, found))
    })
}
