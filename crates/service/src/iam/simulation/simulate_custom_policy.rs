//! `iam:SimulateCustomPolicy`: what policies in the request would decide.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html>

use rolecall_derive::Input;

use super::error::{POLICY_EVALUATION, SimulationError};
use super::group::Source;
use super::question::{Held, Question, documents, list, reads};
use super::shapes::{
    ActionName, ContextEntry, OrderedOrganizationPolicy, OrganizationPolicyList, ResourceHandlingOption, ResourceName,
    SimulatePolicyResponse,
};
use crate::directory::Transaction;
use crate::fault::Fault;
use crate::iam::error;
use crate::iam::paging::Wanted;
use crate::iam::shapes::{DocumentText, Marker, MaxItems};
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct SimulateCustomPolicy {
    policy_input_list: Vec<DocumentText>,
    permissions_boundary_policy_input_list: Option<Vec<DocumentText>>,
    ordered_organization_policy_input_list: Option<OrganizationPolicyList>,
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

impl Operation for SimulateCustomPolicy {
    const SPEC: Spec = Spec::iam("SimulateCustomPolicy").errors(&[error::INVALID_INPUT, POLICY_EVALUATION]);

    type Output = SimulatePolicyResponse;

    /// By itself it knows no resource (service authorization reference).
    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        let mut access = vec![Access::new("iam:SimulateCustomPolicy", "*", scene.account())];
        if self.resource_policy.is_none() {
            access.extend(reads(scene, &self.action_names, list(self.resource_arns.as_ref())));
        }
        Ok(access)
    }

    fn run(operation: Authorized<'_, Self>, _: &mut Transaction) -> Result<Self::Output, Fault> {
        let held = Held { levels: operation.levels()?, ..Held::default() };
        let question = Question {
            policy_input_list: &operation.policy_input_list,
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

impl SimulateCustomPolicy {
    /// The service control policies of each level, which must have some.
    fn levels(&self) -> Result<Vec<Vec<Source>>, SimulationError> {
        let levels = self.ordered_organization_policy_input_list.iter().flat_map(OrganizationPolicyList::as_slice);
        let one = |(position, level): (usize, &OrderedOrganizationPolicy)| {
            let policies = list(level.service_control_policy_input_list.as_ref());
            if policies.is_empty() {
                return Err(SimulationError::EmptyLevel { position });
            }
            documents(policies, "Service control policy input", "ServiceControlPolicyInputList")
        };
        (1..).zip(levels).map(one).collect()
    }
}
