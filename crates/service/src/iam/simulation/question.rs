//! What both simulations ask: checked, put together, and answered page by page.

use rolecall_model::{AccountId, Arn};
use rolecall_policy::{Bindings, Explanation, PolicyType};

use super::caller::Asker;
use super::context;
use super::error::SimulationError;
use super::evaluation::{Simulation, assumes_role};
use super::exclusion::Exclusions;
use super::group::{Group, Source};
use super::principal::Principal;
use super::shapes::{
    ActionName, ContextEntry, PolicyIdentifierType, ResourceHandlingOption, ResourceName, SimulatePolicyResponse,
};
use super::target::{Place, Target};
use crate::directory::Role;
use crate::iam::access;
use crate::iam::paging::{Page, Wanted};
use crate::iam::shapes::{ArnText, DocumentText, MaxItems};
use crate::operation::Access;
use crate::pipeline::Scene;

/// The resources that one question may name.
const MOST_RESOURCES: usize = 1_000;

/// The decisions that one page may hold: pages end early rather than take long. One that is made to be long takes a
/// millisecond or two.
const MOST_DECISIONS: usize = 1_000;

/// The size of a page after which it ends, in characters of its lists, give or take some.
const MOST_CHARACTERS: usize = 1_000_000;

/// The parameters that both simulations have.
pub(super) struct Question<'a> {
    pub(super) policy_input_list: &'a [DocumentText],
    pub(super) permissions_boundary_policy_input_list: &'a [DocumentText],
    pub(super) action_names: &'a [ActionName],
    pub(super) resource_arns: &'a [ResourceName],
    pub(super) resource_policy: Option<&'a DocumentText>,
    pub(super) resource_owner: Option<&'a ResourceName>,
    pub(super) caller_arn: Option<&'a ResourceName>,
    pub(super) context_entries: &'a [ContextEntry],
    pub(super) resource_handling_option: Option<&'a ResourceHandlingOption>,
    pub(super) page: Wanted<'a>,
}

/// What is asked besides the policies in the question.
#[derive(Default)]
pub(super) struct Held<'a> {
    /// The user or role.
    pub(super) principal: Option<Principal<'a>>,
    /// Its policies.
    pub(super) policies: Vec<Source>,
    /// Its boundary.
    pub(super) boundary: Option<Source>,
    /// Service control policies by level.
    pub(super) levels: Vec<Vec<Source>>,
    /// Whether the account is in an organization.
    pub(super) in_organization: bool,
}

impl<'a> Held<'a> {
    /// What the user or role of this ARN has, less what is left out.
    pub(super) fn by(
        scene: &Scene<'a>,
        source: &ArnText,
        exclusions: &Exclusions<'_>,
    ) -> Result<Self, SimulationError> {
        let principal = Principal::find(scene, source)?;
        let unbounded = exclusions.of_type(PolicyIdentifierType::PermissionBoundary);
        let without_organization = exclusions.of_type(PolicyIdentifierType::Scp);
        let in_organization = scene.snapshot.organization_of(scene.account()).is_some();
        Ok(Self {
            policies: principal.policies(scene.snapshot, exclusions),
            boundary: principal.boundary(scene.snapshot).filter(|_| !unbounded),
            principal: Some(principal),
            levels: Vec::new(),
            in_organization: in_organization && !without_organization,
        })
    }
}

impl Question<'_> {
    /// The outcomes on the page that is wanted.
    pub(super) fn answer(&self, scene: &Scene<'_>, held: Held<'_>) -> Result<SimulatePolicyResponse, SimulationError> {
        let simulation = self.simulation(scene, held)?;
        let most = (MOST_DECISIONS / simulation.targets.len().max(1)).max(1);
        let wanted = self.page(most)?;
        let (mut results, mut size) = (Vec::new(), 0);
        for action in wanted.items {
            if size >= MOST_CHARACTERS {
                break;
            }
            let result = simulation.evaluate(action)?;
            size += result.size();
            results.push(result);
        }
        let marker = self.page(results.len().max(1))?.marker;
        Ok(SimulatePolicyResponse { evaluation_results: results, is_truncated: marker.is_some(), marker })
    }

    /// Why the decision about its only action on its only resource is as it is.
    pub(super) fn explain(&self, scene: &Scene<'_>, held: Held<'_>) -> Result<Explanation, SimulationError> {
        let simulation = self.simulation(scene, held)?;
        let ([action], [target]) = (self.action_names, &*simulation.targets) else {
            return Err(SimulationError::TooManyResources { most: 1 });
        };
        Ok(simulation.explain(action.as_str(), target))
    }

    /// The actions on the page, which are no more than `most`.
    fn page(&self, most: usize) -> Result<Page<&ActionName>, SimulationError> {
        let most = i32::try_from(most).ok().and_then(MaxItems::new);
        let page = Wanted { max_items: self.page.max_items.into_iter().chain(most).min(), ..self.page };
        page.of_list(self.action_names).map_err(|_| SimulationError::InvalidMarker)
    }

    fn simulation(&self, scene: &Scene<'_>, held: Held<'_>) -> Result<Simulation, SimulationError> {
        let mut identity = held.policies;
        identity.extend(documents(self.policy_input_list, "Policy input", "PolicyInputList")?);
        let boundary = self.boundary()?.or(held.boundary);
        self.check_actions()?;
        let given = context::given(self.context_entries)?;
        let asker = self.asker(scene, held.principal.as_ref())?;
        Ok(Simulation {
            given,
            identity: group(PolicyType::IdentityBased, identity),
            boundary: boundary.map(|source| group(PolicyType::PermissionsBoundary, vec![source])),
            levels: held.levels.into_iter().map(|level| group(PolicyType::ServiceControl, level)).collect(),
            in_organization: held.in_organization,
            targets: self.targets(scene, &asker)?,
            resource_policy: self.resource_policy(held.principal.is_some())?,
            asker,
        })
    }

    /// The boundary in the question, which stands in place of the principal's.
    fn boundary(&self) -> Result<Option<Source>, SimulationError> {
        if self.permissions_boundary_policy_input_list.len() > 1 {
            return Err(SimulationError::TooManyBoundaries);
        }
        let (list, words) = ("PermissionsBoundaryPolicyInputList", "Permissions boundary policy input");
        Ok(documents(self.permissions_boundary_policy_input_list, words, list)?.pop())
    }

    fn check_actions(&self) -> Result<(), SimulationError> {
        if !self.action_names.iter().all(|action| action.as_str().contains(':')) {
            return Err(SimulationError::ActionWithoutService);
        }
        let every = self.resource_arns.iter().all(|name| name.as_str() == "*");
        let without_options = |action: &&ActionName| !action.as_str().eq_ignore_ascii_case("ec2:RunInstances");
        match self.resource_handling_option.and_then(|_| self.action_names.iter().find(without_options)) {
            Some(action) if !every => Err(SimulationError::NoHandlingOptions { action: action.to_string() }),
            _ => Ok(()),
        }
    }

    fn asker(&self, scene: &Scene<'_>, principal: Option<&Principal<'_>>) -> Result<Asker, SimulationError> {
        match (self.caller_arn, principal) {
            (Some(arn), _) => Asker::named(scene, arn.as_str(), principal),
            (None, Some(known)) => Asker::named(scene, known.arn().as_str(), principal),
            (None, None) => Ok(Asker::unnamed(scene)),
        }
    }

    fn targets(&self, scene: &Scene<'_>, asker: &Asker) -> Result<Vec<Target>, SimulationError> {
        if self.resource_arns.len() > MOST_RESOURCES {
            return Err(SimulationError::TooManyResources { most: MOST_RESOURCES });
        }
        let place = Place {
            scene,
            owner: self.resource_owner.map(|text| owner(text.as_str())).transpose()?,
            default_owner: asker.account().unwrap_or_else(|| scene.account()),
            // With a policy in their place nothing is read of roles, as `reads` counts on.
            with_trust: self.resource_policy.is_none() && assume_roles(self.action_names),
        };
        let every = "*".parse::<ResourceName>().ok().filter(|_| self.resource_arns.is_empty());
        self.resource_arns.iter().chain(&every).map(|name| place.target(name)).collect()
    }

    fn resource_policy(&self, has_principal: bool) -> Result<Option<Group>, SimulationError> {
        let Some(text) = self.resource_policy else { return Ok(None) };
        if self.caller_arn.is_none() && !has_principal {
            return Err(SimulationError::NoCaller);
        }
        if self.resource_arns.is_empty() || self.resource_arns.iter().any(|name| name.as_str() == "*") {
            return Err(SimulationError::EveryResource);
        }
        let source = Source::new("ResourcePolicy", text.as_str(), true);
        let source = source.ok_or(SimulationError::ResourcePolicyContent)?;
        Ok(Some(group(PolicyType::ResourceBased, vec![source])))
    }
}

fn assume_roles(actions: &[ActionName]) -> bool {
    actions.iter().any(|action| assumes_role(action.as_str()))
}

/// What a caller must be allowed besides, whose question is about more than the permissions of a principal that it names: to read
/// the roles whose trust policies and tags take part. It is asked for whether or not there are such roles.
pub(super) fn reads(scene: &Scene<'_>, actions: &[ActionName], resources: &[ResourceName]) -> Vec<Access> {
    if !assume_roles(actions) {
        return Vec::new();
    }
    let arns = resources.iter().filter_map(|name| name.as_str().parse::<Arn>().ok());
    let own = arns.filter(|arn| arn.account_id() == Some(scene.account()));
    let names = own.filter_map(|arn| Some(arn.of("iam", "role/")?.rsplit('/').next()?.to_owned()));
    names.map(|name| access::named::<Role>(scene, "iam:GetRole", &name)).collect()
}

/// The account in `ResourceOwner`, which is an ARN.
fn owner(text: &str) -> Result<AccountId, SimulationError> {
    let arn = text.parse::<Arn>().ok().filter(|arn| arn.service() == "iam");
    arn.and_then(|arn| arn.account_id()).ok_or_else(|| SimulationError::InvalidOwner { text: text.to_owned() })
}

/// Policies of the question know users and roles by their ARNs.
fn group(policy_type: PolicyType, sources: Vec<Source>) -> Group {
    Group::new(policy_type, sources, Bindings::ByArn)
}

/// The policies in one list of the request, named after it.
pub(super) fn documents(
    list: &[DocumentText],
    words: &'static str,
    name: &str,
) -> Result<Vec<Source>, SimulationError> {
    let numbered = (1..).zip(list);
    let sources = numbered.map(|(position, text)| {
        let invalid = SimulationError::PolicyContent { list: words, position };
        Source::new(format!("{name}.{position}"), text.as_str(), false).ok_or(invalid)
    });
    sources.collect()
}

/// The items of a list that may be missing.
pub(super) fn list<T>(given: Option<&Vec<T>>) -> &[T] {
    given.map_or(&[], Vec::as_slice)
}
