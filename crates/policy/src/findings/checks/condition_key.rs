//! Condition keys: whether they exist, and whether the statement's actions have them.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use rolecall_catalog::{ConditionKey, condition_key, condition_keys, service, services};

use super::super::declaration::{Check, Hit, Hits, Look};
use super::super::edit::{replace, shown};
use super::super::nearest::nearest;
use super::super::part::ConditionView;

pub(super) const CHECKS: &[Check] = &[
    Check::error(
        "INVALID_CONDITION_KEY_FORMAT",
        Look::Condition(format),
        "a condition key has no service before a colon",
    ),
    Check::error(
        "MISSING_TAG_KEY_IN_CONDITION",
        Look::Condition(tag),
        "a condition key does not say which tag it is about",
    ),
    Check::error("INVALID_GLOBAL_CONDITION_KEY", Look::Condition(global), "there is no such global condition key"),
    Check::error("INVALID_SERVICE_CONDITION_KEY", Look::Condition(of_service), "the service has no such condition key"),
    Check::warning(
        "CONDITION_KEY_NOT_OF_ACTIONS",
        Look::Condition(of_actions),
        "none of the statement's actions has a condition key",
    )
    .ours(),
];

/// Global keys that only some actions have.
const NOT_ALWAYS: [&str; 3] = ["aws:RequestTag/${TagKey}", "aws:ResourceTag/${TagKey}", "aws:TagKeys"];

/// What is wrong with a key that is not in the catalog.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unknown {
    Format,
    Tag,
    Global,
    OfService,
}

fn unknown(view: &ConditionView<'_>) -> Option<Unknown> {
    if view.key.is_some() {
        return None;
    }
    let key = &*view.element.key.value;
    let Some((prefix, _)) = key.split_once(':') else { return Some(Unknown::Format) };
    if condition_key(&format!("{}/x", key.trim_end_matches('/'))).is_some_and(ConditionKey::is_template) {
        return Some(Unknown::Tag);
    }
    match prefix {
        "" => Some(Unknown::Format),
        // The keys of an identity provider are the claims of its tokens.
        _ if prefix.contains(['.', '/']) => None,
        _ if prefix.eq_ignore_ascii_case("aws") => Some(Unknown::Global),
        _ => Some(Unknown::OfService),
    }
}

fn format(view: &ConditionView<'_>, hits: &mut Hits) {
    if unknown(view) == Some(Unknown::Format) {
        let key = &view.element.key;
        let message = format!("a condition key has the form `service:name`, and {} has not", shown(&key.value));
        let global = condition_key(&format!("aws:{}", key.value.trim_start_matches(':')));
        let fix = global.filter(|found| !found.is_template()).map(|found| replace(key, found.name()));
        hits.push(Hit::new(key.span, message).with(fix));
    }
}

fn tag(view: &ConditionView<'_>, hits: &mut Hits) {
    if unknown(view) == Some(Unknown::Tag) {
        let key = &view.element.key;
        let message = format!("write which tag it is about: `{}/KEY`", key.value.trim_end_matches('/'));
        hits.push(Hit::new(key.span, message));
    }
}

fn global(view: &ConditionView<'_>, hits: &mut Hits) {
    if unknown(view) == Some(Unknown::Global) {
        let message = format!("there is no global condition key {}", shown(&view.element.key.value));
        hits.push(with_nearest(view, message, "aws"));
    }
}

fn of_service(view: &ConditionView<'_>, hits: &mut Hits) {
    if unknown(view) != Some(Unknown::OfService) {
        return;
    }
    let key = &view.element.key;
    let (prefix, name) = key.value.split_once(':').unwrap_or_default();
    let exists = service(prefix).is_some() || keys_of(prefix).next().is_some();
    if exists {
        let message = format!("the service {} has no condition key {}", shown(prefix), shown(name));
        return hits.push(with_nearest(view, message, prefix));
    }
    let message = format!("there is no service {} and so no condition key {}", shown(prefix), shown(&key.value));
    let right = nearest(prefix, services().map(rolecall_catalog::Service::prefix), &view.of.of.effort);
    let proposal = right.map(|right| format!("{right}:{name}")).filter(|proposal| condition_key(proposal).is_some());
    hits.push(Hit::new(key.span, message).with(proposal.map(|proposal| replace(key, &proposal))));
}

/// The keys that begin with a prefix and a colon.
fn keys_of(prefix: &str) -> impl Iterator<Item = ConditionKey> {
    let prefix = prefix.to_ascii_lowercase();
    condition_keys()
        .filter(move |key| key.name().split_once(':').is_some_and(|(of_key, _)| of_key.eq_ignore_ascii_case(&prefix)))
}

/// With the nearest key of that prefix; what follows a `/` stays.
fn with_nearest(view: &ConditionView<'_>, message: String, prefix: &str) -> Hit {
    let key = &view.element.key;
    let (head, tail) = key.value.split_at(key.value.find('/').unwrap_or(key.value.len()));
    let heads = keys_of(prefix).map(|known| known.name().split("/${").next().unwrap_or_default());
    let right = nearest(head, heads, &view.of.of.effort).map(|right| format!("{right}{tail}"));
    let fix = right.filter(|right| condition_key(right).is_some()).map(|right| replace(key, &right));
    Hit::new(key.span, message).with(fix)
}

fn of_actions(view: &ConditionView<'_>, hits: &mut Hits) {
    let Some(key) = view.key else { return };
    let prefix = key.name().split(':').next().unwrap_or_default();
    let is_of_some_only = NOT_ALWAYS.contains(&key.name()) || (!key.is_global() && service(prefix).is_some());
    if !is_of_some_only || view.of.has_key(key) != Some(false) {
        return;
    }
    let name = shown(&view.element.key.value);
    let message = format!("none of the statement's actions has the condition key {name}: it is never there");
    hits.push(Hit::new(view.element.key.span, message));
}
