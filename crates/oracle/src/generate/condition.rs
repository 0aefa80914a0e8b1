//! `Condition` elements.

use arbitrary::{Result, Unstructured};
use serde_json::{Map, Value, json};

use super::resource::with_variable;
use super::scene::Scene;
use super::vocabulary::Kind;
use super::{chance, near, pick, several};
use crate::case::Held;

const TEXT: [&str; 3] = ["StringEquals", "StringEqualsIgnoreCase", "StringLike"];
const NOT_TEXT: [&str; 3] = ["StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike"];
const NUMBER: [&str; 5] =
    ["NumericEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals"];
const DATE: [&str; 5] =
    ["DateEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"];

const KINDS: [Kind; 7] = [Kind::Text, Kind::Number, Kind::Date, Kind::Truth, Kind::Address, Kind::Arn, Kind::Binary];

/// An element of one or two entries that all hold, or of which one narrowly does not, as `hit` asks.
pub(super) fn generate(bytes: &mut Unstructured<'_>, scene: &Scene, hit: bool) -> Result<Value> {
    let mut blocks: Map<String, Value> = Map::new();
    let count = bytes.int_in_range(1..=2_u8)?;
    for number in 0..count {
        let (operator, key, wanted) = entry(bytes, scene, hit || number > 0)?;
        // An operator or a key that is given twice, in whatever case, is against the grammar.
        let operator = blocks.keys().find(|known| known.eq_ignore_ascii_case(&operator)).cloned().unwrap_or(operator);
        let block = blocks.entry(operator).or_insert_with(|| json!({}));
        if let Value::Object(block) = block
            && block.keys().all(|known| !known.eq_ignore_ascii_case(&key))
        {
            block.insert(key, wanted);
        }
    }
    Ok(Value::Object(blocks))
}

fn entry(bytes: &mut Unstructured<'_>, scene: &Scene, hit: bool) -> Result<(String, String, Value)> {
    let key = scene.key(bytes)?;
    let held = scene.context.get(key.name);
    let is_absent = held.is_none_or(|held| *held == Held::Many(Vec::new()));
    let name = if chance(bytes, 10)? { near::recased(bytes, key.name)? } else { key.name.to_owned() };
    if chance(bytes, 8)? {
        let wanted = match bytes.int_in_range(0..=6)? {
            0 => pick(bytes, &["", "maybe", "True", "FALSE", "${aws:x}"])?,
            _ if is_absent == hit => "true",
            _ => "false",
        };
        let prefix = if chance(bytes, 10)? { "ForAnyValue:" } else { "" };
        return Ok((cased(bytes, format!("{prefix}Null"))?, name, written(bytes, vec![wanted.to_owned()])?));
    }
    let negated = chance(bytes, 30)?;
    let kind = if chance(bytes, 92)? { key.kind } else { pick(bytes, &KINDS)? };
    let base = base(bytes, kind, negated)?;
    let prefix = match bytes.int_in_range(0..=9)? {
        0 => pick(bytes, &["ForAllValues:", "ForAnyValue:"])?,
        1..=8 if matches!(held, Some(Held::Many(_))) => pick(bytes, &["ForAllValues:", "ForAnyValue:"])?,
        _ => "",
    };
    let if_exists = chance(bytes, if is_absent && hit { 60 } else { 10 })?;
    let operator = cased(bytes, format!("{prefix}{base}{}", if if_exists { "IfExists" } else { "" }))?;
    let actual: Vec<&String> = match held {
        Some(Held::One(value)) => vec![value],
        Some(Held::Many(values)) => values.iter().collect(),
        None => Vec::new(),
    };
    let fits = hit != base.contains("Not");
    let mut wanted = Vec::new();
    for value in &actual {
        wanted.push(if fits { fitting(bytes, kind, value, scene)? } else { other(bytes, kind, value, scene)? });
    }
    wanted.extend(several(bytes, usize::from(wanted.is_empty())..=1, |bytes| {
        let value = actual.first().map_or("x", |value| value.as_str());
        other(bytes, kind, value, scene)
    })?);
    if chance(bytes, 2)? {
        wanted.clear();
    }
    Ok((operator, name, written(bytes, wanted)?))
}

/// The name of an operator for the type.
fn base(bytes: &mut Unstructured<'_>, kind: Kind, negated: bool) -> Result<&'static str> {
    Ok(match (kind, negated) {
        (Kind::Text, false) => pick(bytes, &TEXT)?,
        (Kind::Text, true) => pick(bytes, &NOT_TEXT)?,
        (Kind::Number, false) => pick(bytes, &NUMBER)?,
        (Kind::Number, true) => "NumericNotEquals",
        (Kind::Date, false) => pick(bytes, &DATE)?,
        (Kind::Date, true) => "DateNotEquals",
        (Kind::Truth, _) => "Bool",
        (Kind::Address, false) => "IpAddress",
        (Kind::Address, true) => "NotIpAddress",
        (Kind::Arn, false) => pick(bytes, &["ArnLike", "ArnEquals"])?,
        (Kind::Arn, true) => pick(bytes, &["ArnNotLike", "ArnNotEquals"])?,
        (Kind::Binary, _) => "BinaryEquals",
    })
}

/// Operators are known in any case.
fn cased(bytes: &mut Unstructured<'_>, operator: String) -> Result<String> {
    if chance(bytes, 5)? { near::recased(bytes, &operator) } else { Ok(operator) }
}

/// A wanted value for which the actual one probably fits.
fn fitting(bytes: &mut Unstructured<'_>, kind: Kind, actual: &str, scene: &Scene) -> Result<String> {
    let has_wildcards = matches!(kind, Kind::Text | Kind::Arn);
    Ok(match bytes.int_in_range(0..=9)? {
        0 | 1 if has_wildcards => near::wider(bytes, actual)?,
        2 | 3 if has_wildcards || kind == Kind::Truth => with_variable(bytes, actual, &scene.context)?,
        4 if kind == Kind::Text => near::recased(bytes, actual)?,
        0..=2 if kind == Kind::Number => format!("{actual}{}", pick(bytes, &[".0", "e0", "E+0", "e-0"])?),
        0..=3 if kind == Kind::Address => {
            format!("{actual}/{}", pick(bytes, &["0", "8", "24", "32", "96", "104", "128"])?)
        }
        _ => actual.to_owned(),
    })
}

/// Another wanted value of the type, or one that is nearly of it.
fn other(bytes: &mut Unstructured<'_>, kind: Kind, actual: &str, scene: &Scene) -> Result<String> {
    Ok(match bytes.int_in_range(0..=9)? {
        0 | 1 => near::near(bytes, actual)?,
        2 => with_variable(bytes, actual, &scene.context)?,
        3 if chance(bytes, 30)? => near::soup(bytes, kind)?,
        3 if kind == Kind::Address => {
            let address = pick(bytes, kind.values())?;
            format!(
                "{address}/{}",
                pick(bytes, &["0", "8", "24", "32", "33", "95", "96", "104", "128", "129", "", "+8", "08"])?
            )
        }
        3 if kind == Kind::Arn => {
            let arn = pick(bytes, kind.values())?;
            near::near(bytes, arn)?
        }
        3 if kind == Kind::Number => {
            format!("{actual}{}", pick(bytes, &["e1", "E-1", "0", ".5", "e308", "e309", "e+2", "e"])?)
        }
        4 if kind == Kind::Arn => {
            pick(bytes, &["*", "arn:*:*:*:*:*", "*:*:*:*:*:*", "arn:aws:s3*", "ar?:*:*:*:*:*"])?.to_owned()
        }
        _ => pick(bytes, kind.values())?.to_owned(),
    })
}

/// The wanted values, alone or in a list; some as JSON's own numbers and truth values.
fn written(bytes: &mut Unstructured<'_>, wanted: Vec<String>) -> Result<Value> {
    let mut values = Vec::new();
    for text in wanted {
        let typed = chance(bytes, 25)?.then(|| serde_json::from_str::<Value>(&text).ok()).flatten();
        values.push(match typed {
            Some(value @ (Value::Number(_) | Value::Bool(_))) => value,
            _ => Value::from(text),
        });
    }
    Ok(match values.len() {
        1 if chance(bytes, 70)? => values.swap_remove(0),
        _ => Value::Array(values),
    })
}
