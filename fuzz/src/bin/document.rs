//! Any bytes as a document: parsing, validating, compiling and deciding end without a panic, and what is accepted keeps its
//! meaning when it is printed.

#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use rolecall_policy::document::{self, PolicyKind};
use rolecall_policy::{Bindings, ContextMap, Member, Policy, PolicySet, PolicySets, Principal, Request, decide};

fuzz_target!(|text: &str| {
    for kind in [
        PolicyKind::Identity,
        PolicyKind::Resource,
        PolicyKind::Trust,
        PolicyKind::ServiceControl,
        PolicyKind::ResourceControl,
    ] {
        let _ = document::validate(text, kind);
    }
    let Ok(parsed) = document::parse(text) else { return };
    let printed = document::print(&parsed);
    let again = document::parse(&printed).expect("what is printed can be read");
    assert_eq!(printed, document::print(&again), "printing is stable");
    assert_eq!(outcomes(&parsed), outcomes(&again), "printing keeps the meaning of {text}");
});

/// Whether the document allows two requests, as a policy of the caller's and of the resource's.
fn outcomes(parsed: &document::ast::Document) -> Vec<bool> {
    let set = PolicySet::new([Member::new("fuzzed", Arc::new(Policy::compile(parsed, Bindings::ByArn)))]);
    let context = ContextMap::new()
        .with("aws:username", "alice")
        .with("aws:SourceIp", "10.0.0.1")
        .with("aws:CurrentTime", "2026-01-01T00:00:00Z")
        .with_many("aws:TagKeys", ["a", "b"]);
    let account = "111111111111".parse().expect("an account");
    let principal = Principal::User { account, arn: "arn:aws:iam::111111111111:user/alice", id: None };
    let asked = [("s3:GetObject", "arn:aws:s3:::bucket/alice/x"), ("iam:ListUsers", "*")];
    let mut outcomes = Vec::new();
    for (action, resource) in asked {
        let request = Request { principal, action, resource, resource_account: None, context: &context };
        let of_caller = PolicySets { identity: &set, ..PolicySets::default() };
        let of_resource = PolicySets { resource: Some(&set), trust_required: true, ..PolicySets::default() };
        outcomes.extend([of_caller, of_resource].map(|sets| decide(&request, &sets).is_allowed()));
    }
    outcomes
}
