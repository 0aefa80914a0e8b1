//! `organizations:DescribeAccount`: one account of the organization.
//!
//! <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeAccount.html>

use std::sync::Arc;

use rolecall_derive::{Input, Output};

use crate::directory::{MemberAccount, Organization, Snapshot, Transaction};
use crate::fault::Fault;
use crate::operation::{Access, Operation};
use crate::organizations::error::{self, OrganizationsError};
use crate::organizations::membership;
use crate::organizations::shapes::{AccountDetail, AccountIdText};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct DescribeAccount {
    account_id: AccountIdText,
}

#[derive(Output)]
pub(super) struct DescribeAccountOutput {
    account: AccountDetail,
}

impl Operation for DescribeAccount {
    const SPEC: Spec = Spec::organizations("DescribeAccount").errors(&[
        error::NOT_IN_USE,
        error::ACCESS_DENIED_EXCEPTION,
        error::ACCOUNT_NOT_FOUND,
        error::INVALID_INPUT,
        error::SERVICE_EXCEPTION,
        error::TOO_MANY_REQUESTS,
    ]);

    type Output = DescribeAccountOutput;

    /// On the account's ARN, which belongs to the management account; without an organization no account has one.
    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        const ACTION: &str = "organizations:DescribeAccount";
        let Ok(organization) = membership::organization(scene, scene.snapshot) else {
            return Ok(vec![Access::new(ACTION, "*", scene.account())]);
        };
        let (management, id) = (organization.management_account, self.account_id.as_str());
        let arn = format!("arn:aws:organizations::{management}:account/{}/{id}", organization.id);
        // Members are refused whatever their policies say, with the words of Organizations.
        let access = Access::new(ACTION, arn, scene.account());
        match self.find(scene.snapshot, organization) {
            Some(account) => Ok(vec![access.resource_tags(&account.tags)]),
            None => Ok(vec![access]),
        }
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let organization = membership::managed(operation.scene(), directory)?;
        let account = operation.find(directory, organization).ok_or(OrganizationsError::AccountNotFound)?;
        Ok(DescribeAccountOutput { account: AccountDetail::of(account, organization) })
    }
}

impl DescribeAccount {
    fn find<'a>(&self, snapshot: &'a Snapshot, organization: &Organization) -> Option<&'a Arc<MemberAccount>> {
        let member = snapshot.member(self.account_id.as_str().parse().ok()?)?;
        (member.management_account == organization.management_account).then_some(member)
    }
}
