//! One role with policies of ten statements each, most of them near misses; only the very last statement allows.

use serde_json::{Value, json};

use super::{Workload, document, question};

const LAKE: &str = "arn:aws:s3:::data-lake/*";

/// The last statement allows, under two conditions.
pub(super) fn allowed(name: &'static str, policies: usize) -> Workload {
    with_last(name, policies, &deciding())
}

/// The same without the statement that allows.
pub(super) fn denied(name: &'static str, policies: usize) -> Workload {
    Workload { allowed: false, ..with_last(name, policies, &filler(policies)) }
}

/// The last statement allows, and no other one covers both the action and the resource.
pub(super) fn unconditional(name: &'static str, policies: usize) -> Workload {
    let without = |statement: &mut Value| {
        let is_conditional = statement.as_object_mut().is_some_and(|members| members.remove("Condition").is_some());
        if is_conditional {
            statement["Resource"] = json!("arn:aws:s3:::warehouse/*");
        }
    };
    let mut last = deciding();
    last.as_object_mut().map(|members| members.remove("Condition"));
    let identity = (0..policies).map(|policy| {
        let mut nine = nine(policy);
        nine.iter_mut().for_each(without);
        document(nine.into_iter().chain([if policy + 1 == policies { last.clone() } else { filler(policy) }]))
    });
    Workload { identity: identity.collect(), ..question(name) }
}

fn with_last(name: &'static str, policies: usize, last: &Value) -> Workload {
    let identity = (0..policies).map(|policy| {
        let tenth = if policy + 1 == policies { last.clone() } else { filler(policy) };
        document(nine(policy).into_iter().chain([tenth]))
    });
    Workload { identity: identity.collect(), ..question(name) }
}

fn deciding() -> Value {
    json!({"Sid": "Lake", "Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"],
        "Resource": ["arn:aws:s3:::data-lake", LAKE],
        "Condition": {"StringLike": {"aws:PrincipalTag/team": "analytics-*"}, "IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}})
}

fn filler(policy: usize) -> Value {
    json!({"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
        "Resource": format!("arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-{policy:012}")})
}

fn nine(policy: usize) -> [Value; 9] {
    let dynamo = "arn:aws:dynamodb:eu-central-1:111122223333:table";
    [
        json!({"Sid": "Orders", "Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"],
            "Resource": [format!("{dynamo}/orders-{policy}"), format!("{dynamo}/orders-{policy}/index/by-date")]}),
        json!({"Effect": "Allow", "Action": "ec2:Describe*", "Resource": "*"}),
        json!({"Effect": "Allow", "Action": ["dynamodb:BatchGetItem", "dynamodb:Scan"],
            "Resource": format!("{dynamo}/app-{policy}-*")}),
        json!({"Effect": "Allow", "Action": "s3:Get*",
            "Resource": [format!("arn:aws:s3:::public-{policy}"), format!("arn:aws:s3:::public-{policy}/*")]}),
        json!({"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"],
            "Resource": format!("arn:aws:s3:::*-{policy}-logs/*/archive/*")}),
        json!({"Effect": "Allow", "Action": "sqs:*",
            "Resource": format!("arn:aws:sqs:eu-central-1:111122223333:jobs-{policy}")}),
        json!({"Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"}),
        json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": LAKE,
            "Condition": {"IpAddress": {"aws:SourceIp": format!("10.{policy}.0.0/16")}}}),
        json!({"Effect": "Allow", "Action": ["s3:GetObject", "s3:GetObjectTagging"], "Resource": LAKE,
            "Condition": {"StringLike": {"aws:PrincipalTag/team": format!("team-{policy}-*")}}}),
    ]
}
