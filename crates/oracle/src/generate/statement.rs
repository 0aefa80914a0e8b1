//! Statements and documents.

use arbitrary::{Result, Unstructured};
use serde_json::{Map, Value, json};

use super::scene::Scene;
use super::{action, chance, condition, pick, principal, resource};

/// The type of policy that a document stands in, as far as its elements depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// It names resources.
    Caller,
    /// It names principals and resources.
    Limit,
    /// It names principals, and often no resources.
    Resource,
}

/// How likely the statements of a document hold, of a hundred.
#[derive(Debug, Clone, Copy)]
pub(super) struct Aim {
    pub(super) allow: u8,
    pub(super) deny: u8,
}

/// A document with an Allow in front and perhaps more.
pub(super) fn document(bytes: &mut Unstructured<'_>, scene: &Scene, place: Place, aim: Aim) -> Result<Value> {
    let mut statements = vec![statement(bytes, scene, place, "Allow", aim.allow)?];
    if chance(bytes, 30)? {
        statements.push(statement(bytes, scene, place, "Allow", aim.allow / 2)?);
    }
    if chance(bytes, 35)? {
        statements.push(statement(bytes, scene, place, "Deny", aim.deny)?);
        if chance(bytes, 20)? {
            statements.remove(0);
        }
    }
    if chance(bytes, 50)? {
        statements.reverse();
    }
    let statement = match statements.as_slice() {
        [one] if chance(bytes, 30)? => one.clone(),
        _ => Value::Array(statements),
    };
    let mut document = Map::new();
    match bytes.int_in_range(0..=19)? {
        0 => {}
        1 => drop(document.insert("Version".to_owned(), json!("2008-10-17"))),
        _ => drop(document.insert("Version".to_owned(), json!("2012-10-17"))),
    }
    if chance(bytes, 3)? {
        document.insert("Id".to_owned(), json!("a"));
    }
    document.insert("Statement".to_owned(), statement);
    Ok(in_policy_characters(Value::Object(document)))
}

/// A document in which one element of one statement is all that matters: the statement allows, or it denies what another
/// allows.
pub(super) fn one_element(bytes: &mut Unstructured<'_>, scene: &Scene, place: Place) -> Result<Value> {
    let everything = json!({"Action": "*", "Resource": "*"});
    let mut statement = everything.as_object().cloned().unwrap_or_default();
    let hit = chance(bytes, 60)?;
    let (replaced, (name, value)) = match bytes.int_in_range(0..=9)? {
        0 => ("Action", action::generate(bytes, &scene.action, hit)?),
        1 | 2 => ("Resource", resource::generate(bytes, scene, hit)?),
        3 | 4 if place == Place::Resource => ("Principal", principal::generate(bytes, &scene.caller, hit)?),
        _ => ("Condition", ("Condition", condition::generate(bytes, scene, hit)?)),
    };
    if place == Place::Resource {
        statement.insert("Principal".to_owned(), json!("*"));
    }
    statement.remove(replaced);
    statement.insert(name.to_owned(), value);
    let mut statements = Vec::new();
    if chance(bytes, 50)? {
        let mut allow = everything;
        if let (Place::Resource, Some(allow)) = (place, allow.as_object_mut()) {
            allow.insert("Principal".to_owned(), json!("*"));
        }
        statement.insert("Effect".to_owned(), json!("Deny"));
        statements.push(with(allow, "Effect", "Allow"));
    } else {
        statement.insert("Effect".to_owned(), json!("Allow"));
    }
    statements.push(Value::Object(statement));
    let version = if chance(bytes, 10)? { "2008-10-17" } else { "2012-10-17" };
    Ok(in_policy_characters(json!({"Version": version, "Statement": statements})))
}

fn with(mut object: Value, name: &str, value: &str) -> Value {
    if let Some(members) = object.as_object_mut() {
        members.insert(name.to_owned(), json!(value));
    }
    object
}

/// The document without characters that no policy document may hold: requests may, and documents are made from them.
///
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html>
fn in_policy_characters(value: Value) -> Value {
    let permitted = |character: char| matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{FF}');
    let text =
        |text: String| text.chars().map(|character| if permitted(character) { character } else { '\u{FF}' }).collect();
    match value {
        Value::String(string) => Value::String(text(string)),
        Value::Array(elements) => elements.into_iter().map(in_policy_characters).collect(),
        Value::Object(members) => {
            Value::Object(members.into_iter().map(|(name, value)| (text(name), in_policy_characters(value))).collect())
        }
        other => other,
    }
}

/// One statement that holds with a likelihood of `percent`; else one of its elements fails.
fn statement(bytes: &mut Unstructured<'_>, scene: &Scene, place: Place, effect: &str, percent: u8) -> Result<Value> {
    // A statement that misses misses in one element, so that the others have to be right for the answer to be.
    let miss = if chance(bytes, percent)? { None } else { Some(bytes.int_in_range(0..=3_u8)?) };
    let mut statement = Map::new();
    if chance(bytes, 20)? {
        statement.insert("Sid".to_owned(), json!(pick(bytes, &["", "a", "b"])?));
    }
    statement.insert("Effect".to_owned(), json!(effect));
    let (name, value) = action::generate(bytes, &scene.action, miss != Some(0))?;
    if !chance(bytes, 1)? {
        statement.insert(name.to_owned(), value);
    }
    // Elements that are missing, or stand where they do not belong, are rare but must have one meaning.
    let names_principals = (place != Place::Caller) != chance(bytes, 1)?;
    if names_principals {
        let (name, value) = match place {
            Place::Limit if chance(bytes, 60)? => ("Principal", json!("*")),
            _ => principal::generate(bytes, &scene.caller, miss != Some(1))?,
        };
        statement.insert(name.to_owned(), value);
    }
    let names_resources = if place == Place::Resource { chance(bytes, 60)? } else { chance(bytes, 99)? };
    if names_resources {
        let (name, value) = resource::generate(bytes, scene, miss != Some(2))?;
        statement.insert(name.to_owned(), value);
    }
    match bytes.int_in_range(0..=99)? {
        0 => drop(statement.insert("Condition".to_owned(), json!({}))),
        1 => drop(statement.insert("Condition".to_owned(), json!({"Whatever": {}}))),
        number if miss == Some(3) || number < 40 => {
            statement.insert("Condition".to_owned(), condition::generate(bytes, scene, miss != Some(3))?);
        }
        _ => {}
    }
    Ok(Value::Object(statement))
}
