//! The work that decisions are measured on: documents as text and requests as plain data, so that any engine can be given
//! the same.

mod conditions;
mod organization;
mod resource_policy;
mod statements;

use serde_json::{Value, json};

/// The account of every principal and resource.
pub(crate) const ACCOUNT: &str = "111122223333";

/// The ARN of the role whose session asks.
pub(crate) const ROLE: &str = "arn:aws:iam::111122223333:role/analyst";

/// The ARN of that session.
pub(crate) const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/analyst/ada";

/// One question, and every policy that bears on it.
pub(crate) struct Workload {
    /// What figures call it.
    pub(crate) name: &'static str,
    /// The action asked for.
    pub(crate) action: &'static str,
    /// The ARN of the resource.
    pub(crate) resource: &'static str,
    /// The condition keys of the request with their values.
    pub(crate) context: Vec<(&'static str, Values)>,
    /// Documents of the role.
    pub(crate) identity: Vec<String>,
    /// The document that bounds the role.
    pub(crate) boundary: Option<String>,
    /// The document passed with the session.
    pub(crate) session: Option<String>,
    /// The resource's own document.
    pub(crate) resource_policy: Option<String>,
    /// Service control documents by level.
    pub(crate) scps: Vec<Vec<String>>,
    /// The answer.
    pub(crate) allowed: bool,
}

/// What a condition key holds.
#[derive(Clone)]
pub(crate) enum Values {
    /// A single-valued key.
    One(&'static str),
    /// A multi-valued key.
    Many(&'static [&'static str]),
}

/// All of it, in the order in which figures are shown.
pub(crate) fn all() -> Vec<Workload> {
    vec![
        statements::allowed("100 statements", 10),
        statements::allowed("1,000 statements", 100),
        statements::denied("100 statements, none allows", 10),
        statements::denied("1,000 statements, none allows", 100),
        statements::unconditional("100 statements, no conditions", 10),
        statements::unconditional("1,000 statements, no conditions", 100),
        resource_policy::workload(),
        conditions::workload(),
        organization::workload(),
    ]
}

/// A question about an object in a bucket, with no policies yet.
fn question(name: &'static str) -> Workload {
    Workload {
        name,
        action: "s3:GetObject",
        resource: "arn:aws:s3:::data-lake/2026/11/22/part-00017.parquet",
        context: vec![
            ("aws:SourceIp", Values::One("192.0.2.44")),
            ("aws:SecureTransport", Values::One("true")),
            ("aws:CurrentTime", Values::One("2026-11-22T10:15:00Z")),
            ("aws:PrincipalArn", Values::One(ROLE)),
            ("aws:PrincipalAccount", Values::One(ACCOUNT)),
            ("aws:PrincipalOrgID", Values::One("o-exampleorgid")),
            ("aws:PrincipalTag/team", Values::One("analytics-eu")),
            ("aws:PrincipalTag/project", Values::One("lake")),
            ("aws:RequestedRegion", Values::One("eu-central-1")),
            ("aws:userid", Values::One("AROAEXAMPLEROLEID0000:ada")),
            ("aws:UserAgent", Values::One("aws-sdk-rust/1.3 os/linux lang/rust")),
            ("aws:MultiFactorAuthAge", Values::One("1200")),
            ("aws:TagKeys", Values::Many(&["cost", "team"])),
            ("s3:prefix", Values::One("2026/11/22/")),
        ],
        identity: Vec::new(),
        boundary: None,
        session: None,
        resource_policy: None,
        scps: Vec::new(),
        allowed: true,
    }
}

/// A document of these statements.
fn document(statements: impl IntoIterator<Item = Value>) -> String {
    let statements: Vec<Value> = statements.into_iter().collect();
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

fn everything() -> String {
    document([json!({"Effect": "Allow", "Action": "*", "Resource": "*"})])
}
