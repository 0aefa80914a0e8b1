//! `iam:PassRole` for the role in an instance profile.

use rolecall_model::{AccountId, Arn};
use rolecall_policy::ContextMap;

use super::Asked;
use crate::directory::{InstanceProfile, Snapshot};
use crate::fault::{Code, Fault};
use crate::server::Server;

/// The profile is not one, or holds no role.
const INVALID_PARAMETER_VALUE: Code = Code::new("InvalidParameterValue", 400);

impl Server {
    /// What must be allowed to give an instance of `account` the profile of this name or ARN.
    ///
    /// # Errors
    /// `InvalidParameterValue` where there is no such profile, or no role in it: whatever the service behind the gateway knows
    /// under that name, nobody could say whether it may be passed.
    pub fn pass_role_in(&self, profile: &str, account: AccountId) -> Result<Asked, Fault> {
        let snapshot = self.directory.snapshot();
        let role = found(&snapshot, profile, account).and_then(|profile| {
            let role = profile.role.as_ref()?;
            Some(snapshot.account(profile.account)?.roles.by_id(role)?.arn())
        });
        let role = role.ok_or_else(|| {
            let shown: String = profile.chars().take(128).collect();
            let message = format!(
                "Value ({shown}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name"
            );
            Fault::new(INVALID_PARAMETER_VALUE, message)
        })?;
        let mut keys = ContextMap::new();
        keys.insert("iam:PassedToService", "ec2.amazonaws.com");
        let unknown = vec!["iam:AssociatedResourceArn"];
        let (is_partial, told) = (false, Vec::new());
        Ok(Asked { action: "iam:PassRole".into(), resource: role.to_string(), is_partial, keys, unknown, told })
    }
}

/// Roles are never passed across accounts.
fn found<'s>(snapshot: &'s Snapshot, profile: &str, account: AccountId) -> Option<&'s InstanceProfile> {
    let profiles = &snapshot.account(account)?.instance_profiles;
    let Ok(arn) = profile.parse::<Arn>() else { return profiles.get(profile).map(|found| &**found) };
    let name = arn.resource().rsplit('/').next()?;
    profiles.get(name).filter(|found| found.arn() == arn).map(|found| &**found)
}
