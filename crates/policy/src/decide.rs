//! The decision: explicit denies, then the organization's and the endpoint's limits, then grants.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

mod call;
mod organization;

use rolecall_model::AccountId;

use crate::asked::Asked;
use crate::decision::{Allowance, Decision, PolicyType, StatementRef};
use crate::denial::Denial;
use crate::explain::{Gate, Reason, Standing, Unwatched, Watch};
use crate::grant::Grant;
use crate::request::{Principal, Request};
use crate::sets::{Member, PolicySet, PolicySets};
use crate::statement::{Side, Statement};
pub use call::{Refusal, decide_all};
use organization::{Levels, binding_rcps, binding_scps};

/// Decides one request. The answer depends on nothing but the arguments.
pub fn decide<'a>(request: &Request<'_>, policies: &PolicySets<'a>) -> Decision<'a> {
    Asked::prepare(request, policies.boundary.is_some(), |asked| pass(asked, request, policies, &Unwatched))
}

/// Decides one request of whose resource only a part is known. After the fifth colon `*` stands for an unknown part, also an
/// empty one, and `?` for one unknown character; no unknown character is `/` or `:`, and no known one is `*` or `?`. `**` stands for
/// an unknown part that may have `/` and `:`.
///
/// What is allowed is allowed whatever the unknown parts are: an Allow counts only if it surely means the resource, which takes
/// a wildcard in place of each unknown part, and a Deny if it may mean it.
///
/// ```
/// use std::sync::Arc;
///
/// use rolecall_policy::{
///     Bindings, ContextMap, Member, Policy, PolicySet, PolicySets, Principal, Request, decide_partial, document,
/// };
///
/// let text = r#"{"Version": "2012-10-17", "Statement": [
///     {"Effect": "Allow", "Action": "cloudformation:*", "Resource": "*"},
///     {"Effect": "Deny", "Action": "cloudformation:*", "Resource": "arn:aws:cloudformation:us-east-1:111111111111:stack/live/5a3d"}]}"#;
/// let policy = Policy::compile(&document::parse(text)?, Bindings::ByArn);
/// let of_user = PolicySet::new([Member::new("stacks", Arc::new(policy))]);
/// let account = "111111111111".parse()?;
/// let may_delete = |resource| {
///     let request = Request {
///         principal: Principal::User { account, arn: "arn:aws:iam::111111111111:user/u", id: None },
///         action: "cloudformation:DeleteStack",
///         resource,
///         resource_account: None,
///         context: &ContextMap::new(),
///     };
///     decide_partial(&request, &PolicySets { identity: &of_user, ..PolicySets::default() }).is_allowed()
/// };
/// assert!(!may_delete("arn:aws:cloudformation:us-east-1:111111111111:stack/live/*"));
/// assert!(may_delete("arn:aws:cloudformation:us-east-1:111111111111:stack/trial/*"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn decide_partial<'a>(request: &Request<'_>, policies: &PolicySets<'a>) -> Decision<'a> {
    Asked::prepare(request, policies.boundary.is_some(), |asked| {
        pass(&Asked { is_partial: true, ..*asked }, request, policies, &Unwatched)
    })
}

/// The one walk through the gates; `watch` learns what happens at each and changes nothing.
pub(crate) fn pass<'a>(
    asked: &Asked<'_>,
    request: &Request<'_>,
    policies: &PolicySets<'a>,
    watch: &impl Watch<'a>,
) -> Decision<'a> {
    let gates = Gates {
        asked,
        owner: owner(asked, request),
        sets: policies,
        rcps: binding_rcps(policies, asked),
        scps: binding_scps(policies, asked),
        watch,
    };
    match gates.pass() {
        Ok(allowance) => Decision::Allowed(allowance),
        Err(denial) => Decision::Denied(denial),
    }
}

/// The account of the resource, where it is known.
pub(crate) fn owner(asked: &Asked<'_>, request: &Request<'_>) -> Option<AccountId> {
    request.resource_account.or_else(|| asked.account_in_resource())
}

const NO_POLICY_NEEDED: Allowance<'static> = Allowance { policy_type: None, statement: None };

/// What a gate lets through, or the denial that ends the decision.
type Passed<'a, T = ()> = Result<T, Denial<'a>>;

/// A statement and the policy it stands in.
type Found<'a> = (&'a Member, &'a Statement);

/// One request on its way through the gates.
struct Gates<'q, 'a, W> {
    asked: &'q Asked<'q>,
    /// The account of the resource, where it is known.
    owner: Option<AccountId>,
    sets: &'q PolicySets<'a>,
    rcps: Levels<'a>,
    scps: Levels<'a>,
    watch: &'q W,
}

impl<'a, W: Watch<'a>> Gates<'_, 'a, W> {
    fn pass(&self) -> Passed<'a, Allowance<'a>> {
        if self.asked.is("sts", "getcalleridentity") && self.is_signed() {
            self.watch.all_open(Reason::NoPermissionNeeded);
            return Ok(NO_POLICY_NEEDED);
        }
        self.explicit_denies()?;
        self.limits_of_others()?;
        let grant = self.resource_grant();
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
        match grant.filter(|_| accepted) {
            Some((_, found)) => {
                self.resource_stands(Standing::Passed(Reason::AllowHolds, Some(found)));
                self.own_policies_exempt(Reason::CallerWithoutAccount);
                Ok(self.allowed_by_resource(found))
            }
            None if grant.is_some() => Err(self.resource_refuses(Reason::NotNamedSo)),
            None => Err(self.resource_refuses(Reason::NoAllowHolds)),
        }
    }

    /// `sts:GetCallerIdentity` is open to whoever signs, even against a Deny.
    fn is_signed(&self) -> bool {
        !matches!(self.asked.principal, Principal::Anonymous | Principal::Federated { .. })
    }

    // INVARIANT (deny-wins): every applicable policy is asked before anything can allow.
    fn explicit_denies(&self) -> Passed<'a> {
        let sets = self.sets;
        for level in self.rcps.unwrap_or_default() {
            self.no_deny(PolicyType::ResourceControl, level)?;
        }
        for level in self.scps.unwrap_or_default() {
            self.no_deny(PolicyType::ServiceControl, level)?;
        }
        self.no_deny(self.resource_policy(), sets.resource.unwrap_or(PolicySet::EMPTY))?;
        self.no_deny(PolicyType::IdentityBased, sets.identity)?;
        self.no_deny(PolicyType::PermissionsBoundary, sets.boundary.unwrap_or(PolicySet::EMPTY))?;
        self.no_deny(PolicyType::SessionPolicy, sets.session.unwrap_or(PolicySet::EMPTY))?;
        self.no_deny(PolicyType::VpcEndpoint, sets.endpoint.unwrap_or(PolicySet::EMPTY))?;
        self.watch.stands(Gate::EXPLICIT_DENY, Standing::Passed(Reason::NoDenyHolds, None));
        Ok(())
    }

    /// Each level of the organizations' policies must allow, and the endpoint.
    fn limits_of_others(&self) -> Passed<'a> {
        self.every_level(PolicyType::ResourceControl, self.rcps)?;
        self.every_level(PolicyType::ServiceControl, self.scps)?;
        self.limit(PolicyType::VpcEndpoint, self.sets.endpoint)
    }

    fn every_level(&self, policy_type: PolicyType, levels: Levels<'a>) -> Passed<'a> {
        match levels {
            Err(standing) => self.watch.stands(Gate::of(policy_type), standing),
            Ok(levels) => {
                for (level, set) in levels.iter().enumerate() {
                    self.some_allow(Gate { policy_type: Some(policy_type), level: Some(level) }, policy_type, set)?;
                }
            }
        }
        Ok(())
    }

    /// The strongest Allow of the resource's own policy.
    fn resource_grant(&self) -> Option<(Grant, Found<'a>)> {
        let set = self.sets.resource?;
        self.watch.asks(Gate::of(self.resource_policy()), self.resource_policy(), set);
        let (form, member, statement) = set.grant(self.asked)?;
        Some((form, (member, statement)))
    }

    /// A caller who belongs to an account.
    fn account_caller(&self, account: AccountId, grant: Option<(Grant, Found<'a>)>) -> Passed<'a, Allowance<'a>> {
        let same_account = self.owner.is_none_or(|owner| owner == account);
        let is_user = matches!(self.asked.principal, Principal::User { .. });
        match grant {
            Some((form @ (Grant::Session | Grant::Star), found)) if same_account => {
                let named = if form == Grant::Session { Reason::NamesSession } else { Reason::NamesEveryone };
                Ok(self.granted_directly(found, named))
            }
            Some((Grant::Entity, found)) if same_account && is_user => {
                Ok(self.granted_directly(found, Reason::NamesUser))
            }
            Some((Grant::Entity, found)) if same_account => {
                self.resource_stands(Standing::Passed(Reason::AllowHolds, Some(found)));
                self.watch.stands(Gate::of(PolicyType::IdentityBased), Standing::Exempt(Reason::NamesRole));
                self.own_limits()?;
                Ok(self.allowed_by_resource(found))
            }
            None if !same_account => Err(self.resource_refuses(Reason::CrossAccount)),
            None if self.sets.trust_required => Err(self.resource_refuses(Reason::TrustRequired)),
            _ => {
                self.resource_stands(match grant {
                    Some((_, found)) if same_account => Standing::Passed(Reason::Delegates, Some(found)),
                    Some((_, found)) => Standing::Passed(Reason::OneSideOfTwo, Some(found)),
                    None if self.sets.resource.is_none() => Standing::Absent,
                    None => Standing::Exempt(Reason::SameAccount),
                });
                let own = self.identity()?;
                self.own_limits()?;
                let delegated = grant.map(|(_, found)| self.allowed_by_resource(found));
                Ok(own.or(delegated).unwrap_or(NO_POLICY_NEEDED))
            }
        }
    }

    /// A grant that the caller's own policies do not limit, but for their Denies.
    fn granted_directly(&self, found: Found<'a>, named: Reason) -> Allowance<'a> {
        self.resource_stands(Standing::Passed(Reason::AllowHolds, Some(found)));
        self.own_policies_exempt(named);
        self.allowed_by_resource(found)
    }

    /// The caller's own policies must allow; a root user needs none.
    fn identity(&self) -> Passed<'a, Option<Allowance<'a>>> {
        let gate = Gate::of(PolicyType::IdentityBased);
        if matches!(self.asked.principal, Principal::Root { .. }) {
            self.watch.stands(gate, Standing::Exempt(Reason::Root));
            return Ok(None);
        }
        self.some_allow(gate, PolicyType::IdentityBased, self.sets.identity).map(Some)
    }

    /// The caller's boundary and session policies must allow where there are any.
    fn own_limits(&self) -> Passed<'a> {
        self.limit(PolicyType::PermissionsBoundary, self.sets.boundary)?;
        match (self.sets.session, self.asked.principal) {
            // A federated user has only what was passed on.
            (None, Principal::FederatedUser { .. }) => {
                let standing = Standing::Failed(Reason::NothingPassedOn, None);
                self.watch.stands(Gate::of(PolicyType::SessionPolicy), standing);
                Err(implicit(PolicyType::SessionPolicy))
            }
            (session, _) => self.limit(PolicyType::SessionPolicy, session),
        }
    }

    /// Policies that must allow where there are any.
    fn limit(&self, policy_type: PolicyType, set: Option<&'a PolicySet>) -> Passed<'a> {
        let gate = Gate::of(policy_type);
        let Some(set) = set else {
            self.watch.stands(gate, Standing::Absent);
            return Ok(());
        };
        self.some_allow(gate, policy_type, set).map(drop)
    }

    fn no_deny(&self, policy_type: PolicyType, set: &'a PolicySet) -> Passed<'a> {
        self.watch.asks(Gate::EXPLICIT_DENY, policy_type, set);
        let Some((member, statement)) = set.deny(self.asked, side(policy_type)) else { return Ok(()) };
        self.watch.stands(Gate::EXPLICIT_DENY, Standing::Failed(Reason::DenyHolds, Some((member, statement))));
        Err(Denial { explicit: true, policy_type, statement: Some(reference(member, statement)) })
    }

    fn some_allow(&self, gate: Gate, policy_type: PolicyType, set: &'a PolicySet) -> Passed<'a, Allowance<'a>> {
        self.watch.asks(gate, policy_type, set);
        let allowing = match side(policy_type) {
            Side::Caller => set.allow(self.asked),
            Side::Resource => set.grant(self.asked).map(|(_, member, statement)| (member, statement)),
        };
        let Some((member, statement)) = allowing else {
            self.watch.stands(gate, Standing::Failed(Reason::NoAllowHolds, None));
            return Err(implicit(policy_type));
        };
        self.watch.stands(gate, Standing::Passed(Reason::AllowHolds, Some((member, statement))));
        Ok(allowed_by(policy_type, reference(member, statement)))
    }

    fn resource_policy(&self) -> PolicyType {
        resource_policy(self.asked, self.sets)
    }

    fn resource_stands(&self, standing: Standing<'a>) {
        self.watch.stands(Gate::of(self.resource_policy()), standing);
    }

    fn resource_refuses(&self, reason: Reason) -> Denial<'a> {
        self.resource_stands(Standing::Failed(reason, None));
        implicit(self.resource_policy())
    }

    fn allowed_by_resource(&self, (member, statement): Found<'a>) -> Allowance<'a> {
        allowed_by(self.resource_policy(), reference(member, statement))
    }

    fn own_policies_exempt(&self, reason: Reason) {
        let present = |set: Option<_>| if set.is_some() { Standing::Exempt(reason) } else { Standing::Absent };
        self.watch.stands(Gate::of(PolicyType::IdentityBased), Standing::Exempt(reason));
        self.watch.stands(Gate::of(PolicyType::PermissionsBoundary), present(self.sets.boundary));
        self.watch.stands(Gate::of(PolicyType::SessionPolicy), present(self.sets.session));
    }
}

/// What the resource's own policy is called: the calls of STS that need one are about roles.
pub(crate) fn resource_policy(asked: &Asked<'_>, sets: &PolicySets<'_>) -> PolicyType {
    let of_role = sets.trust_required && asked.vendor == "sts";
    if of_role { PolicyType::RoleTrust } else { PolicyType::ResourceBased }
}

/// Whose policies those of a type are.
pub(crate) fn side(policy_type: PolicyType) -> Side {
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
