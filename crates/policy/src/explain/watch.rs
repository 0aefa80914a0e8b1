//! What a walk through the gates tells whoever watches it. A decision without explanation is watched by nobody.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use super::reason::Reason;
use crate::decision::PolicyType;
use crate::sets::{Member, PolicySet};
use crate::statement::Statement;

/// One gate of the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Gate {
    /// The policies that must allow; `None` for the gate at which every policy may deny.
    pub(crate) policy_type: Option<PolicyType>,
    /// For the policies of organizations: the level, from 0.
    pub(crate) level: Option<usize>,
}

impl Gate {
    pub(crate) const EXPLICIT_DENY: Self = Self { policy_type: None, level: None };

    pub(crate) fn of(policy_type: PolicyType) -> Self {
        Self { policy_type: Some(policy_type), level: None }
    }
}

/// How a request fared at a gate, and the statement that settled it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Standing<'a> {
    Passed(Reason, Option<(&'a Member, &'a Statement)>),
    Failed(Reason, Option<(&'a Member, &'a Statement)>),
    /// There are no such policies.
    Absent,
    /// There may be such policies, but they have no say.
    Exempt(Reason),
}

/// Someone who watches a walk.
pub(crate) trait Watch<'a> {
    /// The statements of `set` are asked at `gate`.
    fn asks(&self, gate: Gate, policy_type: PolicyType, set: &'a PolicySet);

    /// `gate` is done with.
    fn stands(&self, gate: Gate, standing: Standing<'a>);

    /// The request passes without being asked at any gate.
    fn all_open(&self, reason: Reason);
}

/// Nobody.
pub(crate) struct Unwatched;

impl<'a> Watch<'a> for Unwatched {
    fn asks(&self, _: Gate, _: PolicyType, _: &'a PolicySet) {}

    fn stands(&self, _: Gate, _: Standing<'a>) {}

    fn all_open(&self, _: Reason) {}
}

/// Keeps everything by gate, and what was asked at each in the order in which it happened.
#[derive(Debug, Default)]
pub(super) struct Recorder<'a> {
    asked: RefCell<HashMap<Gate, Vec<(PolicyType, &'a PolicySet)>>>,
    stood: RefCell<HashMap<Gate, Standing<'a>>>,
    open: Cell<Option<Reason>>,
}

impl<'a> Watch<'a> for Recorder<'a> {
    fn asks(&self, gate: Gate, policy_type: PolicyType, set: &'a PolicySet) {
        self.asked.borrow_mut().entry(gate).or_default().push((policy_type, set));
    }

    fn stands(&self, gate: Gate, standing: Standing<'a>) {
        self.stood.borrow_mut().entry(gate).or_insert(standing);
    }

    fn all_open(&self, reason: Reason) {
        self.open.set(Some(reason));
    }
}

impl<'a> Recorder<'a> {
    /// How the request fared at `gate`; `None` if it did not get there.
    pub(super) fn standing(&self, gate: Gate) -> Option<Standing<'a>> {
        let recorded = self.stood.borrow().get(&gate).copied();
        recorded.or_else(|| self.open.get().map(Standing::Exempt))
    }

    /// The sets asked at `gate`, in order.
    pub(super) fn asked(&self, gate: Gate) -> Vec<(PolicyType, &'a PolicySet)> {
        self.asked.borrow().get(&gate).cloned().unwrap_or_default()
    }

    /// Whether the request passed without being asked at any gate.
    pub(super) fn all_is_open(&self) -> bool {
        self.open.get().is_some()
    }
}
