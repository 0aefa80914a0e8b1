//! Values of `Action` and `NotAction`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>

use rolecall_catalog::{Service, services};

use super::super::declaration::{Check, Hit, Hits, Look};
use super::super::edit::{replace, shown};
use super::super::meaning::Meaning;
use super::super::nearest::nearest;
use super::super::part::ActionView;

/// Also for actions without a service.
pub(in super::super) const INVALID_SERVICE_IN_ACTION: Check = Check::error(
    "INVALID_SERVICE_IN_ACTION",
    Look::Action(unknown_service),
    "an action is of a service that does not exist",
);

/// Also for actions of a wrong form.
pub(in super::super) const INVALID_ACTION: Check =
    Check::error("INVALID_ACTION", Look::Action(unknown), "an action does not exist for its service");

pub(super) const CHECKS: &[Check] = &[
    INVALID_SERVICE_IN_ACTION,
    INVALID_ACTION,
    Check::warning("ACTION_MATCHES_NOTHING", Look::Action(nothing), "no action of the service matches a pattern")
        .ours(),
    Check::suggestion(
        "WILDCARD_IN_SERVICE_NAME",
        Look::Action(any_service),
        "an action has a wildcard for its service",
    ),
];

/// Operations whose permission has another name, as it is often mistaken.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html>
const OPERATIONS: [(&str, &str, &str); 12] = [
    ("s3", "listbuckets", "ListAllMyBuckets"),
    ("s3", "listobjects", "ListBucket"),
    ("s3", "listobjectsv2", "ListBucket"),
    ("s3", "listobjectversions", "ListBucketVersions"),
    ("s3", "listmultipartuploads", "ListBucketMultipartUploads"),
    ("s3", "headobject", "GetObject"),
    ("s3", "headbucket", "ListBucket"),
    ("s3", "deleteobjects", "DeleteObject"),
    ("s3", "uploadpart", "PutObject"),
    ("s3", "createmultipartupload", "PutObject"),
    ("s3", "completemultipartupload", "PutObject"),
    ("lambda", "invoke", "InvokeFunction"),
];

fn unknown_service(view: &ActionView<'_>, hits: &mut Hits) {
    if view.meaning() != Meaning::UnknownService {
        return;
    }
    let (prefix, name) = view.value.value.split_once(':').unwrap_or((&view.value.value, ""));
    let right = nearest(prefix, services().map(Service::prefix), view.effort());
    let fix = right.map(|right| replace(view.value, &format!("{right}:{name}")));
    hits.push(Hit::new(view.value.span, format!("there is no service {}", shown(prefix))).with(fix));
}

fn unknown(view: &ActionView<'_>, hits: &mut Hits) {
    let Meaning::Unknown(service) = view.meaning() else { return };
    let name = view.name();
    let operation = OPERATIONS
        .iter()
        .find(|(prefix, operation, _)| *prefix == service.prefix() && operation.eq_ignore_ascii_case(name))
        .map(|(_, _, action)| *action);
    let right =
        operation.or_else(|| nearest(name, service.actions().map(rolecall_catalog::Action::name), view.effort()));
    let fix = right.map(|right| replace(view.value, &format!("{service}:{right}")));
    hits.push(Hit::new(view.value.span, format!("the service `{service}` has no action {}", shown(name))).with(fix));
}

fn nothing(view: &ActionView<'_>, hits: &mut Hits) {
    if let Meaning::Nothing(service) = view.meaning() {
        let message = format!("no action of the service `{service}` matches {}", shown(view.name()));
        hits.push(Hit::new(view.value.span, message));
    }
}

fn any_service(view: &ActionView<'_>, hits: &mut Hits) {
    if view.meaning() == Meaning::AllServices && view.value.value.contains(':') && &*view.value.value != "*:*" {
        let message = format!("{} names no service: it matches such actions of all of them", shown(&view.value.value));
        hits.push(Hit::new(view.value.span, message));
    }
}
