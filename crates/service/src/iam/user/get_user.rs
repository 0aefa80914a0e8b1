//! `iam:GetUser`: everything about one user, who is the caller if none is named.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUser.html>

use rolecall_derive::{Input, Output};
use rolecall_model::shape::{Encode, Shape, Shaped, Sink};
use rolecall_model::{AccountId, Arn, Time, iam};

use super::shapes::UserDetail;
use crate::directory::{Account, Transaction};
use crate::fault::Fault;
use crate::iam::error;
use crate::iam::owner::Owner;
use crate::iam::shapes::ExistingUserName;
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct GetUser {
    user_name: Option<ExistingUserName>,
}

#[derive(Output)]
pub(super) struct GetUserOutput {
    user: Shown,
}

/// A user, or the root user, who has neither name nor path.
enum Shown {
    User(UserDetail),
    Root(RootDetail),
}

/// The root user: its id is that of its account.
#[derive(Output)]
struct RootDetail {
    user_id: AccountId,
    arn: Arn,
    create_date: Time,
}

impl RootDetail {
    fn of(account: &Account) -> Self {
        Self { user_id: account.id, arn: iam::root(account.id), create_date: account.created }
    }
}

impl Shaped for Shown {
    const SHAPE: Shape = UserDetail::SHAPE;
}

impl Encode for Shown {
    fn encode(&self, sink: &mut dyn Sink) {
        match self {
            Self::User(user) => user.encode(sink),
            Self::Root(root) => root.encode(sink),
        }
    }
}

impl Operation for GetUser {
    const SPEC: Spec = Spec::iam("GetUser").errors(&[error::NO_SUCH_ENTITY, error::SERVICE_FAILURE]);

    type Output = GetUserOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![Owner::of(scene, self.user_name.as_ref())?.access(scene, "iam:GetUser")?])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let owner = Owner::of(scene, operation.user_name.as_ref())?.user(scene, directory)?;
        let root = &scene.state(directory)?.account;
        let user = owner.map_or_else(|| Shown::Root(RootDetail::of(root)), |user| Shown::User(UserDetail::whole(user)));
        Ok(GetUserOutput { user })
    }
}
