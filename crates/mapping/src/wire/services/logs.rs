//! Amazon CloudWatch Logs.
//!
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/permissions-reference-cwl.html>

mod query;

use rolecall_catalog::ActionResource;
use rolecall_model::Arn;

use super::{Service, Then, service};
use crate::Unmapped;
use crate::resource::Resource;
use crate::wire::wanted::{Wanted, action};
use crate::wire::{Call, arn};

pub(super) const SERVICE: Service = Service {
    principal: "logs.amazonaws.com",
    fills: &[
        ("LogGroupName", GROUPS),
        ("LogStreamName", &["logStreamName"]),
        ("LookupTableName", &["lookupTableName"]),
        ("ScheduledQueryId", &["identifier"]),
        ("DestinationName", &["destinationName"]),
        ("DeliveryName", &["id"]),
        ("DeliverySourceName", &["name", "deliverySourceName"]),
        ("DeliveryDestinationName", &["name", "deliveryDestinationName"]),
    ],
    arns: &["anomalyDetectorArn", "deliveryDestinationArn", "lookupTableArn", "resourceArn"],
    open: &[
        ("CreateDelivery", "delivery"),
        ("CreateScheduledQuery", "scheduled-query"),
        ("UpdateDeliveryConfiguration", "delivery-destination"),
        ("UpdateDeliveryConfiguration", "delivery-source"),
    ],
    keys: &[
        ("logs:DeliveryDestinationResourceArn", "deliveryDestinationConfiguration.destinationResourceArn"),
        ("logs:LogGeneratingResourceArns", "resourceArn"),
    ],
    data: &["PutLogEvents"],
    special,
    ..service("logs", "logs")
};

const GROUPS: &[&str] =
    &["logGroupName", "logGroupNames", "logGroupIdentifier", "logGroupIdentifiers", "logGroupArnList"];

fn special(call: &Call<'_>, wanted: &mut Wanted) -> Result<Then, Unmapped> {
    // The document of an account's policy can name a role that is passed, as a part of a text.
    if call.operation == "PutAccountPolicy"
        && call.members.text("policyDocument")?.is_some_and(|text| text.contains(":role/"))
    {
        return Err(Unmapped::new("the role that the policy passes is not asked about"));
    }
    if call.operation == "StartQuery" {
        query::check(call)?;
    }
    if call.operation == "PutDeliverySource" {
        source(call, wanted)?;
    }
    let action = action("logs", call.operation)?;
    // Of which group a record or a query is only the service knows.
    if matches!(call.operation, "GetLogRecord" | "GetQueryResults") {
        let any = Resource::partial(super::arn(call, "logs", "log-group:**:log-stream:"));
        wanted.want_of(action, Some("log-group"), any);
        return Ok(Then::Done);
    }
    if call.members.get("resourceIdentifier").is_some() {
        return Err(Unmapped::new("`resourceIdentifier` can name what is not a log group"));
    }
    let of_tags = call.operation.ends_with("Resource");
    for (kind, resource) in arn::resources(call, action)? {
        wanted.want_of(action, kind, if of_tags { resource } else { of_group(resource) });
    }
    if call.operation == "CreateLogGroup" && call.members.get("tags").is_some() {
        for (_, resource) in arn::resources(call, action)? {
            wanted.want_named("logs", "TagResource", resource)?;
        }
    }
    // A subscription to a destination of another account is asked about the destination too.
    if let Some(destination) = call.members.text("destinationArn")?
        && destination.contains(":logs:")
    {
        wanted.want(action, destination.to_owned());
    }
    Ok(Then::Done)
}

/// The service whose resource it is must let its logs be delivered
/// (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html>).
fn source(call: &Call<'_>, wanted: &mut Wanted) -> Result<(), Unmapped> {
    let Some(resource) = call.members.text("resourceArn")? else { return Ok(()) };
    let strange = || Unmapped::new("`resourceArn` is not the ARN of a resource of this account and region");
    let parsed: Arn = resource.parse().map_err(|_| strange())?;
    let action = action(parsed.service(), "AllowVendedLogDeliveryForResource")?;
    let mut kinds = action.resources().map(ActionResource::resource_type).peekable();
    let is_own = match kinds.peek() {
        Some(_) => kinds.any(|kind| arn::matches(call, kind, resource)),
        None => resource.starts_with(&super::arn(call, parsed.service(), "")) && !resource.contains(['*', '?']),
    };
    if !is_own {
        return Err(strange());
    }
    wanted.want(action, resource.to_owned());
    Ok(())
}

/// AWS asks about log groups, but for their tags, with an empty log stream; so policies end them in `:*`.
fn of_group(mut resource: Resource) -> Resource {
    if resource.arn.contains(":log-group:") && !resource.arn.contains(":log-stream:") {
        resource.arn.push_str(":log-stream:");
    }
    resource
}
