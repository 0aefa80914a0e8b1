//! Thirty statements for the very action and resource, each failing on the last of its conditions; boundary, session
//! policy, variables and sets of values.

use serde_json::{Value, json};

use super::{Workload, document, everything, question};

/// The last statement allows.
pub(super) fn workload() -> Workload {
    let last = json!({"Sid": "Own", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::data-${aws:PrincipalTag/project}/*",
    "Condition": {
        "ForAllValues:StringEquals": {"aws:TagKeys": ["cost", "team", "stage"]},
        "ForAnyValue:StringLike": {"aws:TagKeys": "te*"},
        "StringEquals": {"aws:PrincipalTag/project": "lake"},
        "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/ana*"},
        "NumericLessThan": {"aws:MultiFactorAuthAge": "3600"},
        "DateGreaterThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"},
        "Bool": {"aws:SecureTransport": "true"},
        "Null": {"aws:TokenIssueTime": "true"},
        "StringNotLikeIfExists": {"aws:UserAgent": "*curl*"},
    }});
    let limits = json!({"Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": "arn:aws:s3:::data-*",
        "Condition": {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"]}}});
    Workload {
        identity: vec![document((0..30).map(near_miss).chain([last]))],
        boundary: Some(document([limits.clone()])),
        session: Some(document([limits])),
        scps: vec![vec![everything()]],
        ..question("30 conditional near misses")
    }
}

fn near_miss(number: usize) -> Value {
    let failing = match number % 6 {
        0 => json!({"ForAnyValue:StringEquals": {"aws:TagKeys": format!("stage-{number}")}}),
        1 => json!({"NumericGreaterThan": {"aws:MultiFactorAuthAge": (100_000 + number).to_string()}}),
        2 => json!({"DateLessThan": {"aws:CurrentTime": format!("2024-01-{number:02}T00:00:00Z")}}),
        3 => json!({"StringLike": {"aws:PrincipalArn": format!("arn:aws:iam::111122223333:role/team-{number}-*")}}),
        4 => json!({"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}}),
        _ => json!({"StringEqualsIgnoreCase": {"aws:RequestedRegion": format!("US-WEST-{number}")}}),
    };
    json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::data-lake/*", "Condition": failing})
}
