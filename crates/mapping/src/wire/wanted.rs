//! What must be allowed for a request: its action on its resources, and what it does besides.

use rolecall_catalog::{Action, service};

use super::keys::offered;
use super::{Call, arn, services};
use crate::keys::{self, Offer};
use crate::resource::Resource;
use crate::{InstanceProfile, Needed, Unmapped, pass};

/// What a request needs.
pub(super) struct Wanted {
    /// Condition keys that every action is offered.
    pub(super) offers: Vec<Offer>,
    pub(super) needed: Vec<Needed>,
    pub(super) instance_profiles: Vec<InstanceProfile>,
}

/// Everything that a request needs.
pub(super) fn of(call: &Call<'_>) -> Result<Wanted, Unmapped> {
    check_account(call, ACCOUNTS)?;
    // What services without code offer is read with their resources.
    let offers = if call.service.has_code { offered(call)? } else { Vec::new() };
    let mut wanted = Wanted { offers, needed: Vec::new(), instance_profiles: Vec::new() };
    match (call.service.special)(call, &mut wanted)? {
        services::Then::Done => {}
        services::Then::ByFacts => wanted.by_facts(call)?,
    }
    wanted.tagged(call)?;
    if !call.service.data.contains(&call.operation) && !call.service.data.contains(&"*") {
        wanted.passed_roles(call)?;
    }
    wanted.untold(call);
    Ok(wanted)
}

/// Operations that make what is not what they are about, and its ARN.
const MADE: &[(&str, &str)] = &[
    ("CreateCodeSigningConfig", "code-signing-config:*"),
    ("CreateDelivery", "delivery:*"),
    ("CreateEventSourceMapping", "event-source-mapping:*"),
    ("CreateLogAnomalyDetector", "anomaly-detector:*"),
];

/// Operations whose tags are for what the service makes later.
const FOR_LATER: &[&str] = &["CreateRepositoryCreationTemplate", "UpdateRepositoryCreationTemplate"];

/// Members that say which account's resources are meant.
const ACCOUNTS: &[&str] = &["registryId", "QueueOwnerAWSAccountId", "registryIds"];

pub(super) fn check_account(call: &Call<'_>, members: &[&str]) -> Result<(), Unmapped> {
    for member in members {
        if call.members.texts(member)?.iter().any(|account| *account != call.seen.account.as_str()) {
            return Err(Unmapped::new(format!("`{member}` names another account than the upstream's")));
        }
    }
    Ok(())
}

impl Wanted {
    /// The action named like the operation, or the one that the service's table has for it, on the resources that the members name.
    fn by_facts(&mut self, call: &Call<'_>) -> Result<(), Unmapped> {
        let action = action(call.service.prefix, call.service.action(call.operation))?;
        for (kind, resource) in arn::resources(call, action)? {
            self.want_of(action, kind, resource);
        }
        Ok(())
    }

    /// Wants an action on a resource.
    pub(super) fn want(&mut self, action: Action, resource: impl Into<Resource>) {
        let needed = keys::taken(action, &self.offers).needed(resource);
        self.push(needed);
    }

    /// Wants an action on a resource of a type, with the keys that it has for that type.
    pub(super) fn want_of(&mut self, action: Action, kind: Option<&str>, resource: impl Into<Resource>) {
        let needed = keys::taken_of(action, kind, &self.offers).needed(resource);
        self.push(needed);
    }

    /// Wants an action of the service by its name.
    pub(super) fn want_named(
        &mut self,
        prefix: &str,
        name: &str,
        resource: impl Into<Resource>,
    ) -> Result<(), Unmapped> {
        self.want(action(prefix, name)?, resource);
        Ok(())
    }

    /// Wants what was not wanted before.
    pub(super) fn push(&mut self, needed: Needed) {
        if !self.needed.contains(&needed) {
            self.needed.push(needed);
        }
    }

    /// What is made with tags needs its service's action for them too, as the documentation of the operations says. EC2 has its own way.
    fn tagged(&mut self, call: &Call<'_>) -> Result<(), Unmapped> {
        let is_tagging =
            |needed: &Needed| needed.action.ends_with(":TagResource") || needed.action.ends_with(":TagQueue");
        let has_tags = self.offers.iter().any(|(key, _)| key == "aws:TagKeys");
        let is_other = call.operation.starts_with("Tag") || call.operation.starts_with("Untag");
        let is_later = FOR_LATER.contains(&call.operation) || call.service.prefix == "ec2";
        if !has_tags || is_other || is_later || self.needed.iter().any(is_tagging) {
            return Ok(());
        }
        let prefix = call.service.prefix;
        let made = MADE.iter().find(|(operation, _)| *operation == call.operation);
        let resources: Vec<Resource> = match made {
            Some((_, made)) => vec![services::arn(call, prefix, made).into()],
            None => self
                .needed
                .iter()
                .filter(|needed| needed.action.split(':').next() == Some(prefix))
                .map(resource_of)
                .collect(),
        };
        resources.into_iter().try_for_each(|resource| self.want_named(prefix, "TagResource", resource))
    }

    /// Notes which condition keys of the actions the request does not tell.
    fn untold(&mut self, call: &Call<'_>) {
        let untold = (call.service.untold)(call);
        for needed in self.needed.iter_mut().filter(|_| !untold.is_empty()) {
            let found = needed.action.split_once(':').and_then(|(prefix, name)| action(prefix, name).ok());
            let known = found.map(|action| keys::known_to(action, None)).unwrap_or_default();
            let own = untold.iter().copied().filter(|key| known.iter().any(|known| known.name() == *key));
            needed.unknown.extend(own);
        }
    }

    /// Whatever in a request is the ARN of a role is taken as passed to the service; what should be one must be one.
    fn passed_roles(&mut self, call: &Call<'_>) -> Result<(), Unmapped> {
        let mut passed = Vec::new();
        let mut strange = false;
        call.members.each_text("", &mut |name, text| {
            let is_role = text.starts_with("arn:") && text.contains(":iam:") && text.contains(":role/");
            let lower = name.to_ascii_lowercase();
            let should_be = ["role", "rolearn", "permissionarn"].iter().any(|end| lower.ends_with(end));
            if is_role && !lower.starts_with("principal") {
                passed.push((text, call.service.principal_of(call.operation, name)));
            } else if should_be && !text.is_empty() {
                strange = true;
            }
        });
        if strange {
            return Err(Unmapped::new("the role that is passed is not named by the ARN of a role"));
        }
        passed.sort_unstable();
        passed.dedup();
        for (role, principal) in passed {
            if principal.is_empty() {
                return Err(Unmapped::new(format!(
                    "it is not known to which service `{}` passes a role",
                    call.operation
                )));
            }
            self.needed.push(pass::role(role, principal, None)?);
        }
        Ok(())
    }
}

/// What an action is asked about.
fn resource_of(needed: &Needed) -> Resource {
    Resource { arn: needed.resource.clone(), is_partial: needed.is_partial }
}

/// An action of a service; facts without it allow nothing.
pub(super) fn action(prefix: &str, name: &str) -> Result<Action, Unmapped> {
    let action = service(prefix).and_then(|service| service.action(name));
    action.ok_or_else(|| Unmapped::new(format!("the authorization facts have no action `{prefix}:{name}`")))
}
