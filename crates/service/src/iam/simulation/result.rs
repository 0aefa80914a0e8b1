//! From the outcome on each resource to the answer about an action.

use std::collections::HashSet;
use std::hash::Hash;

use super::shapes::{
    ActionName, Decision, EvalDecisionDetails, EvaluationResult, MatchedStatement, OrganizationsDecisionDetail,
    PermissionsBoundaryDecisionDetail, ResourceSpecificResult,
};
use super::target::Target;

/// The outcome of one action on one resource.
pub(super) struct Outcome {
    pub(super) decision: Decision,
    pub(super) matched: Vec<MatchedStatement>,
    pub(super) missing: Vec<String>,
    pub(super) allowed_by_boundary: Option<bool>,
    pub(super) allowed_by_organizations: Option<bool>,
    pub(super) details: Option<Vec<(&'static str, Decision)>>,
}

impl EvaluationResult {
    /// The outcomes on these resources, each and together.
    pub(super) fn of(action: &ActionName, targets: &[Target], outcomes: Vec<Outcome>) -> Self {
        let decision = outcomes.iter().map(|outcome| outcome.decision).max().unwrap_or(Decision::ImplicitDeny);
        let every = matches!(targets, [target] if target.is_every());
        let deciding = outcomes.iter().filter(|outcome| {
            // Where something is denied, only that is the reason.
            decision != Decision::ExplicitDeny || outcome.decision == Decision::ExplicitDeny
        });
        Self {
            eval_action_name: action.clone(),
            // AWS names several resources by a template of its own for the action, or not at all.
            eval_resource_name: if let [target] = targets { Some(target.name.clone()) } else { None },
            eval_decision: decision,
            matched_statements: union(deciding.map(|outcome| &outcome.matched)),
            missing_context_values: union(outcomes.iter().map(|outcome| &outcome.missing)),
            organizations_decision_detail: all(outcomes.iter().map(|outcome| outcome.allowed_by_organizations))
                .map(|allowed_by_organizations| OrganizationsDecisionDetail { allowed_by_organizations }),
            permissions_boundary_decision_detail: boundary_detail(outcomes.iter().map(|it| it.allowed_by_boundary)),
            eval_decision_details: (!every).then(|| together(&outcomes)),
            resource_specific_results: (!every)
                .then(|| targets.iter().zip(outcomes).map(|(target, outcome)| outcome.on(target)).collect()),
        }
    }

    /// How many characters its lists take, give or take some.
    pub(super) fn size(&self) -> usize {
        let of_all = size_of_lists(&self.matched_statements, &self.missing_context_values);
        let each = self.resource_specific_results.iter().flatten().map(|result| {
            let matched = result.matched_statements.as_deref().unwrap_or_default();
            size_of_lists(matched, result.missing_context_values.as_deref().unwrap_or_default())
        });
        of_all + each.sum::<usize>()
    }
}

impl Outcome {
    /// How many characters its lists take, give or take some.
    pub(super) fn size(&self) -> usize {
        size_of_lists(&self.matched, &self.missing)
    }

    fn on(self, target: &Target) -> ResourceSpecificResult {
        ResourceSpecificResult {
            eval_resource_name: target.name.clone(),
            eval_resource_decision: self.decision,
            matched_statements: Some(self.matched).filter(|matched| !matched.is_empty()),
            missing_context_values: Some(self.missing).filter(|missing| !missing.is_empty()),
            eval_decision_details: self.details.map(EvalDecisionDetails),
            permissions_boundary_decision_detail: boundary_detail(std::iter::once(self.allowed_by_boundary)),
        }
    }
}

/// How many characters these lists take in an answer, give or take some.
fn size_of_lists(matched: &[MatchedStatement], missing: &[String]) -> usize {
    const STATEMENT: usize = 300;
    matched.len() * STATEMENT + missing.iter().map(String::len).sum::<usize>()
}

/// What the sides say on all resources together; nothing where one account owns them and the caller.
fn together(outcomes: &[Outcome]) -> EvalDecisionDetails {
    let mut together: Vec<(&'static str, Decision)> = Vec::new();
    for (name, decision) in outcomes.iter().flat_map(|outcome| &outcome.details).flatten().copied() {
        match together.iter_mut().find(|(known, _)| *known == name) {
            Some((_, worst)) => *worst = decision.max(*worst),
            None => together.push((name, decision)),
        }
    }
    EvalDecisionDetails(together)
}

fn boundary_detail(each: impl Iterator<Item = Option<bool>>) -> Option<PermissionsBoundaryDecisionDetail> {
    all(each)
        .map(|allowed_by_permissions_boundary| PermissionsBoundaryDecisionDetail { allowed_by_permissions_boundary })
}

/// Whether all are true; `None` if there is none.
fn all(each: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    each.flatten().reduce(|one, other| one && other)
}

/// All items in order, each once.
pub(super) fn union<'a, T: Clone + Eq + Hash + 'a>(lists: impl Iterator<Item = &'a Vec<T>>) -> Vec<T> {
    let mut known = HashSet::new();
    lists.flatten().filter(|item| known.insert(*item)).cloned().collect()
}
