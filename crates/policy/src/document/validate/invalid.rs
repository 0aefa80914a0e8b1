//! The messages with which AWS refuses a policy document.

use std::fmt;

use crate::document::ast::{PrincipalKind, Span};
use crate::document::error::SyntaxError;

/// Why a document is not a policy of its kind. `Display` gives AWS's own text; on the IAM and STS wires the code is
/// `MalformedPolicyDocument`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvalidPolicy {
    /// A trust policy that is not JSON.
    Json(SyntaxError),
    /// A departure from the grammar.
    Syntax(SyntaxError),
    /// The version is absent or older than 2012-10-17.
    Version,
    /// An effect in the wrong case, a date that is none, or a resource that an older parser cannot split.
    LegacyParsing(Span),
    /// A statement id other than letters and digits.
    SidCharacters(Span),
    /// A statement id given twice; the second is shown.
    DuplicateSid(Span),
    /// A principal in a kind of policy that applies to whom it is attached to.
    PrincipalSpecified(Span),
    /// A statement without actions.
    MissingActions(Span),
    /// A resource that is neither an ARN nor `*`.
    ResourceForm {
        /// As written.
        resource: Box<str>,
        /// Its place.
        span: Span,
    },
    /// A resource in a partition that does not exist.
    ResourcePartition {
        /// The second field.
        partition: Box<str>,
        /// The ARN as AWS prints it, absent fields as `*`.
        resource: Box<str>,
        /// Its place.
        span: Span,
    },
    /// A resource whose service is absent or holds a wildcard.
    ResourceVendor(Span),
    /// A resource of IAM that is none of its types.
    IamResourcePath(Span),
    /// A region in a resource of IAM, which has none.
    IamResourceRegion {
        /// As written.
        resource: Box<str>,
        /// Its place.
        span: Span,
    },
    /// A region in a resource of S3 that has none.
    ResourceRegion {
        /// As written.
        resource: Box<str>,
        /// Its place.
        span: Span,
    },
    /// An action without the service that it belongs to.
    ActionPrefix(Span),
    /// An action whose service cannot be the name of one.
    Vendor {
        /// What stands before the colon.
        vendor: Box<str>,
        /// The whole action's place.
        span: Span,
    },
    /// An action with several colons.
    ActionColons(Span),
    /// A statement without resources.
    MissingResources(Span),
    /// An element that this kind of policy does not have.
    ProhibitedField(&'static str, Span),
    /// An element that this kind of policy must have.
    MissingField(&'static str, Span),
    /// A trust policy's statement that names nobody.
    MissingPrincipals(Span),
    /// The bare `*` in a trust policy.
    Everyone(Span),
    /// A principal that cannot exist, or does not.
    Principal {
        /// Its type.
        kind: PrincipalKind,
        /// As written.
        value: Box<str>,
        /// Its place.
        span: Span,
    },
    /// An action that says nothing about assuming a role.
    TrustAction(Span),
    /// Trust in an identity provider that many organizations share, without saying which of its tenants is meant.
    SharedIssuer {
        /// The condition key that must be limited.
        key: Box<str>,
        /// The provider's place.
        span: Span,
    },
    /// An organization's policy that is not of its type.
    PolicyType(Option<Span>),
}

impl InvalidPolicy {
    /// The place of the fault; `None` where it is of the document as a whole.
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Json(error) | Self::Syntax(error) => Some(error.span),
            Self::Version => None,
            Self::LegacyParsing(span)
            | Self::SidCharacters(span)
            | Self::DuplicateSid(span)
            | Self::PrincipalSpecified(span)
            | Self::MissingActions(span)
            | Self::ResourceForm { span, .. }
            | Self::ResourcePartition { span, .. }
            | Self::ResourceVendor(span)
            | Self::IamResourcePath(span)
            | Self::IamResourceRegion { span, .. }
            | Self::ResourceRegion { span, .. }
            | Self::ActionPrefix(span)
            | Self::Vendor { span, .. }
            | Self::ActionColons(span)
            | Self::MissingResources(span)
            | Self::ProhibitedField(_, span)
            | Self::MissingField(_, span)
            | Self::MissingPrincipals(span)
            | Self::Everyone(span)
            | Self::Principal { span, .. }
            | Self::TrustAction(span)
            | Self::SharedIssuer { span, .. } => Some(*span),
            Self::PolicyType(span) => *span,
        }
    }
}

impl fmt::Display for InvalidPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ResourceForm { resource, .. } => write!(f, "Resource {resource} must be in ARN format or \"*\"."),
            Self::ResourcePartition { partition, resource, .. } => {
                write!(f, "Partition \"{partition}\" is not valid for resource \"{resource}\".")
            }
            Self::IamResourceRegion { resource, .. } => {
                write!(f, "IAM resource {resource} cannot contain region information.")
            }
            Self::ResourceRegion { resource, .. } => {
                write!(f, "Resource {resource} can not contain region information.")
            }
            Self::Vendor { vendor, .. } => write!(f, "Vendor {vendor} is not valid"),
            Self::ProhibitedField(field, _) => write!(f, "Has prohibited field {field}"),
            Self::MissingField(field, _) => write!(f, "Missing required field {field}"),
            Self::Principal { kind, value, .. } => {
                write!(f, "Invalid principal in policy: \"{}\":\"{value}\"", kind.name().to_ascii_uppercase())
            }
            Self::SharedIssuer { key, .. } => write!(
                f,
                "The trust policy must limit {key} because this OpenID Connect provider is shared by many organizations"
            ),
            other => f.write_str(other.fixed_text()),
        }
    }
}

impl InvalidPolicy {
    /// The texts that hold nothing of the document.
    fn fixed_text(&self) -> &'static str {
        match self {
            Self::Json(_) => "This policy contains invalid Json",
            Self::Version => "Policy document must be version 2012-10-17 or greater.",
            Self::LegacyParsing(_) => "The policy failed legacy parsing",
            Self::SidCharacters(_) => {
                "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*"
            }
            Self::DuplicateSid(_) => "Statement IDs (SID) in a single policy must be unique.",
            Self::PrincipalSpecified(_) => "Policy document should not specify a principal.",
            Self::MissingActions(_) => "Policy statement must contain actions.",
            Self::ResourceVendor(_) => "Resource vendor must be fully qualified and cannot contain regexes.",
            Self::IamResourcePath(_) => super::arn::IAM_PATH_MESSAGE,
            Self::ActionPrefix(_) => "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
            Self::ActionColons(_) => "Actions/Condition can contain only one colon.",
            Self::MissingResources(_) => "Policy statement must contain resources.",
            Self::MissingPrincipals(_) => "AssumeRole policy must contain principals",
            Self::Everyone(_) => "AssumeRolepolicy contained an invalid principal: \"STAR\":\"*\".",
            Self::TrustAction(_) => "AssumeRole policy may only specify STS AssumeRole actions.",
            Self::PolicyType(_) => {
                "The provided policy document does not meet the requirements of the specified policy type."
            }
            _ => "Syntax errors in policy.",
        }
    }
}

impl std::error::Error for InvalidPolicy {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Json(error) | Self::Syntax(error) => Some(error),
            _ => None,
        }
    }
}
