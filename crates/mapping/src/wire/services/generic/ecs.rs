//! Amazon ECS: task definitions, which requests name by their family, with or without the revision.
//!
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#family>

use crate::resource::Resource;
use crate::wire::Call;
use crate::wire::member::Member;
use crate::wire::services::arn;
use crate::{Needed, Unmapped, pass};

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

/// The passing of the roles that a task definition has, where the request that runs it does not put others in their place: the caller
/// needs it as if the request named them.
///
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html>
pub(super) fn roles_of_definition(call: &Call<'_>) -> Option<Needed> {
    // A service may take an empty text, or what is no text, for none.
    let is_replaced = |role: &str| matches!(call.members.get(&format!("overrides.{role}")), Some(Member::Text(text)) if text.starts_with("arn:"));
    let runs = call.service.prefix == "ecs" && matches!(call.operation, "RunTask" | "StartTask");
    let has_unknown = runs && !["taskRoleArn", "executionRoleArn"].into_iter().all(is_replaced);
    has_unknown.then(|| pass::unknown_role(call.seen.account, "ecs-tasks.amazonaws.com"))
}

fn is_family(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}
