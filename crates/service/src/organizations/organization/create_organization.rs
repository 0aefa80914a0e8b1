//! `organizations:CreateOrganization`: an organization, managed by the caller's account.
//!
//! <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganization.html>

use rolecall_derive::{Input, Output};
use rolecall_model::Tags;

use crate::directory::{MemberAccount, Organization, Transaction};
use crate::fault::Fault;
use crate::operation::{Access, Operation};
use crate::organizations::error::{self, OrganizationsError};
use crate::organizations::ids;
use crate::organizations::shapes::{FeatureSet, JoinedMethod, OrganizationDetail};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct CreateOrganization {
    feature_set: Option<FeatureSet>,
}

#[derive(Output)]
pub(super) struct CreateOrganizationOutput {
    organization: OrganizationDetail,
}

impl Operation for CreateOrganization {
    const SPEC: Spec = Spec::organizations("CreateOrganization").writes().errors(&[
        error::ACCESS_DENIED_EXCEPTION,
        error::ACCESS_DENIED_FOR_DEPENDENCY,
        error::ALREADY_IN_ORGANIZATION,
        error::CONCURRENT_MODIFICATION,
        error::CONSTRAINT_VIOLATION,
        error::INVALID_INPUT,
        error::SERVICE_EXCEPTION,
        error::TOO_MANY_REQUESTS,
    ]);

    type Output = CreateOrganizationOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![Access::new("organizations:CreateOrganization", "*", scene.account())])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        if directory.member(scene.account()).is_some() {
            return Err(OrganizationsError::AlreadyInOrganization.into());
        }
        let organization = operation.organization(scene);
        let management = management_account(scene);
        let output =
            CreateOrganizationOutput { organization: OrganizationDetail::of(&organization, Some(&management)) };
        directory.put(organization);
        directory.put(management);
        Ok(output)
    }
}

impl CreateOrganization {
    fn organization(&self, scene: &Scene<'_>) -> Organization {
        let entropy = &*scene.server.entropy;
        Organization {
            id: ids::organization(entropy),
            root_id: ids::root(entropy),
            management_account: scene.account(),
            feature_set: self.feature_set.unwrap_or(FeatureSet::All),
            created: scene.now,
        }
    }
}

/// Nobody told the first account's e-mail address; its domain is one that can never exist (RFC 2606).
fn management_account(scene: &Scene<'_>) -> MemberAccount {
    let account = scene.account();
    MemberAccount {
        id: account,
        management_account: account,
        name: "Management account".to_owned(),
        email: format!("root@{account}.invalid"),
        joined_method: JoinedMethod::Invited,
        joined: scene.now,
        tags: Tags::default(),
    }
}
