//! The same on texts at the borders: long ones, letters of several bytes, values that cannot be read, elements without a
//! meaning, more keys than are looked at.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::{USER, found};
use crate::asked::Asked;
use crate::context::ContextMap;
use crate::document;
use crate::policy::Policy;
use crate::principal::Bindings;
use crate::request::{Principal, Request};
use crate::sets::{Member, PolicySet};

/// What texts are made of; requests hold the same, and there it is what it looks like.
const PIECES: [&str; 14] =
    ["b", "b", "x", "é", "è", KELVIN, "*", "*", "?", "\0", "${a:v}", "${a:w, 'b'}", "${*}", "${a:v"];

/// The sign of degrees Kelvin, whose small letter is `k`.
const KELVIN: &str = "\u{212a}";

/// Lengths around those to which texts are looked at, less those of what stands before.
const LENGTHS: [usize; 9] = [1, 241, 242, 243, 253, 256, 497, 499, 512];

fn word() -> impl Strategy<Value = String> {
    let short = prop::collection::vec(select(&PIECES[..]), 0..4).prop_map(|pieces| pieces.concat());
    let long = (select(&LENGTHS[..]), short.clone()).prop_map(|(length, end)| "b".repeat(length) + &end);
    prop_oneof![6 => short, 1 => long]
}

fn after(heads: &'static [&'static str]) -> impl Strategy<Value = String> {
    (select(heads), word()).prop_map(|(head, word)| head.to_owned() + &word)
}

fn action() -> impl Strategy<Value = String> {
    let odd = select(vec!["*", "*", "s3", "s?:*", "s3:", ""]).prop_map(str::to_owned);
    prop_oneof![9 => after(&["s3:", "s3:", "S3:", "*:", "ec2:"]), 1 => odd]
}

fn resource() -> impl Strategy<Value = String> {
    let odd = select(vec!["*", "*", "*", "b", "arn:aws:s3", ":::::"]).prop_map(str::to_owned);
    let heads = &[
        "arn:aws:s3:::",
        "arn:aws:s3:::",
        "arn:aws:s3:::",
        "arn:aws:s3:*:?:",
        "arn:*:::",
        "*:*:s3:::",
        "arn:aws:?3:::",
    ];
    prop_oneof![9 => after(heads), 1 => odd]
}

const KEYS: [&str; 12] = ["a:1", "A:1", "a:2", "a:3", "a:4", "a:5", "a:6", "a:7", "a:8", "a:9", "a:v", "a:w"];

const OPERATORS: [&str; 22] = [
    "StringEquals",
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericLessThan",
    "DateEquals",
    "DateNotEquals",
    "Bool",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "IpAddress",
    "NotIpAddress",
    "ArnLike",
    "ArnLike",
    "ArnNotEquals",
    "Null",
];

/// Values of all types, written in several ways; some are of two types, and some of none.
const VALUES: [&str; 27] = [
    "",
    "true",
    "True",
    "false",
    "1",
    "1.0",
    "2026",
    "2026-01-01T00:00:00Z",
    "QUJD",
    "QQ==",
    "É",
    "ß",
    KELVIN,
    "k",
    "10.0.0.1",
    "10.0.0.0/8",
    "10.0.0.1/9",
    "0.0.0.0/0",
    "::ffff:10.0.0.1",
    "::ffff:10.0.0.0/104",
    "::ffff:0.0.0.0/95",
    "::/0",
    "2001:db8::1",
    "2001:db8::/65",
    "arn:aws:s3:::b",
    "arn:aws:s3:*::b*",
    "arn:aws:s3:::${a:v}",
];

fn value() -> impl Strategy<Value = String> {
    prop_oneof![3 => select(&VALUES[..]).prop_map(str::to_owned), 1 => word(), 1 => after(&["arn:aws:s3:::"])]
}

fn condition() -> impl Strategy<Value = Value> {
    let operator = (select(vec!["", "", "", "ForAnyValue:", "ForAllValues:"]), select(&OPERATORS[..]), 0..6);
    let operator = operator.prop_map(|(prefix, operator, suffix)| {
        format!("{prefix}{operator}{}", if suffix == 0 && operator != "Null" { "IfExists" } else { "" })
    });
    let entry = (operator, select(&KEYS[..]), prop::collection::vec(value(), 0..3));
    prop::collection::vec(entry, 0..3).prop_map(|entries| {
        let mut block = json!({});
        for (operator, key, values) in entries {
            block[operator] = json!({key: values});
        }
        block
    })
}

fn list(text: impl Strategy<Value = String> + 'static) -> impl Strategy<Value = Vec<String>> {
    let text = text.boxed();
    prop_oneof![
        1 => Just(Vec::new()),
        30 => prop::collection::vec(text.clone(), 1..4),
        2 => prop::collection::vec(text, 9..12),
    ]
}

fn statement() -> impl Strategy<Value = Value> {
    let effect = select(vec!["Allow", "Deny"]);
    let name = |positive, negated| select(vec![positive, positive, positive, positive, positive, negated]);
    let principals = [json!("*"), json!({"AWS": USER}), json!({"AWS": []}), json!({"CanonicalUser": "c"})];
    let everything = prop_oneof![2 => Just(false), 3 => Just(true)];
    (
        effect,
        (name("Action", "NotAction"), list(action()), everything.clone()),
        (name("Resource", "NotResource"), list(resource()), everything),
        condition(),
        prop::option::weighted(0.3, (name("Principal", "NotPrincipal"), select(principals.to_vec()))),
    )
        .prop_map(|(effect, (action, actions, any), (resource, resources, all), condition, principal)| {
            let mut statement = json!({"Effect": effect, "Condition": condition});
            // Where all elements are random, hardly a statement holds.
            statement[action] = if any { json!("s3:*") } else { json!(actions) };
            statement[resource] = if all { json!("arn:aws:s3:::*") } else { json!(resources) };
            if let Some((name, principal)) = principal {
                statement[name] = principal;
            }
            statement
        })
}

fn context() -> impl Strategy<Value = ContextMap> {
    let held = (prop::collection::vec(value(), 0..3), 0..3);
    prop::collection::vec((select(&KEYS[..]), held), 0..14).prop_map(|entries| {
        entries.into_iter().fold(ContextMap::new(), |context, (key, (values, is_set))| match values.first() {
            Some(value) if is_set > 0 => context.with(key, value),
            _ => context.with_many(key, values.iter().map(String::as_str)),
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_500) })]

    #[test]
    fn an_index_finds_what_a_scan_finds_at_the_borders(
        statements in prop::collection::vec(statement(), 1..30),
        action in prop_oneof![9 => after(&["s3:", "S3:", "ec2:"]), 1 => select(vec!["b", ":", "", "s3:\u{212a}"]).prop_map(str::to_owned)],
        resource in prop_oneof![9 => after(&["arn:aws:s3:::", "arn:aws:s3:r:1:", "arn:aws:::"]), 1 => select(vec!["*", "b", "arn:aws:s3"]).prop_map(str::to_owned)],
        context in context(),
        version in select(vec!["2012-10-17", "2012-10-17", "2008-10-17"]),
    ) {
        // Documents can hold such a letter only so.
        let text = json!({"Version": version, "Statement": statements}).to_string().replace(KELVIN, r"\u212a");
        let policy = Policy::compile(&document::parse(&text).unwrap(), Bindings::ByArn);
        let members = vec![Member::new("policy", Arc::new(policy))];
        let account = "111111111111".parse().unwrap();
        let request = Request {
            principal: Principal::User { account, arn: USER, id: None },
            action: &action,
            resource: &resource,
            resource_account: None,
            context: &context,
        };
        let [scanned, indexed] = [PolicySet::scanned(members.clone()), PolicySet::indexed(members)];
        let expected = Asked::prepare(&request, false, |asked| found(&scanned, asked));
        prop_assert_eq!(Asked::prepare(&request, false, |asked| found(&indexed, asked)), expected);
    }
}
