//! The errors of IAM, with the texts that real answers have.

use crate::fault::{Code, faults};

/// Something that the request names does not exist.
pub const NO_SUCH_ENTITY: Code = Code::named("NoSuchEntity", "NoSuchEntityException", 404);
/// A thing of that name exists.
pub const ENTITY_ALREADY_EXISTS: Code = Code::named("EntityAlreadyExists", "EntityAlreadyExistsException", 409);
/// Something must be removed first.
pub const DELETE_CONFLICT: Code = Code::named("DeleteConflict", "DeleteConflictException", 409);
/// A quota is reached.
pub const LIMIT_EXCEEDED: Code = Code::named("LimitExceeded", "LimitExceededException", 409);
/// A parameter has a right form and a wrong value.
pub const INVALID_INPUT: Code = Code::named("InvalidInput", "InvalidInputException", 400);
/// A policy document is refused.
pub const MALFORMED_POLICY_DOCUMENT: Code =
    Code::named("MalformedPolicyDocument", "MalformedPolicyDocumentException", 400);
/// Only AWS can change it.
pub const UNMODIFIABLE_ENTITY: Code = Code::named("UnmodifiableEntity", "UnmodifiableEntityException", 400);
/// It cannot be changed for some seconds after it was made.
pub const ENTITY_TEMPORARILY_UNMODIFIABLE: Code =
    Code::named("EntityTemporarilyUnmodifiable", "EntityTemporarilyUnmodifiableException", 409);
/// Somebody else changes it now.
pub const CONCURRENT_MODIFICATION: Code = Code::named("ConcurrentModification", "ConcurrentModificationException", 409);
/// A policy that cannot be attached.
pub const POLICY_NOT_ATTACHABLE: Code = Code::named("PolicyNotAttachable", "PolicyNotAttachableException", 400);
/// The server failed.
pub const SERVICE_FAILURE: Code = Code::named("ServiceFailure", "ServiceFailureException", 500);

use crate::fault::common::{ACCESS_DENIED, VALIDATION_ERROR};

faults! {
    /// What can be wrong with a call to IAM.
    pub enum IamError {
        NotFound { noun: &'static str, name: String } = NO_SUCH_ENTITY, "The {noun} with name {name} cannot be found.";
        InlinePolicyNotFound { noun: &'static str, name: String } = NO_SUCH_ENTITY, "The {noun} policy with name {name} cannot be found.";
        PolicyNotFound { arn: String } = NO_SUCH_ENTITY, "Policy {arn} was not found.";
        NotAttachable { arn: String } = NO_SUCH_ENTITY, "Policy {arn} does not exist or is not attachable.";
        VersionNotFound { arn: String, version: String } = NO_SUCH_ENTITY, "Policy {arn} version {version} does not exist or is not attachable.";
        BoundaryNotFound { arn: String } = NO_SUCH_ENTITY, "Scope ARN: {arn} does not exist or is not attachable.";
        AccessKeyNotFound { id: String } = NO_SUCH_ENTITY, "The Access Key with id {id} cannot be found.";
        InstanceProfileNotFound { name: String } = NO_SUCH_ENTITY, "Instance Profile {name} cannot be found.";
        NotInInstanceProfile { role: String, profile: String } = NO_SUCH_ENTITY, "Role {role} in Instance Profile {profile} cannot be found.";
        Exists { title: &'static str, name: String } = ENTITY_ALREADY_EXISTS, "{title} with name {name} already exists.";
        PolicyExists { name: String } = ENTITY_ALREADY_EXISTS, "A policy called {name} already exists. Duplicate names are not allowed.";
        InstanceProfileExists { name: String } = ENTITY_ALREADY_EXISTS, "Instance Profile {name} already exists.";
        DetachFirst = DELETE_CONFLICT, "Cannot delete entity, must detach all policies first.";
        DeletePoliciesFirst = DELETE_CONFLICT, "Cannot delete entity, must delete policies first.";
        DeleteAccessKeysFirst = DELETE_CONFLICT, "Cannot delete entity, must delete access keys first.";
        RemoveFromInstanceProfileFirst = DELETE_CONFLICT, "Cannot delete entity, must remove roles from instance profile first.";
        PolicyIsAttached = DELETE_CONFLICT, "Cannot delete a policy attached to entities.";
        DefaultVersion = DELETE_CONFLICT, "Cannot delete the default version of a policy.";
        PolicyHasVersions = DELETE_CONFLICT, "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.";
        QuotaExceeded { name: &'static str, limit: usize } = LIMIT_EXCEEDED, "Cannot exceed quota for {name}: {limit}";
        InlineQuotaExceeded { limit: usize, noun: &'static str, name: String } = LIMIT_EXCEEDED, "Maximum policy size of {limit} bytes exceeded for {noun} {name}";
        TooManyVersions { limit: usize } = LIMIT_EXCEEDED, "A managed policy can have up to {limit} versions. Before you create a new version, you must delete an existing version.";
        TooManyTags = LIMIT_EXCEEDED, "The number of tags has reached the maximum limit.";
        DuplicateTagKeys = INVALID_INPUT, "Duplicate tag keys found. Please note that Tag keys are case insensitive.";
        DuplicateResourceTagKeys = INVALID_INPUT, "Duplicate tag keys found.";
        ReservedTagKey = INVALID_INPUT, "Tag keys that start with aws: are reserved for system use.";
        ReservedPath { prefix: &'static str } = INVALID_INPUT, "Path prefix '{prefix}' can only be used for AWS Service linked Roles";
        StatusOfAws { status: &'static str } = INVALID_INPUT, "The status {status} can only be set by AWS";
        InvalidBoundaryArn { arn: String } = INVALID_INPUT, "ARN {arn} is not valid.";
        MalformedPolicy { reason: String } = MALFORMED_POLICY_DOCUMENT, "{reason}";
        ServicePolicy = POLICY_NOT_ATTACHABLE, "Cannot attach a Service Role Policy to a Customer Role.";
        ProtectedRole { name: String } = UNMODIFIABLE_ENTITY, "Cannot perform the operation on the protected role '{name}' - this role is only modifiable by AWS";
        InvalidArn { arn: String } = VALIDATION_ERROR, "ARN {arn} is not valid.";
        InvalidMarker = VALIDATION_ERROR, "Invalid Marker.";
        UserNameNeeded = VALIDATION_ERROR, "Must specify userName when calling with non-User credentials";
        ForeignPolicy { what: &'static str } = ACCESS_DENIED, "Cannot {what} outside your own account.";
        ForeignAccessKey { caller: String, id: String } = ACCESS_DENIED, "User: {caller} is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key {id}";
    }
}
