//! All checks, by subject. A check stands here by being in the list of its file.

mod action;
mod arn;
mod condition_key;
mod covered;
mod empty;
mod everyone;
mod grant;
mod ip;
mod null;
mod oidc;
mod operator;
mod pass_role;
mod principal;
mod quantifier;
mod redundant;
mod resource_use;
mod service_principal;
mod sid;
mod size;
mod trust;
mod value;
mod variable;
mod version;

pub(super) use action::{INVALID_ACTION, INVALID_SERVICE_IN_ACTION};
pub(super) use arn::{ARN_REGION_NOT_ALLOWED, INVALID_ARN_RESOURCE, INVALID_SERVICE};
pub(super) use size::TOO_LARGE_TO_CHECK_FULLY;
pub(super) use version::newest;

use super::declaration::Check;

/// The lists of the subjects.
pub(super) const SUBJECTS: [&[Check]; 23] = [
    version::CHECKS,
    size::CHECKS,
    sid::CHECKS,
    action::CHECKS,
    arn::CHECKS,
    resource_use::CHECKS,
    principal::CHECKS,
    everyone::CHECKS,
    trust::CHECKS,
    oidc::CHECKS,
    service_principal::CHECKS,
    grant::CHECKS,
    pass_role::CHECKS,
    condition_key::CHECKS,
    operator::CHECKS,
    quantifier::CHECKS,
    value::CHECKS,
    ip::CHECKS,
    null::CHECKS,
    variable::CHECKS,
    empty::CHECKS,
    redundant::CHECKS,
    covered::CHECKS,
];
