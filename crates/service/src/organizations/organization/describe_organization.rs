//! `organizations:DescribeOrganization`: the organization of the caller's account, for every one of its accounts.
//!
//! <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html>

use rolecall_derive::{Input, Output};

use crate::directory::Transaction;
use crate::fault::Fault;
use crate::operation::{Access, Operation};
use crate::organizations::shapes::OrganizationDetail;
use crate::organizations::{error, membership};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct DescribeOrganization;

#[derive(Output)]
pub(super) struct DescribeOrganizationOutput {
    organization: OrganizationDetail,
}

impl Operation for DescribeOrganization {
    const SPEC: Spec = Spec::organizations("DescribeOrganization").errors(&[
        error::NOT_IN_USE,
        error::ACCESS_DENIED_EXCEPTION,
        error::CONCURRENT_MODIFICATION,
        error::SERVICE_EXCEPTION,
        error::TOO_MANY_REQUESTS,
    ]);

    type Output = DescribeOrganizationOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![Access::new("organizations:DescribeOrganization", "*", scene.account())])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let organization = membership::organization(operation.scene(), directory)?;
        let management = directory.member(organization.management_account);
        Ok(DescribeOrganizationOutput {
            organization: OrganizationDetail::of(organization, management.map(|it| &**it)),
        })
    }
}
