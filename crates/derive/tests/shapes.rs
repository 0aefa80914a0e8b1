//! Derived shapes: names, optional members, nested lists, and every problem reported at once.

use rolecall_derive::{Input, Output};
use rolecall_model::shape::{Decoder, Kind, Refusal, Shaped, Value};
use rolecall_model::{RoleName, SessionDuration, Tag};

#[derive(Debug, Input)]
struct Ask {
    role_name: RoleName,
    #[shape(name = "arn")]
    arn: Option<String>,
    duration_seconds: Option<SessionDuration>,
    tags: Option<Vec<Tag>>,
}

#[derive(Output)]
struct Answer {
    is_truncated: bool,
}

impl Answer {
    const MEMBERS: Kind = <Self as Shaped>::SHAPE.kind;
}

fn text(text: &str) -> Value<'_> {
    Value::Text(text.into())
}

fn structure<'a>(members: Vec<(&'a str, Value<'a>)>) -> Value<'a> {
    Value::Structure(members.into_iter().map(|(name, value)| (name.into(), value)).collect())
}

#[test]
fn members_are_named_in_aws_s_way() {
    let Kind::Structure(members) = Ask::SHAPE.kind else { panic!("a structure") };
    let seen: Vec<_> = members.iter().map(|member| (member.name, member.required)).collect();
    assert_eq!(seen, [("RoleName", true), ("arn", false), ("DurationSeconds", false), ("Tags", false)]);
    let Kind::Structure([member]) = Answer::MEMBERS else { panic!("one member") };
    assert_eq!(member.name, "IsTruncated");
}

#[test]
fn a_request_is_read() {
    let tags = Value::List(vec![structure(vec![("Key", text("a")), ("Value", text("b"))])]);
    let ask = Decoder::run::<Ask>(&structure(vec![
        ("RoleName", text("r")),
        ("DurationSeconds", text("900")),
        ("Tags", tags),
    ]));
    assert_eq!(
        format!("{:?}", ask.unwrap()),
        "Ask { role_name: r, arn: None, duration_seconds: Some(SessionDuration(900)), tags: Some([Tag { key: a, value: b }]) }"
    );
}

#[test]
fn all_problems_are_reported_at_once() {
    let tags = Value::List(vec![structure(vec![("Key", text("")), ("Value", text("b"))])]);
    let refusal = Decoder::run::<Ask>(&structure(vec![("DurationSeconds", text("7")), ("Tags", tags)])).unwrap_err();
    let Refusal::Violations(violations) = refusal else { panic!("violations") };
    let seen: Vec<_> = violations.iter().map(|v| format!("{} at {}: {}", v.shown, v.at, v.requirement)).collect();
    assert_eq!(
        seen,
        [
            "null at roleName: Member must not be null",
            "'7' at durationSeconds: Member must have value greater than or equal to 900",
            "'' at tags.1.member.key: Member must have length greater than or equal to 1",
            r"'' at tags.1.member.key: Member must satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]+",
        ]
    );
}

#[test]
fn a_value_of_another_type_is_malformed() {
    let refusal =
        Decoder::run::<Ask>(&structure(vec![("RoleName", text("r")), ("DurationSeconds", text("soon"))])).unwrap_err();
    assert_eq!(refusal, Refusal::Malformed { at: "durationSeconds".to_owned(), expected: "an integer" });
}
