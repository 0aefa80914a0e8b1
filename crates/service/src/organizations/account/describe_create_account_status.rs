//! `organizations:DescribeCreateAccountStatus`: what became of a request to create an account.
//!
//! <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeCreateAccountStatus.html>

use rolecall_derive::{Input, Output};

use crate::directory::Transaction;
use crate::fault::Fault;
use crate::operation::{Access, Operation};
use crate::organizations::error::{self, OrganizationsError};
use crate::organizations::membership;
use crate::organizations::shapes::{CreateAccountRequestId, CreateAccountStatus};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct DescribeCreateAccountStatus {
    create_account_request_id: CreateAccountRequestId,
}

#[derive(Output)]
pub(super) struct DescribeCreateAccountStatusOutput {
    create_account_status: CreateAccountStatus,
}

impl Operation for DescribeCreateAccountStatus {
    const SPEC: Spec = Spec::organizations("DescribeCreateAccountStatus").errors(&[
        error::NOT_IN_USE,
        error::ACCESS_DENIED_EXCEPTION,
        error::CREATE_ACCOUNT_STATUS_NOT_FOUND,
        error::INVALID_INPUT,
        error::SERVICE_EXCEPTION,
        error::TOO_MANY_REQUESTS,
        error::UNSUPPORTED_API_ENDPOINT,
    ]);

    type Output = DescribeCreateAccountStatusOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![Access::new("organizations:DescribeCreateAccountStatus", "*", scene.account())])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let organization = membership::managed(operation.scene(), directory)?;
        let id = operation.create_account_request_id.as_str();
        let creation = directory.account_creation(organization.management_account, id);
        let creation = creation.ok_or(OrganizationsError::CreationNotFound)?;
        Ok(DescribeCreateAccountStatusOutput { create_account_status: CreateAccountStatus::from(&**creation) })
    }
}
