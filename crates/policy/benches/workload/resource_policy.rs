//! A bucket policy of fifty statements, each for another principal or prefix; the caller's own account allows too.

use serde_json::{Value, json};

use super::{ROLE, Workload, document, question};

/// The last statement names the role; the role's own policy allows as well.
pub(super) fn workload() -> Workload {
    let own = json!({"Effect": "Allow", "Action": "s3:*", "Resource": ["arn:aws:s3:::data-lake", "arn:aws:s3:::data-lake/*"]});
    let denies = [
        json!({"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::data-lake/*",
            "Condition": {"Bool": {"aws:SecureTransport": "false"}}}),
        json!({"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::data-lake/*",
            "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-exampleorgid"}}}),
    ];
    let last = json!({"Sid": "Analysts", "Effect": "Allow", "Principal": {"AWS": ROLE}, "Action": ["s3:GetObject", "s3:GetObjectTagging"],
        "Resource": "arn:aws:s3:::data-lake/2026/*"});
    let statements = denies.into_iter().chain((0..47).map(of_partner)).chain([last]);
    Workload {
        identity: vec![document([own])],
        resource_policy: Some(document(statements)),
        ..question("resource policy, 50 statements")
    }
}

fn of_partner(partner: usize) -> Value {
    json!({"Effect": "Allow", "Principal": {"AWS": format!("{:012}", 200_000_000_000_usize + partner)},
        "Action": ["s3:GetObject", "s3:GetObjectVersion"],
        "Resource": [format!("arn:aws:s3:::data-lake/partner-{partner}/*"), format!("arn:aws:s3:::data-lake/shared-{partner}/*")]})
}
