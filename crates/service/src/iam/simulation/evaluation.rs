//! The decision about each action and resource, with what brought it about.

use std::sync::{Arc, LazyLock};

use rolecall_policy::{
    Bindings, Context, ContextMap, Decision as Engine, Explanation, Key, Member, Policy, PolicySet, PolicySets,
    PolicyType, Request, Values, decide, document, explain_with_fixes,
};

use super::caller::Asker;
use super::error::SimulationError;
use super::group::Group;
use super::look::Look;
use super::result::Outcome;
use super::shapes::{ActionName, Decision, EvaluationResult};
use super::target::Target;

/// The size of the lists in the outcomes of one action, in characters of the answer, give or take some.
const MOST_CHARACTERS: usize = 10_000_000;

/// Everything that a question is decided by.
pub(super) struct Simulation {
    pub(super) asker: Asker,
    pub(super) given: ContextMap,
    pub(super) identity: Group,
    pub(super) boundary: Option<Group>,
    /// Service control policies, from the root down; empty if there are none.
    pub(super) levels: Vec<Group>,
    /// Whether the caller's account is in an organization, whatever its policies.
    pub(super) in_organization: bool,
    /// `ResourcePolicy`, which is that of each resource.
    pub(super) resource_policy: Option<Group>,
    pub(super) targets: Vec<Target>,
}

/// What a simulation knows of a request: what is given counts, and of the rest what follows from the caller and the resource.
struct Known<'a> {
    simulation: &'a Simulation,
    target: &'a Target,
}

impl Context for Known<'_> {
    fn values<'s>(&'s self, key: &Key) -> Option<Values<'s>> {
        let Simulation { given, asker, .. } = self.simulation;
        given.values(key).or_else(|| asker.values(key)).or_else(|| self.target.values(key))
    }
}

impl Simulation {
    /// The outcome of one action, over all resources together and on each.
    pub(super) fn evaluate(&self, action: &ActionName) -> Result<EvaluationResult, SimulationError> {
        Ok(EvaluationResult::of(action, &self.targets, self.outcomes(action.as_str())?))
    }

    fn outcomes(&self, action: &str) -> Result<Vec<Outcome>, SimulationError> {
        let (mut outcomes, mut size) = (Vec::with_capacity(self.targets.len()), 0);
        for target in &self.targets {
            let outcome = self.outcome(action, target)?;
            size += outcome.size();
            if size > MOST_CHARACTERS {
                return Err(SimulationError::TooLongAnswer);
            }
            outcomes.push(outcome);
        }
        Ok(outcomes)
    }

    fn outcome(&self, action: &str, target: &Target) -> Result<Outcome, SimulationError> {
        self.asked(action, target, Group::set, |request, sets| {
            // The looks come first: they take few steps, and end what would take the decision many.
            let look = Look::at(request, self, self.guard(action, target))?;
            let decision = decide(request, sets);
            let allowed_by_organizations = self.allowed_by_organizations(request, sets.scps);
            let of_two_accounts = self.asker.account() != Some(target.owner) && allowed_by_organizations != Some(false);
            Ok(Outcome {
                decision: match decision {
                    Engine::Allowed(_) => Decision::Allowed,
                    Engine::Denied(denial) if denial.explicit => Decision::ExplicitDeny,
                    Engine::Denied(_) => Decision::ImplicitDeny,
                },
                matched: look.matched(&decision),
                missing: look.missing(self)?,
                allowed_by_boundary: look.decision(PolicyType::PermissionsBoundary).map(|it| it == Decision::Allowed),
                allowed_by_organizations,
                details: of_two_accounts.then(|| look.details()),
            })
        })
    }

    /// Why the decision about one action on one resource is as it is.
    pub(super) fn explain(&self, action: &str, target: &Target) -> Explanation {
        self.asked(action, target, Group::quoted, explain_with_fixes)
    }

    /// Puts the question, under the policies in this form.
    fn asked<T>(
        &self,
        action: &str,
        target: &Target,
        form: impl Fn(&Group) -> &PolicySet,
        answer: impl FnOnce(&Request<'_>, &PolicySets<'_>) -> T,
    ) -> T {
        let request = Request {
            principal: self.asker.principal(),
            action,
            resource: target.name.as_str(),
            resource_account: Some(target.owner),
            context: &Known { simulation: self, target },
        };
        let guard = self.guard(action, target);
        let levels: Vec<_> = self.levels.iter().map(&form).collect();
        let sets = PolicySets {
            identity: form(&self.identity),
            boundary: self.boundary.as_ref().map(&form),
            resource: guard.map(&form),
            trust_required: guard.is_some() && (assumes_role(action) || is_key(&request)),
            scps: (!levels.is_empty()).then_some(&*levels),
            ..PolicySets::default()
        };
        answer(&request, &sets)
    }

    /// The policy of the resource: the one in the request, or else the trust policy of a role that is to be assumed.
    fn guard<'a>(&'a self, action: &str, target: &'a Target) -> Option<&'a Group> {
        self.resource_policy.as_ref().or_else(|| target.trust().filter(|_| assumes_role(action)))
    }

    fn allowed_by_organizations(&self, request: &Request<'_>, scps: Option<&[&PolicySet]>) -> Option<bool> {
        if scps.is_none() {
            return self.in_organization.then_some(true);
        }
        let own = Request { resource_account: self.asker.account(), ..*request };
        Some(decide(&own, &PolicySets { identity: &EVERYTHING, scps, ..PolicySets::default() }).is_allowed())
    }
}

/// Policies that let everything else decide.
static EVERYTHING: LazyLock<PolicySet> = LazyLock::new(|| {
    let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    let policy = document::parse(text).map(|document| Policy::compile(&document, Bindings::ByArn));
    PolicySet::new(policy.into_iter().map(|policy| Member::new("everything", Arc::new(policy))))
});

/// Whether the action is decided by a role's trust policy.
pub(super) fn assumes_role(action: &str) -> bool {
    let action = action.to_ascii_lowercase();
    action.starts_with("sts:assumerole")
        || matches!(&*action, "sts:tagsession" | "sts:setsourceidentity" | "sts:setcontext")
}

/// Keys of KMS allow nothing but by their own policy.
/// <https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html>
fn is_key(request: &Request<'_>) -> bool {
    request.resource.split(':').nth(2) == Some("kms")
}
