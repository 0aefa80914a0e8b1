//! Texts in and out: hostile ones, sizes, printing, principals replaced.
#![expect(clippy::panic, reason = "tests")]

use rolecall_policy::document::ast::{Effect, PrincipalKind};
use rolecall_policy::document::{
    MAX_DOCUMENT_BYTES, PolicyKind, SyntaxErrorKind, parse, print, replace_principals, size, validate,
};

fn refusal(text: &str) -> SyntaxErrorKind {
    match parse(text) {
        Err(error) => error.kind,
        Ok(_) => panic!("accepted"),
    }
}

#[test]
fn hostile_texts_are_refused() {
    let levels = 40_000;
    for nested in ["[".repeat(levels), "{\"a\":".repeat(levels), "[".repeat(levels) + &"]".repeat(levels)] {
        assert_eq!(refusal(&nested), SyntaxErrorKind::Json);
    }
    let deep = "[".repeat(levels) + &"]".repeat(levels);
    let tolerated = format!("{{\"Conditions\":{deep},\"Statement\":{{\"Effect\":\"Deny\"}}}}");
    assert_eq!(refusal(&tolerated), SyntaxErrorKind::Json);
    assert_eq!(refusal(&" ".repeat(10 << 20)), SyntaxErrorKind::TooLong);
    assert_eq!(refusal("{\"Statement\":[]}\0"), SyntaxErrorKind::Character);
}

#[test]
fn the_longest_document_is_read() {
    let value = "é".repeat(131_072 - 60);
    let text = format!("{{\"Statement\":{{\"Effect\":\"Deny\",\"Sid\":\"{value}\"}}}}");
    assert!(text.chars().count() <= 131_072 && text.len() <= MAX_DOCUMENT_BYTES);
    assert_eq!(parse(&text).unwrap().statements[0].sid.as_ref().unwrap().value.chars().count(), value.chars().count());
}

#[test]
fn many_keys_are_read() {
    let keys: Vec<String> = (0..6_000).map(|at| format!("\"k{at}\":\"\"")).collect();
    let text = |keys: &[String]| {
        format!("{{\"Statement\":{{\"Effect\":\"Deny\",\"Condition\":{{\"StringEquals\":{{{}}}}}}}}}", keys.join(","))
    };
    assert_eq!(parse(&text(&keys)).unwrap().statements[0].conditions.len(), 6_000);
    let twice = [&keys[..], &["\"K17\":\"\"".to_owned()]].concat();
    assert_eq!(refusal(&text(&twice)), SyntaxErrorKind::DuplicateKey);
}

#[test]
fn an_effect_in_the_wrong_case_never_allows() {
    assert_eq!(refusal("{\"Statement\":{\"Effect\":\"allow\"}}"), SyntaxErrorKind::EffectCase);
    let tolerated = parse("{\"Conditions\":{\"a\":1},\"Statement\":{\"Effect\":\"Deny\"}}").unwrap();
    assert_eq!(tolerated.statements[0].effect, Effect::Deny);
}

#[test]
fn a_syntax_error_has_a_cause() {
    let invalid = validate("{}", PolicyKind::Identity).unwrap_err();
    assert_eq!(std::error::Error::source(&invalid).unwrap().to_string(), "`Statement` is missing");
}

#[test]
fn white_space_is_not_counted() {
    for (text, counted) in [("", 0), (" \t\r\n", 0), ("{ \"a b\" }", 6), ("\u{a0}é", 2), ("a\u{b}", 2)] {
        assert_eq!(size::counted_characters(text), counted, "{text:?}");
    }
}

#[test]
fn the_canonical_layout() {
    let text = r#"{"Statement":{"Condition":{"stringequalsifexists":{"a":["x","y"],"b":1}},"Resource":[],"NotAction":["s3:*"],"Principal":{"AWS":["1","2"],"Service":["x"]},"Effect":"Deny","Sid":"s"},"Id":"\u4e2d\u0007é\"","Version":"2012-10-17"}"#;
    let printed = r#"{
  "Version": "2012-10-17",
  "Id": "\u4e2d\u0007é\"",
  "Statement": [
    {
      "Sid": "s",
      "Effect": "Deny",
      "Principal": {
        "AWS": [
          "1",
          "2"
        ],
        "Service": "x"
      },
      "NotAction": "s3:*",
      "Resource": [],
      "Condition": {
        "StringEqualsIfExists": {
          "a": [
            "x",
            "y"
          ],
          "b": "1"
        }
      }
    }
  ]
}
"#;
    assert_eq!(print(&parse(text).unwrap()), printed);
}

#[test]
fn principals_are_replaced_where_they_stand() {
    let text = "{ \"Statement\":[ {\"Effect\":\"Allow\",\"Principal\":{\"AWS\":[ \"é\\u0041\", \"b\" ],\"Service\":\"b\"}},\n{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"b\"} , {\"Effect\":\"Deny\",\"NotPrincipal\":{\"AWS\":\"b\"}} ] }\n";
    let document = parse(text).unwrap();
    let replaced = replace_principals(text, &document, &|kind, value| match (kind, value) {
        (PrincipalKind::Aws, "éA") => Some("\"\u{4e2d}".to_owned()),
        (PrincipalKind::Aws, "b") => Some("AROA".to_owned()),
        _ => None,
    });
    let wanted = text.replace("[ \"é\\u0041\", \"b\" ]", "[ \"\\\"\\u4e2d\", \"AROA\" ]");
    assert_eq!(replaced, wanted.replace("NotPrincipal\":{\"AWS\":\"b\"}", "NotPrincipal\":{\"AWS\":\"AROA\"}"));
}
