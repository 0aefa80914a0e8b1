//! How elements are written: alone or in a list.

use arbitrary::{Result, Unstructured};
use serde_json::Value;

use super::chance;

/// What an element lists.
pub(super) enum Listed {
    /// At least this.
    Some(String),
    /// Nothing at all: an empty list.
    Nothing,
}

/// The element with the text alone or in a list with others.
pub(super) fn listed<'b>(
    bytes: &mut Unstructured<'b>,
    own: Listed,
    mut other: impl FnMut(&mut Unstructured<'b>) -> Result<Listed>,
) -> Result<Value> {
    let Listed::Some(own) = own else {
        return Ok(Value::Array(Vec::new()));
    };
    if chance(bytes, 60)? {
        return Ok(if chance(bytes, 60)? { Value::from(own) } else { Value::from(vec![own]) });
    }
    let mut texts = vec![own];
    for _ in 0..bytes.int_in_range(1..=2)? {
        if let Listed::Some(text) = other(bytes)? {
            texts.push(text);
        }
    }
    if chance(bytes, 50)? {
        texts.reverse();
    }
    Ok(Value::from(texts))
}
