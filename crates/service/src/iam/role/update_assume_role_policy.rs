//! `iam:UpdateAssumeRolePolicy`: a new trust policy for a role. Live sessions go on.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html>

use rolecall_derive::Input;
use rolecall_model::RoleName;

use crate::directory::{Role, Transaction};
use crate::fault::Fault;
use crate::iam::shapes::DocumentText;
use crate::iam::{access, documents, error, holder};
use crate::operation::{Access, Nothing, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct UpdateAssumeRolePolicy {
    role_name: RoleName,
    policy_document: DocumentText,
}

impl Operation for UpdateAssumeRolePolicy {
    const SPEC: Spec = Spec::iam("UpdateAssumeRolePolicy").writes().errors(&[
        error::NO_SUCH_ENTITY,
        error::MALFORMED_POLICY_DOCUMENT,
        error::LIMIT_EXCEEDED,
        error::UNMODIFIABLE_ENTITY,
        error::SERVICE_FAILURE,
    ]);

    type Output = Nothing;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![access::named::<Role>(scene, "iam:UpdateAssumeRolePolicy", self.role_name.as_str())])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let account = operation.scene().account();
        let mut role: Role = holder::find_modifiable(directory, account, operation.role_name.as_str())?;
        role.trust = documents::trust(operation.policy_document.as_str(), directory)?;
        directory.put(role);
        Ok(Nothing)
    }
}
