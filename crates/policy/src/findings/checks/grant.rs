//! Statements that allow, or deny, more than one would list.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege>

use rolecall_catalog::AccessLevel;

use super::super::declaration::{Check, Hit, Hits, Look};
use super::super::edit::shown;
use super::super::meaning::{Meaning, matching};
use super::super::part::ActionView;
use super::super::view::StatementView;

pub(super) const CHECKS: &[Check] = &[
    Check::security("ALLOW_STAR_ON_STAR", Look::Statement(star_on_star), "everything is allowed on everything").ours(),
    Check::security(
        "ALLOW_PERMISSIONS_MANAGEMENT_WITH_WILDCARD",
        Look::Action(permissions_management),
        "a wildcard allows to change permissions",
    )
    .ours(),
    Check::warning(
        "ALLOW_WITH_NOT_ACTION",
        Look::Statement(not_action),
        "all actions but some are allowed, also future ones",
    )
    .ours(),
    Check::warning(
        "ALLOW_WITH_NOT_RESOURCE",
        Look::Statement(not_resource),
        "all resources but some are allowed, also future ones",
    )
    .ours(),
    Check::warning("DENY_STAR_ON_STAR", Look::Statement(deny_all), "everything is denied, whatever else allows").ours(),
];

/// Services whose permissions are those of other services too.
const OF_PRINCIPALS: [&str; 5] = ["iam", "organizations", "sso", "sso-directory", "identitystore"];

/// Whether the statement is about all actions on all resources.
fn is_everything(view: &StatementView<'_>) -> bool {
    let values = view.statement.action.as_ref().filter(|element| !element.negated);
    let star = |element: &crate::document::ast::ListElement| {
        element.values.iter().any(|value| matches!(&*value.value, "*" | "*:*"))
    };
    values.is_some_and(star) && view.names_every_resource()
}

fn star_on_star(view: &StatementView<'_>, hits: &mut Hits) {
    if let Some(action) = view.statement.action.as_ref().filter(|_| view.grants() && is_everything(view)) {
        hits.push(Hit::new(action.span, "all actions on all resources are allowed: whoever has this can do anything"));
    }
}

fn deny_all(view: &StatementView<'_>, hits: &mut Hits) {
    let alone = view.statement.conditions.is_empty() && view.statement.principal.is_none();
    if let Some(action) = view.statement.action.as_ref().filter(|_| !view.is_allow() && alone && is_everything(view)) {
        hits.push(Hit::new(action.span, "all actions on all resources are denied: no other policy can allow anything"));
    }
}

fn permissions_management(view: &ActionView<'_>, hits: &mut Hits) {
    let Meaning::Some(service) = view.meaning() else { return };
    if !view.of.grants() || view.of.has_not_action() || !OF_PRINCIPALS.contains(&service.prefix()) {
        return;
    }
    let mut matched = matching(service, view.name(), view.effort());
    if let Some(action) = matched.find(|action| action.access_level() == AccessLevel::PermissionsManagement) {
        let message = format!("{} allows to change permissions, for instance by `{action}`", shown(&view.value.value));
        hits.push(Hit::new(view.value.span, message));
    }
}

fn not_action(view: &StatementView<'_>, hits: &mut Hits) {
    let element = view.statement.action.as_ref().filter(|element| element.negated && view.grants());
    if let Some(element) = element {
        let message = "`NotAction` with `Allow` allows all other actions, also those of services that do not exist yet";
        hits.push(Hit::new(element.span, message));
    }
}

fn not_resource(view: &StatementView<'_>, hits: &mut Hits) {
    let element = view.statement.resource.as_ref().filter(|element| element.negated && view.grants());
    if let Some(element) = element {
        let message = "`NotResource` with `Allow` allows all other resources, also those that do not exist yet";
        hits.push(Hit::new(element.span, message));
    }
}
