//! How long a document is.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>

use super::super::declaration::{Check, Hit, Hits, Look};
use super::super::view::DocumentView;
use crate::document::{PolicyKind, size};

/// What was left out because the document is too large.
pub(in super::super) const TOO_LARGE_TO_CHECK_FULLY: Check = Check::warning(
    "TOO_LARGE_TO_CHECK_FULLY",
    Look::Document(too_large),
    "the document has so many or such long patterns that not all were compared",
)
.ours();

pub(super) const CHECKS: &[Check] = &[
    Check::warning(
        "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA",
        Look::Document(identity),
        "the document is longer than a managed policy may be",
    ),
    Check::warning(
        "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA",
        Look::Document(trust),
        "the document is longer than a trust policy may be",
    ),
    Check::error(
        "POLICY_SIZE_EXCEEDS_SCP_QUOTA",
        Look::Document(service_control),
        "the document is longer than a service control policy may be",
    ),
    Check::error(
        "POLICY_SIZE_EXCEEDS_RCP_QUOTA",
        Look::Document(resource_control),
        "the document is longer than a resource control policy may be",
    )
    .ours(),
];

fn identity(view: &DocumentView<'_>, hits: &mut Hits) {
    if matches!(view.kind, PolicyKind::Identity | PolicyKind::Boundary) {
        at_most(size::MANAGED_POLICY, size::counted_characters(view.text), view, hits);
    }
}

fn trust(view: &DocumentView<'_>, hits: &mut Hits) {
    if view.kind == PolicyKind::Trust {
        at_most(size::TRUST_POLICY, size::counted_characters(view.text), view, hits);
    }
}

fn service_control(view: &DocumentView<'_>, hits: &mut Hits) {
    if view.kind == PolicyKind::ServiceControl {
        at_most(size::SERVICE_CONTROL_POLICY, view.text.chars().count(), view, hits);
    }
}

fn resource_control(view: &DocumentView<'_>, hits: &mut Hits) {
    if view.kind == PolicyKind::ResourceControl {
        at_most(size::RESOURCE_CONTROL_POLICY, view.text.chars().count(), view, hits);
    }
}

fn at_most(most: usize, length: usize, view: &DocumentView<'_>, hits: &mut Hits) {
    if length > most {
        hits.push(Hit::new(
            view.span(),
            format!("the document has {length} characters that count, and may have {most}"),
        ));
    }
}

/// Looked at after all others.
fn too_large(view: &DocumentView<'_>, hits: &mut Hits) {
    if view.effort.was_exceeded() {
        let message = "there are so many or such long patterns that not all were compared: findings may be missing";
        hits.push(Hit::new(view.span(), message));
    }
}
