//! `organizations:ListAccounts`: the accounts of the organization, by id.
//!
//! <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html>

use data_encoding::BASE64URL_NOPAD;
use rolecall_derive::{Input, Output};
use rolecall_model::AccountId;

use crate::directory::Transaction;
use crate::fault::Fault;
use crate::operation::{Access, Operation};
use crate::organizations::error::{self, OrganizationsError};
use crate::organizations::membership;
use crate::organizations::shapes::{AccountDetail, MaxResults, NextToken};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

/// Accounts in a page where the request does not say.
const DEFAULT_RESULTS: i32 = 20;

#[derive(Input)]
pub(super) struct ListAccounts {
    next_token: Option<NextToken>,
    max_results: Option<MaxResults>,
}

#[derive(Output)]
pub(super) struct ListAccountsOutput {
    accounts: Vec<AccountDetail>,
    next_token: Option<String>,
}

impl Operation for ListAccounts {
    const SPEC: Spec = Spec::organizations("ListAccounts").errors(&[
        error::NOT_IN_USE,
        error::ACCESS_DENIED_EXCEPTION,
        error::INVALID_INPUT,
        error::SERVICE_EXCEPTION,
        error::TOO_MANY_REQUESTS,
    ]);

    type Output = ListAccountsOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![Access::new("organizations:ListAccounts", "*", scene.account())])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let organization = membership::managed(operation.scene(), directory)?;
        let after = operation.after()?;
        let members = directory.members_of(organization.management_account);
        let mut rest = members.into_iter().filter(|member| after.is_none_or(|after| member.id > after));
        let limit = operation.max_results.map_or(DEFAULT_RESULTS, MaxResults::get);
        let page: Vec<_> = rest.by_ref().take(usize::try_from(limit).unwrap_or_default()).collect();
        let last = page.last().filter(|_| rest.next().is_some());
        Ok(ListAccountsOutput {
            next_token: last.map(|last| BASE64URL_NOPAD.encode(last.id.as_str().as_bytes())),
            accounts: page.iter().map(|member| AccountDetail::of(member, organization)).collect(),
        })
    }
}

impl ListAccounts {
    /// The last account of the page before.
    fn after(&self) -> Result<Option<AccountId>, OrganizationsError> {
        let Some(token) = &self.next_token else { return Ok(None) };
        let bytes = BASE64URL_NOPAD.decode(token.as_str().as_bytes()).ok();
        let id = bytes.and_then(|bytes| std::str::from_utf8(&bytes).ok()?.parse().ok());
        id.map(Some).ok_or(OrganizationsError::InvalidNextToken)
    }
}
