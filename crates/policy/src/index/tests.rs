//! An index finds what a scan finds.

mod borders;

use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::Lazy;
use crate::asked::Asked;
use crate::context::{Context, ContextMap, Key, Values};
use crate::document;
use crate::policy::Policy;
use crate::principal::Bindings;
use crate::request::{Principal, Request};
use crate::sets::{Member, PolicySet};
use crate::statement::Side;

const USER: &str = "arn:aws:iam::111111111111:user/u";

/// One of the texts, sometimes with a random end.
fn text(texts: &'static [&'static str], end: &'static str) -> impl Strategy<Value = String> {
    (select(texts), prop_oneof![3 => Just(String::new()), 2 => end]).prop_map(|(text, end)| text.to_owned() + &end)
}

fn action() -> impl Strategy<Value = String> {
    text(
        &[
            "*",
            "s3:",
            "s3:Get",
            "S3:GETOBJECT",
            "s3:GetObjectAcl",
            "s3:*",
            "s3:*Object",
            "s3:Get?bject",
            "*:GetObject",
            "ec2:R",
        ],
        "[a*?]{1,2}|Object",
    )
}

fn resource() -> impl Strategy<Value = String> {
    let texts = &[
        "*",
        "arn:aws:s3:::b",
        "arn:aws:s3:::b/",
        "arn:aws:s3:::bx",
        "arn:aws:s3:::b/x",
        "arn:aws:s3:::*",
        "arn:aws:s3:::?",
        "arn:aws:s3:::b/${aws:username}",
        "arn:aws:s3:::b/${*}",
        "arn:aws:s3:::${aws:username}",
        "arn:aws:s3:*:*:b",
        "arn:aws:*:::b",
        "*:aws:s3:::b",
        "arn:aws:s3:::b\0",
        "arn:aws:s3:::*b/",
        "arn:aws:s3:::b*x/",
    ];
    text(texts, "[bx/*?\0]{1,4}")
}

/// Texts of one kind.
type Texts = &'static [&'static str];

/// Operators, a key, wanted and held values that belong together, so that many conditions hold and many just fail.
const FAMILIES: [(Texts, &str, Texts, Texts); 5] = [
    (
        &["StringEquals", "StringLike", "StringNotLike", "StringLikeIfExists", "StringEqualsIgnoreCase", "Null"],
        "aws:username",
        &["", "u", "ux", "U", "u*", "*x", "?", "${aws:PrincipalTag/t}", "${aws:PrincipalTag/t}x", "true"],
        &["", "u", "ux", "v"],
    ),
    (
        &[
            "StringLike",
            "StringEquals",
            "ForAnyValue:StringLike",
            "ForAnyValue:StringEquals",
            "ForAllValues:StringLike",
        ],
        "aws:PrincipalTag/t",
        &["u", "v", "u*", "*x"],
        &["u", "ux", "v"],
    ),
    (
        &["ArnLike", "ArnNotEquals", "ArnLikeIfExists", "StringLike"],
        "aws:PrincipalArn",
        &[USER, "arn:aws:iam::*:user/*", "arn:aws:iam::111111111111:user/${aws:username}", "arn:aws:s3:::b", "u*"],
        &[USER, "arn:aws:iam::1:user/x", "arn:aws:s3:::b", "u"],
    ),
    (
        &["IpAddress", "IpAddress", "NotIpAddress", "IpAddressIfExists", "ForAnyValue:IpAddress"],
        "aws:SourceIp",
        &[
            "192.0.2.0/24",
            "192.0.2.1",
            "2001:db8::/32",
            "::ffff:192.0.2.0/120",
            "::ffff:192.0.2.0/90",
            "0.0.0.0/0",
            "::/0",
            "2001:db8::1",
            "u",
        ],
        &["192.0.2.1", "192.0.3.1", "::ffff:192.0.2.1", "::ffc0:0:1", "2001:db8::1", "2001:db9::1", "u"],
    ),
    (
        &["Bool", "BoolIfExists", "ForAnyValue:Bool"],
        "aws:SecureTransport",
        &["true", "False", "${aws:username}", "u"],
        &["true", "FALSE", "u"],
    ),
];

fn condition() -> impl Strategy<Value = Value> {
    let entry = select(&FAMILIES[..]).prop_flat_map(|(operators, key, wanted, _)| {
        (select(operators), Just(key), prop::collection::vec(select(wanted), 1..3))
    });
    prop::collection::vec(entry, 0..3).prop_map(|entries| {
        let mut block = json!({});
        for (operator, key, values) in entries {
            block[operator][key] = json!(values);
        }
        block
    })
}

fn statement() -> impl Strategy<Value = Value> {
    let name = |positive, negative| prop_oneof![6 => Just(positive), 1 => Just(negative)];
    let principals = vec![
        json!("*"),
        json!({"AWS": "111111111111"}),
        json!({"AWS": USER}),
        json!({"AWS": "222222222222"}),
        json!({"Service": "s3.amazonaws.com"}),
    ];
    (
        select(vec!["Allow", "Deny"]),
        (name("Action", "NotAction"), prop::collection::vec(action(), 1..4)),
        (name("Resource", "NotResource"), prop::collection::vec(resource(), 1..4)),
        condition(),
        prop::option::of((name("Principal", "NotPrincipal"), select(principals))),
    )
        .prop_map(|(effect, (action, actions), (resource, resources), condition, principal)| {
            let mut statement = json!({"Effect": effect, action: actions, resource: resources, "Condition": condition});
            if let Some((name, principal)) = principal {
                statement[name] = principal;
            }
            statement
        })
}

fn document() -> impl Strategy<Value = Vec<Value>> {
    prop::collection::vec(statement(), 1..12)
}

fn context() -> impl Strategy<Value = ContextMap> {
    let entry = select(&FAMILIES[..])
        .prop_flat_map(|(_, key, _, held)| (Just(key), prop::collection::vec(select(held), 0..3), any::<bool>()));
    prop::collection::vec(entry, 0..8).prop_map(|entries| {
        let mut context = ContextMap::new();
        for (key, values, is_set) in entries {
            match (values.first(), is_set) {
                (Some(value), false) => context.insert(key, value),
                _ => context.insert_many(key, values),
            }
        }
        context
    })
}

/// What both sides' policies come to, as names and positions.
fn found(set: &PolicySet, asked: &Asked<'_>) -> Vec<String> {
    let deny = |side| format!("{:?}", set.deny(asked, side).map(|(member, at)| (member.name(), at.index())));
    let allow = set.allow(asked).map(|(member, at)| (member.name(), at.index()));
    let grant = set.grant(asked).map(|(grant, member, at)| (grant, member.name(), at.index()));
    vec![deny(Side::Caller), deny(Side::Resource), format!("{allow:?}"), format!("{grant:?}")]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_500) })]

    #[test]
    fn an_index_finds_what_a_scan_finds(
        documents in prop::collection::vec(document(), 1..4),
        action in text(&["s3:GetObject", "S3:getobjectacl", "s3:Get", "s3:", "ec2:Run", "nothing", ":x"], "[a*\0]"),
        resource in text(&["arn:aws:s3:::b", "arn:aws:s3:::b/", "arn:aws:s3:::bx/", "arn:aws:s3", "*", ""], "[bxu/*\0]{1,4}"),
        context in context(),
        version in select(vec!["2012-10-17", "2008-10-17"]),
    ) {
        let member = |(number, statements): (usize, &Vec<Value>)| {
            let text = json!({"Version": version, "Statement": statements}).to_string();
            let policy = Policy::compile(&document::parse(&text).unwrap(), Bindings::ByArn);
            Member::new(number.to_string(), Arc::new(policy))
        };
        let members: Vec<Member> = documents.iter().enumerate().map(member).collect();
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

#[test]
fn an_index_is_made_once_a_set_is_large_and_asked_often() {
    let statement = json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/x"});
    let member = |statements: usize| {
        let text = json!({"Version": "2012-10-17", "Statement": vec![&statement; statements]}).to_string();
        Member::new("p", Arc::new(Policy::compile(&document::parse(&text).unwrap(), Bindings::ByArn)))
    };
    assert!(Lazy::of(&[member(8)]).is_none());
    let members = [member(4), member(5)];
    let lazy = Lazy::of(&members).unwrap();
    let asked = (0..1_000).map(|_| lazy.of_set(&members).is_some());
    assert_eq!(asked.collect::<Vec<_>>().iter().filter(|found| !**found).count(), 32);
}

/// A context that takes the letters of tags as they are written.
struct Spelled;

impl Context for Spelled {
    fn values<'s>(&'s self, key: &Key) -> Option<Values<'s>> {
        (key.tag("aws:PrincipalTag/")? == "team").then(|| Values::One("red".into()))
    }
}

#[test]
fn each_spelling_of_a_key_is_looked_at() {
    for spellings in [["Team", "team"], ["team", "Team"]] {
        let statements = spellings.map(|tag| {
            let condition = json!({"StringEquals": {format!("aws:PrincipalTag/{tag}"): "red"}});
            json!({"Sid": tag, "Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": condition})
        });
        let text = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
        let policy = Policy::compile(&document::parse(&text).unwrap(), Bindings::ByArn);
        let set = PolicySet::indexed(vec![Member::new("p", Arc::new(policy))]);
        let request = Request {
            principal: Principal::User { account: "111111111111".parse().unwrap(), arn: USER, id: None },
            action: "s3:GetObject",
            resource: "arn:aws:s3:::b/x",
            resource_account: None,
            context: &Spelled,
        };
        let denying = Asked::prepare(&request, false, |asked| {
            set.deny(asked, Side::Caller).map(|(_, statement)| statement.sid().map(str::to_owned))
        });
        assert_eq!(denying, Some(Some("team".to_owned())), "{spellings:?}");
    }
}
