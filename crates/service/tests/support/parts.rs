//! Requests: from JSON to parameters, and made up from the shape of an operation's input.

use rolecall_model::shape::{Constraint, Kind, Shape, Value as Parameters};
use serde_json::{Map, Value, json};

/// The parameters that a wire would have made of this.
pub(super) fn parameters(json: &Value) -> Parameters<'static> {
    match json {
        Value::Null => Parameters::Text("".into()),
        Value::Bool(value) => Parameters::Boolean(*value),
        Value::Number(number) => Parameters::Integer(number.as_i64().unwrap()),
        Value::String(text) => Parameters::Text(text.clone().into()),
        Value::Array(items) => Parameters::List(items.iter().map(parameters).collect()),
        Value::Object(members) => Parameters::Structure(
            members.iter().map(|(name, value)| (name.clone().into(), parameters(value))).collect(),
        ),
    }
}

/// The least request that satisfies the shape: its required members.
pub(crate) fn sample(shape: &Shape) -> Value {
    match shape.kind {
        Kind::Structure(members) => {
            let required = members.iter().filter(|member| member.required);
            Value::Object(required.map(|member| (member.name.to_owned(), sample(member.shape))).collect::<Map<_, _>>())
        }
        Kind::List(item) => {
            let least = bound(shape, |constraint| match constraint {
                Constraint::MinLength(least) => Some(*least),
                _ => None,
            });
            Value::Array((0..least.unwrap_or(1).max(1)).map(|_| sample(item)).collect())
        }
        Kind::Map(value) => json!({"key": sample(value)}),
        Kind::Text => word(shape).into(),
        Kind::Integer => number(shape).into(),
        Kind::Boolean => true.into(),
        Kind::Time => "2027-01-15T08:00:00Z".into(),
        Kind::Blob => "AAAA".into(),
    }
}

fn number(shape: &Shape) -> i64 {
    let least = |constraint: &Constraint| if let Constraint::Min(least) = constraint { Some(*least) } else { None };
    bound(shape, least).unwrap_or(1)
}

/// Texts that satisfy one pattern or another.
const WORDS: [&str; 14] = [
    "name",
    "AKIDEXAMPLE12345",
    "arn:aws:iam::123456789012:role/name",
    "/",
    "v1",
    "123456",
    "123456789012",
    "somebody@example.org",
    "car-0123456789abcdef",
    "o-exampleorgid",
    "https://issuer.example.org",
    "{}",
    "arn:aws:ec2:us-east-1:123456789012:instance/i-0123456789abcdef0",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
];

fn word(shape: &Shape) -> String {
    let constraints = shape.constraints;
    let choice = constraints.0.iter().find_map(|constraint| match constraint {
        Constraint::OneOf(choices) => choices.first().map(|word| (*word).to_owned()),
        _ => None,
    });
    let fits = |word: &&&str| constraints.broken_by_text(word).next().is_none();
    choice.or_else(|| WORDS.iter().find(fits).map(|word| (*word).to_owned())).unwrap_or_else(|| {
        panic!("no word satisfies {constraints:?}");
    })
}

/// The first bound of one sort.
pub(crate) fn bound<T>(shape: &Shape, of: impl Fn(&Constraint) -> Option<T>) -> Option<T> {
    shape.constraints.0.iter().find_map(of)
}
