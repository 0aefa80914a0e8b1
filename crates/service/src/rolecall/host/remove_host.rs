//! `rolecall:RemoveHost`: an end to a host's identity, at once. Its workloads stay registered and run on no host.

use rolecall_derive::Input;

use crate::directory::{RecordKey, Transaction, Workload};
use crate::fault::Fault;
use crate::operation::{Access, Nothing, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::rolecall::error;
use crate::rolecall::shapes::HostIdText;
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct RemoveHost {
    host_id: HostIdText,
}

impl Operation for RemoveHost {
    const SPEC: Spec = Spec::rolecall("RemoveHost").writes().errors(&[
        error::ACCESS_DENIED_EXCEPTION,
        error::RESOURCE_NOT_FOUND,
        error::INTERNAL_SERVER,
    ]);

    type Output = Nothing;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        let arn = rolecall_model::rolecall::host(scene.account(), self.host_id.as_str());
        Ok(vec![Access::new("rolecall:RemoveHost", arn.as_str(), scene.account())])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let state = scene.state(directory)?;
        let id = super::id(state, &operation.host_id)?;
        let workloads: Vec<Workload> = state.workloads.on_host(&id, None).map(|it| Workload::clone(it)).collect();
        for workload in workloads {
            directory.put(Workload { host: None, ..workload });
        }
        directory.remove(RecordKey::Host(scene.account(), id));
        Ok(Nothing)
    }
}
