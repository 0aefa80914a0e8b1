//! Operations that are refused whatever their members are.

use rolecall_catalog::{Action, service};

use super::{Binding, Model, Operation, is_untold};

/// Why an operation is refused whatever its members are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refused {
    /// It is not known which action it needs.
    Action,
    /// It is not certain which members name what it is about.
    Resource,
}

/// Why an operation of a service without code of its own is refused whatever its members are; `None` if some requests for it are
/// mapped.
pub fn refused(model: &Model, operation: &Operation) -> Option<Refused> {
    // Of API Gateway the path is the resource.
    if model.prefix == "apigateway" {
        return None;
    }
    let actions: Option<Vec<Action>> = operation.actions.iter().map(|name| action(name)).collect();
    match actions.filter(|actions| !actions.is_empty()) {
        None => Some(Refused::Action),
        Some(actions) => {
            (!actions.iter().all(|action| is_named(*action, model, operation))).then_some(Refused::Resource)
        }
    }
}

fn action(name: &str) -> Option<Action> {
    let (prefix, name) = name.split_once(':')?;
    service(prefix)?.action(name)
}

/// Actions whose resources the services' own code finds.
const NAMED_BY_CODE: &[&str] = &["ecs:RegisterTaskDefinition", "kms:DeleteAlias", "secretsmanager:CreateSecret"];

/// Whether the members can say what the action is about.
fn is_named(action: Action, model: &Model, operation: &Operation) -> bool {
    if action.resources().next().is_none() || NAMED_BY_CODE.contains(&action.to_string().as_str()) {
        return true;
    }
    let of = |kind: &str| operation.resources.iter().find(|binding| binding.kind == kind);
    let bound =
        |kind: rolecall_catalog::ResourceType| of(kind.name()).is_some_and(|binding| names(model, binding, kind));
    let all = action.resources().all(|resource| !resource.is_required() || bound(resource.resource_type()));
    all && (operation.nameless || action.resources().any(|resource| bound(resource.resource_type())))
}

/// Whether a binding can give an ARN.
fn names(model: &Model, binding: &Binding, kind: rolecall_catalog::ResourceType) -> bool {
    let format = kind.arn_format();
    let mut variables = format.resource().split("${").skip(1).filter_map(|piece| piece.split_once('}'));
    let has = |variable: &str| {
        binding.fills.contains_key(variable)
            || binding.made.iter().any(|made| made == variable)
            || is_untold(model, binding, variable)
    };
    binding.lists || !binding.arns.is_empty() || variables.all(|(variable, _)| has(variable))
}
