//! `rolecall:ListWorkloads`: the workloads of the account by ARN; a host sees those that run on it.

use std::sync::Arc;

use rolecall_derive::{Input, Output};
use rolecall_model::{AccessKeyId, WorkloadArn};

use super::shapes::WorkloadDetail;
use crate::directory::{AccountState, Transaction, Workload};
use crate::fault::Fault;
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::rolecall::error::{self, RolecallError};
use crate::rolecall::shapes::{HostIdText, MaxResults, NextToken};
use crate::rolecall::{host, paging};
use crate::spec::{Callers, Spec};

#[derive(Input)]
pub(super) struct ListWorkloads {
    host_id: Option<HostIdText>,
    next_token: Option<NextToken>,
    max_results: Option<MaxResults>,
}

#[derive(Output)]
pub(super) struct ListWorkloadsOutput {
    workloads: Vec<WorkloadDetail>,
    next_token: Option<String>,
}

impl Operation for ListWorkloads {
    const SPEC: Spec = Spec::rolecall("ListWorkloads").callers(Callers::PrincipalsAndHosts).errors(&[
        error::ACCESS_DENIED_EXCEPTION,
        error::INVALID_INPUT,
        error::RESOURCE_NOT_FOUND,
        error::INTERNAL_SERVER,
    ]);

    type Output = ListWorkloadsOutput;

    /// A host needs no permission to see its own.
    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        if scene.caller.as_host().is_some() {
            return Ok(Vec::new());
        }
        Ok(vec![Access::new("rolecall:ListWorkloads", "*", scene.account())])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let state = scene.state(directory)?;
        let after = paging::after(operation.next_token.as_ref())?;
        let after: Option<WorkloadArn> =
            after.map(|text| text.parse()).transpose().map_err(|_| RolecallError::InvalidNextToken)?;
        let most = operation.max_results;
        let (page, next_token) = match operation.host(scene, state)? {
            Some(host) => paging::page(state.workloads.on_host(&host, after.as_ref()), most, place),
            None => paging::page(state.workloads.after(after.as_ref()), most, place),
        };
        let workloads = page.into_iter().map(|workload| WorkloadDetail::of(workload, directory)).collect();
        Ok(ListWorkloadsOutput { workloads, next_token })
    }
}

impl ListWorkloads {
    /// The host whose workloads are listed; `None` for those of the whole account.
    fn host(&self, scene: &Scene<'_>, state: &AccountState) -> Result<Option<AccessKeyId>, RolecallError> {
        match (scene.caller.as_host(), &self.host_id) {
            (Some(host), _) => Ok(Some(host.id.clone())),
            (None, Some(id)) => host::id(state, id).map(Some),
            (None, None) => Ok(None),
        }
    }
}

fn place<'w>(workload: &'w &Arc<Workload>) -> &'w str {
    workload.arn.as_str()
}
