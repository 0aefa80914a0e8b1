//! Operations on the accounts of the organization.

mod new_account;

crate::spec::operations! {
    create_account: CreateAccount,
    describe_account: DescribeAccount,
    describe_create_account_status: DescribeCreateAccountStatus,
    list_accounts: ListAccounts,
}
