//! What holds for every text: no panic, places that show their elements, printing and rewriting that lose nothing.
#![expect(clippy::unwrap_used, clippy::string_slice, reason = "tests")]

use proptest::prelude::*;
use proptest::sample::Index;
use rolecall_policy::document::ast::{ConditionElement, Document, Principals, Span, Spanned};
use rolecall_policy::document::{PolicyKind, parse, print, replace_principals, size, validate};
use serde_json::{Value, json};

const KINDS: [PolicyKind; 7] = [
    PolicyKind::Identity,
    PolicyKind::Boundary,
    PolicyKind::Session,
    PolicyKind::Trust,
    PolicyKind::Resource,
    PolicyKind::ServiceControl,
    PolicyKind::ResourceControl,
];

/// Runs everything on the text and checks what must hold.
fn check(text: &str) {
    let whole = u32::try_from(text.len()).unwrap();
    assert!(size::counted_characters(text) <= text.len());
    for kind in KINDS {
        match validate(text, kind) {
            Ok(document) => assert_eq!(Ok(document), parse(text), "{kind:?}: validation changes nothing"),
            Err(invalid) => assert!(
                invalid.span().is_none_or(|span| span.start <= span.end
                    && span.end <= whole
                    && text.get(span.start as usize..span.end as usize).is_some()),
                "{kind:?}: {invalid:?} lies outside of {text:?}"
            ),
        }
    }
    if let Ok(document) = parse(text) {
        assert_places(text, &document);
        assert_printing(&document);
        assert_rewriting(text, &document);
    }
}

/// The text at each place is the element.
fn assert_places(text: &str, document: &Document) {
    let text = Text(text);
    document.id.iter().for_each(|id| text.assert_string(id));
    for statement in &document.statements {
        let object = text.json(statement.span);
        statement.sid.iter().for_each(|sid| text.assert_string(sid));
        for (list, name) in [(&statement.action, "Action"), (&statement.resource, "Resource")] {
            let Some(list) = list else { continue };
            text.assert_member(&object, name, list.negated, list.span);
            list.values.iter().for_each(|value| text.assert_string(value));
        }
        if let Some(element) = &statement.principal {
            text.assert_member(&object, "Principal", element.negated, element.span);
            match &element.principals {
                Principals::Everyone(span) => assert_eq!(text.json(*span), json!("*")),
                Principals::Listed(entries) => entries.iter().for_each(|entry| text.assert_string(&entry.value)),
            }
        }
        statement.conditions.iter().for_each(|element| text.assert_condition(element));
    }
}

struct Text<'t>(&'t str);

impl Text<'_> {
    fn at(&self, span: Span) -> &str {
        &self.0[span.start as usize..span.end as usize]
    }

    fn json(&self, span: Span) -> Value {
        serde_json::from_str(self.at(span)).unwrap()
    }

    fn assert_string(&self, string: &Spanned<Box<str>>) {
        assert_eq!(self.json(string.span), json!(string.value));
    }

    fn assert_member(&self, object: &Value, name: &str, negated: bool, span: Span) {
        let name = if negated { format!("Not{name}") } else { name.to_owned() };
        let member: Value = serde_json::from_str(&format!("{{{}}}", self.at(span))).unwrap();
        assert_eq!(member, json!({&name: object.get(&name)}));
    }

    fn assert_condition(&self, element: &ConditionElement) {
        self.assert_string(&element.key);
        assert_eq!(self.json(element.operator.span).as_str().unwrap().parse(), Ok(element.operator.value));
        for value in &element.values {
            match self.json(value.span) {
                Value::String(string) => assert_eq!(string, *value.value),
                _ => assert_eq!(self.at(value.span), &*value.value),
            }
        }
    }
}

fn assert_printing(document: &Document) {
    let printed = print(document);
    let again = parse(&printed).unwrap();
    assert_eq!(without_places(again.clone()), without_places(document.clone()), "{printed}");
    assert_eq!(print(&again), printed);
}

fn assert_rewriting(text: &str, document: &Document) {
    assert_eq!(replace_principals(text, document, &|_, _| None), text);
    assert_eq!(
        without_places(parse(&replace_principals(text, document, &|_, value| Some(value.to_owned()))).unwrap()),
        without_places(document.clone())
    );
}

fn without_places(mut document: Document) -> Document {
    const NOWHERE: Span = Span { start: 0, end: 0 };
    document.id.iter_mut().for_each(|id| id.span = NOWHERE);
    for statement in &mut document.statements {
        statement.span = NOWHERE;
        statement.sid.iter_mut().for_each(|sid| sid.span = NOWHERE);
        for list in [&mut statement.action, &mut statement.resource].into_iter().flatten() {
            list.span = NOWHERE;
            list.values.iter_mut().for_each(|value| value.span = NOWHERE);
        }
        if let Some(element) = &mut statement.principal {
            element.span = NOWHERE;
            match &mut element.principals {
                Principals::Everyone(span) => *span = NOWHERE,
                Principals::Listed(entries) => entries.iter_mut().for_each(|entry| entry.value.span = NOWHERE),
            }
        }
        for element in &mut statement.conditions {
            element.operator.span = NOWHERE;
            element.key.span = NOWHERE;
            element.values.iter_mut().for_each(|value| value.span = NOWHERE);
        }
    }
    document
}

/// Documents that use every element, with strings that need escapes and numbers as written.
const SEEDS: [&str; 4] = [
    "{\"Version\":\"2012-10-17\",\"Id\":\"\\u4e2d\\ud83d\\ude00 \\\"q\\\" \\\\ \\n é\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}",
    "{ \"Statement\" : [ { \"Sid\": \"a\", \"Effect\":\"Deny\",\n\t\"NotAction\":[\"s3:*\",\"iam:Get?\"], \"NotResource\":[], \"Condition\":{\"NumericLessThan\":{\"s3:max-keys\":[10, 1.50, -2e3]},\"Bool\":{\"aws:SecureTransport\":false},\"ForAnyValue:StringLikeIfExists\":{\"aws:TagKeys\":[\"a*\",\"\"]},\"x\":{}} } ], \"Version\":\"2008-10-17\" }\r\n",
    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":[\"arn:aws:iam::111122223333:role/a\",\"*\"],\"Service\":\"ec2.amazonaws.com\",\"Federated\":[]},\"Action\":\"sts:AssumeRole\"}]}",
    "{\"Version\":\"2012-10-17\",\"Conditions\":[[{}]],\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::b/${aws:username, 'x'}\",\"Condition\":{\"DateLessThan\":{\"aws:CurrentTime\":\"2024-02-29T10:00Z\"}}}]}",
];

#[test]
fn the_seeds_themselves() {
    for seed in SEEDS {
        parse(seed).unwrap();
        check(seed);
    }
}

fn string() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9:*?${}/.,' -]{0,12}",
        any::<String>(),
        prop::sample::select(vec!["*", "s3:GetObject", "arn:aws:s3:::b", "sts:AssumeRole", "111122223333"])
            .prop_map(String::from)
    ]
}

fn strings() -> impl Strategy<Value = Value> {
    prop_oneof![string().prop_map(Value::from), prop::collection::vec(string(), 0..3).prop_map(Value::from)]
}

fn scalars() -> impl Strategy<Value = Value> {
    let scalar = || {
        prop_oneof![
            string().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<bool>().prop_map(Value::from)
        ]
    };
    prop_oneof![scalar(), prop::collection::vec(scalar(), 0..3).prop_map(Value::from)]
}

fn principal() -> impl Strategy<Value = Value> {
    let kind = prop::sample::select(vec!["AWS", "Service", "Federated", "CanonicalUser"]).prop_map(String::from);
    prop_oneof![Just(json!("*")), prop::collection::hash_map(kind, strings(), 0..3).prop_map(|map| json!(map))]
}

fn condition() -> impl Strategy<Value = Value> {
    let operators = vec!["StringEquals", "ForAllValues:StringLike", "NumericLessThanIfExists", "dateequals", "Null"];
    let operator = prop::sample::select(operators).prop_map(String::from);
    let block = prop::collection::hash_map("[a-c]:[a-d]{1,2}", scalars(), 0..3);
    prop::collection::hash_map(operator, block, 0..3).prop_map(|map| json!(map))
}

fn statement() -> impl Strategy<Value = Value> {
    let list = |name: &'static str, negated: &'static str| {
        prop::option::of((prop::bool::ANY, strings()))
            .prop_map(move |list| list.map(|(not, values)| (if not { negated } else { name }, values)))
    };
    (
        prop::option::of(string()),
        prop::bool::ANY,
        prop::option::of((prop::bool::ANY, principal())),
        list("Action", "NotAction"),
        list("Resource", "NotResource"),
        prop::option::of(condition()),
    )
        .prop_map(|(sid, allow, principal, action, resource, condition)| {
            let mut object = serde_json::Map::new();
            object.insert("Effect".into(), json!(if allow { "Allow" } else { "Deny" }));
            object.extend(sid.map(|sid| ("Sid".to_owned(), json!(sid))));
            object.extend(
                principal.map(|(not, value)| (if not { "NotPrincipal" } else { "Principal" }.to_owned(), value)),
            );
            object.extend(action.into_iter().chain(resource).map(|(name, value)| (name.to_owned(), value)));
            object.extend(condition.map(|value| ("Condition".to_owned(), value)));
            Value::Object(object)
        })
}

/// JSON in ASCII, so that any character can stand in a document.
fn ascii(value: &Value) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    for c in value.to_string().chars() {
        if c.is_ascii() && c != '\u{7f}' {
            out.push(c);
        } else {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| write!(out, "\\u{unit:04x}").unwrap());
        }
    }
    out
}

proptest! {
    #[test]
    fn any_text(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        check(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn text_of_json_tokens(tokens in prop::collection::vec(prop::sample::select(vec!["{", "}", "[", "]", ":", ",", "\"Statement\"", "\"Effect\"", "\"Allow\"", "\"", "\\u00", "1e", "null", " "]), 0..30)) {
        check(&tokens.concat());
    }

    #[test]
    fn seeds_with_characters_changed(seed in prop::sample::select(SEEDS.to_vec()), edits in prop::collection::vec((any::<Index>(), any::<Index>(), 0..4_u8), 1..6)) {
        let mut characters: Vec<char> = seed.chars().collect();
        for (at, other, edit) in edits {
            let at = at.index(characters.len());
            let other = characters[other.index(characters.len())];
            match edit {
                0 if characters.len() > 1 => { characters.remove(at); }
                1 => characters.insert(at, other),
                2 => characters.truncate(at.max(1)),
                _ => characters[at] = other,
            }
        }
        check(&characters.into_iter().collect::<String>());
    }

    #[test]
    fn documents_of_the_grammar(statements in prop::collection::vec(statement(), 1..4), id in prop::option::of(string()), version in prop::option::of(prop::sample::select(vec!["2008-10-17", "2012-10-17"]))) {
        let mut object = serde_json::Map::new();
        object.extend(version.map(|version| ("Version".to_owned(), json!(version))));
        object.extend(id.map(|id| ("Id".to_owned(), json!(id))));
        object.insert("Statement".into(), json!(statements));
        let text = ascii(&Value::Object(object));
        parse(&text).unwrap();
        check(&text);
    }
}
