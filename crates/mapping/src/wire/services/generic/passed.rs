//! To whom services pass the roles that requests name.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html>; which principal a service has is
//! on the page about its roles. A service that is not here is refused as soon as a role is named.

use super::super::refuse;
use crate::Unmapped;
use crate::wire::Call;

/// The models, and the principals that their roles trust.
const PRINCIPALS: &[(&str, &str)] = &[
    ("apigateway", "apigateway.amazonaws.com"),
    ("apigatewayv2", "apigateway.amazonaws.com"),
    ("appsync", "appsync.amazonaws.com"),
    ("backup", "backup.amazonaws.com"),
    ("cloudtrail", "cloudtrail.amazonaws.com"),
    ("codebuild", "codebuild.amazonaws.com"),
    ("codedeploy", "codedeploy.amazonaws.com"),
    ("codepipeline", "codepipeline.amazonaws.com"),
    ("config", "config.amazonaws.com"),
    ("datasync", "datasync.amazonaws.com"),
    ("dlm", "dlm.amazonaws.com"),
    ("events", "events.amazonaws.com"),
    ("firehose", "firehose.amazonaws.com"),
    ("fis", "fis.amazonaws.com"),
    ("glue", "glue.amazonaws.com"),
    ("iot", "iot.amazonaws.com"),
    ("kinesisanalytics", "kinesisanalytics.amazonaws.com"),
    ("kinesisanalyticsv2", "kinesisanalytics.amazonaws.com"),
    ("pipes", "pipes.amazonaws.com"),
    ("sagemaker", "sagemaker.amazonaws.com"),
    ("scheduler", "scheduler.amazonaws.com"),
    ("stepfunctions", "states.amazonaws.com"),
    ("transfer", "transfer.amazonaws.com"),
];

/// Services whose principal is another one by operation.
const EXCEPTIONS: &[(&str, &[(&str, &str)])] = &[(
    "ecs",
    &[
        ("CreateService", "ecs.amazonaws.com"),
        ("RegisterTaskDefinition", "ecs-tasks.amazonaws.com"),
        ("RunTask", "ecs-tasks.amazonaws.com"),
        ("StartTask", "ecs-tasks.amazonaws.com"),
    ],
)];

/// The principal of a service; empty if it is not known.
pub(super) fn principal(model: &str) -> &'static str {
    PRINCIPALS.iter().find(|(own, _)| *own == model).map_or("", |(_, principal)| principal)
}

/// The principals of single operations.
pub(super) fn exceptions(model: &str) -> &'static [(&'static str, &'static str)] {
    EXCEPTIONS.iter().find(|(own, _)| *own == model).map_or(&[], |(_, exceptions)| exceptions)
}

/// Members in which an instance profile or a launch template stands, whose role only others know.
const INDIRECT: &[&str] =
    &["iaminstanceprofile", "instanceprofile", "instanceprofilename", "instanceprofilearn", "launchtemplate"];

/// Refuses requests that pass a role which they do not name.
pub(super) fn check(call: &Call<'_>) -> Result<(), Unmapped> {
    let mut found = false;
    call.members.each_name(&mut |name| found |= INDIRECT.contains(&name.to_ascii_lowercase().as_str()));
    if found {
        refuse(call.operation, "it passes a role that the request does not name")?;
    }
    Ok(())
}
