//! Roles that a request passes to a service.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html>

use rolecall_model::{AccountId, Arn};

use crate::keys::{constant, one};
use crate::resource::Resource;
use crate::{Needed, Unmapped};

/// `iam:PassRole` on a role that is named by its ARN.
pub(crate) fn role(arn: &str, to: &'static str, associated: Option<&str>) -> Result<Needed, Unmapped> {
    let parsed: Option<Arn> = arn.parse().ok();
    let is_role = parsed
        .is_some_and(|arn| arn.of("iam", "role/").is_some_and(|name| !name.is_empty()) && arn.account_id().is_some());
    // A wildcard in the asked ARN would be compared as a letter, but servers might take it for more.
    if !is_role || arn.contains(['*', '?']) || arn.chars().any(char::is_control) {
        return Err(Unmapped::new("the role that is passed is not named by the ARN of a role"));
    }
    Ok(passed(arn.to_owned().into(), to, associated))
}

/// `iam:PassRole` on a role that the request does not name. Its path is not known either.
pub(crate) fn unknown_role(account: AccountId, to: &'static str) -> Needed {
    passed(Resource::partial(format!("arn:aws:iam::{account}:role/**")), to, None)
}

fn passed(role: Resource, to: &'static str, associated: Option<&str>) -> Needed {
    let mut keys = vec![constant("iam:PassedToService", to)];
    keys.extend(associated.map(|arn| one("iam:AssociatedResourceArn", arn)));
    Needed {
        action: "iam:PassRole".into(),
        resource: role.arn,
        is_partial: role.is_partial,
        keys: keys.into_iter().collect(),
        unknown: Vec::new(),
        only_reads: false,
    }
}
