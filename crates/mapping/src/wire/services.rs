//! The services, and what facts do not say about their requests.
//!
//! Actions and resource types: <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>.

mod cloudformation;
mod cloudwatch;
mod dynamodb;
mod ec2;
mod ecr;
mod generic;
mod lambda;
mod logs;
mod sns;
mod sqs;

use super::Call;
use super::wanted::Wanted;
use crate::Unmapped;
use crate::models::{self, Entry, Model};

/// A service.
#[derive(Clone)]
pub(super) struct Service {
    /// What its requests are signed for.
    pub(super) signing: &'static str,
    /// What stands before the colon in its actions.
    pub(super) prefix: &'static str,
    /// The principal that roles are passed to; empty if only some operations take roles.
    pub(super) principal: &'static str,
    /// The principals that single operations pass roles to, or members of them: `Operation` or `Operation.member`.
    pub(super) principals: &'static [(&'static str, &'static str)],
    /// Whether it has code here.
    pub(super) has_code: bool,
    /// The name of its model.
    model: &'static str,
    /// The most bytes of a body that are read to decide.
    pub(super) limit: usize,
    /// The variables of ARN formats, and the members that fill them with a name or with the whole ARN.
    pub(super) fills: &'static [(&'static str, &'static [&'static str])],
    /// Whether a member called like a variable fills it.
    pub(super) by_name: bool,
    /// Members that hold the ARN of whatever the operation is about.
    pub(super) arns: &'static [&'static str],
    /// Operations that are about all resources of a type if they name none: their ARN then has `*` for what is left open. `*` as the
    /// type stands for a change that is about no resource.
    pub(super) open: &'static [(&'static str, &'static str)],
    /// Variables that no request tells: `*` stands for them.
    pub(super) unknown: &'static [&'static str],
    /// Operations that make what has those variables, so that nothing has their values yet.
    pub(super) making: &'static [&'static str],
    /// Operations whose action has another name.
    pub(super) actions: &'static [(&'static str, &'static str)],
    /// Condition keys that are not called like the member that they hold.
    pub(super) keys: &'static [(&'static str, &'static str)],
    /// Operations whose members are data, in which ARNs of roles mean nothing; `*` for all.
    pub(super) data: &'static [&'static str],
    /// Condition keys whose values the service knows and a request does not tell.
    pub(super) untold: fn(&Call<'_>) -> &'static [&'static str],
    /// What needs code.
    pub(super) special: fn(&Call<'_>, &mut Wanted) -> Result<Then, Unmapped>,
}

/// What remains after the service's own code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    /// Nothing.
    Done,
    /// What the facts say.
    ByFacts,
}

impl Service {
    /// How its requests look; `None` if the table does not have them.
    pub(super) fn model(&self) -> Option<&'static Model> {
        models::model(self.model)
    }

    /// The name of its model.
    fn model_name(&self) -> &'static str {
        self.model
    }

    /// The principal that an operation passes the role in a member to; empty if it is not known.
    pub(super) fn principal_of(&self, operation: &str, member: &str) -> &'static str {
        let is_member = |own: &str| own.split_once('.') == Some((operation, member));
        let of_member = self.principals.iter().find(|(own, _)| is_member(own));
        let found = of_member.or_else(|| self.principals.iter().find(|(own, _)| *own == operation));
        found.map_or(self.principal, |(_, principal)| principal)
    }

    /// The name of the action that an operation needs.
    pub(super) fn action<'n>(&self, operation: &'n str) -> &'n str {
        self.actions.iter().find(|(own, _)| *own == operation).map_or(operation, |(_, action)| action)
    }
}

const ALL: &[Service] = &[
    cloudformation::SERVICE,
    cloudwatch::SERVICE,
    dynamodb::SERVICE,
    ec2::SERVICE,
    ecr::SERVICE,
    lambda::SERVICE,
    logs::SERVICE,
    sns::SERVICE,
    sqs::SERVICE,
];

/// A service with code here.
const fn service(signing: &'static str, model: &'static str) -> Service {
    Service {
        signing,
        has_code: true,
        prefix: signing,
        principal: "",
        principals: &[],
        model,
        limit: 2 << 20,
        fills: &[],
        by_name: false,
        arns: &[],
        open: &[],
        unknown: &[],
        making: &[],
        actions: &[],
        keys: &[],
        data: &[],
        untold: |_| &[],
        special: |_, _| Ok(Then::ByFacts),
    }
}

/// The services that requests with a signature for this name may be for: the one that has code here, and all others of the table.
pub(super) fn find(signing: &str) -> Vec<Service> {
    let own = ALL.iter().find(|service| service.signing == signing).cloned();
    let is_other = |entry: &&'static Entry| own.as_ref().is_none_or(|own| own.model != entry.name);
    let others = models::signed(signing).filter(is_other).filter(|_| !KEPT.contains(&signing));
    let mut others: Vec<Service> = others.filter_map(generic::service).collect();
    // Of several that are signed for by one name the first is what has that name.
    others.sort_by_key(|service| service.model != signing);
    own.into_iter().chain(others).collect()
}

/// Services that Rolecall is itself, and S3, which has code of another kind.
const KEPT: &[&str] = &["iam", "organizations", "rolecall", "s3", "sts"];

/// Whether the service with this model has code of its own.
pub(super) fn has_code(model: &str) -> bool {
    ALL.iter().any(|service| service.model == model)
}

/// An ARN in the account and region of a request.
pub(super) fn arn(call: &Call<'_>, service: &str, resource: &str) -> String {
    format!("arn:aws:{service}:{}:{}:{resource}", call.seen.region, call.seen.account)
}

/// Refuses an operation.
fn refuse(operation: &str, reason: &str) -> Result<Then, Unmapped> {
    Err(Unmapped::new(format!("`{operation}` is not mapped: {reason}")))
}
