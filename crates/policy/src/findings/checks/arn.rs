//! The fields of the ARNs in `Resource` and `NotResource`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>

use super::super::arn_form::{Fault, Form};
use super::super::declaration::{Check, Hit, Hits, Look};
use super::super::edit::{replace, shown};
use super::super::nearest::nearest;
use super::super::part::ResourceView;

/// Also for services that cannot be one.
pub(in super::super) const INVALID_SERVICE: Check =
    Check::error("INVALID_SERVICE", Look::Resource(service), "the service of an ARN does not exist");

/// Also for what AWS refuses.
pub(in super::super) const INVALID_ARN_RESOURCE: Check =
    Check::error("INVALID_ARN_RESOURCE", Look::Resource(resource), "the service has no resources with such ARNs");

/// Also for what AWS refuses.
pub(in super::super) const ARN_REGION_NOT_ALLOWED: Check = Check::error(
    "ARN_REGION_NOT_ALLOWED",
    Look::Resource(no_region),
    "an ARN has a region, and those of its type have none",
);

pub(super) const CHECKS: &[Check] = &[
    Check::error("MISSING_ARN_FIELD", Look::Resource(missing_field), "an ARN has fewer than six fields"),
    Check::error(
        "INVALID_ARN_SERVICE_CASE",
        Look::Resource(service_case),
        "the service of an ARN is not in lower case",
    ),
    INVALID_SERVICE,
    Check::error("INVALID_REGION", Look::Resource(region), "the region of an ARN is none"),
    Check::error("INVALID_ARN_ACCOUNT", Look::Resource(account), "the account of an ARN has not twelve digits"),
    INVALID_ARN_RESOURCE,
    ARN_REGION_NOT_ALLOWED,
    Check::error(
        "ARN_ACCOUNT_NOT_ALLOWED",
        Look::Resource(no_account),
        "an ARN has an account, and those of its type have none",
    ),
    Check::error(
        "MISSING_ARN_REGION",
        Look::Resource(missing_region),
        "an ARN has no region, and those of its type have one",
    ),
];

/// Says it if this is what is wrong with the ARN. Only one fault is told of each.
fn report(view: &ResourceView<'_>, fault: Fault, hits: &mut Hits, say: impl Fn(&Form<'_>) -> (String, Option<String>)) {
    let Some(form) = view.form().filter(|form| form.fault == Some(fault)) else { return };
    let (message, right) = say(form);
    hits.push(Hit::new(view.value.span, message).with(right.map(|right| replace(view.value, &right))));
}

fn missing_field(view: &ResourceView<'_>, hits: &mut Hits) {
    report(view, Fault::Fields, hits, |form| {
        // What follows a final `*` was meant to be anything.
        let whole = form.text.ends_with('*') && form.text.split(':').count() > 2;
        let missing = 6_usize.saturating_sub(form.text.split(':').count());
        let message = format!("an ARN has six fields, and {} has not", shown(form.text));
        (message, whole.then(|| format!("{}{}", form.text, ":*".repeat(missing))))
    });
}

fn service_case(view: &ResourceView<'_>, hits: &mut Hits) {
    report(view, Fault::ServiceCase, hits, |form| {
        let right = form.service.to_ascii_lowercase();
        (format!("the service of an ARN is in lower case: `{right}`"), Some(form.with(2, &right)))
    });
}

fn service(view: &ResourceView<'_>, hits: &mut Hits) {
    report(view, Fault::Service, hits, |form| {
        let right = nearest(form.service, Form::services(), &view.of.of.effort);
        let message = format!("no service has ARNs with {}", shown(form.service));
        (message, right.map(|right| form.with(2, right)))
    });
}

fn region(view: &ResourceView<'_>, hits: &mut Hits) {
    report(view, Fault::Region, hits, |form| (format!("{} is no region", shown(form.region)), None));
}

fn account(view: &ResourceView<'_>, hits: &mut Hits) {
    report(view, Fault::Account, hits, |form| {
        (format!("an account has twelve digits, and {} has not", shown(form.account)), None)
    });
}

fn resource(view: &ResourceView<'_>, hits: &mut Hits) {
    report(view, Fault::Resource, hits, |form| {
        let message = format!("the service `{}` has no resources with ARNs like {}", form.service, shown(form.text));
        (message, None)
    });
}

fn no_region(view: &ResourceView<'_>, hits: &mut Hits) {
    report(view, Fault::RegionNotAllowed, hits, |form| {
        ("the ARNs of this type have no region".to_owned(), Some(form.with(3, "")))
    });
}

fn no_account(view: &ResourceView<'_>, hits: &mut Hits) {
    report(view, Fault::AccountNotAllowed, hits, |form| {
        ("the ARNs of this type have no account".to_owned(), Some(form.with(4, "")))
    });
}

fn missing_region(view: &ResourceView<'_>, hits: &mut Hits) {
    report(view, Fault::RegionMissing, hits, |form| {
        ("the ARNs of this type have a region".to_owned(), Some(form.with(3, "*")))
    });
}
