//! Whether a statement's actions and resources have anything to do with each other.
//!
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>

use std::collections::{HashMap, HashSet};

use rolecall_catalog::{Action, ActionResource, ArnFormat, ResourceType};

use super::super::arn_form::Form;
use super::super::declaration::{Check, Hit, Hits, Look};
use super::super::edit::{remove, replace, shown};
use super::super::effort::Effort;
use super::super::finding::Fix;
use super::super::meaning::Meaning;
use super::super::resource_glob::ResourceGlob;
use super::super::view::StatementView;
use crate::document::ast::Spanned;

pub(super) const CHECKS: &[Check] = &[
    Check::warning(
        "ACTION_NEEDS_STAR_RESOURCE",
        Look::Statement(needs_star),
        "an action that cannot be limited to resources stands with ARNs, and so never matches",
    )
    .ours(),
    Check::warning(
        "ACTION_WITHOUT_RESOURCE",
        Look::Statement(without_resource),
        "an action works on none of the statement's resources, and so never matches",
    )
    .ours(),
    Check::warning(
        "RESOURCE_WITHOUT_ACTION",
        Look::Statement(without_action),
        "none of the statement's actions works on a resource",
    )
    .ours(),
];

/// The resources of a statement, where each is an ARN whose fields are right.
struct Resources<'v> {
    values: &'v [Spanned<Box<str>>],
    patterns: Vec<ResourceGlob>,
}

impl<'v> Resources<'v> {
    fn of(view: &'v StatementView<'_>) -> Option<Self> {
        let element = view.statement.resource.as_ref().filter(|element| !element.negated)?;
        let sound = |form: &Option<Form<'_>>| form.as_ref().is_some_and(|form| form.fault.is_none());
        let values = element.values.as_slice();
        if values.is_empty() || !view.forms.iter().all(sound) {
            return None;
        }
        let patterns = values.iter().map(|value| ResourceGlob::read(&value.value, view.of.version())).collect();
        Some(Self { values, patterns })
    }

    fn any_is_of(&self, resource_type: ResourceType, effort: &Effort) -> bool {
        let formats = ResourceGlob::of_format(resource_type.arn_format());
        let is_of = |pattern: &ResourceGlob| formats.iter().any(|format| !pattern.is_apart_from(format, effort));
        self.patterns.iter().any(is_of)
    }
}

/// The actions that are written out, with their values.
fn named<'v>(view: &'v StatementView<'_>) -> impl Iterator<Item = (&'v Spanned<Box<str>>, Action)> {
    let element = view.statement.action.as_ref().filter(|element| !element.negated);
    let values = element.map_or(&[][..], |element| &element.values);
    values.iter().zip(view.meanings.each()).filter_map(|(value, meaning)| match meaning {
        Meaning::One(action) => Some((value, *action)),
        _ => None,
    })
}

fn needs_star(view: &StatementView<'_>, hits: &mut Hits) {
    if Resources::of(view).is_none() {
        return;
    }
    for (value, action) in named(view).filter(|(_, action)| action.resources().next().is_none()) {
        let message =
            format!("`{action}` cannot be limited to resources: it needs a statement with `\"Resource\": \"*\"`");
        hits.push(Hit::new(value.span, message));
    }
}

fn without_resource(view: &StatementView<'_>, hits: &mut Hits) {
    let Some(resources) = Resources::of(view) else { return };
    let mut known = HashMap::new();
    for (value, action) in named(view) {
        let mut types = action.resources().map(ActionResource::resource_type).peekable();
        if types.peek().is_none() {
            continue;
        }
        let mut is_used = |found| *known.entry(found).or_insert_with(|| resources.any_is_of(found, &view.of.effort));
        if !types.any(&mut is_used) {
            let formats = action.resources().map(|used| used.resource_type().arn_format());
            let message = format!("`{action}` works on none of these resources, but on {}", listed(formats));
            hits.push(Hit::new(value.span, message).with(of_bucket_or_object(view, &resources, action)));
        }
    }
}

/// The first formats, in words.
fn listed(mut formats: impl Iterator<Item = ArnFormat>) -> String {
    let first: Vec<_> = formats.by_ref().take(3).map(|format| format!("`{format}`")).collect();
    let more = if formats.next().is_some() { " and others" } else { "" };
    format!("{}{more}", first.join(", "))
}

/// The common mistake with S3, where it is the only one: an object's action on its bucket, or the reverse.
fn of_bucket_or_object(view: &StatementView<'_>, resources: &Resources<'_>, action: Action) -> Option<Fix> {
    let ([value], 1) = (resources.values, view.meanings.each().len()) else { return None };
    let name = value.value.strip_prefix("arn:aws:s3:::")?;
    let works_on = |wanted: &str| action.resources().any(|used| used.resource_type().name() == wanted);
    let right = match name.strip_suffix("/*") {
        Some(bucket) if works_on("bucket") && !bucket.contains('/') => bucket.to_owned(),
        None if works_on("object") && !name.contains('/') => format!("{name}/*"),
        _ => return None,
    };
    Some(replace(value, &format!("arn:aws:s3:::{right}")))
}

/// Says nothing where no resource is used: then it is said of the actions.
fn without_action(view: &StatementView<'_>, hits: &mut Hits) {
    let (Some(resources), Some(actions)) = (Resources::of(view), view.meanings.actions()) else { return };
    let (mut formats, mut seen) = (Vec::new(), HashSet::new());
    for resource_type in actions.iter().flat_map(|action| action.resources()).map(ActionResource::resource_type) {
        if !view.of.effort.spend(1) {
            return;
        }
        if seen.insert(resource_type.arn_format()) {
            formats.extend(ResourceGlob::of_format(resource_type.arn_format()));
        }
    }
    let used = |pattern: &ResourceGlob| formats.iter().any(|format| !pattern.is_apart_from(format, &view.of.effort));
    let each: Vec<bool> = resources.patterns.iter().map(used).collect();
    if !each.contains(&true) {
        return;
    }
    for (value, _) in resources.values.iter().zip(each).filter(|(_, used)| !used) {
        let message = format!("none of the statement's actions works on {}", shown(&value.value));
        hits.push(Hit::new(value.span, message).with(remove(view.of.text, value.span, "leave it out")));
    }
}
