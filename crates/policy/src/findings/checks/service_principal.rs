//! Services that act for a resource: without a condition on it, they can be made to act for another one's.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html>

use super::super::declaration::{Check, Hit, Hits, Look};
use super::super::edit::shown;
use super::super::part::PrincipalView;
use crate::document::ast::PrincipalKind;

pub(super) const CHECKS: &[Check] = &[Check::suggestion(
    "RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL",
    Look::Principal(source),
    "a service that tells for whom it acts is allowed without a condition on that",
)];

/// Services whose own manual advises to check the source, without `.amazonaws.com`. Others do not send it, so that the
/// condition would refuse them.
const TELL_THE_SOURCE: [&str; 31] = [
    "appsync",
    "backup",
    "bedrock",
    "cloudformation",
    "cloudtrail",
    "cloudwatch",
    "codebuild",
    "config",
    "datasync",
    "delivery.logs",
    "dms",
    "ecs-tasks",
    "events",
    "firehose",
    "fis",
    "glue",
    "guardduty",
    "imagebuilder",
    "inspector2",
    "logging.s3",
    "macie",
    "osis",
    "pipes",
    "s3",
    "sagemaker",
    "scheduler",
    "ses",
    "sns",
    "ssm",
    "states",
    "vpc-flow-logs",
];

const KEYS: [&str; 4] = ["aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"];

fn source(view: &PrincipalView<'_>, hits: &mut Hits) {
    let service = view.value.strip_suffix(".amazonaws.com").unwrap_or_default();
    let tells = view.kind == Some(PrincipalKind::Service) && TELL_THE_SOURCE.contains(&service);
    if tells && view.is_granted() && !view.of.depends_on(&KEYS) {
        let message = format!(
            "{} acts for resources of many accounts: say for which by `aws:SourceArn` or `aws:SourceAccount`",
            shown(view.value)
        );
        hits.push(Hit::new(view.span, message));
    }
}
