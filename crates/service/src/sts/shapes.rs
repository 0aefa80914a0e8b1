//! Shapes that several operations of STS share.

use rolecall_derive::{Input, Output};
use rolecall_model::{AccessKeyId, SecretKey, Tag, TagKey, Time};

rolecall_model::text! {
    /// An ARN in a request, not yet looked at.
    pub(super) struct ArnText { MinLength(20), MaxLength(2048), Pattern(&patterns::STS_ARN) }
    /// An inline session policy, not yet looked at.
    pub(super) struct SessionPolicyText { MinLength(1), Pattern(&patterns::DOCUMENT) }
    /// Names an MFA device.
    pub(super) struct SerialNumber { MinLength(9), MaxLength(256), Pattern(&patterns::SERIAL_NUMBER) }
    /// A one-time password.
    pub(super) struct TokenCode { MinLength(6), MaxLength(6), Pattern(&patterns::DIGITS_OR_EMPTY) }
    /// A statement about the caller, signed by a context provider.
    pub(super) struct ContextAssertion { MinLength(4), MaxLength(2048) }
    /// The id of an access key in a request.
    pub(super) struct AccessKeyIdText { MinLength(16), MaxLength(128), Pattern(&patterns::WORD_OR_EMPTY) }
}

rolecall_model::number! {
    /// The least number of bytes that a session token is to have, so that clients can test with long ones.
    pub(crate) struct TokenSize(0..=4096);
}

rolecall_model::list! {
    /// At most fifty session tags.
    pub(super) struct TagList(Tag) { MaxLength(50) }
    /// At most fifty keys of session tags.
    pub(super) struct TagKeyList(TagKey) { MaxLength(50) }
    /// One to five statements about the caller.
    pub(super) struct ProvidedContexts(ProvidedContext) { MinLength(1), MaxLength(5) }
}

/// A managed session policy.
#[derive(Debug, Clone, Input)]
pub(super) struct PolicyDescriptor {
    #[shape(name = "arn")]
    pub(super) arn: Option<ArnText>,
}

/// A statement about the caller.
#[derive(Debug, Clone, Input)]
pub(super) struct ProvidedContext {
    provider_arn: Option<ArnText>,
    context_assertion: Option<ContextAssertion>,
}

/// What a session signs with. Audit records show the token, as `CloudTrail` does: it is of no use without the secret.
#[derive(Debug, Output)]
pub(crate) struct Credentials {
    pub(crate) access_key_id: AccessKeyId,
    pub(crate) secret_access_key: SecretKey,
    pub(crate) session_token: String,
    pub(crate) expiration: Time,
}
