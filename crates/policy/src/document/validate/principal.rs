//! Forms of principals. Whether they exist is for the directory to say.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use rolecall_model::{AccountId, Arn, RoleName, SessionName, UniqueId, UniqueIdKind, UserName};

use super::invalid::InvalidPolicy;
use crate::document::ast::{PrincipalEntry, PrincipalKind};

/// Where the principal is named, which decides about the forms that only some policies know.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The trust policy of a role.
    Trust,
    /// The policy of another resource.
    Resource,
}

/// The partition whose accounts exist here; a policy cannot name principals of another one.
const PARTITION: &str = "aws";

/// Identity providers that need not be registered.
const BUILT_IN_PROVIDERS: [&str; 4] =
    ["cognito-identity.amazonaws.com", "accounts.google.com", "graph.facebook.com", "www.amazon.com"];

/// Refuses a principal that cannot exist. Only a lone `*` under `AWS` is a wildcard; within an ARN there is none.
pub(super) fn check(entry: &PrincipalEntry, place: Place) -> Result<(), InvalidPolicy> {
    if fits(entry, place) {
        return Ok(());
    }
    let value = entry.value.value.clone();
    Err(InvalidPolicy::Principal { kind: entry.kind, value, span: entry.value.span })
}

/// Whether the principal can exist, wherever it is named.
pub(crate) fn is_well_formed(entry: &PrincipalEntry) -> bool {
    fits(entry, Place::Resource)
}

fn fits(entry: &PrincipalEntry, place: Place) -> bool {
    let value = &*entry.value.value;
    match entry.kind {
        PrincipalKind::Aws => is_aws(value, place),
        PrincipalKind::Service => is_service(value),
        PrincipalKind::Federated => BUILT_IN_PROVIDERS.contains(&value) || is_provider(value),
        PrincipalKind::CanonicalUser => place == Place::Resource && is_canonical_user(value),
    }
}

fn is_aws(value: &str, place: Place) -> bool {
    value == "*" || value.parse::<AccountId>().is_ok() || is_unique_id(value) || is_principal_arn(value, place)
}

fn is_unique_id(value: &str) -> bool {
    let of_principal = |id: UniqueId| id.is(UniqueIdKind::User) || id.is(UniqueIdKind::Role);
    value.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && value.parse().is_ok_and(of_principal)
}

fn is_principal_arn(value: &str, place: Place) -> bool {
    let Some(arn) = account_arn(value) else { return false };
    match (arn.service(), arn.resource().split_once('/')) {
        ("iam", None) => arn.resource() == "root",
        ("iam", Some(("user", rest))) => is_path_and_name(rest, |name| name.parse::<UserName>().is_ok()),
        ("iam", Some(("role", rest))) => is_path_and_name(rest, |name| name.parse::<RoleName>().is_ok()),
        ("sts", Some(("assumed-role", rest))) => rest
            .split_once('/')
            .is_some_and(|(role, session)| role.parse::<RoleName>().is_ok() && session.parse::<SessionName>().is_ok()),
        ("sts", Some(("federated-user", name))) => place == Place::Resource && name.parse::<SessionName>().is_ok(),
        _ => false,
    }
}

/// An ARN of the served partition and a real account, without region, as all those of IAM and STS are.
fn account_arn(value: &str) -> Option<Arn> {
    let arn: Arn = value.parse().ok()?;
    (arn.partition() == PARTITION && arn.region().is_empty() && arn.account_id().is_some()).then_some(arn)
}

/// `[path/]Name`; IAM would let a path hold `*` and `?`, but in a principal they would look like wildcards.
fn is_path_and_name(text: &str, is_name: impl Fn(&str) -> bool) -> bool {
    let (path, name) = text.rsplit_once('/').unwrap_or(("", text));
    let in_path = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'*' | b'?');
    is_name(name) && path.len() <= 510 && path.bytes().all(in_path)
}

/// `x.amazonaws.com` or, in China, `x.amazonaws.com.cn`.
fn is_service(value: &str) -> bool {
    let name = value.strip_suffix(".amazonaws.com").or_else(|| value.strip_suffix(".amazonaws.com.cn"));
    let in_label = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    name.is_some_and(|name| name.split('.').all(|label| !label.is_empty() && label.bytes().all(in_label)))
}

fn is_provider(value: &str) -> bool {
    let Some(arn) = account_arn(value) else { return false };
    let in_issuer = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'*' | b'?');
    let in_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    match arn.resource().split_once('/') {
        _ if arn.service() != "iam" => false,
        Some(("oidc-provider", issuer)) => !issuer.is_empty() && issuer.bytes().all(in_issuer),
        Some(("saml-provider", name)) => (1..=128).contains(&name.len()) && name.bytes().all(in_name),
        _ => false,
    }
}

fn is_canonical_user(value: &str) -> bool {
    value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}
