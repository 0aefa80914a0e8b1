//! Whether a bucket policy makes something public.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status>

use std::net::IpAddr;

use ipnet::IpNet;
use rolecall_policy::document;
use rolecall_policy::document::ast::{
    Comparison, ConditionElement, Effect, PrincipalElement, PrincipalKind, Principals, Quantifier, Statement,
};

use super::ranges;

/// Keys whose fixed values make a group that is not the public, in lower case.
const KEYS: [&str; 13] = [
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceowner",
    "aws:sourceorgid",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
];

/// Whether the document allows anything to everybody. One that cannot be read counts as such.
pub(super) fn is_public(text: &str) -> bool {
    let Ok(document) = document::parse(text) else { return true };
    let mut ranges = Vec::new();
    let open = |statement: &Statement| {
        let everybody = statement.principal.as_ref().is_none_or(names_everybody);
        statement.effect == Effect::Allow && everybody && !is_for_some(&statement.conditions, &mut ranges)
    };
    // Many ranges that are each narrow can make everywhere, within a statement and over several.
    document.statements.iter().any(open) || ranges::are_broad(&ranges)
}

/// Whether a condition holds for a fixed group only. Where that is one of addresses alone, it is added to the ranges.
fn is_for_some(conditions: &[ConditionElement], ranges: &mut Vec<IpNet>) -> bool {
    if conditions.iter().any(is_fixed) {
        return true;
    }
    let named = conditions.iter().filter(|condition| is_strict(condition)).find_map(addresses);
    let found = named.is_some();
    ranges.extend(named.into_iter().flatten());
    found
}

fn names_everybody(element: &PrincipalElement) -> bool {
    match &element.principals {
        _ if element.negated => true,
        Principals::Everyone(_) => true,
        Principals::Listed(entries) => {
            entries.iter().any(|entry| entry.kind == PrincipalKind::Aws && entry.value.value.contains('*'))
        }
    }
}

/// Whether the condition holds for a fixed group only.
fn is_fixed(condition: &ConditionElement) -> bool {
    let mut values = condition.values.iter().map(|value| &*value.value);
    match condition.operator.value.comparison {
        _ if !is_strict(condition) => false,
        Comparison::StringEquals
        | Comparison::StringEqualsIgnoreCase
        | Comparison::StringLike
        | Comparison::ArnEquals
        | Comparison::ArnLike => {
            KEYS.iter().any(|key| condition.key.value.eq_ignore_ascii_case(key))
                && values.all(|value| !value.contains(['*', '?', '$']))
        }
        _ => false,
    }
}

/// Whether the condition fails where its key is absent.
fn is_strict(condition: &ConditionElement) -> bool {
    let operator = &condition.operator.value;
    !operator.if_exists && operator.quantifier != Some(Quantifier::ForAllValues) && !condition.values.is_empty()
}

/// The addresses that a condition on the caller's address names, if all of them can be read.
fn addresses(condition: &ConditionElement) -> Option<Vec<IpNet>> {
    let is_asked = condition.operator.value.comparison == Comparison::IpAddress
        && condition.key.value.eq_ignore_ascii_case("aws:SourceIp");
    let range = |text: &str| text.parse().ok().or_else(|| text.parse().map(|address: IpAddr| address.into()).ok());
    is_asked.then(|| condition.values.iter().map(|value| range(&value.value)).collect())?
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn what_is_for_everybody_is_public() {
        let aws = |principal: &str| json!({"AWS": principal});
        let when = |operator: &str, key: &str, value: &str| json!({operator: {key: value}});
        let nothing = json!({});
        let cases: Vec<(Value, Value, bool)> = vec![
            (json!("*"), nothing.clone(), true),
            (aws("*"), nothing.clone(), true),
            (aws("111122223333"), nothing.clone(), false),
            (aws("arn:aws:iam::111122223333:user/u"), nothing.clone(), false),
            (json!({"Service": "logging.s3.amazonaws.com"}), nothing, false),
            (json!("*"), when("StringEquals", "aws:PrincipalOrgID", "o-1"), false),
            (json!("*"), when("StringLike", "aws:PrincipalOrgID", "o-*"), true),
            (json!("*"), when("StringEquals", "AWS:SourceVpce", "vpce-1"), false),
            (json!("*"), when("StringEqualsIfExists", "aws:SourceVpce", "vpce-1"), true),
            (json!("*"), when("ForAllValues:StringEquals", "aws:SourceVpce", "vpce-1"), true),
            (json!("*"), when("StringNotEquals", "aws:SourceVpce", "vpce-1"), true),
            (json!("*"), when("ArnLike", "aws:SourceArn", "arn:aws:sns:*:*:*"), true),
            (json!("*"), when("ArnLike", "aws:SourceArn", "arn:aws:sns:us-east-1:111122223333:t"), false),
            (json!("*"), when("IpAddress", "aws:SourceIp", "203.0.113.0/24"), false),
            (json!("*"), when("IpAddress", "aws:SourceIp", "203.0.113.7"), false),
            (json!("*"), when("IpAddress", "aws:SourceIp", "0.0.0.0/0"), true),
            (json!("*"), when("IpAddress", "aws:SourceIp", "2001:db8::/31"), true),
            (json!("*"), when("NotIpAddress", "aws:SourceIp", "203.0.113.0/24"), true),
            (json!("*"), when("StringEquals", "aws:UserAgent", "me"), true),
        ];
        for (principal, condition, expected) in cases {
            let mut statement = json!({"Effect": "Allow", "Principal": principal, "Action": "s3:*", "Resource": "*"});
            statement["Condition"] = condition;
            let text = |effect: &str| {
                let mut statement = statement.clone();
                statement["Effect"] = json!(effect);
                json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
            };
            assert_eq!(is_public(&text("Allow")), expected, "{statement}");
            assert!(!is_public(&text("Deny")), "{statement}");
        }
        let ranges =
            |from: u8, to: u8| -> Vec<String> { (from..=to).map(|first| format!("{first}.0.0.0/8")).collect() };
        let one = |ranges: &[String]| {
            let condition = json!({"IpAddress": {"aws:SourceIp": ranges}});
            json!({"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": condition})
        };
        let all = |statements: Vec<Value>| json!({"Version": "2012-10-17", "Statement": statements}).to_string();
        assert!(!is_public(&all(vec![one(&ranges(3, 3)), one(&ranges(3, 3))])), "the same range twice");
        assert!(is_public(&all(vec![one(&ranges(0, 255))])));
        assert!(is_public(&all((0..=255).map(|first| one(&ranges(first, first))).collect())));
        assert!(is_public("no document"));
        let negated = json!({"Effect": "Allow", "NotPrincipal": aws("111122223333"), "Action": "*", "Resource": "*"});
        assert!(is_public(&json!({"Version": "2012-10-17", "Statement": negated}).to_string()));
    }
}
