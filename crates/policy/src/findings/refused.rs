//! Why a document is no policy of its kind: AWS's words, under the code of the check that finds such.

use super::checks::{
    ARN_REGION_NOT_ALLOWED, INVALID_ACTION, INVALID_ARN_RESOURCE, INVALID_SERVICE, INVALID_SERVICE_IN_ACTION,
};
use super::declaration::{Check, Hit, Look};
use super::edit::printable;
use super::repair;
use crate::document::ast::{PrincipalKind, Span};
use crate::document::{InvalidPolicy, PolicyKind, SyntaxErrorKind, validate};

/// How much of a message is shown, in characters: most repeat a part of the document.
const SHOWN: usize = 300;

macro_rules! refusals {
    ($($name:ident $(. $ours:ident ())?: $summary:literal,)*) => {
        $(const $name: Check = Check::error(stringify!($name), Look::Refusal, $summary)$(.$ours())?;)*
        /// The checks that find why a document cannot be used.
        pub(super) const CHECKS: &[Check] = &[$($name,)*];
    };
}

refusals! {
    JSON_SYNTAX_ERROR: "the document is not JSON",
    DOCUMENT_TOO_LONG.ours(): "the document is longer than a request may be",
    INVALID_CHARACTER.ours(): "a character cannot stand in a policy",
    DUPLICATE_KEYS.ours(): "an object has a key twice",
    INVALID_POLICY_ELEMENT: "the language has no such element",
    DATA_TYPE_MISMATCH: "an element has a value of another type",
    MISSING_STATEMENT: "there is no statement",
    MISSING_EFFECT: "a statement has no `Effect`",
    INVALID_EFFECT: "an `Effect` is neither `Allow` nor `Deny`",
    UNSUPPORTED_ELEMENT_COMBINATION: "two elements stand together that exclude each other",
    INVALID_VERSION: "the `Version` does not exist, or is not one for this kind of policy",
    INVALID_CONDITION_OPERATOR: "the language has no such condition operator",
    NULL_WITH_IF_EXISTS: "`Null` stands with `IfExists`",
    LEGACY_PARSING_FAILED.ours(): "a date or an ARN is of a form that AWS does not read",
    UNSUPPORTED_SID: "a `Sid` has other characters than letters and digits",
    UNIQUE_SIDS_REQUIRED: "two statements have the same `Sid`",
    UNSUPPORTED_PRINCIPAL: "the policy names a principal, and its kind of policy has none",
    SCP_SYNTAX_ERROR_PRINCIPAL: "a service control policy names a principal",
    MISSING_ACTION: "a statement has no actions",
    MISSING_RESOURCE: "a statement has no resources",
    MISSING_PRINCIPAL: "a statement has no principals",
    INVALID_ARN_PREFIX: "a resource is neither `*` nor an ARN",
    INVALID_PARTITION: "the partition of an ARN does not exist",
    INVALID_PRINCIPAL_FORMAT: "a principal is of no form that there is",
    INVALID_SERVICE_PRINCIPAL_FORMAT: "a service is not named as principals are",
    INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY: "an identity provider is of no form that there is",
    UNSUPPORTED_WILDCARD_IN_PRINCIPAL: "a principal has a wildcard",
    ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL: "a trust policy is for `*`",
    ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE: "a trust policy names resources",
    ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL: "a trust policy has `NotPrincipal`",
    UNSUPPORTED_ACTION_IN_POLICY: "a trust policy is about other actions than assuming the role",
    SHARED_ISSUER_WITHOUT_TENANT.ours(): "a trust policy lets in all tenants of a shared identity provider",
    UNSUPPORTED_IN_POLICY_TYPE.ours(): "a statement is not one for this kind of policy",
}

/// The finding about a document that is refused.
pub(super) fn finding(text: &str, kind: PolicyKind, refusal: &InvalidPolicy) -> (&'static Check, Hit) {
    let reason = reason(text, kind, refusal);
    let whole = Span { start: 0, end: super::edit::offset(text.trim_ascii_end().len()) };
    let hit = Hit::new(reason.span().unwrap_or(whole), message(&reason)).with(repair::of(text, kind, &reason));
    (check(text, kind, &reason), hit)
}

/// What AWS's text for an organization's policies does not tell.
pub(super) fn reason(text: &str, kind: PolicyKind, refusal: &InvalidPolicy) -> InvalidPolicy {
    match (kind, refusal) {
        (PolicyKind::ServiceControl, InvalidPolicy::PolicyType(_)) => {
            validate(text, PolicyKind::Identity).err().unwrap_or_else(|| refusal.clone())
        }
        // The only fault of a resource control policy that has no place.
        (PolicyKind::ResourceControl, InvalidPolicy::PolicyType(None)) => InvalidPolicy::Version,
        (PolicyKind::ResourceControl, InvalidPolicy::PolicyType(Some(_))) => match crate::document::parse(text) {
            Err(error) => InvalidPolicy::Syntax(error),
            Ok(_) => refusal.clone(),
        },
        _ => refusal.clone(),
    }
}

fn message(reason: &InvalidPolicy) -> String {
    let message = match reason {
        InvalidPolicy::Json(error) | InvalidPolicy::Syntax(error) => format!("{reason} ({error})"),
        other => other.to_string(),
    };
    printable(&message, SHOWN)
}

fn check(text: &str, kind: PolicyKind, reason: &InvalidPolicy) -> &'static Check {
    match reason {
        InvalidPolicy::Json(error) | InvalidPolicy::Syntax(error) => syntax(text, error.kind, error.span),
        InvalidPolicy::Version => &INVALID_VERSION,
        InvalidPolicy::LegacyParsing(span) if repair::effect(text, *span).is_some() => &INVALID_EFFECT,
        InvalidPolicy::LegacyParsing(_) => &LEGACY_PARSING_FAILED,
        InvalidPolicy::SidCharacters(_) => &UNSUPPORTED_SID,
        InvalidPolicy::DuplicateSid(_) => &UNIQUE_SIDS_REQUIRED,
        InvalidPolicy::PrincipalSpecified(_) if kind == PolicyKind::ServiceControl => &SCP_SYNTAX_ERROR_PRINCIPAL,
        InvalidPolicy::PrincipalSpecified(_) => &UNSUPPORTED_PRINCIPAL,
        InvalidPolicy::MissingActions(_) => &MISSING_ACTION,
        InvalidPolicy::ResourceForm { .. } => &INVALID_ARN_PREFIX,
        InvalidPolicy::ResourcePartition { .. } => &INVALID_PARTITION,
        InvalidPolicy::ResourceVendor(_) => &INVALID_SERVICE,
        InvalidPolicy::IamResourcePath(_) => &INVALID_ARN_RESOURCE,
        InvalidPolicy::IamResourceRegion { .. } | InvalidPolicy::ResourceRegion { .. } => &ARN_REGION_NOT_ALLOWED,
        InvalidPolicy::ActionPrefix(_) | InvalidPolicy::Vendor { .. } => &INVALID_SERVICE_IN_ACTION,
        InvalidPolicy::ActionColons(_) => &INVALID_ACTION,
        InvalidPolicy::MissingResources(_) => &MISSING_RESOURCE,
        InvalidPolicy::ProhibitedField("Resource", _) => &ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE,
        InvalidPolicy::ProhibitedField(..) => &ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL,
        InvalidPolicy::MissingField(..) | InvalidPolicy::MissingPrincipals(_) => &MISSING_PRINCIPAL,
        InvalidPolicy::Everyone(_) => &ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL,
        InvalidPolicy::Principal { kind: of, value, .. } => principal(kind, *of, value),
        InvalidPolicy::TrustAction(_) => &UNSUPPORTED_ACTION_IN_POLICY,
        InvalidPolicy::SharedIssuer { .. } => &SHARED_ISSUER_WITHOUT_TENANT,
        InvalidPolicy::PolicyType(_) => &UNSUPPORTED_IN_POLICY_TYPE,
    }
}

fn syntax(text: &str, kind: SyntaxErrorKind, span: Span) -> &'static Check {
    match kind {
        SyntaxErrorKind::TooLong => &DOCUMENT_TOO_LONG,
        SyntaxErrorKind::Character => &INVALID_CHARACTER,
        SyntaxErrorKind::Json => &JSON_SYNTAX_ERROR,
        SyntaxErrorKind::DuplicateKey => &DUPLICATE_KEYS,
        SyntaxErrorKind::UnknownElement => &INVALID_POLICY_ELEMENT,
        SyntaxErrorKind::Expected(_) => &DATA_TYPE_MISMATCH,
        SyntaxErrorKind::Missing("Statement") => &MISSING_STATEMENT,
        SyntaxErrorKind::Missing(_) => &MISSING_EFFECT,
        SyntaxErrorKind::Exclusive => &UNSUPPORTED_ELEMENT_COMBINATION,
        SyntaxErrorKind::UnknownVersion => &INVALID_VERSION,
        SyntaxErrorKind::UnknownEffect | SyntaxErrorKind::EffectCase => &INVALID_EFFECT,
        SyntaxErrorKind::UnknownOperator => {
            let name = repair::string_at(text, span).unwrap_or_default().to_ascii_lowercase();
            let is_null = name.rsplit(':').next() == Some("nullifexists");
            if is_null { &NULL_WITH_IF_EXISTS } else { &INVALID_CONDITION_OPERATOR }
        }
    }
}

fn principal(kind: PolicyKind, of: PrincipalKind, value: &str) -> &'static Check {
    match of {
        _ if value.contains(['*', '?']) => &UNSUPPORTED_WILDCARD_IN_PRINCIPAL,
        PrincipalKind::Service => &INVALID_SERVICE_PRINCIPAL_FORMAT,
        PrincipalKind::Federated if kind == PolicyKind::Trust => {
            &INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY
        }
        _ => &INVALID_PRINCIPAL_FORMAT,
    }
}
