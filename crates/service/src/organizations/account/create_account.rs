//! `organizations:CreateAccount`: an account in the organization, made at once, with a role for its management account.
//!
//! <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html>

use rolecall_derive::{Input, Output};
use rolecall_model::{AccountId, Tag, Tags};

use super::new_account;
use crate::directory::{Account, AccountCreation, MemberAccount, Organization, RecordKey, Snapshot, Transaction};
use crate::fault::{Fault, common};
use crate::operation::{Access, Operation};
use crate::organizations::error::{self, OrganizationsError};
use crate::organizations::shapes::{
    AccessRoleName, BillingAccess, CreateAccountName, CreateAccountStatus, Email, FailureReason, JoinedMethod,
    OrganizationsTag, Sensitive,
};
use crate::organizations::{ids, membership};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

/// Failed requests that can be described; older ones are forgotten.
const FAILURES_KEPT: usize = 100;

#[derive(Input)]
pub(super) struct CreateAccount {
    email: Sensitive<Email>,
    account_name: Sensitive<CreateAccountName>,
    role_name: Option<AccessRoleName>,
    iam_user_access_to_billing: Option<BillingAccess>,
    tags: Option<Vec<OrganizationsTag>>,
}

#[derive(Output)]
pub(super) struct CreateAccountOutput {
    create_account_status: CreateAccountStatus,
}

impl Operation for CreateAccount {
    const SPEC: Spec = Spec::organizations("CreateAccount").writes().errors(&[
        error::NOT_IN_USE,
        error::ACCESS_DENIED_EXCEPTION,
        error::CONCURRENT_MODIFICATION,
        error::CONSTRAINT_VIOLATION,
        error::FINALIZING_ORGANIZATION,
        error::INVALID_INPUT,
        error::SERVICE_EXCEPTION,
        error::TOO_MANY_REQUESTS,
        error::UNSUPPORTED_API_ENDPOINT,
    ]);

    type Output = CreateAccountOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        let tags = self.tags()?;
        let create = Access::new("organizations:CreateAccount", "*", scene.account()).request_tags(&tags);
        let tag = (!tags.is_empty()).then(|| Access { action: "organizations:TagResource".into(), ..create.clone() });
        Ok([create].into_iter().chain(tag).collect())
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let organization = membership::managed(scene, directory)?.clone();
        let tags = operation.checked_tags(scene)?;
        let members = directory.members_of(organization.management_account);
        if members.len() >= scene.server.quotas.accounts {
            return Err(OrganizationsError::TooManyAccounts.into());
        }
        let taken = members.iter().any(|member| member.email.eq_ignore_ascii_case(operation.email.0.as_str()));
        let outcome = if taken {
            forget_failures(directory, &organization);
            Err(FailureReason::EmailAlreadyExists)
        } else {
            Ok(operation.make(scene, directory, &organization, tags)?)
        };
        let creation = operation.creation(scene, outcome);
        let output = CreateAccountOutput { create_account_status: CreateAccountStatus::from(&creation) };
        directory.put(creation);
        Ok(output)
    }
}

impl CreateAccount {
    fn tags(&self) -> Result<Vec<Tag>, Fault> {
        let tags = self.tags.iter().flatten().map(OrganizationsTag::tag);
        tags.collect::<Result<_, _>>().map_err(|requirement| Fault::new(common::VALIDATION_EXCEPTION, requirement))
    }

    fn checked_tags(&self, scene: &Scene<'_>) -> Result<Tags, Fault> {
        let tags = self.tags()?;
        if tags.iter().any(|tag| tag.key.as_str().to_ascii_lowercase().starts_with("aws:")) {
            return Err(OrganizationsError::ReservedTagKey.into());
        }
        if tags.len() > scene.server.quotas.tags {
            return Err(OrganizationsError::TooManyTags.into());
        }
        Ok(Tags::unique(tags).ok_or(OrganizationsError::DuplicateTagKeys)?)
    }

    /// Puts the account and all that it begins with.
    fn make(
        &self,
        scene: &Scene<'_>,
        directory: &mut Transaction,
        organization: &Organization,
        tags: Tags,
    ) -> Result<AccountId, Fault> {
        let entropy = &*scene.server.entropy;
        let failed = |reason: &'static str| Fault::new(error::SERVICE_EXCEPTION, reason);
        let id = ids::account(directory, entropy).ok_or_else(|| failed("no account id is free"))?;
        let management = organization.management_account;
        let role = self.role_name.as_ref().map_or(new_account::ACCESS_ROLE, AccessRoleName::as_str);
        let role = role.parse().map_err(|_| failed("the name of the role cannot be used"))?;
        directory.put(Account { id, created: scene.now });
        directory.put(MemberAccount {
            id,
            management_account: management,
            name: self.account_name.0.to_string(),
            email: self.email.0.to_string(),
            joined_method: JoinedMethod::Created,
            joined: scene.now,
            tags,
        });
        directory.put(new_account::access_role(id, management, role, scene.now, entropy));
        Ok(id)
    }

    fn creation(&self, scene: &Scene<'_>, outcome: Result<AccountId, FailureReason>) -> AccountCreation {
        AccountCreation {
            id: ids::account_creation(&*scene.server.entropy),
            management_account: scene.account(),
            name: self.account_name.0.to_string(),
            requested: scene.now,
            outcome,
        }
    }
}

/// Makes room for one more failure, so that requests that fail cannot fill the disk.
fn forget_failures(directory: &mut Transaction, organization: &Organization) {
    let management = organization.management_account;
    for id in oldest_failures(directory, management) {
        directory.remove(RecordKey::AccountCreation(management, id));
    }
}

fn oldest_failures(snapshot: &Snapshot, management: AccountId) -> Vec<String> {
    let mut failures: Vec<_> =
        snapshot.account_creations(management).filter(|creation| creation.outcome.is_err()).collect();
    failures.sort_by_key(|creation| (creation.requested, creation.id.clone()));
    let too_many = (failures.len() + 1).saturating_sub(FAILURES_KEPT);
    failures.into_iter().take(too_many).map(|creation| creation.id.clone()).collect()
}
