//! The errors of Organizations, with the texts that real answers have as far as they are known.
//!
//! <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html#API_CreateAccount_Errors>

pub use crate::fault::common::ACCESS_DENIED_EXCEPTION;
use crate::fault::{Code, faults};

/// The caller's account is in no organization.
pub const NOT_IN_USE: Code = Code::new("AWSOrganizationsNotInUseException", 400);
/// The caller lacks a permission in another service.
pub const ACCESS_DENIED_FOR_DEPENDENCY: Code = Code::new("AccessDeniedForDependencyException", 400);
/// There is no such account in the organization.
pub const ACCOUNT_NOT_FOUND: Code = Code::new("AccountNotFoundException", 400);
/// The caller's account is in an organization.
pub const ALREADY_IN_ORGANIZATION: Code = Code::new("AlreadyInOrganizationException", 400);
/// Somebody else changes it now.
pub const CONCURRENT_MODIFICATION: Code = Code::new("ConcurrentModificationException", 400);
/// A quota is reached.
pub const CONSTRAINT_VIOLATION: Code = Code::new("ConstraintViolationException", 400);
/// There was no such request to create an account.
pub const CREATE_ACCOUNT_STATUS_NOT_FOUND: Code = Code::new("CreateAccountStatusNotFoundException", 400);
/// The organization is not ready yet.
pub const FINALIZING_ORGANIZATION: Code = Code::new("FinalizingOrganizationException", 400);
/// A parameter has a right form and a wrong value.
pub const INVALID_INPUT: Code = Code::new("InvalidInputException", 400);
/// The server failed.
pub const SERVICE_EXCEPTION: Code = Code::new("ServiceException", 500);
/// The caller calls too often.
pub const TOO_MANY_REQUESTS: Code = Code::new("TooManyRequestsException", 400);
/// The region does not know the operation.
pub const UNSUPPORTED_API_ENDPOINT: Code = Code::new("UnsupportedAPIEndpointException", 400);

faults! {
    /// What can be wrong with a call to Organizations.
    pub enum OrganizationsError {
        NotInUse = NOT_IN_USE, "Your account is not a member of an organization.";
        AlreadyInOrganization = ALREADY_IN_ORGANIZATION, "The AWS account is already a member of an organization.";
        NotManagementAccount = ACCESS_DENIED_EXCEPTION, "You don't have permissions to access this resource.";
        AccountNotFound = ACCOUNT_NOT_FOUND, "You specified an account that doesn't exist.";
        CreationNotFound = CREATE_ACCOUNT_STATUS_NOT_FOUND, "We can't find an create account request with the CreateAccountRequestId that you specified.";
        TooManyAccounts = CONSTRAINT_VIOLATION, "You have exceeded the allowed number of AWS accounts.";
        TooManyTags = CONSTRAINT_VIOLATION, "You have exceeded the number of tags allowed on this resource.";
        DuplicateTagKeys = INVALID_INPUT, "Tag keys must be unique, without regard to case.";
        ReservedTagKey = INVALID_INPUT, "Tag keys that start with aws: are reserved for system use.";
        InvalidNextToken = INVALID_INPUT, "You provided an invalid NextToken.";
    }
}
