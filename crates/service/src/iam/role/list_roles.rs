//! `iam:ListRoles`: the roles of the account, by path and name.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html>

use rolecall_derive::{Input, Output};

use super::shapes::RoleDetail;
use crate::directory::{Role, Transaction};
use crate::fault::Fault;
use crate::iam::paging::Wanted;
use crate::iam::shapes::{Marker, MaxItems, PathPrefix};
use crate::iam::{access, error};
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct ListRoles {
    path_prefix: Option<PathPrefix>,
    marker: Option<Marker>,
    max_items: Option<MaxItems>,
}

#[derive(Output)]
pub(super) struct ListRolesOutput {
    roles: Vec<RoleDetail>,
    is_truncated: bool,
    marker: Option<String>,
}

impl Operation for ListRoles {
    const SPEC: Spec = Spec::iam("ListRoles").errors(&[error::SERVICE_FAILURE]);

    type Output = ListRolesOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![access::under::<Role>(scene, "iam:ListRoles", self.path_prefix.as_ref())])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let wanted = Wanted { marker: operation.marker.as_ref(), max_items: operation.max_items };
        let state = operation.scene().state(directory)?;
        let page = wanted.of_table(&state.roles, operation.path_prefix.as_ref())?;
        Ok(ListRolesOutput {
            roles: page.items.iter().map(|role| RoleDetail::listed(role, directory)).collect(),
            is_truncated: page.marker.is_some(),
            marker: page.marker,
        })
    }
}
