//! AWS Secrets Manager: the ARN of a secret ends in six characters that the service adds to its name. Requests need not tell them,
//! and of a new secret they are not there yet.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html>

use rolecall_catalog::Action;

use crate::Unmapped;
use crate::resource::Resource;
use crate::wire::Call;
use crate::wire::arn::Named;
use crate::wire::services::arn;

/// How many characters the service adds behind a hyphen.
const SUFFIX: usize = 6;

/// The secret that a request makes, with `?` for each character that is not known; `None` for what is done to one that is there.
pub(super) fn made(call: &Call<'_>, action: Action) -> Result<Option<Vec<Named>>, Unmapped> {
    if action.to_string() != "secretsmanager:CreateSecret" {
        return Ok(None);
    }
    let name = call.members.text("Name")?.filter(|name| is_name(name));
    let name = name.ok_or_else(|| Unmapped::new("the name of the secret has characters that are not mapped"))?;
    Ok(Some(vec![(None, with_suffix(call, name).into())]))
}

/// The secrets whose values a request gets besides what it is about; those that a filter finds are any.
///
/// <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html>
pub(super) fn read_in_batch(call: &Call<'_>) -> Result<Vec<Resource>, Unmapped> {
    if call.operation != "BatchGetSecretValue" || call.service.prefix != "secretsmanager" {
        return Ok(Vec::new());
    }
    let listed = call.members.texts("SecretIdList")?;
    if listed.is_empty() || call.members.get("Filters").is_some() {
        return Ok(vec![Resource::partial(arn(call, "secretsmanager", "secret:**"))]);
    }
    let start = arn(call, "secretsmanager", "secret:");
    let is_whole_name = |text: &str| text.strip_prefix(&start).is_some_and(is_name);
    let of = |text: &str| secret(call, text).or_else(|| is_whole_name(text).then(|| text.to_owned().into()));
    let found: Option<Vec<Resource>> = listed.into_iter().map(of).collect();
    found.ok_or_else(|| {
        Unmapped::new("`SecretIdList` holds what is not the name or ARN of a secret of this account and region")
    })
}

/// The secret that is named by its name, or by an ARN without what the service added; `None` for a whole ARN.
pub(super) fn secret(call: &Call<'_>, text: &str) -> Option<Resource> {
    let name = text.strip_prefix(&arn(call, "secretsmanager", "secret:"));
    if name.is_some() && is_whole(text) || !is_name(name.unwrap_or(text)) {
        return None;
    }
    Some(Resource::partial(with_suffix(call, name.unwrap_or(text))))
}

/// Whether the service takes an ARN for a whole one: if it ends as whole ones do.
///
/// <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html>
pub(super) fn is_whole(arn: &str) -> bool {
    let suffix = arn.rsplit_once('-').map_or("", |(_, suffix)| suffix);
    suffix.len() == SUFFIX && suffix.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn with_suffix(call: &Call<'_>, name: &str) -> String {
    arn(call, "secretsmanager", &format!("secret:{name}-{}", "?".repeat(SUFFIX)))
}

fn is_name(text: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b"/_+=.@-".contains(&byte);
    !text.is_empty() && text.bytes().all(known)
}
