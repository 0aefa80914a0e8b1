//! Workloads as people read them.

use serde_json::Value;

use crate::registry::{day, table, text};

/// A line for each.
pub(super) fn all(answer: &Value) -> String {
    let workloads = answer.get("Workloads").and_then(Value::as_array).into_iter().flatten();
    let rows = workloads.map(|it| {
        [
            text(it, "WorkloadArn"),
            role(it, "RoleArn"),
            role(it, "ExecutionRoleArn"),
            day(it, "RoleSince"),
            text(it, "HostId"),
        ]
    });
    table(["WORKLOAD", "ROLE", "EXECUTION ROLE", "SINCE", "HOST"], rows)
}

/// A line for each thing that is known of one.
pub(super) fn one(answer: &Value) -> String {
    let it = answer.get("Workload").unwrap_or(answer);
    let known = [
        ("workload", text(it, "WorkloadArn")),
        ("kind", text(it, "Kind")),
        ("trusted service", text(it, "ServicePrincipal")),
        ("role", text(it, "RoleArn")),
        ("instance profile", text(it, "InstanceProfileArn")),
        ("execution role", text(it, "ExecutionRoleArn")),
        ("roles since", day(it, "RoleSince")),
        ("registered", day(it, "RegisteredDate")),
        ("host", text(it, "HostId")),
    ];
    let tags = it.get("Tags").and_then(Value::as_array).into_iter().flatten();
    let tags = tags.map(|tag| ("tag", format!("{}={}", text(tag, "Key"), text(tag, "Value"))));
    let lines = known.into_iter().chain(tags).map(|(name, value)| format!("{name:17} {value}"));
    lines.chain([String::new()]).collect::<Vec<_>>().join("\n")
}

/// The path and name of a role.
fn role(workload: &Value, member: &str) -> String {
    let arn = text(workload, member);
    arn.split_once(":role/").map_or_else(|| arn.clone(), |(_, name)| name.to_owned())
}
