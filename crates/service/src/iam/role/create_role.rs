//! `iam:CreateRole`: a role and the trust policy that says who may assume it.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html>

use std::collections::BTreeMap;

use rolecall_derive::{Input, Output};
use rolecall_model::{MaxSessionDuration, Path, RoleName, Tag, UniqueId, UniqueIdKind};

use super::shapes::RoleDetail;
use crate::directory::{IdentityPolicies, LastUsed, Role, Transaction};
use crate::fault::Fault;
use crate::iam::error::{self, IamError};
use crate::iam::shapes::{ArnText, DocumentText, RoleDescription};
use crate::iam::{access, documents, holder, tags};
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct CreateRole {
    path: Option<Path>,
    role_name: RoleName,
    assume_role_policy_document: DocumentText,
    description: Option<RoleDescription>,
    max_session_duration: Option<MaxSessionDuration>,
    permissions_boundary: Option<ArnText>,
    tags: Option<tags::TagList>,
}

#[derive(Output)]
pub(super) struct CreateRoleOutput {
    role: RoleDetail,
}

impl Operation for CreateRole {
    const SPEC: Spec = Spec::iam("CreateRole").writes().errors(&[
        error::LIMIT_EXCEEDED,
        error::INVALID_INPUT,
        error::ENTITY_ALREADY_EXISTS,
        error::MALFORMED_POLICY_DOCUMENT,
        error::CONCURRENT_MODIFICATION,
        error::SERVICE_FAILURE,
    ]);

    type Output = CreateRoleOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        let path = self.path.clone().unwrap_or_else(Path::root);
        let create = access::new::<Role>(scene, "iam:CreateRole", &path, self.role_name.as_str())
            .boundary(self.permissions_boundary.as_ref().map(ArnText::as_str))
            .request_tags(self.tags());
        Ok(tags::with_tagging(create, "iam:TagRole", self.tags()))
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let role = operation.role(scene, directory)?;
        let output =
            CreateRoleOutput { role: RoleDetail::created(&role, &operation.assume_role_policy_document, directory) };
        directory.put(role);
        Ok(output)
    }
}

impl CreateRole {
    fn tags(&self) -> &[Tag] {
        self.tags.as_ref().map_or(&[], tags::TagList::as_slice)
    }

    fn role(&self, scene: &Scene<'_>, directory: &Transaction) -> Result<Role, Fault> {
        let account = scene.account();
        let path = self.path.clone().unwrap_or_else(Path::root);
        if let Some(prefix) = super::reserved_prefix(&path) {
            return Err(IamError::ReservedPath { prefix }.into());
        }
        holder::check_free::<Role>(directory, account, self.role_name.as_str())?;
        holder::check_room::<Role>(scene, directory)?;
        let boundary = self.permissions_boundary.as_ref().map(|arn| documents::boundary(arn, account, directory));
        Ok(Role {
            account,
            name: self.role_name.clone(),
            path,
            id: UniqueId::generate(UniqueIdKind::Role, &*scene.server.entropy),
            created: scene.now,
            description: self.description.clone(),
            max_session_duration: self.max_session_duration.unwrap_or_default(),
            trust: documents::trust(self.assume_role_policy_document.as_str(), directory)?,
            boundary: boundary.transpose()?,
            inline: BTreeMap::new(),
            attached: Vec::new(),
            tags: tags::of_principal(self.tags(), scene.server.quotas.tags)?,
            last_used: LastUsed::default(),
            policies: IdentityPolicies::default(),
        })
    }
}
