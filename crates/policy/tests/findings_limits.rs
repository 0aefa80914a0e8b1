//! Whatever a document holds, looking at it ends soon, does not panic, and gives places that are in the text.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::sync::LazyLock;

use proptest::prelude::*;
use rolecall_policy::document::{MAX_DOCUMENT_BYTES, PolicyKind};
use rolecall_policy::findings::{Finding, check};
use serde_json::{Value, json};

const SIZE: usize = 131_072;

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.code.as_str()).collect()
}

fn many(count: usize, value: impl Fn(usize) -> String) -> Value {
    (0..count).map(value).collect()
}

fn statement(action: &Value, resource: &Value) -> Value {
    json!({"Effect": "Allow", "Action": action, "Resource": resource})
}

fn document(statements: &Value) -> String {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

fn check_large(statements: &Value) -> Vec<Finding> {
    let text = document(statements);
    assert!(text.len() <= SIZE && text.len() > SIZE / 4, "{}", text.len());
    check(&text, PolicyKind::Identity)
}

#[test]
fn many_patterns_are_not_all_compared_and_that_is_said() {
    let bucket = json!("arn:aws:s3:::b/*");
    let pattern = |n: usize| format!("ec2:*{n}*a*");
    let long = |end: &str| format!("arn:aws:s3:::{}", format!("*?{end}").repeat(20_000));
    for (name, statements) in [
        ("actions", statement(&many(8_000, pattern), &json!("*"))),
        ("resources", statement(&json!("s3:*"), &many(4_000, |n| format!("arn:aws:s3:::*{n:04}?*")))),
        ("a long action", statement(&json!(format!("s3:{}", "*a".repeat(60_000))), &bucket)),
        ("long resources", statement(&json!("s3:GetObject"), &json!([long("a"), long("b")]))),
        ("statements", many_statements(1_300)),
    ] {
        let findings = check_large(&statements);
        let codes = codes(&findings);
        assert!(codes.contains(&"TOO_LARGE_TO_CHECK_FULLY"), "{name}: {} findings", codes.len());
    }
}

fn many_statements(count: usize) -> Value {
    (0..count).map(|n| statement(&json!(format!("s3:Get*{n:04}*")), &json!(format!("arn:aws:s3:::*{n:04}*")))).collect()
}

#[test]
fn long_lists_are_looked_at_whole() {
    let findings = check_large(&statement(&many(8_000, |n| format!("s3:Xyz{n}")), &json!("*")));
    assert_eq!(findings.len(), 8_001, "each is unknown, and the document is too long");
    assert!(findings.iter().filter(|finding| finding.fix.is_some()).count() <= 100);
    let condition = json!({"StringEquals": {"aws:username": many(10_000, |n| format!("user{n}"))}});
    let mut conditional = statement(&json!("s3:GetObject"), &json!("arn:aws:s3:::b/*"));
    conditional["Condition"] = condition;
    assert_eq!(codes(&check_large(&conditional)), ["POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA"]);
    let keys: serde_json::Map<String, Value> =
        (0..4_000).map(|n| (format!("aws:RequestTag/{n}"), json!("x"))).collect();
    conditional["Action"] = json!("ec2:*");
    conditional["Resource"] = json!("*");
    conditional["Condition"] = json!({ "StringEquals": keys });
    assert_eq!(codes(&check_large(&conditional)), ["POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA"]);
}

#[test]
fn many_principals_and_references() {
    let principals = many(2_500, |n| format!("arn:aws:iam::111122223333:role/r{n}"));
    let trust = json!([{"Effect": "Allow", "Principal": {"AWS": principals}, "Action": many(1_500, |n| format!("sts:Assume*{}", "*".repeat(n % 9)))}]);
    let text = document(&trust);
    assert!(check(&text, PolicyKind::Trust).len() > 1_000);
    for unfinished in ["${", "${$", "${a:b,'", "${${}"] {
        let value = format!("arn:aws:s3:::b/{}", unfinished.repeat(100_000 / unfinished.len()));
        assert!(!check_large(&statement(&json!("s3:GetObject"), &json!(value))).is_empty());
    }
}

#[test]
fn a_document_beyond_the_limit_is_refused() {
    let text = document(&json!([])) + &" ".repeat(MAX_DOCUMENT_BYTES);
    assert_eq!(codes(&check(&text, PolicyKind::Identity)), ["DOCUMENT_TOO_LONG"]);
}

#[test]
fn messages_are_short_and_cannot_move_a_terminal() {
    let hostile = format!("s3:\u{1b}[2J\u{9b}{}", "é".repeat(50_000));
    for finding in check(&document(&statement(&json!([hostile, hostile]), &json!(hostile))), PolicyKind::Identity) {
        assert!(finding.message.len() < 1_000 && !finding.message.contains(char::is_control), "{finding:?}");
    }
}

const KINDS: [PolicyKind; 5] = [
    PolicyKind::Identity,
    PolicyKind::Trust,
    PolicyKind::Resource,
    PolicyKind::ServiceControl,
    PolicyKind::ResourceControl,
];

/// The texts of all cases, of which pieces are cut out and joined.
static CASES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let files = [
        include_str!("cases/findings/identity.jsonl"),
        include_str!("cases/findings/trust.jsonl"),
        include_str!("cases/findings/resource.jsonl"),
    ];
    let read = |line| -> String {
        let case: Value = serde_json::from_str(line).unwrap();
        let base = json!({"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*", "Principal": {"AWS": "*"}});
        let mut statement = case.get("statement").cloned().unwrap_or(base);
        for (name, value) in case.get("with").and_then(Value::as_object).into_iter().flatten() {
            statement[name] = value.clone();
        }
        document(&statement)
    };
    files.into_iter().flat_map(str::lines).map(read).filter(|text| text.len() < 2_000).collect()
});

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn any_text_has_findings_within_it_and_always_the_same(
        which in any::<prop::sample::Index>(), from in any::<prop::sample::Index>(), cut in 0_usize..12,
        with in "[*?:${}',/a-z0-9\"\\[\\]é\u{1b}☃ ]{0,6}", kind in 0_usize..5,
    ) {
        let mut chars: Vec<char> = which.get(&CASES).chars().collect();
        let start = from.index(chars.len());
        let end = (start + cut).min(chars.len());
        chars.splice(start..end, with.chars());
        let text: String = chars.into_iter().collect();
        let kind = KINDS[kind];
        let findings = check(&text, kind);
        prop_assert_eq!(&findings, &check(&text, kind));
        for finding in findings {
            let span = finding.span.start as usize..finding.span.end as usize;
            prop_assert!(text.get(span).is_some(), "{:?}", finding);
            if let Some(fix) = finding.fix {
                let fixed = fix.apply(&text);
                prop_assert!(fixed.is_some_and(|fixed| fixed != text), "{:?}", fix);
            }
        }
    }
}
