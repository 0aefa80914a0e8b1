//! AWS KMS: aliases, and the keys that are named by them. Which key that is only the service knows.
//!
//! <https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html>

use super::named::texts;
use crate::resource::Resource;
use crate::wire::Call;
use crate::wire::services::arn;

/// The key of which a request gives an alias, by its name or its ARN. An alias and its key are in the same account and region.
pub(super) fn key(call: &Call<'_>, text: &str) -> Option<Resource> {
    alias_name(call, text).map(|_| any_key(call))
}

/// An alias by its name, which begins as its ARN does behind the account.
pub(super) fn alias(call: &Call<'_>, text: &str) -> Option<Resource> {
    let name = alias_name(call, text).filter(|name| *name == text)?;
    Some(arn(call, "kms", name).into())
}

/// The key that an alias had so far.
pub(super) fn key_behind(call: &Call<'_>) -> Option<Resource> {
    matches!(call.operation, "DeleteAlias" | "UpdateAlias").then(|| any_key(call))
}

fn any_key(call: &Call<'_>) -> Resource {
    Resource::partial(arn(call, "kms", "key/*"))
}

/// The name of an alias, without its ARN.
fn alias_name<'t>(call: &Call<'_>, text: &'t str) -> Option<&'t str> {
    let name = text.strip_prefix(&arn(call, "kms", "")).unwrap_or(text);
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b"/_-".contains(&byte);
    let is_alias = name.strip_prefix("alias/").is_some_and(|name| !name.is_empty() && name.bytes().all(known));
    is_alias.then_some(name)
}

/// What is known of `kms:RequestAlias`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RequestAlias {
    Is(String),
    Absent,
    Unknown,
}

/// The alias by which a request names its key, whether by name or by ARN
/// (<https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-request-alias>). Of several keys each
/// has its own.
pub(super) fn request_alias(call: &Call<'_>) -> RequestAlias {
    let of_key = call.facts.resources.iter().filter(|binding| binding.kind == "key");
    let paths = of_key.flat_map(|binding| binding.fills.values().flatten().chain(&binding.arns));
    let given: Option<Vec<Vec<&str>>> = paths.map(|path| texts(call, path).ok()).collect();
    match given.map(|given| given.concat()).as_deref() {
        Some([text]) if call.service.prefix == "kms" => {
            alias_name(call, text).map_or(RequestAlias::Absent, |alias| RequestAlias::Is(alias.to_owned()))
        }
        _ => RequestAlias::Unknown,
    }
}
