//! What documents are made to be large or long to search are searched in little room, and with the same result.

use std::alloc::System;
use std::sync::Arc;

use rolecall_policy::{
    Bindings, ContextMap, Member, Policy, PolicySet, PolicySets, Principal, Request, decide, document,
};
use serde_json::{Value, json};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What an index may take, in bytes for each byte of its documents.
const ROOM: usize = 32;

fn repeated<T: Into<Value>>(count: usize, value: impl Fn(usize) -> T) -> Value {
    (0..count).map(value).map(Into::into).collect()
}

/// Statements that are as many and as hard to tell apart as a document has room for.
fn hostile() -> Vec<(&'static str, Value)> {
    let statement = |action: Value, resource: Value| json!({"Effect": "Allow", "Action": action, "Resource": resource});
    let short = |number| format!("arn:a:s:::{number}");
    let nested = |number| format!("arn:aws:s3:::{}*", "b".repeat(number));
    vec![
        (
            "many actions, many resources",
            json!([statement(repeated(2_000, |at| format!("s3:{at}")), repeated(2_000, short))]),
        ),
        (
            "many actions, one long resource",
            json!([statement(repeated(5_000, |at| format!("s3:{at}")), json!(nested(60_000)))]),
        ),
        (
            "eight by eight",
            repeated(400, |at| {
                statement(
                    repeated(8, |action| format!("s3:{action}{at}")),
                    repeated(8, |number| format!("{}{at}", short(number))),
                )
            }),
        ),
        ("nested resources", json!([statement(json!("s3:Get*"), repeated(400, nested))])),
        ("a statement for each nested resource", repeated(400, |at| statement(json!("s3:Get*"), json!(nested(at))))),
        ("nested actions", repeated(160, |at| statement(json!(format!("s3:{}*", "b".repeat(at))), json!("*")))),
        ("the same statement", repeated(1_000, |_| statement(json!("s3:GetObject"), json!("arn:aws:s3:::c")))),
        (
            "wildcards",
            repeated(500, |at| statement(json!("*"), json!(format!("arn:aws:s3:::{}", "*b?".repeat(at % 60))))),
        ),
    ]
}

#[test]
fn an_index_stays_in_proportion() {
    for (name, statements) in hostile() {
        let text = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
        // Nine statements at least, for there to be an index.
        let filler = json!({"Version": "2012-10-17", "Statement": repeated(9, |_| json!({"Effect": "Deny", "Action": "ec2:*", "Resource": "*"}))});
        let members = [&text, &filler.to_string()].map(|text| {
            Member::new("policy", Arc::new(Policy::compile(&document::parse(text).unwrap(), Bindings::ByArn)))
        });
        let identity = PolicySet::new(members);
        let policies = PolicySets { identity: &identity, ..PolicySets::default() };
        let account = "111111111111".parse().unwrap();
        let resource = format!("arn:aws:s3:::{}", "b".repeat(1_000));
        let context = ContextMap::new();
        let request = |action| Request {
            principal: Principal::User { account, arn: "arn:aws:iam::111111111111:user/u", id: None },
            action,
            resource: &resource,
            resource_account: None,
            context: &context,
        };
        let ask = || {
            ["s3:GetObject", "s3:bbbbbbbbbbbbbbbbbbbbbbbbb", "s3:77"]
                .map(|action| decide(&request(action), &policies).is_allowed())
        };
        let scanned = ask();
        let region = Region::new(ALLOCATOR);
        assert!((0..50).all(|_| ask() == scanned), "{name}");
        let change = region.change();
        let kept = change.bytes_allocated.saturating_sub(change.bytes_deallocated);
        assert!(kept > 0, "{name}: no index was made");
        assert!(kept < ROOM * text.len(), "{name}: {kept} bytes for {}", text.len());
        assert!(change.bytes_allocated < 4 * ROOM * text.len(), "{name}: {} bytes to make it", change.bytes_allocated);
    }
}
