//! Resources of which a request tells only a part: the rest is an id that the service chose, and only the upstream knows it.

use rolecall_catalog::{Action, ActionResource, ResourceType};

use super::resources::fill;
use super::{ecs, kms, secrets_manager};
use crate::Unmapped;
use crate::models::{Binding, Model, is_untold};
use crate::resource::Resource;
use crate::wire::Call;
use crate::wire::arn::Named;

/// What a member that names a resource of a type means in the service's own way, where it is neither the ARN nor what stands in it.
pub(super) fn meant(call: &Call<'_>, kind: ResourceType, text: &str) -> Option<Resource> {
    match (call.service.prefix, kind.name()) {
        ("ecs", "task-definition") => ecs::task_definition(call, text),
        ("kms", "alias") => kms::alias(call, text),
        ("kms", "key") => kms::key(call, text),
        ("secretsmanager", "Secret") => secrets_manager::secret(call, text),
        _ => None,
    }
}

/// The resource of a type that an operation is about, and that no member is known to name.
pub(super) fn implied(call: &Call<'_>, kind: ResourceType) -> Result<Option<Resource>, Unmapped> {
    match (call.service.prefix, kind.name()) {
        ("ecs", "task-definition") => ecs::registered(call),
        ("kms", "key") => Ok(kms::key_behind(call)),
        _ => Ok(None),
    }
}

/// Refuses whole ARNs that other members say otherwise than the ARN does, such as which cluster a service is in: servers differ in which
/// they take. `by_arn` are the variables whose members hold the ARNs.
pub(super) fn check_told(
    call: &Call<'_>,
    kind: ResourceType,
    values: &[(&str, Vec<String>)],
    by_arn: &[&str],
    whole: &[Named],
) -> Result<(), Unmapped> {
    let variables = kind.arn_format().resource().split("${").skip(1).filter_map(|piece| piece.split_once('}'));
    let told = variables.map(|(variable, _)| {
        let names = values.iter().find(|(own, names)| *own == variable && !names.is_empty());
        let names = names.filter(|_| !by_arn.contains(&variable)).map(|(_, names)| names.clone());
        // <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html>
        let is_default = call.service.prefix == "ecs" && variable == "ClusterName" && !by_arn.contains(&variable);
        (variable, names.unwrap_or_else(|| vec![if is_default { "default" } else { "*" }.to_owned()]))
    });
    let told: Vec<Resource> = fill(call, kind, &told.collect::<Vec<_>>())?.into_iter().map(Resource::partial).collect();
    let is_told = |(own, found): &Named| *own != Some(kind.name()) || told.iter().any(|told| found.is_of(told));
    if whole.iter().all(is_told) {
        return Ok(());
    }
    Err(Unmapped::new(format!(
        "the ARN of a {} is not where another member, or its default, says that it is",
        kind.name()
    )))
}

/// The variables of a type that no request tells. Only of a type that the action needs is it certain that there is such a resource
/// at all.
pub(super) fn untold(call: &Call<'_>, action: Action, kind: ResourceType, binding: &Binding) -> Vec<&'static str> {
    let is_kind = |resource: &ActionResource| resource.is_required() && resource.resource_type().name() == kind.name();
    let is_required = action.resources().any(|resource| is_kind(&resource));
    let model: Option<&Model> = call.service.model().filter(|_| is_required && !binding.lists);
    let variables = kind.arn_format().resource().split("${").skip(1).filter_map(|piece| piece.split_once('}'));
    let untold = |variable: &&'static str| model.is_some_and(|model| is_untold(model, binding, variable));
    variables.map(|(variable, _)| variable).filter(untold).collect()
}
