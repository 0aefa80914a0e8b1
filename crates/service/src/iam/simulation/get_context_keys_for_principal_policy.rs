//! `iam:GetContextKeysForPrincipalPolicy`: the condition keys that the policies of a user or role, and further ones in the
//! request, mention.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForPrincipalPolicy.html>

use rolecall_derive::Input;

use super::exclusion::Exclusions;
use super::principal::{self, Principal};
use super::question::documents;
use super::shapes::ContextKeysResponse;
use crate::directory::Transaction;
use crate::fault::Fault;
use crate::iam::error;
use crate::iam::shapes::{ArnText, DocumentText};
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct GetContextKeysForPrincipalPolicy {
    policy_source_arn: ArnText,
    policy_input_list: Option<Vec<DocumentText>>,
}

impl Operation for GetContextKeysForPrincipalPolicy {
    const SPEC: Spec =
        Spec::iam("GetContextKeysForPrincipalPolicy").errors(&[error::INVALID_INPUT, error::NO_SUCH_ENTITY]);

    type Output = ContextKeysResponse;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![principal::access(scene, "iam:GetContextKeysForPrincipalPolicy", &self.policy_source_arn)?])
    }

    fn run(operation: Authorized<'_, Self>, _: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let principal = Principal::find(scene, &operation.policy_source_arn)?;
        let mut policies = principal.policies(scene.snapshot, &Exclusions::NONE);
        policies.extend(principal.boundary(scene.snapshot));
        let further = operation.policy_input_list.as_deref().unwrap_or_default();
        policies.extend(documents(further, "Policy input", "PolicyInputList")?);
        Ok(ContextKeysResponse::of(&policies))
    }
}
