//! The decision: explicit denies, then the organization's and the endpoint's limits, then grants.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

use rolecall_model::AccountId;

use crate::asked::Asked;
use crate::decision::{Allowance, Decision, PolicyType, StatementRef};
use crate::denial::Denial;
use crate::grant::Grant;
use crate::request::{Principal, Request};
use crate::sets::{Member, PolicySet, PolicySets};
use crate::statement::{Side, Statement};

/// Decides one request. The answer depends on nothing but the arguments.
pub fn decide<'a>(request: &Request<'_>, policies: &PolicySets<'a>) -> Decision<'a> {
    let outcome = Asked::prepare(request, policies.boundary.is_some(), |asked| {
        let owner = request.resource_account.or_else(|| asked.account_in_resource());
        Gates { asked, owner, sets: applicable(asked, policies) }.pass()
    });
    match outcome {
        Ok(allowance) => Decision::Allowed(allowance),
        Err(denial) => Decision::Denied(denial),
    }
}

/// The policies less those that never bind this caller or this call.
fn applicable<'a>(asked: &Asked<'_>, policies: &PolicySets<'a>) -> PolicySets<'a> {
    let service_linked = matches!(asked.principal, Principal::RoleSession { service_linked: true, .. });
    let outside_scps = service_linked || asked.principal.account().is_none();
    let assumes_service_linked_role =
        asked.vendor == "sts" && asked.resource.is_some_and(|arn| arn.resource().starts_with("role/aws-service-role/"));
    let outside_rcps = service_linked || assumes_service_linked_role || asked.is("kms", "retiregrant");
    PolicySets {
        scps: policies.scps.filter(|_| !outside_scps),
        rcps: policies.rcps.filter(|_| !outside_rcps),
        ..*policies
    }
}

const NO_POLICY_NEEDED: Allowance<'static> = Allowance { policy_type: None, statement: None };

/// What a gate lets through, or the denial that ends the decision.
type Passed<'a, T = ()> = Result<T, Denial<'a>>;

/// One request on its way through the gates.
struct Gates<'q, 'a> {
    asked: &'q Asked<'q>,
    /// The account of the resource, where it is known.
    owner: Option<AccountId>,
    sets: PolicySets<'a>,
}

impl<'a> Gates<'_, 'a> {
    fn pass(&self) -> Passed<'a, Allowance<'a>> {
        if self.asked.is("sts", "getcalleridentity") && self.is_signed() {
            return Ok(NO_POLICY_NEEDED);
        }
        self.explicit_denies()?;
        self.limits_of_others()?;
        let grant = self.sets.resource.and_then(|set| {
            let (form, member, statement) = set.grant(self.asked)?;
            Some((form, allowed_by(self.resource_policy(), reference(member, statement))))
        });
        let form = grant.map(|(form, _)| form);
        let accepted = match self.asked.principal {
            Principal::Anonymous => form == Some(Grant::Star),
            Principal::Service { .. } => matches!(form, Some(Grant::Service | Grant::Star)),
            Principal::Federated { .. } => form == Some(Grant::Federated),
            Principal::Root { account }
            | Principal::User { account, .. }
            | Principal::RoleSession { account, .. }
            | Principal::FederatedUser { account, .. } => return self.account_caller(account, grant),
        };
        grant.filter(|_| accepted).map(|(_, allowance)| allowance).ok_or_else(|| implicit(self.resource_policy()))
    }

    /// `sts:GetCallerIdentity` is open to whoever signs, even against a Deny.
    fn is_signed(&self) -> bool {
        !matches!(self.asked.principal, Principal::Anonymous | Principal::Federated { .. })
    }

    // INVARIANT (deny-wins): every applicable policy is asked before anything can allow.
    fn explicit_denies(&self) -> Passed<'a> {
        let sets = &self.sets;
        for level in sets.rcps.unwrap_or_default() {
            self.no_deny(PolicyType::ResourceControl, level)?;
        }
        for level in sets.scps.unwrap_or_default() {
            self.no_deny(PolicyType::ServiceControl, level)?;
        }
        self.no_deny(self.resource_policy(), sets.resource.unwrap_or(PolicySet::EMPTY))?;
        self.no_deny(PolicyType::IdentityBased, sets.identity)?;
        self.no_deny(PolicyType::PermissionsBoundary, sets.boundary.unwrap_or(PolicySet::EMPTY))?;
        self.no_deny(PolicyType::SessionPolicy, sets.session.unwrap_or(PolicySet::EMPTY))?;
        self.no_deny(PolicyType::VpcEndpoint, sets.endpoint.unwrap_or(PolicySet::EMPTY))
    }

    /// Each level of the organizations' policies must allow, and the endpoint.
    fn limits_of_others(&self) -> Passed<'a> {
        for level in self.sets.rcps.unwrap_or_default() {
            self.some_allow(PolicyType::ResourceControl, level)?;
        }
        for level in self.sets.scps.unwrap_or_default() {
            self.some_allow(PolicyType::ServiceControl, level)?;
        }
        if let Some(endpoint) = self.sets.endpoint {
            self.some_allow(PolicyType::VpcEndpoint, endpoint)?;
        }
        Ok(())
    }

    /// A caller who belongs to an account.
    fn account_caller(&self, account: AccountId, grant: Option<(Grant, Allowance<'a>)>) -> Passed<'a, Allowance<'a>> {
        let same_account = self.owner.is_none_or(|owner| owner == account);
        let is_user = matches!(self.asked.principal, Principal::User { .. });
        match grant {
            Some((Grant::Session | Grant::Star, direct)) if same_account => Ok(direct),
            Some((Grant::Entity, direct)) if same_account && is_user => Ok(direct),
            Some((Grant::Entity, direct)) if same_account => {
                self.own_limits()?;
                Ok(direct)
            }
            None if !same_account || self.sets.trust_required => Err(implicit(self.resource_policy())),
            _ => {
                let own = self.identity()?;
                self.own_limits()?;
                Ok(own.or(grant.map(|(_, delegated)| delegated)).unwrap_or(NO_POLICY_NEEDED))
            }
        }
    }

    /// The caller's own policies must allow; a root user needs none.
    fn identity(&self) -> Passed<'a, Option<Allowance<'a>>> {
        if matches!(self.asked.principal, Principal::Root { .. }) {
            return Ok(None);
        }
        self.some_allow(PolicyType::IdentityBased, self.sets.identity).map(Some)
    }

    /// The caller's boundary and session policies must allow where there are any.
    fn own_limits(&self) -> Passed<'a> {
        if let Some(boundary) = self.sets.boundary {
            self.some_allow(PolicyType::PermissionsBoundary, boundary)?;
        }
        match (self.sets.session, self.asked.principal) {
            (Some(session), _) => self.some_allow(PolicyType::SessionPolicy, session).map(drop),
            // A federated user has only what was passed on.
            (None, Principal::FederatedUser { .. }) => Err(implicit(PolicyType::SessionPolicy)),
            (None, _) => Ok(()),
        }
    }

    fn no_deny(&self, policy_type: PolicyType, set: &'a PolicySet) -> Passed<'a> {
        let denying = set.deny(self.asked, side(policy_type)).map(|(member, statement)| Denial {
            explicit: true,
            policy_type,
            statement: Some(reference(member, statement)),
        });
        denying.map_or(Ok(()), Err)
    }

    fn some_allow(&self, policy_type: PolicyType, set: &'a PolicySet) -> Passed<'a, Allowance<'a>> {
        let allowing = match side(policy_type) {
            Side::Caller => set.allow(self.asked),
            Side::Resource => set.grant(self.asked).map(|(_, member, statement)| (member, statement)),
        };
        let (member, statement) = allowing.ok_or_else(|| implicit(policy_type))?;
        Ok(allowed_by(policy_type, reference(member, statement)))
    }

    /// What the resource's own policy is called: the calls of STS that need one are about roles.
    fn resource_policy(&self) -> PolicyType {
        let of_role = self.sets.trust_required && self.asked.vendor == "sts";
        if of_role { PolicyType::RoleTrust } else { PolicyType::ResourceBased }
    }
}

fn side(policy_type: PolicyType) -> Side {
    match policy_type {
        PolicyType::IdentityBased
        | PolicyType::PermissionsBoundary
        | PolicyType::SessionPolicy
        | PolicyType::ServiceControl => Side::Caller,
        PolicyType::ResourceBased | PolicyType::ResourceControl | PolicyType::VpcEndpoint | PolicyType::RoleTrust => {
            Side::Resource
        }
    }
}

fn reference<'a>(member: &'a Member, statement: &'a Statement) -> StatementRef<'a> {
    StatementRef { policy: member.name(), index: statement.index(), sid: statement.sid() }
}

fn allowed_by(policy_type: PolicyType, statement: StatementRef<'_>) -> Allowance<'_> {
    Allowance { policy_type: Some(policy_type), statement: Some(statement) }
}

fn implicit<'a>(policy_type: PolicyType) -> Denial<'a> {
    Denial { explicit: false, policy_type, statement: None }
}
