//! The errors of Rolecall's own service.

pub use crate::fault::common::ACCESS_DENIED_EXCEPTION;
use crate::fault::{Code, faults};

/// Something that the request names does not exist.
pub const RESOURCE_NOT_FOUND: Code = Code::new("ResourceNotFoundException", 400);
/// A parameter has a right form and a wrong value.
pub const INVALID_INPUT: Code = Code::new("InvalidInputException", 400);
/// A thing of that name exists.
pub const CONFLICT: Code = Code::new("ConflictException", 400);
/// A quota is reached.
pub const QUOTA_EXCEEDED: Code = Code::new("ServiceQuotaExceededException", 400);
/// The server failed.
pub const INTERNAL_SERVER: Code = Code::new("InternalServerException", 500);

faults! {
    /// What can be wrong with a call to Rolecall's own service.
    pub enum RolecallError {
        WorkloadNotFound { arn: String } = RESOURCE_NOT_FOUND, "The workload {arn} is not registered.";
        HostNotFound { id: String } = RESOURCE_NOT_FOUND, "There is no host with the id {id}.";
        RoleNotFound { name: String } = RESOURCE_NOT_FOUND, "The role with name {name} cannot be found.";
        InstanceProfileNotFound { name: String } = RESOURCE_NOT_FOUND, "Instance Profile {name} cannot be found.";
        NoRole { arn: String } = RESOURCE_NOT_FOUND, "The workload {arn} has no such role now.";
        WorkloadExists { arn: String } = CONFLICT, "The workload {arn} is registered already.";
        ForeignWorkload { arn: String } = INVALID_INPUT, "The workload {arn} does not belong to your account.";
        NoRoleNamed = INVALID_INPUT, "A role must be named.";
        RoleAndProfile = INVALID_INPUT, "RoleName and InstanceProfileName cannot be used together.";
        ProfileOfOther = INVALID_INPUT, "Only instances have instance profiles.";
        ExecutionRoleOfOther = INVALID_INPUT, "Only tasks have execution roles.";
        ServiceLinkedRole { name: String } = INVALID_INPUT, "The role {name} is linked to a service and cannot be passed.";
        DeliveryOfOther = INVALID_INPUT, "Only credentials of instances are delivered by instance metadata.";
        DuplicateTagKeys = INVALID_INPUT, "Tag keys must be unique, without regard to case.";
        ReservedTagKey = INVALID_INPUT, "Tag keys that start with aws: are reserved for system use.";
        InvalidPublicKey = INVALID_INPUT, "PublicKey must be an Ed25519 public key that is not weak: 32 bytes in base64.";
        SamePublicKey = INVALID_INPUT, "PublicKey must be another key than the present one.";
        InvalidNextToken = INVALID_INPUT, "You provided an invalid NextToken.";
        TooMany { noun: &'static str, limit: usize } = QUOTA_EXCEEDED, "An account can have at most {limit} {noun}.";
    }
}
