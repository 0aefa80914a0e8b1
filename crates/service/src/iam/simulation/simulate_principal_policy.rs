//! `iam:SimulatePrincipalPolicy`: what the policies of a user or role, and further ones in the request, would decide.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html>

use rolecall_derive::Input;

use super::error::POLICY_EVALUATION;
use super::exclusion::Exclusions;
use super::principal;
use super::question::{Held, Question, list, reads};
use super::shapes::{
    ActionName, ContextEntry, PolicyExclusionList, ResourceHandlingOption, ResourceName, SimulatePolicyResponse,
};
use crate::directory::Transaction;
use crate::fault::Fault;
use crate::iam::error;
use crate::iam::paging::Wanted;
use crate::iam::shapes::{ArnText, DocumentText, Marker, MaxItems};
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct SimulatePrincipalPolicy {
    policy_source_arn: ArnText,
    policy_input_list: Option<Vec<DocumentText>>,
    permissions_boundary_policy_input_list: Option<Vec<DocumentText>>,
    policy_exclusion_list: Option<PolicyExclusionList>,
    action_names: Vec<ActionName>,
    resource_arns: Option<Vec<ResourceName>>,
    resource_policy: Option<DocumentText>,
    resource_owner: Option<ResourceName>,
    caller_arn: Option<ResourceName>,
    context_entries: Option<Vec<ContextEntry>>,
    resource_handling_option: Option<ResourceHandlingOption>,
    max_items: Option<MaxItems>,
    marker: Option<Marker>,
}

impl Operation for SimulatePrincipalPolicy {
    const SPEC: Spec =
        Spec::iam("SimulatePrincipalPolicy").errors(&[error::INVALID_INPUT, error::NO_SUCH_ENTITY, POLICY_EVALUATION]);

    type Output = SimulatePolicyResponse;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        let source = principal::access(scene, "iam:SimulatePrincipalPolicy", &self.policy_source_arn)?;
        let of_another = self.caller_arn.as_ref().is_some_and(|caller| caller.as_str() != source.resource);
        let mut access = vec![source];
        if (of_another || self.brings_policies()) && self.resource_policy.is_none() {
            access.extend(reads(scene, &self.action_names, list(self.resource_arns.as_ref())));
        }
        Ok(access)
    }

    fn run(operation: Authorized<'_, Self>, _: &mut Transaction) -> Result<Self::Output, Fault> {
        let excluded = operation.policy_exclusion_list.as_ref().map_or(&[][..], PolicyExclusionList::as_slice);
        let held = Held::by(operation.scene(), &operation.policy_source_arn, &Exclusions::new(excluded)?)?;
        let question = Question {
            policy_input_list: list(operation.policy_input_list.as_ref()),
            permissions_boundary_policy_input_list: list(operation.permissions_boundary_policy_input_list.as_ref()),
            action_names: &operation.action_names,
            resource_arns: list(operation.resource_arns.as_ref()),
            resource_policy: operation.resource_policy.as_ref(),
            resource_owner: operation.resource_owner.as_ref(),
            caller_arn: operation.caller_arn.as_ref(),
            context_entries: list(operation.context_entries.as_ref()),
            resource_handling_option: operation.resource_handling_option.as_ref(),
            page: Wanted { marker: operation.marker.as_ref(), max_items: operation.max_items },
        };
        Ok(question.answer(operation.scene(), held)?)
    }
}

impl SimulatePrincipalPolicy {
    /// Whether policies of the question take part, whose conditions can ask for anything.
    fn brings_policies(&self) -> bool {
        let lists = [&self.policy_input_list, &self.permissions_boundary_policy_input_list];
        lists.into_iter().any(|given| !list(given.as_ref()).is_empty())
    }
}
