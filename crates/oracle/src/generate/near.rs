//! Texts that differ from another in one thing.

use arbitrary::{Result, Unstructured};

use super::vocabulary::{ACCOUNTS, Kind};
use super::{chance, pick, several};

/// The text with one thing changed. Whether a pattern made so still matches the text depends on what was changed.
pub(super) fn near(bytes: &mut Unstructured<'_>, text: &str) -> Result<String> {
    let mut characters: Vec<char> = text.chars().collect();
    let fields: Vec<&str> = text.splitn(6, ':').collect();
    if fields.len() == 6 && chance(bytes, 35)? {
        return near_field(bytes, &fields);
    }
    if characters.is_empty() {
        return Ok(pick(bytes, &["x", "*", "?"])?.to_owned());
    }
    let at = bytes.choose_index(characters.len())?;
    let change = bytes.int_in_range(0..=9)?;
    match (change, characters.get_mut(at)) {
        (0 | 1, Some(character)) => *character = other_case(*character),
        (2, Some(character)) => *character = '?',
        (3, Some(character)) => *character = 'z',
        (4, _) => characters.truncate(at),
        (5, _) => {
            characters.truncate(at);
            characters.push('*');
        }
        (6, _) => characters.insert(at, '*'),
        (7, _) => {
            characters.remove(at);
        }
        (8, _) => characters.push(pick(bytes, &['x', '*', '?', '/', ' '])?),
        _ => characters.insert(at, pick(bytes, &['?', 'x', ':', '$', '{'])?),
    }
    Ok(characters.into_iter().collect())
}

/// A short text of the characters of a type, which may or may not be of the type.
pub(super) fn soup(bytes: &mut Unstructured<'_>, kind: Kind) -> Result<String> {
    let alphabet: Vec<char> = kind.alphabet().chars().collect();
    Ok(several(bytes, 0..=10, |bytes| pick(bytes, &alphabet))?.into_iter().collect())
}

/// An ARN with another partition, service, region or account.
fn near_field(bytes: &mut Unstructured<'_>, fields: &[&str]) -> Result<String> {
    let changed = bytes.int_in_range(1..=4_usize)?;
    let other = match changed {
        1 => pick(bytes, &["aws-cn", "*", "aws", "a?s"])?,
        2 => pick(bytes, &["*", "sqs", "s?", ""])?,
        3 => pick(bytes, &["", "*", "us-east-1", "us-west-2", "us-*", "eu-west-?"])?,
        _ => pick(bytes, &[ACCOUNTS[1], ACCOUNTS[2], ACCOUNTS[0], "", "*", "11111111111?", "1*"])?,
    };
    let replaced = fields.iter().enumerate().map(|(at, field)| if at == changed { other } else { field });
    Ok(replaced.collect::<Vec<_>>().join(":"))
}

/// A pattern that matches the text, at least where all wildcards have their meaning.
pub(super) fn wider(bytes: &mut Unstructured<'_>, text: &str) -> Result<String> {
    let mut characters: Vec<char> = text.chars().collect();
    if characters.is_empty() {
        return Ok("*".to_owned());
    }
    let at = bytes.choose_index(characters.len())?;
    match (bytes.int_in_range(0..=4)?, characters.get_mut(at)) {
        (0, Some(character)) => *character = '?',
        (1, _) => characters.insert(at, '*'),
        (2, _) => {
            characters.drain(..at);
            characters.insert(0, '*');
        }
        (3, _) => {
            let end = bytes.int_in_range(at..=characters.len())?;
            characters.splice(at..end, ['*']);
        }
        _ => {
            characters.truncate(at);
            characters.push('*');
        }
    }
    Ok(characters.into_iter().collect())
}

/// The text with the case of some letters changed.
pub(super) fn recased(bytes: &mut Unstructured<'_>, text: &str) -> Result<String> {
    text.chars().map(|character| Ok(if chance(bytes, 30)? { other_case(character) } else { character })).collect()
}

fn other_case(character: char) -> char {
    let upper = character.to_uppercase().next().unwrap_or(character);
    if upper == character { character.to_lowercase().next().unwrap_or(character) } else { upper }
}
