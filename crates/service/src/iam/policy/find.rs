//! Managed policies by ARN: those of the caller's account, which it may change, and those of AWS, which nobody may.

use std::sync::Arc;

use rolecall_model::{AccountId, Arn};

use crate::directory::{ManagedPolicy, PolicyVersion, Snapshot};
use crate::iam::error::IamError;
use crate::iam::shapes::{ArnText, PolicyVersionId};

/// The ARN in a request.
pub(super) fn arn(text: &ArnText) -> Result<Arn, IamError> {
    text.as_str().parse().map_err(|_| IamError::InvalidArn { arn: text.to_string() })
}

/// The policy that a request names by ARN.
pub(super) fn policy<'a>(
    snapshot: &'a Snapshot,
    account: AccountId,
    text: &ArnText,
) -> Result<&'a Arc<ManagedPolicy>, IamError> {
    snapshot.usable_policy(account, &arn(text)?).ok_or_else(|| not_found(text))
}

/// A copy of the policy that a request names by ARN, to be changed. `what` completes AWS's sentence for its own policies:
/// `delete policies`.
pub(super) fn own_policy(
    snapshot: &Snapshot,
    account: AccountId,
    text: &ArnText,
    what: &'static str,
) -> Result<ManagedPolicy, IamError> {
    let arn = arn(text)?;
    if arn.account() == "aws" {
        return Err(IamError::ForeignPolicy { what });
    }
    snapshot.usable_policy(account, &arn).map(|policy| ManagedPolicy::clone(policy)).ok_or_else(|| not_found(text))
}

/// The version that a request names.
pub(super) fn version<'a>(policy: &'a ManagedPolicy, id: &PolicyVersionId) -> Result<&'a PolicyVersion, IamError> {
    let number = id.as_str().strip_prefix('v').and_then(|number| number.parse().ok());
    let missing = || IamError::VersionNotFound { arn: policy.arn.to_string(), version: id.to_string() };
    number.and_then(|number| policy.version(number)).ok_or_else(missing)
}

fn not_found(text: &ArnText) -> IamError {
    IamError::PolicyNotFound { arn: text.to_string() }
}
