//! Whether a bucket policy makes something public.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status>

use ipnet::IpNet;
use rolecall_policy::document;
use rolecall_policy::document::ast::{
    Comparison, ConditionElement, Effect, PrincipalElement, PrincipalKind, Principals, Quantifier, Statement,
};

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

/// Ranges wider than these many leading bits count as everywhere.
const WIDEST: (u8, u8) = (8, 32);

/// Whether the document allows anything to everybody. One that cannot be read counts as such.
pub(super) fn is_public(text: &str) -> bool {
    document::parse(text).map_or(true, |document| document.statements.iter().any(is_open))
}

fn is_open(statement: &Statement) -> bool {
    let everybody = statement.principal.as_ref().is_none_or(names_everybody);
    statement.effect == Effect::Allow && everybody && !statement.conditions.iter().any(is_fixed)
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
    let operator = &condition.operator.value;
    if operator.if_exists || operator.quantifier == Some(Quantifier::ForAllValues) || condition.values.is_empty() {
        return false;
    }
    let mut values = condition.values.iter().map(|value| &*value.value);
    match operator.comparison {
        Comparison::StringEquals
        | Comparison::StringEqualsIgnoreCase
        | Comparison::StringLike
        | Comparison::ArnEquals
        | Comparison::ArnLike => {
            KEYS.iter().any(|key| condition.key.value.eq_ignore_ascii_case(key))
                && values.all(|value| !value.contains(['*', '?', '$']))
        }
        Comparison::IpAddress => condition.key.value.eq_ignore_ascii_case("aws:SourceIp") && values.all(is_narrow),
        _ => false,
    }
}

fn is_narrow(range: &str) -> bool {
    let Ok(range) = range.parse::<IpNet>() else { return range.parse::<std::net::IpAddr>().is_ok() };
    range.prefix_len() >= if range.addr().is_ipv4() { WIDEST.0 } else { WIDEST.1 }
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
        assert!(is_public("no document"));
        let negated = json!({"Effect": "Allow", "NotPrincipal": aws("111122223333"), "Action": "*", "Resource": "*"});
        assert!(is_public(&json!({"Version": "2012-10-17", "Statement": negated}).to_string()));
    }
}
