//! Amazon ECS: task definitions, which requests name by their family, with or without the revision.
//!
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#family>

use crate::Unmapped;
use crate::resource::Resource;
use crate::wire::Call;
use crate::wire::services::arn;

/// The task definition with this family and revision; without a revision, the latest one.
pub(super) fn task_definition(call: &Call<'_>, text: &str) -> Option<Resource> {
    let (family, revision) = text.split_once(':').unwrap_or((text, "*"));
    let is_revision = !revision.is_empty() && revision.bytes().all(|byte| byte.is_ascii_digit());
    if !is_family(family) || !(is_revision || family == text) {
        return None;
    }
    let arn = arn(call, "ecs", &format!("task-definition/{family}:{revision}"));
    Some(Resource { arn, is_partial: !is_revision })
}

/// The task definition that a request registers. Its revision is the next one.
pub(super) fn registered(call: &Call<'_>) -> Result<Option<Resource>, Unmapped> {
    if call.operation != "RegisterTaskDefinition" {
        return Ok(None);
    }
    let family = call.members.text("family")?.filter(|family| is_family(family));
    let family =
        family.ok_or_else(|| Unmapped::new("the family of the task definition has a form that is not mapped"))?;
    Ok(task_definition(call, family))
}

fn is_family(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}
