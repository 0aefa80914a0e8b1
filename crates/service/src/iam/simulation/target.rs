//! The resources of a simulation: who owns each, and what guards the roles among them.

use rolecall_model::{AccountId, Arn, Tags};
use rolecall_policy::document::{self, ast};
use rolecall_policy::{Bindings, Context, Key, PolicyType, Values};

use super::error::SimulationError;
use super::group::{Group, Source};
use super::shapes::ResourceName;
use crate::directory::Role;
use crate::iam::documents;
use crate::pipeline::Scene;

/// A resource that is asked about.
pub(super) struct Target {
    pub(super) name: ResourceName,
    /// The account that is taken for the owner.
    pub(super) owner: AccountId,
    /// Whether the ARN or the request says so.
    owner_is_given: bool,
    /// The trust policy of a role of the account, and the role's tags.
    role: Option<(Group, Tags)>,
}

/// Where resources are found.
pub(super) struct Place<'a> {
    pub(super) scene: &'a Scene<'a>,
    /// The account in `ResourceOwner`.
    pub(super) owner: Option<AccountId>,
    /// The owner of what says nothing else: the caller's account.
    pub(super) default_owner: AccountId,
    /// Whether roles are asked about as something to be assumed, by the trust policies that they have.
    pub(super) with_trust: bool,
}

impl Place<'_> {
    /// `*`, or the resource of this ARN, whether or not there is one.
    pub(super) fn target(&self, name: &ResourceName) -> Result<Target, SimulationError> {
        let arn = match name.as_str() {
            "*" => None,
            text => Some(text.parse().map_err(|_| SimulationError::InvalidResource { name: name.to_string() })?),
        };
        let given = arn.as_ref().and_then(Arn::account_id).or(self.owner);
        Ok(Target {
            name: name.clone(),
            owner: given.unwrap_or(self.default_owner),
            owner_is_given: given.is_some(),
            role: arn.filter(|_| self.with_trust).and_then(|arn| self.role(&arn)),
        })
    }

    /// A role of the account that simulates. What the roles of other accounts say is theirs to tell.
    fn role(&self, arn: &Arn) -> Option<(Group, Tags)> {
        let name = arn.of("iam", "role/")?.rsplit('/').next()?;
        let role = self.scene.snapshot.account(self.scene.account())?.roles.get(name)?;
        role.is_named_by(arn).then(|| (trust(self.scene, role), role.tags.clone()))
    }
}

/// The trust policy as decisions take it, with the places of its statements in the text that `GetRole` shows.
fn trust(scene: &Scene<'_>, role: &Role) -> Group {
    // Whom it names by ARN are those who were bound to it: in their places stand their unique ids, and all others are nobody.
    let bound = role.trust.render(&|_, _| None);
    let document = document::parse(&bound).unwrap_or_else(|_| nothing());
    let shown = documents::render(&role.trust, scene.snapshot);
    let source = Source::shown(format!("role_{}_AssumeRolePolicyDocument", role.name), document, &shown);
    let source = source.named(role.arn().as_str());
    Group::new(PolicyType::RoleTrust, vec![source], Bindings::ById(&|_| None))
}

/// A trust policy that cannot be read allows nobody.
fn nothing() -> ast::Document {
    ast::Document { version: None, id: None, statements: Vec::new() }
}

impl Target {
    /// The trust policy, if it is a role that has one here.
    pub(super) fn trust(&self) -> Option<&Group> {
        self.role.as_ref().map(|(trust, _)| trust)
    }

    /// Whether it stands for every resource.
    pub(super) fn is_every(&self) -> bool {
        self.name.as_str() == "*"
    }
}

impl Context for Target {
    fn values<'s>(&'s self, key: &Key) -> Option<Values<'s>> {
        if key.as_str() == "aws:resourceaccount" && self.owner_is_given {
            return Some(Values::One(self.owner.as_str().into()));
        }
        let tag = key.tag("aws:ResourceTag/").or_else(|| key.tag("iam:ResourceTag/"))?;
        let (_, tags) = self.role.as_ref()?;
        tags.get(tag).map(|value| Values::One(value.into()))
    }
}
