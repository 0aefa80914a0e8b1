//! `iam:GetContextKeysForCustomPolicy`: the condition keys that policies in the request mention.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForCustomPolicy.html>

use rolecall_derive::Input;

use super::question::documents;
use super::shapes::ContextKeysResponse;
use crate::directory::Transaction;
use crate::fault::Fault;
use crate::iam::error;
use crate::iam::shapes::DocumentText;
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct GetContextKeysForCustomPolicy {
    policy_input_list: Vec<DocumentText>,
}

impl Operation for GetContextKeysForCustomPolicy {
    const SPEC: Spec = Spec::iam("GetContextKeysForCustomPolicy").errors(&[error::INVALID_INPUT]);

    type Output = ContextKeysResponse;

    /// It knows no resource (service authorization reference).
    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![Access::new("iam:GetContextKeysForCustomPolicy", "*", scene.account())])
    }

    fn run(operation: Authorized<'_, Self>, _: &mut Transaction) -> Result<Self::Output, Fault> {
        let policies = documents(&operation.policy_input_list, "Policy input", "PolicyInputList")?;
        Ok(ContextKeysResponse::of(&policies))
    }
}
