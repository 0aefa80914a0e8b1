//! Which statements hold for one request, in all policies that bear on it.

use rolecall_policy::{Decision as Engine, PolicyType, Request};

use super::error::SimulationError;
use super::evaluation::Simulation;
use super::group::{Found, Group, type_name};
use super::result::union;
use super::shapes::{Decision, MatchedStatement};

/// The policies that bear on one request, and which of their statements hold.
pub(super) struct Look<'a> {
    request: &'a Request<'a>,
    asked: Vec<&'a Group>,
    found: Vec<Found>,
}

impl<'a> Look<'a> {
    /// Looks; more than a look may take is refused.
    pub(super) fn at(
        request: &'a Request<'a>,
        simulation: &'a Simulation,
        guard: Option<&'a Group>,
    ) -> Result<Self, SimulationError> {
        let asked: Vec<_> =
            [Some(&simulation.identity), guard, simulation.boundary.as_ref()].into_iter().flatten().collect();
        let bounded = simulation.boundary.is_some();
        let found = asked.iter().map(|group| group.found(request, bounded)).collect::<Result<_, _>>()?;
        for level in &simulation.levels {
            level.found(request, bounded)?;
        }
        Ok(Self { request, asked, found })
    }

    fn groups(&self) -> impl Iterator<Item = (PolicyType, &Found)> {
        self.asked.iter().map(|group| group.policy_type()).zip(&self.found)
    }

    /// The statements that brought the decision about: the Denies, or else the Allows of the caller and of the resource.
    pub(super) fn matched(&self, decision: &Engine<'_>) -> Vec<MatchedStatement> {
        let denies = self.groups().flat_map(|(_, found)| &found.denies);
        let grants = self.groups().filter(|(policy_type, _)| *policy_type != PolicyType::PermissionsBoundary);
        match decision {
            Engine::Allowed(allowance) if allowance.policy_type.is_some() => {
                grants.flat_map(|(_, found)| &found.allows).cloned().collect()
            }
            // As on AWS, what an organization denies ends the simulation.
            Engine::Denied(denial) if denial.explicit && denial.policy_type != PolicyType::ServiceControl => {
                denies.cloned().collect()
            }
            Engine::Allowed(_) | Engine::Denied(_) => Vec::new(),
        }
    }

    /// The keys that the request lacks, each spelling once.
    pub(super) fn missing(&self, simulation: &Simulation) -> Result<Vec<String>, SimulationError> {
        let bounded = simulation.boundary.is_some();
        let groups = self.asked.iter().copied().chain(&simulation.levels);
        let missing = groups.map(|group| group.missing(self.request, bounded)).collect::<Result<Vec<_>, _>>()?;
        let missing = missing.into_iter().flatten().map(str::to_owned).collect();
        Ok(union(std::iter::once(&missing)))
    }

    /// What the policies of this type say by themselves, if there are any.
    pub(super) fn decision(&self, wanted: PolicyType) -> Option<Decision> {
        self.groups().find(|(policy_type, _)| *policy_type == wanted).map(|(_, found)| found.decision())
    }

    /// What each side says, where both accounts must allow.
    pub(super) fn details(&self) -> Vec<(&'static str, Decision)> {
        let own = (type_name(PolicyType::IdentityBased), self.decision(PolicyType::IdentityBased));
        let trust = self.decision(PolicyType::RoleTrust);
        let resource = trust.or_else(|| self.decision(PolicyType::ResourceBased)).unwrap_or(Decision::ImplicitDeny);
        let resource = (type_name(PolicyType::ResourceBased), Some(resource));
        let boundary = PolicyType::PermissionsBoundary;
        let all = [own, resource, (type_name(boundary), self.decision(boundary))];
        all.into_iter().filter_map(|(name, decision)| Some((name, decision?))).collect()
    }
}
