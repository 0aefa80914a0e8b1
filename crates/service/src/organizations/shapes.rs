//! Shapes that several operations of Organizations share.

use rolecall_derive::{Input, Output};
use rolecall_model::shape::{Decode, Decoder, Encode, Shape, Shaped, Sink, Value};
use rolecall_model::{AccountId, Tag, Time};

use crate::directory::{AccountCreation, MemberAccount, Organization};

rolecall_model::text! {
    /// An e-mail address.
    pub(super) struct Email { MinLength(6), MaxLength(64), Pattern(&patterns::EMAIL) }
    /// The name of an account that is to be made.
    pub(super) struct CreateAccountName { MinLength(1), MaxLength(50), Pattern(&patterns::PRINTABLE_ASCII) }
    /// The name of the role that the management account gets in a new account.
    pub(super) struct AccessRoleName { MaxLength(64), Pattern(&patterns::ROLE_NAME_64) }
    /// Names a request to create an account.
    pub(super) struct CreateAccountRequestId { MaxLength(36), Pattern(&patterns::CREATE_ACCOUNT_REQUEST_ID) }
    /// An account id in a request.
    pub(super) struct AccountIdText { MaxLength(12), Pattern(&patterns::ACCOUNT_ID) }
    /// The key of a tag in a request.
    pub(super) struct TagKeyText { MinLength(1), MaxLength(128), Pattern(&patterns::ORGANIZATIONS_TAG) }
    /// The value of a tag in a request.
    pub(super) struct TagValueText { MinLength(0), MaxLength(256), Pattern(&patterns::ORGANIZATIONS_TAG) }
    /// Where the next page begins.
    pub(super) struct NextToken { MaxLength(100_000), Pattern(&patterns::ANYTHING) }
}

rolecall_model::number! {
    /// The most items in a page.
    pub(super) struct MaxResults(1..=20);
}

rolecall_model::choice! {
    /// What an organization can do.
    pub enum FeatureSet {
        /// Everything.
        All = "ALL",
        /// Only share the bill.
        ConsolidatedBilling = "CONSOLIDATED_BILLING",
    }

    /// How an account joined its organization.
    pub enum JoinedMethod {
        /// It was there before.
        Invited = "INVITED",
        /// The organization made it.
        Created = "CREATED",
    }

    /// Why an account was not made.
    pub enum FailureReason {
        /// Another account of the organization has the e-mail address.
        EmailAlreadyExists = "EMAIL_ALREADY_EXISTS",
    }

    /// Whether the users of a new account see its bills, of which there are none here.
    pub(super) enum BillingAccess {
        /// They do.
        Allow = "ALLOW",
        /// They do not.
        Deny = "DENY",
    }
}

/// Text about people: audit records do not show it.
#[derive(Debug, Clone)]
pub(super) struct Sensitive<T>(pub(super) T);

impl<T: Shaped> Shaped for Sensitive<T> {
    const SHAPE: Shape = T::SHAPE;
}

impl<T: Decode> Decode for Sensitive<T> {
    fn decode(value: &Value<'_>, decoder: &mut Decoder) -> Option<Self> {
        T::decode(value, decoder).map(Self)
    }
}

impl<T: AsRef<str>> Encode for Sensitive<T> {
    fn encode(&self, sink: &mut dyn Sink) {
        sink.sensitive(self.0.as_ref());
    }
}

/// A tag in a request.
#[derive(Debug, Clone, Input)]
pub(super) struct OrganizationsTag {
    key: TagKeyText,
    value: TagValueText,
}

impl OrganizationsTag {
    /// The tag, whose own patterns allow the same texts.
    pub(super) fn tag(&self) -> Result<Tag, String> {
        Ok(Tag { key: self.key.as_str().parse()?, value: self.value.as_str().parse()? })
    }
}

/// An organization.
#[derive(Output)]
pub(super) struct OrganizationDetail {
    id: String,
    arn: String,
    feature_set: FeatureSet,
    master_account_arn: String,
    master_account_id: AccountId,
    master_account_email: Option<Sensitive<String>>,
    available_policy_types: Vec<PolicyTypeSummary>,
}

/// A kind of policies that the organization could use.
#[derive(Output)]
struct PolicyTypeSummary {
    r#type: String,
    status: String,
}

impl OrganizationDetail {
    /// An organization and its management account. No kind of policies of an organization is there yet.
    pub(super) fn of(organization: &Organization, management: Option<&MemberAccount>) -> Self {
        Self {
            id: organization.id.clone(),
            arn: organization.arn(),
            feature_set: organization.feature_set,
            master_account_arn: organization.account_arn(organization.management_account),
            master_account_id: organization.management_account,
            master_account_email: management.map(|account| Sensitive(account.email.clone())),
            available_policy_types: Vec::new(),
        }
    }
}

/// An account of an organization.
#[derive(Output)]
pub(super) struct AccountDetail {
    id: AccountId,
    arn: String,
    email: Sensitive<String>,
    name: Sensitive<String>,
    status: String,
    state: String,
    paths: Vec<String>,
    joined_method: JoinedMethod,
    joined_timestamp: Time,
}

impl AccountDetail {
    /// An account; every one is active.
    pub(super) fn of(account: &MemberAccount, organization: &Organization) -> Self {
        Self {
            id: account.id,
            arn: organization.account_arn(account.id),
            email: Sensitive(account.email.clone()),
            name: Sensitive(account.name.clone()),
            status: "ACTIVE".to_owned(),
            state: "ACTIVE".to_owned(),
            paths: vec![format!("{}{}/", organization.path(), account.id)],
            joined_method: account.joined_method,
            joined_timestamp: account.joined,
        }
    }
}

/// What became of a request to create an account.
#[derive(Output)]
pub(super) struct CreateAccountStatus {
    id: String,
    account_name: Sensitive<String>,
    state: String,
    requested_timestamp: Time,
    completed_timestamp: Time,
    account_id: Option<AccountId>,
    gov_cloud_account_id: Option<AccountId>,
    failure_reason: Option<FailureReason>,
}

impl From<&AccountCreation> for CreateAccountStatus {
    fn from(creation: &AccountCreation) -> Self {
        Self {
            id: creation.id.clone(),
            account_name: Sensitive(creation.name.clone()),
            state: if creation.outcome.is_ok() { "SUCCEEDED" } else { "FAILED" }.to_owned(),
            requested_timestamp: creation.requested,
            completed_timestamp: creation.requested,
            account_id: creation.outcome.ok(),
            gov_cloud_account_id: None,
            failure_reason: creation.outcome.err(),
        }
    }
}
