//! The errors of STS, with the texts that real answers have.

use crate::fault::common::{ACCESS_DENIED, VALIDATION_ERROR};
use crate::fault::{Code, faults};

/// A policy document is refused.
pub const MALFORMED_POLICY_DOCUMENT: Code =
    Code::named("MalformedPolicyDocument", "MalformedPolicyDocumentException", 400);
/// Session policies and tags do not fit.
pub const PACKED_POLICY_TOO_LARGE: Code = Code::named("PackedPolicyTooLarge", "PackedPolicyTooLargeException", 400);
/// The region is switched off.
pub const REGION_DISABLED: Code = Code::new("RegionDisabledException", 403);
/// A token that the request carries has expired.
pub const EXPIRED_TOKEN: Code = Code::new("ExpiredTokenException", 400);
/// A parameter has a right form and a wrong value.
pub const INVALID_PARAMETER_VALUE: Code = Code::new("InvalidParameterValue", 400);

faults! {
    /// What can be wrong with a call to STS.
    pub enum StsError {
        InvalidRoleArn { arn: String } = VALIDATION_ERROR, "{arn} is invalid";
        InvalidPolicyArn { arn: String } = VALIDATION_ERROR, "ARN {arn} is not valid.";
        UnknownAccessKey { id: String } = VALIDATION_ERROR, "The access key {id} does not exist.";
        SessionOfSession = ACCESS_DENIED, "Cannot call GetSessionToken with session credentials";
        RootCannotAssume = ACCESS_DENIED, "Roles may not be assumed by root accounts.";
        LongerThanRoleAllows = VALIDATION_ERROR, "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
        LongerThanChainAllows = VALIDATION_ERROR, "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.";
        SourceIdentitySet = VALIDATION_ERROR, "The source identity is already set for this assume role session";
        ReservedSourceIdentity = VALIDATION_ERROR, "Source Identity must match [a-zA-Z_0-9+=,.@-]{{2,64}} and not begin with \"aws:\"";
        TransitiveKeyWithoutTag = INVALID_PARAMETER_VALUE, "The specified transitive tag key must be included in the requested tags.";
        DuplicateTagKeys = INVALID_PARAMETER_VALUE, "Duplicate tag keys found. Please note that Tag keys are case insensitive.";
        ReservedTagKey = INVALID_PARAMETER_VALUE, "Tag keys that start with aws: are reserved for system use.";
        TransitiveKeyConflict = INVALID_PARAMETER_VALUE, "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.";
        TooManyTags = INVALID_PARAMETER_VALUE, "The number of session tags exceeds the limit of 50.";
        TooManyPolicies = INVALID_PARAMETER_VALUE, "The number of managed session policies exceeds the limit of 10.";
        MalformedPolicy { reason: String } = MALFORMED_POLICY_DOCUMENT, "{reason}";
        TooLarge { percent: u64 } = PACKED_POLICY_TOO_LARGE, "Packed policy consumes {percent}% of allotted space, please use smaller policy.";
        UnknownMfaDevice = ACCESS_DENIED, "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.";
        ContextNotTrusted { caller: String, role: String } = ACCESS_DENIED, "User: {caller} is not authorized to perform: sts:SetContext on resource: {role}";
    }
}
