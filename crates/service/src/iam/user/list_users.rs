//! `iam:ListUsers`: the users of the account, by path and name.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html>

use rolecall_derive::{Input, Output};

use super::shapes::UserDetail;
use crate::directory::{Transaction, User};
use crate::fault::Fault;
use crate::iam::paging::Wanted;
use crate::iam::shapes::{Marker, MaxItems, PathPrefix};
use crate::iam::{access, error};
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct ListUsers {
    path_prefix: Option<PathPrefix>,
    marker: Option<Marker>,
    max_items: Option<MaxItems>,
}

#[derive(Output)]
pub(super) struct ListUsersOutput {
    users: Vec<UserDetail>,
    is_truncated: bool,
    marker: Option<String>,
}

impl Operation for ListUsers {
    const SPEC: Spec = Spec::iam("ListUsers").errors(&[error::SERVICE_FAILURE]);

    type Output = ListUsersOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![access::under::<User>(scene, "iam:ListUsers", self.path_prefix.as_ref())])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let wanted = Wanted { marker: operation.marker.as_ref(), max_items: operation.max_items };
        let page = wanted.of_table(&operation.scene().state(directory)?.users, operation.path_prefix.as_ref())?;
        Ok(ListUsersOutput {
            users: page.items.iter().map(|user| UserDetail::listed(user)).collect(),
            is_truncated: page.marker.is_some(),
            marker: page.marker,
        })
    }
}
