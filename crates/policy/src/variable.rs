//! Policy variables: `${key}`, `${key, 'default'}` and the literals `${*}`, `${?}`, `${$}`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use std::borrow::Cow;

use crate::context::{Key, Values};
use crate::scope::{Scope, Stop};

/// A reference to a value of the request.
#[derive(Debug)]
pub(crate) struct Variable {
    key: Key,
    default: Option<Box<str>>,
}

impl Variable {
    /// The text to put in place; an absent key without default and a key that holds a set match nothing.
    pub(crate) fn resolve<'a>(&'a self, scope: Scope<'a>) -> Result<Cow<'a, str>, Stop> {
        match scope.values(&self.key)? {
            Some(Values::One(text)) => Ok(text),
            Some(Values::Many(_)) => Err(Stop::Mismatch),
            None => self.default.as_deref().map(Cow::Borrowed).ok_or(Stop::Mismatch),
        }
    }
}

/// What stands between `${` and `}`.
#[derive(Debug)]
pub(crate) enum Reference {
    /// One of `*`, `?`, `$`, meant literally.
    Literal(&'static str),
    /// A key.
    Variable(Variable),
}

/// Reads the reference that `text` begins with, and gives the text after it. Anything but a complete reference is
/// `None`, and then the characters are plain text. No key holds `$`, so that no stretch of text is looked through for the
/// end of more than one reference.
pub(crate) fn read(text: &str) -> Option<(Reference, &str)> {
    let inside = text.strip_prefix("${")?;
    let literals = [("*}", "*"), ("?}", "?"), ("$}", "$")];
    if let Some((rest, literal)) = literals.into_iter().find_map(|(form, is)| Some((inside.strip_prefix(form)?, is))) {
        return Some((Reference::Literal(literal), rest));
    }
    let (key, after) = inside.split_at_checked(inside.find(['}', ',', '$'])?)?;
    let (default, rest) = match after.strip_prefix('}') {
        Some(rest) => (None, rest),
        None => read_default(after.strip_prefix(',')?)?,
    };
    Some((Reference::Variable(Variable { key: Key::new(key.trim()), default }), rest))
}

fn read_default(text: &str) -> Option<(Option<Box<str>>, &str)> {
    let (default, rest) = text.trim_start().strip_prefix('\'')?.split_once('\'')?;
    Some((Some(default.into()), rest.trim_start().strip_prefix('}')?))
}

/// Splits at the first five colons that are not inside a reference; `None` if there are fewer.
pub(crate) fn split_fields(text: &str) -> Option<[&str; 6]> {
    let mut fields = [""; 6];
    let (last, first_five) = fields.split_last_mut()?;
    let mut rest = text;
    for field in first_five {
        (*field, rest) = split_field(rest)?;
    }
    *last = rest;
    Some(fields)
}

fn split_field(text: &str) -> Option<(&str, &str)> {
    let mut at = 0;
    loop {
        let rest = text.get(at..)?;
        let next = rest.find([':', '$'])?;
        let from = rest.get(next..)?;
        at += next;
        if from.starts_with(':') {
            return Some((text.get(..at)?, text.get(at + 1..)?));
        }
        at += read(from).map_or(1, |(_, after)| from.len() - after.len());
    }
}
