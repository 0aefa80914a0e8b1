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

/// Services whose principal is another one by operation or member. Roles of volumes are those of ECS and not of the tasks
/// (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/infrastructure_IAM_role.html>).
const EXCEPTIONS: &[(&str, &[(&str, &str)])] = &[(
    "ecs",
    &[
        ("CreateService", "ecs.amazonaws.com"),
        ("CreateTaskSet", "ecs.amazonaws.com"),
        ("RegisterTaskDefinition", "ecs-tasks.amazonaws.com"),
        ("RunTask", "ecs-tasks.amazonaws.com"),
        ("RunTask.roleArn", "ecs.amazonaws.com"),
        ("StartTask", "ecs-tasks.amazonaws.com"),
        ("StartTask.roleArn", "ecs.amazonaws.com"),
        ("UpdateService", "ecs.amazonaws.com"),
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

/// Services that act on others' resources with the permissions of whoever asks them.
const ON_BEHALF: &[&str] = &["cloudcontrol", "resourcegroupstaggingapi"];

/// Refuses requests that pass a role which they do not name by its ARN, and those that act on what another service has.
pub(super) fn check(call: &Call<'_>) -> Result<(), Unmapped> {
    let reads = call.operation.starts_with("Get") || call.operation.starts_with("List");
    if ON_BEHALF.contains(&call.service.model_name()) && !reads {
        refuse(call.operation, "it acts on resources of other services, about which nobody asks")?;
    }
    let mut found = false;
    call.members.each_name(&mut |name| found |= INDIRECT.contains(&name.to_ascii_lowercase().as_str()));
    call.members.each_text("", &mut |name, text| {
        let name = name.to_ascii_lowercase();
        let is_role = ["role", "rolename", "roleid"].iter().any(|end| name.ends_with(end));
        found |= text.contains(":instance-profile/") || is_role && !text.is_empty() && !text.starts_with("arn:");
    });
    if found {
        refuse(call.operation, "it passes a role that the request does not name by its ARN")?;
    }
    Ok(())
}
