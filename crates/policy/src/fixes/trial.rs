//! Policies and circumstances with changes made to them.

use super::Change;
use super::edit::{changed, made};
use crate::context::{Context, Key, Values};
use crate::decision::PolicyType;
use crate::explain::{Explanation, explain};
use crate::request::Request;
use crate::sets::{Member, PolicySet, PolicySets};

/// Changes, as the next decision sees them.
#[derive(Default)]
pub(super) struct Trial {
    sets: Vec<Changed>,
    circumstances: Vec<(Key, String)>,
}

/// The policies of one type, at one level if they have levels.
struct Changed {
    policy_type: PolicyType,
    level: Option<usize>,
    set: PolicySet,
}

impl Trial {
    /// Makes a change; `None` if there is no place for it.
    pub(super) fn make(&mut self, change: &Change, policies: &PolicySets<'_>) -> Option<()> {
        let (policy_type, name) = match change {
            Change::AskWith { key, value } => {
                self.circumstances.push((Key::new(key), value.clone()));
                return Some(());
            }
            Change::AddStatement { policy_type, level, policy: None, statement } => {
                let before = self.set(*policy_type, *level, policies).map_or(&[][..], PolicySet::members);
                let set = PolicySet::new(before.iter().cloned().chain([made(statement)?]));
                self.sets.push(Changed { policy_type: *policy_type, level: *level, set });
                return Some(());
            }
            Change::AddStatement { policy_type, policy: Some(name), .. } => (*policy_type, name),
            Change::SaveAgain { at } | Change::AddValue { at, .. } | Change::RemoveStatement { at } => {
                (at.policy_type, &at.policy)
            }
        };
        self.edit(policy_type, name, change, policies)
    }

    /// Changes the policy of this name wherever it is attached.
    fn edit(&mut self, policy_type: PolicyType, name: &str, change: &Change, policies: &PolicySets<'_>) -> Option<()> {
        let mut edited = Vec::new();
        for level in levels(policy_type, policies) {
            let members = self.set(policy_type, level, policies).map_or(&[][..], PolicySet::members);
            if members.iter().any(|member| member.name() == name) {
                let change = |member: &Member| {
                    if member.name() == name { changed(member, change) } else { Some(member.clone()) }
                };
                let set = PolicySet::new(members.iter().map(change).collect::<Option<Vec<_>>>()?);
                edited.push(Changed { policy_type, level, set });
            }
        }
        let is_made = !edited.is_empty();
        self.sets.extend(edited);
        is_made.then_some(())
    }

    /// Why the decision is as it is now.
    pub(super) fn explain(&self, request: &Request<'_>, policies: &PolicySets<'_>) -> Explanation {
        let of = |policy_type| self.set(policy_type, None, policies);
        let of_levels = |policy_type, given: Option<&[&PolicySet]>| {
            let levels = (0..given?.len()).filter_map(|level| self.set(policy_type, Some(level), policies));
            Some(levels.collect::<Vec<_>>())
        };
        let scps = of_levels(PolicyType::ServiceControl, policies.scps);
        let rcps = of_levels(PolicyType::ResourceControl, policies.rcps);
        let sets = PolicySets {
            identity: of(PolicyType::IdentityBased).unwrap_or(PolicySet::EMPTY),
            boundary: of(PolicyType::PermissionsBoundary),
            session: of(PolicyType::SessionPolicy),
            resource: of(PolicyType::RoleTrust).or_else(|| of(PolicyType::ResourceBased)),
            trust_required: policies.trust_required,
            scps: scps.as_deref(),
            rcps: rcps.as_deref(),
            endpoint: of(PolicyType::VpcEndpoint),
        };
        let context = Circumstances { given: request.context, changed: &self.circumstances };
        explain(&Request { context: &context, ..*request }, &sets)
    }

    /// The policies of this type, as changed last.
    fn set<'s>(
        &'s self,
        policy_type: PolicyType,
        level: Option<usize>,
        policies: &PolicySets<'s>,
    ) -> Option<&'s PolicySet> {
        let is_it = |changed: &&Changed| kind(changed.policy_type) == kind(policy_type) && changed.level == level;
        if let Some(changed) = self.sets.iter().rev().find(is_it) {
            return Some(&changed.set);
        }
        match policy_type {
            PolicyType::IdentityBased => Some(policies.identity),
            PolicyType::PermissionsBoundary => policies.boundary,
            PolicyType::SessionPolicy => policies.session,
            PolicyType::ResourceBased | PolicyType::RoleTrust => policies.resource,
            PolicyType::VpcEndpoint => policies.endpoint,
            PolicyType::ServiceControl => policies.scps?.get(level?).copied(),
            PolicyType::ResourceControl => policies.rcps?.get(level?).copied(),
        }
    }
}

/// A role's trust policy stands in the place of a resource's.
fn kind(policy_type: PolicyType) -> PolicyType {
    if policy_type == PolicyType::RoleTrust { PolicyType::ResourceBased } else { policy_type }
}

/// The levels at which there are policies of this type; one without a number where it has none.
fn levels(policy_type: PolicyType, policies: &PolicySets<'_>) -> Vec<Option<usize>> {
    let numbered = |levels: Option<&[&PolicySet]>| (0..levels.map_or(0, <[_]>::len)).map(Some).collect();
    match policy_type {
        PolicyType::ServiceControl => numbered(policies.scps),
        PolicyType::ResourceControl => numbered(policies.rcps),
        _ => vec![None],
    }
}

/// What is known of the request, less what was changed.
struct Circumstances<'c> {
    given: &'c dyn Context,
    changed: &'c [(Key, String)],
}

impl Context for Circumstances<'_> {
    fn values<'s>(&'s self, key: &Key) -> Option<Values<'s>> {
        let changed = self.changed.iter().rev().find(|(other, _)| other.as_str() == key.as_str());
        changed.map_or_else(|| self.given.values(key), |(_, value)| Some(Values::One(value.as_str().into())))
    }
}
