//! `rolecall:ExplainAccess`: what `iam:SimulatePrincipalPolicy` says about one action on one resource, and why.
//!
//! It is an operation of Rolecall's own service. An explanation quotes policies, so that it is a permission of its own, on the ARN
//! of the user or role.

use rolecall_derive::{Input, Output};

use super::error::{POLICY_EVALUATION, SimulationError};
use super::exclusion::Exclusions;
use super::principal;
use super::question::{Held, Question, list, reads};
use super::shapes::{ActionName, ContextEntry, ResourceName};
use crate::directory::Transaction;
use crate::fault::Fault;
use crate::iam::error;
use crate::iam::paging::Wanted;
use crate::iam::shapes::{ArnText, DocumentText};
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::rolecall::error::{ACCESS_DENIED_EXCEPTION, INTERNAL_SERVER};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct ExplainAccess {
    policy_source_arn: ArnText,
    action_name: ActionName,
    resource_arn: ResourceName,
    resource_owner: Option<ResourceName>,
    policy_input_list: Option<Vec<DocumentText>>,
    permissions_boundary_policy_input: Option<DocumentText>,
    resource_policy: Option<DocumentText>,
    context_entries: Option<Vec<ContextEntry>>,
}

#[derive(Output)]
pub(super) struct ExplainAccessOutput {
    /// JSON.
    explanation: String,
}

impl Operation for ExplainAccess {
    const SPEC: Spec = Spec::rolecall("ExplainAccess").errors(&[
        ACCESS_DENIED_EXCEPTION,
        error::INVALID_INPUT,
        error::NO_SUCH_ENTITY,
        POLICY_EVALUATION,
        INTERNAL_SERVER,
    ]);

    type Output = ExplainAccessOutput;

    /// Trust policies are quoted too: to read the role is asked for, whatever else takes part.
    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        let mut access = vec![principal::access(scene, "rolecall:ExplainAccess", &self.policy_source_arn)?];
        access.extend(reads(scene, self.action(), std::slice::from_ref(&self.resource_arn)));
        Ok(access)
    }

    fn run(operation: Authorized<'_, Self>, _: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let held = Held::by(scene, &operation.policy_source_arn, &Exclusions::NONE)?;
        let question = Question {
            policy_input_list: list(operation.policy_input_list.as_ref()),
            permissions_boundary_policy_input_list: operation.permissions_boundary_policy_input.as_slice(),
            action_names: operation.action(),
            resource_arns: std::slice::from_ref(&operation.resource_arn),
            resource_policy: operation.resource_policy.as_ref(),
            resource_owner: operation.resource_owner.as_ref(),
            caller_arn: None,
            context_entries: list(operation.context_entries.as_ref()),
            resource_handling_option: None,
            page: Wanted { marker: None, max_items: None },
        };
        let explanation = question.explain(scene, held)?;
        let explanation = serde_json::to_string(&explanation).map_err(|_| SimulationError::TooLongAnswer)?;
        Ok(ExplainAccessOutput { explanation })
    }
}

impl ExplainAccess {
    fn action(&self) -> &[ActionName] {
        std::slice::from_ref(&self.action_name)
    }
}
