//! Who asks in a simulation: `CallerArn`, and what is known of that user or role.

use rolecall_model::{AccountId, Arn, Tags};
use rolecall_policy::simulate::Caller;
use rolecall_policy::{Context, Key, Principal as Engine, Values};

use super::error::SimulationError;
use super::principal::Principal;
use crate::pipeline::Scene;

/// The caller that the policies are asked about.
pub(super) struct Asker {
    who: Who,
    tags: Tags,
    /// `aws:PrincipalOrgID` and the organization's path, of a caller of the simulating account.
    organization: Option<(String, String)>,
}

enum Who {
    /// A user, or a session of a role.
    Known {
        /// As policies that are bound to unique ids recognise it.
        bound: Box<Caller>,
        /// What its condition keys show.
        shown: Box<Caller>,
    },
    /// A user of the account whom no policy names.
    Unnamed(AccountId),
}

impl Asker {
    /// The user or role with this ARN, whether or not there is one. `known` is the one whose policies are asked about: of
    /// others no more is told than the ARN says.
    pub(super) fn named(scene: &Scene<'_>, text: &str, known: Option<&Principal<'_>>) -> Result<Self, SimulationError> {
        let invalid = || SimulationError::InvalidCaller;
        let arn: Arn = text.parse().map_err(|_| invalid())?;
        let is_role = arn.of("iam", "role/").is_some();
        if !is_role && arn.of("iam", "user/").is_none() {
            return Err(invalid());
        }
        let caller = Caller::parse(text, "").map_err(|_| invalid())?;
        let bound = match scene.snapshot.id_of(&arn) {
            Some(id) => caller.clone().with_id(id),
            None => caller.clone(),
        };
        let known = known.filter(|known| known.arn() == arn);
        // `aws:userid` of a session hangs on its name, which nobody gave.
        let shown = if known.is_some() && !is_role { bound.clone() } else { caller };
        Ok(Self {
            who: Who::Known { bound: Box::new(bound), shown: Box::new(shown) },
            tags: known.map(|known| known.tags().clone()).unwrap_or_default(),
            organization: organization(scene).filter(|_| arn.account_id() == Some(scene.account())),
        })
    }

    /// A caller of whom nothing is known but the account.
    pub(super) fn unnamed(scene: &Scene<'_>) -> Self {
        Self { who: Who::Unnamed(scene.account()), tags: Tags::default(), organization: organization(scene) }
    }

    /// The caller as the engine takes it.
    pub(super) fn principal(&self) -> Engine<'_> {
        match &self.who {
            Who::Known { bound, .. } => bound.principal(),
            Who::Unnamed(account) => Engine::User { account: *account, arn: "", id: None },
        }
    }

    /// The caller's account.
    pub(super) fn account(&self) -> Option<AccountId> {
        self.principal().account()
    }
}

impl Context for Asker {
    fn values<'s>(&'s self, key: &Key) -> Option<Values<'s>> {
        if let Some(tag) = key.tag("aws:PrincipalTag/") {
            return self.tags.get(tag).map(|value| Values::One(value.into()));
        }
        match (key.as_str(), &self.organization, &self.who) {
            ("aws:principalorgid", Some((id, _)), _) => Some(Values::One(id.into())),
            ("aws:principalorgpaths", Some((_, path)), _) => Some(Values::Many([path.into()].into_iter().collect())),
            (_, _, Who::Known { shown, .. }) => shown.values(key),
            ("aws:principalaccount", _, Who::Unnamed(account)) => Some(Values::One(account.as_str().into())),
            (_, _, Who::Unnamed(_)) => None,
        }
    }
}

fn organization(scene: &Scene<'_>) -> Option<(String, String)> {
    let organization = scene.snapshot.organization_of(scene.account())?;
    Some((organization.id.clone(), organization.path()))
}
