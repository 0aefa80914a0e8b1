//! `iam:DeletePolicy`: an end to a managed policy that nobody uses.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html>

use rolecall_derive::Input;
use rolecall_model::NameKey;

use super::{access, find};
use crate::directory::{RecordKey, Transaction};
use crate::fault::Fault;
use crate::iam::error::{self, IamError};
use crate::iam::shapes::ArnText;
use crate::operation::{Access, Nothing, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct DeletePolicy {
    policy_arn: ArnText,
}

impl Operation for DeletePolicy {
    const SPEC: Spec = Spec::iam("DeletePolicy").writes().errors(&[
        error::NO_SUCH_ENTITY,
        error::LIMIT_EXCEEDED,
        error::INVALID_INPUT,
        error::DELETE_CONFLICT,
        error::SERVICE_FAILURE,
    ]);

    type Output = Nothing;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![access::policy(scene, "iam:DeletePolicy", &self.policy_arn)?])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let policy = find::own_policy(directory, scene.account(), &operation.policy_arn, "delete policies")?;
        let state = scene.state(directory)?;
        // A boundary that vanished would leave its users without their limit, or without any rights.
        if state.attachments.count(&policy.arn) > 0 || state.boundaries.count(&policy.arn) > 0 {
            return Err(IamError::PolicyIsAttached.into());
        }
        if policy.versions.len() > 1 {
            return Err(IamError::PolicyHasVersions.into());
        }
        directory.remove(RecordKey::Policy(scene.account(), NameKey::of(policy.name.as_str())));
        Ok(Nothing)
    }
}
