//! Amazon DynamoDB: tables, indexes, and items by their keys and attributes.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html>

mod expression;
mod item;

use super::{Service, Then, arn, refuse, service};
use crate::Unmapped;
use crate::wire::Call;
use crate::wire::arn::is_name;
use crate::wire::member::Member;
use crate::wire::wanted::Wanted;

pub(super) const SERVICE: Service = Service {
    // A batch has at most 16 MiB of items.
    limit: 32 << 20,
    fills: &[
        ("TableName", &["TableName", "TargetTableName"]),
        ("IndexName", &["IndexName"]),
        ("GlobalTableName", &["GlobalTableName"]),
    ],
    arns: &["BackupArn", "ExportArn", "ImportArn", "ResourceArn", "TableArn"],
    data: &["*"],
    special,
    ..service("dynamodb", "dynamodb")
};

/// Actions that AWS asks for on a table that is restored
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/backuprestore_IAM.html>).
const RESTORED: &[&str] = &["BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem"];

fn special(call: &Call<'_>, wanted: &mut Wanted) -> Result<Then, Unmapped> {
    match call.operation {
        "GetItem" | "PutItem" | "UpdateItem" | "DeleteItem" | "Query" | "Scan" => {
            item::want(call, wanted, call.operation, &call.members, None)?;
            Ok(Then::Done)
        }
        "BatchGetItem" | "BatchWriteItem" => batch(call, wanted),
        "TransactGetItems" | "TransactWriteItems" => transaction(call, wanted),
        "ExecuteStatement" | "BatchExecuteStatement" | "ExecuteTransaction" => {
            refuse(call.operation, "the tables and attributes of a PartiQL statement are not read")
        }
        "ExportTableToPointInTime" | "ImportTable" | "RestoreTableToPointInTime" => {
            refuse(call.operation, "it also works on other resources, whose actions are not mapped")
        }
        "UpdateTable" if is_given(call, &["GlobalTableWitnessUpdates", "ReplicaUpdates"]) => {
            refuse(call.operation, "what it does in other regions is not mapped")
        }
        "CreateTable" if is_given(call, &["GlobalTableSourceArn"]) => {
            refuse(call.operation, "it also works on a table of another account")
        }
        "UpdateGlobalTableSettings" | "UpdateTableReplicaAutoScaling" if hands_over_role(call) => {
            refuse(call.operation, "it is not known to which service it passes a role")
        }
        "CreateTable" => created(call, wanted),
        "EnableKinesisStreamingDestination" => streamed(call, wanted),
        "RestoreTableFromBackup" => {
            let table = table_arn(call, call.members.text("TargetTableName")?)?;
            RESTORED.iter().try_for_each(|action| wanted.want_named("dynamodb", action, table.clone()))?;
            Ok(Then::ByFacts)
        }
        _ => Ok(Then::ByFacts),
    }
}

fn is_given(call: &Call<'_>, members: &[&str]) -> bool {
    members.iter().any(|member| call.members.get(member).is_some())
}

/// Whether a role is named by which a service would change the throughput.
fn hands_over_role(call: &Call<'_>) -> bool {
    let mut found = false;
    call.members.each_name(&mut |name| found |= name.eq_ignore_ascii_case("AutoScalingRoleArn"));
    found
}

/// A table can get tags and a policy as it is created.
fn created(call: &Call<'_>, wanted: &mut Wanted) -> Result<Then, Unmapped> {
    let table = table_arn(call, call.members.text("TableName")?)?;
    for (member, action) in [("Tags", "TagResource"), ("ResourcePolicy", "PutResourcePolicy")] {
        if call.members.get(member).is_some() {
            wanted.want_named("dynamodb", action, table.clone())?;
        }
    }
    Ok(Then::ByFacts)
}

/// The changes of a table are written to a stream with the permissions of who says so
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/kds_iam.html>).
fn streamed(call: &Call<'_>, wanted: &mut Wanted) -> Result<Then, Unmapped> {
    let own = arn(call, "kinesis", "stream/");
    let is_own = |stream: &&str| stream.strip_prefix(&own).is_some_and(|name| is_name("StreamName", name));
    let stream = call.members.text("StreamArn")?.filter(is_own);
    let stream = stream.ok_or_else(|| Unmapped::new("the request names no stream of this account and region"))?;
    for action in ["DescribeStream", "PutRecords"] {
        wanted.want_named("kinesis", action, stream.to_owned())?;
    }
    Ok(Then::ByFacts)
}

/// The ARN of a table that is named by its name or ARN.
fn table_arn(call: &Call<'_>, name: Option<&str>) -> Result<String, Unmapped> {
    let own = arn(call, "dynamodb", "table/");
    let name = name.map(|name| name.strip_prefix(&own).unwrap_or(name)).filter(|name| is_name("TableName", name));
    name.map(|name| format!("{own}{name}"))
        .ok_or_else(|| Unmapped::new("the request names no table of this account and region"))
}

/// The members that a batch of reads has for a table.
const READ_IN_BATCH: &[&str] =
    &["AttributesToGet", "ConsistentRead", "ExpressionAttributeNames", "Keys", "ProjectionExpression"];

/// The members of the parts of a transaction, besides those that each kind has of its own.
const IN_PARTS: &[&str] = &[
    "ConditionExpression",
    "ExpressionAttributeNames",
    "ExpressionAttributeValues",
    "ReturnValuesOnConditionCheckFailure",
    "TableName",
];

/// A batch of reads has keys for each table, and a batch of writes puts and deletes.
fn batch(call: &Call<'_>, wanted: &mut Wanted) -> Result<Then, Unmapped> {
    let tables = call.members.get("RequestItems").map(Member::entries).unwrap_or_default();
    if tables.is_empty() {
        return Err(Unmapped::new("the batch names no table"));
    }
    for (table, requests) in tables {
        match (call.operation, requests) {
            ("BatchGetItem", Member::Map(_)) => item::check_known(requests, READ_IN_BATCH)?,
            ("BatchWriteItem", Member::List(_)) => {}
            _ => return Err(Unmapped::new("what the batch does to a table has a form that is not mapped")),
        }
        item::want(call, wanted, call.operation, requests, Some(table))?;
    }
    Ok(Then::Done)
}

/// Each item of a transaction needs the action of one that stands alone
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html>).
fn transaction(call: &Call<'_>, wanted: &mut Wanted) -> Result<Then, Unmapped> {
    const PARTS: &[(&str, &str, &[&str])] = &[
        ("ConditionCheck", "ConditionCheckItem", &["Key"]),
        ("Delete", "DeleteItem", &["Key"]),
        ("Get", "GetItem", &["Key", "ProjectionExpression"]),
        ("Put", "PutItem", &["Item"]),
        ("Update", "UpdateItem", &["Key", "UpdateExpression"]),
    ];
    let items = call.members.get("TransactItems").map(Member::items).unwrap_or_default();
    if items.is_empty() {
        return Err(Unmapped::new("the transaction has no items"));
    }
    wanted.offers.push(crate::keys::one("dynamodb:EnclosingOperation", call.operation));
    for item in items {
        let [(name, part)] = item.entries() else {
            return Err(Unmapped::new("an item of the transaction is not one operation"));
        };
        let part_of = PARTS.iter().find(|(own, ..)| own == name);
        let (_, action, own) =
            part_of.ok_or_else(|| Unmapped::new("an item of the transaction is of an unknown kind"))?;
        item::check_known(part, &[own, IN_PARTS].concat())?;
        item::want(call, wanted, action, part, None)?;
    }
    Ok(Then::Done)
}
