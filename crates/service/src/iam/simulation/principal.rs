//! `PolicySourceArn`: a user or role of the caller's account, and the policies that it has.

use std::sync::Arc;

use rolecall_model::{AccountId, Arn, PolicyName, Tags};

use super::error::SimulationError;
use super::exclusion::Exclusions;
use super::group::Source;
use super::shapes::AttachmentType;
use crate::directory::{Entity, PolicyDocument, Role, Snapshot, User};
use crate::fault::Fault;
use crate::iam::access;
use crate::iam::holder::PolicyHolder;
use crate::iam::shapes::ArnText;
use crate::operation::Access;
use crate::pipeline::Scene;

/// What an ARN names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    User,
    Group,
    Role,
}

/// The kind and the name in the ARN of a user, group or role of `account`. As on AWS, the path in it counts for nothing.
pub(super) fn named(text: &ArnText, account: AccountId) -> Result<(Kind, Arn), SimulationError> {
    let invalid = || SimulationError::InvalidSource { arn: text.to_string() };
    let arn: Arn = text.as_str().parse().map_err(|_| invalid())?;
    let of_aws = arn.partition() == "aws" && arn.region().is_empty();
    let kinds = [("user/", Kind::User), ("group/", Kind::Group), ("role/", Kind::Role)];
    let kind = kinds.into_iter().find(|(prefix, _)| arn.of("iam", prefix).is_some()).filter(|_| of_aws);
    let (_, kind) = kind.filter(|_| !name(&arn).is_empty()).ok_or_else(invalid)?;
    match arn.account_id().ok_or_else(invalid)? {
        owner if owner == account => Ok((kind, arn)),
        owner => Err(SimulationError::ForeignSource { own: account.to_string(), other: owner.to_string() }),
    }
}

fn name(arn: &Arn) -> &str {
    arn.resource().rsplit('/').next().unwrap_or_default()
}

/// On the user, group or role.
pub(super) fn access(scene: &Scene<'_>, action: &'static str, text: &ArnText) -> Result<Access, Fault> {
    let (kind, arn) = named(text, scene.account())?;
    Ok(match kind {
        Kind::User => access::named::<User>(scene, action, name(&arn)),
        Kind::Role => access::named::<Role>(scene, action, name(&arn)),
        Kind::Group => Access::new(action, arn.as_str(), scene.account()),
    })
}

/// A user or role whose policies are asked.
pub(super) enum Principal<'a> {
    User(&'a Arc<User>),
    Role(&'a Arc<Role>),
}

impl<'a> Principal<'a> {
    /// The user or role that the request names.
    pub(super) fn find(scene: &Scene<'a>, text: &ArnText) -> Result<Self, SimulationError> {
        let (kind, arn) = named(text, scene.account())?;
        let state = scene.snapshot.account(scene.account());
        let found = state.and_then(|state| match kind {
            Kind::User => state.users.get(name(&arn)).map(Self::User),
            Kind::Role => state.roles.get(name(&arn)).map(Self::Role),
            Kind::Group => None,
        });
        found.ok_or(SimulationError::NoSuchSource)
    }

    /// Its ARN.
    pub(super) fn arn(&self) -> Arn {
        match self {
            Self::User(user) => user.arn(),
            Self::Role(role) => role.arn(),
        }
    }

    /// Its tags.
    pub(super) fn tags(&self) -> &Tags {
        match self {
            Self::User(user) => &user.tags,
            Self::Role(role) => &role.tags,
        }
    }

    /// Its inline and attached policies, less those that are left out.
    pub(super) fn policies(&self, snapshot: &Snapshot, exclusions: &Exclusions<'_>) -> Vec<Source> {
        match self {
            Self::User(user) => policies(&***user, AttachmentType::User, user.account, snapshot, exclusions),
            Self::Role(role) => policies(&***role, AttachmentType::Role, role.account, snapshot, exclusions),
        }
    }

    /// Its boundary.
    pub(super) fn boundary(&self, snapshot: &Snapshot) -> Option<Source> {
        let (boundary, account) = match self {
            Self::User(user) => (user.boundary.as_ref(), user.account),
            Self::Role(role) => (role.boundary.as_ref(), role.account),
        };
        boundary.map(|arn| managed(snapshot, account, arn))
    }
}

fn policies<H: PolicyHolder + Entity>(
    holder: &H,
    kind: AttachmentType,
    account: AccountId,
    snapshot: &Snapshot,
    exclusions: &Exclusions<'_>,
) -> Vec<Source> {
    let inline = holder.inline().iter().filter(|(policy, _)| !exclusions.inline(kind, holder.name(), policy));
    let inline = inline.map(|(policy, document)| inline_source(kind, holder.name(), policy, document));
    let attached = holder.attached().iter().filter(|arn| !exclusions.attached(arn));
    inline.chain(attached.map(|arn| managed(snapshot, account, arn))).collect()
}

fn inline_source(kind: AttachmentType, holder: &str, policy: &PolicyName, document: &PolicyDocument) -> Source {
    Source::stored(format!("{}_{holder}_{policy}", kind.as_str()), document).named(policy.as_str())
}

/// A managed policy; one that should be there and is not may have denied anything, and stands in decisions for that too.
fn managed(snapshot: &Snapshot, account: AccountId, arn: &Arn) -> Source {
    let policy = snapshot.usable_policy(account, arn);
    match policy.and_then(|policy| Some((policy.document()?, policy.default_version))) {
        Some((document, version)) => {
            Source::stored(name(arn), document).named(arn.as_str()).in_version(format!("v{version}"))
        }
        None => Source::stored(name(arn), &PolicyDocument::deny_all()).named(arn.as_str()),
    }
}
