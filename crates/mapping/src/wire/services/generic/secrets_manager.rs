//! AWS Secrets Manager: the ARN of a secret ends in six characters that the service adds to its name, so that only the ARN says which
//! secret is meant. Of a new one they are not there yet.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html>

use rolecall_catalog::Action;

use crate::Unmapped;
use crate::wire::Call;
use crate::wire::arn::Named;
use crate::wire::services::arn;

/// The secret that a request makes, with `?` for each character that is not known; `None` for what is done to one that is there.
pub(super) fn made(call: &Call<'_>, action: Action) -> Result<Option<Vec<Named>>, Unmapped> {
    if action.to_string() != "secretsmanager:CreateSecret" {
        return Ok(None);
    }
    let is_plain = |name: &&str| {
        let known = |byte: u8| byte.is_ascii_alphanumeric() || b"/_+=.@-".contains(&byte);
        !name.is_empty() && name.bytes().all(known)
    };
    let name = call.members.text("Name")?.filter(is_plain);
    let name = name.ok_or_else(|| Unmapped::new("the name of the secret has characters that are not mapped"))?;
    Ok(Some(vec![(None, arn(call, "secretsmanager", &format!("secret:{name}-??????")).into())]))
}
