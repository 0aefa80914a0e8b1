//! `iam:CreateUser`: a user without any credentials or permissions.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html>

use std::collections::BTreeMap;

use rolecall_derive::{Input, Output};
use rolecall_model::{Path, Tag, UniqueId, UniqueIdKind, UserName};

use super::shapes::UserDetail;
use crate::directory::{IdentityPolicies, Transaction, User};
use crate::fault::Fault;
use crate::iam::shapes::ArnText;
use crate::iam::{access, documents, error, holder, tags};
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct CreateUser {
    path: Option<Path>,
    user_name: UserName,
    permissions_boundary: Option<ArnText>,
    tags: Option<tags::TagList>,
}

#[derive(Output)]
pub(super) struct CreateUserOutput {
    user: UserDetail,
}

impl Operation for CreateUser {
    const SPEC: Spec = Spec::iam("CreateUser").writes().errors(&[
        error::LIMIT_EXCEEDED,
        error::ENTITY_ALREADY_EXISTS,
        error::NO_SUCH_ENTITY,
        error::INVALID_INPUT,
        error::CONCURRENT_MODIFICATION,
        error::SERVICE_FAILURE,
    ]);

    type Output = CreateUserOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        let create = access::new::<User>(scene, "iam:CreateUser", &self.path(), self.user_name.as_str())
            .boundary(self.permissions_boundary.as_ref().map(ArnText::as_str))
            .request_tags(self.tags());
        Ok(tags::with_tagging(create, "iam:TagUser", self.tags()))
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let user = operation.user(operation.scene(), directory)?;
        let output = CreateUserOutput { user: UserDetail::whole(&user) };
        directory.put(user);
        Ok(output)
    }
}

impl CreateUser {
    fn path(&self) -> Path {
        self.path.clone().unwrap_or_else(Path::root)
    }

    fn tags(&self) -> &[Tag] {
        self.tags.as_ref().map_or(&[], tags::TagList::as_slice)
    }

    fn user(&self, scene: &Scene<'_>, directory: &Transaction) -> Result<User, Fault> {
        let account = scene.account();
        holder::check_free::<User>(directory, account, self.user_name.as_str())?;
        holder::check_room::<User>(scene, directory)?;
        let boundary = self.permissions_boundary.as_ref().map(|arn| documents::boundary(arn, account, directory));
        Ok(User {
            account,
            name: self.user_name.clone(),
            path: self.path(),
            id: UniqueId::generate(UniqueIdKind::User, &*scene.server.entropy),
            created: scene.now,
            boundary: boundary.transpose()?,
            inline: BTreeMap::new(),
            attached: Vec::new(),
            tags: tags::of_principal(self.tags(), scene.server.quotas.tags)?,
            policies: IdentityPolicies::default(),
        })
    }
}
