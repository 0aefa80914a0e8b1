//! Condition operators on any wanted and actual texts, against the oracle, as an Allow and as a Deny.

#![no_main]

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use rolecall_oracle::{Caller, Case, Held, Policies};
use rolecall_policy::document::ast::Comparison;
use serde_json::json;

#[path = "../../../crates/policy/tests/differential_support/mod.rs"]
mod differential_support;

/// Beyond this, a comparison may use up the budget of a decision, which then rightly says that it cannot tell.
const LONGEST: usize = 300;

#[derive(Debug, Arbitrary)]
struct Condition {
    comparison: u8,
    prefix: u8,
    if_exists: bool,
    denies: bool,
    old_version: bool,
    wanted: Vec<String>,
    actual: Actual,
}

#[derive(Debug, Arbitrary)]
enum Actual {
    Absent,
    One(String),
    Many(Vec<String>),
}

fuzz_target!(|condition: Condition| {
    let texts = condition.wanted.iter().map(String::len).sum::<usize>() + condition.actual.length();
    if texts > LONGEST {
        return;
    }
    let case = case(&condition);
    // Texts that cannot stand in a document are another target's.
    let Ok(engine) = differential_support::engine(&case) else { return };
    let oracle = rolecall_oracle::evaluate(&case);
    assert_eq!(engine, oracle, "{}", serde_json::to_string(&case).expect("a case is JSON"));
});

impl Actual {
    fn length(&self) -> usize {
        match self {
            Self::Absent => 0,
            Self::One(text) => text.len(),
            Self::Many(texts) => texts.iter().map(|text| text.len() + 1).sum(),
        }
    }
}

fn case(condition: &Condition) -> Case {
    let comparisons: Vec<_> = Comparison::all().map(Comparison::name).collect();
    let comparison = comparisons[usize::from(condition.comparison) % comparisons.len()];
    let prefix = ["", "ForAllValues:", "ForAnyValue:"][usize::from(condition.prefix) % 3];
    let suffix = if condition.if_exists { "IfExists" } else { "" };
    let effect = if condition.denies { "Deny" } else { "Allow" };
    let version = if condition.old_version { "2008-10-17" } else { "2012-10-17" };
    let statement = json!({
        "Effect": effect, "Action": "*", "Resource": "*",
        "Condition": {format!("{prefix}{comparison}{suffix}"): {"aws:Key": condition.wanted}},
    });
    let everything = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
    let statements = if condition.denies { vec![everything, statement] } else { vec![statement] };
    let held = match &condition.actual {
        Actual::Absent => None,
        Actual::One(text) => Some(Held::One(text.clone())),
        Actual::Many(texts) => Some(Held::Many(texts.clone())),
    };
    let other = ("aws:username".to_owned(), Held::One("alice".to_owned()));
    Case {
        name: String::new(),
        principal: Caller::User {
            account: "111111111111".to_owned(),
            arn: "arn:aws:iam::111111111111:user/alice".to_owned(),
            id: None,
        },
        action: "s3:GetObject".to_owned(),
        resource: "arn:aws:s3:::b/x".to_owned(),
        resource_account: None,
        context: held.map(|held| ("aws:Key".to_owned(), held)).into_iter().chain([other]).collect(),
        policies: Policies {
            identity: vec![json!({"Version": version, "Statement": statements})],
            ..Policies::default()
        },
        bindings: None,
        expect: None,
    }
}
