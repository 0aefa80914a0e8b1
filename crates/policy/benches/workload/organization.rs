//! Three levels of service control policies that allow everything and deny much, under most of which the call falls.

use serde_json::{Value, json};

use super::{ROLE, Workload, document, everything, question};

/// The role's one statement allows; none of a hundred denials holds.
pub(super) fn workload() -> Workload {
    let own = json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::data-lake/*"});
    let level = |level: usize| -> Vec<String> {
        let denying = (0..4).map(|policy| document((0..9).map(|at| denial(level * 100 + policy * 10 + at))));
        [everything()].into_iter().chain(denying).collect()
    };
    Workload {
        identity: vec![document([own])],
        scps: (0..3).map(level).collect(),
        ..question("3 levels of SCPs, 108 denials")
    }
}

fn denial(number: usize) -> Value {
    match number % 10 {
        0 => json!({"Effect": "Deny", "NotAction": ["iam:*", "sts:*", "organizations:*", "support:*"], "Resource": "*",
            "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-central-1", "eu-west-1", format!("eu-south-{number}")]}}}),
        1 => {
            json!({"Effect": "Deny", "Action": ["organizations:LeaveOrganization", "account:CloseAccount"], "Resource": "*"})
        }
        2 => json!({"Effect": "Deny", "Action": ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail"], "Resource": "*"}),
        3 => {
            json!({"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}})
        }
        4 => {
            json!({"Effect": "Deny", "Action": ["s3:PutBucketPolicy", "s3:DeleteBucket*"], "Resource": format!("arn:aws:s3:::audit-{number}*")})
        }
        5 => json!({"Effect": "Deny", "Action": "*", "Resource": "*",
            "Condition": {"ArnLike": {"aws:PrincipalArn": format!("arn:aws:iam::*:role/quarantine-{number}-*")}}}),
        6 => json!({"Effect": "Deny", "Action": "iam:*", "Resource": format!("arn:aws:iam::*:role/guard-{number}"),
            "Condition": {"ArnNotLike": {"aws:PrincipalArn": ROLE}}}),
        7 => json!({"Effect": "Deny", "Action": "s3:GetObject", "Resource": format!("arn:aws:s3:::secret-{number}/*")}),
        _ => {
            json!({"Effect": "Deny", "Action": ["ec2:RunInstances", "ec2:StartInstances"], "Resource": "arn:aws:ec2:*:*:instance/*",
            "Condition": {"StringNotLike": {"ec2:InstanceType": format!("t{number}.*")}}})
        }
    }
}
