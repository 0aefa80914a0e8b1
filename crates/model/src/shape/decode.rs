//! From a [`Value`] to a checked type, collecting everything that is wrong on the way.

use std::fmt::Write as _;

use super::{Constraint, Shaped, Value};

/// Characters of a refused value that an error message repeats: a long value must not come back, and into the trail, once for
/// each constraint that it breaks.
const SHOWN_CHARACTERS: usize = 1024;

/// Enough for nearly every place in a request.
const USUAL_PATH_BYTES: usize = 64;

/// A type that a request can carry.
pub trait Decode: Shaped + Sized {
    /// Reads the value. `None` means that a problem was recorded in `decoder`.
    fn decode(value: &Value<'_>, decoder: &mut Decoder) -> Option<Self>;
}

/// Why a request's parameters were refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// A value is not of its type at all: text for a number, a list for a text.
    Malformed {
        /// Where, as in `tags.1.member.key`.
        at: String,
        /// What was expected.
        expected: &'static str,
    },
    /// A value that AWS refuses with a sentence of its own.
    Rejected(String),
    /// Constraints that are not satisfied, in the order of the declaration.
    Violations(Vec<Violation>),
}

/// One constraint that is not satisfied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Where, as in `tags.1.member.key`.
    pub at: String,
    /// The value as AWS shows it, quotes included; `null` if absent.
    pub shown: String,
    /// The sentence that follows `failed to satisfy constraint: `.
    pub requirement: String,
}

/// Keeps the place and the problems while a request is decoded.
#[derive(Debug, Default)]
pub struct Decoder {
    path: String,
    malformed: Option<(String, &'static str)>,
    rejected: Option<String>,
    violations: Vec<Violation>,
}

impl Decoder {
    /// Decodes a whole request.
    pub fn run<T: Decode>(value: &Value<'_>) -> Result<T, Refusal> {
        let mut decoder = Self { path: String::with_capacity(USUAL_PATH_BYTES), ..Self::default() };
        let decoded = T::decode(value, &mut decoder);
        if let Some((at, expected)) = decoder.malformed {
            return Err(Refusal::Malformed { at, expected });
        }
        if !decoder.violations.is_empty() {
            return Err(Refusal::Violations(decoder.violations));
        }
        match (decoder.rejected, decoded) {
            (Some(sentence), _) => Err(Refusal::Rejected(sentence)),
            (None, Some(decoded)) => Ok(decoded),
            (None, None) => Err(Refusal::Malformed { at: String::new(), expected: "a valid request" }),
        }
    }

    /// A member that must be there.
    pub fn required<T: Decode>(&mut self, value: &Value<'_>, name: &str) -> Option<T> {
        self.inside(name, |decoder| {
            if let Some(member) = value.member(name) {
                return T::decode(member, decoder);
            }
            decoder.violate("null".to_owned(), "Member must not be null".to_owned());
            None
        })
    }

    /// A member that may be missing. `None` means that it is there and wrong.
    pub fn optional<T: Decode>(&mut self, value: &Value<'_>, name: &str) -> Option<Option<T>> {
        match value.member(name) {
            Some(member) => self.inside(name, |decoder| T::decode(member, decoder)).map(Some),
            None => Some(None),
        }
    }

    /// The items of a list. Items that are plain scalars share one violation, as AWS reports them.
    pub fn items<T: Decode>(&mut self, value: &Value<'_>) -> Option<Vec<T>> {
        let Value::List(items) = value else {
            // The Query wire writes an empty list as an empty text.
            return if *value == Value::Text("".into()) { Some(Vec::new()) } else { self.malformed("a list") };
        };
        if matches!(T::SHAPE.kind, super::Kind::Text) { self.scalar_items(items) } else { self.nested_items(items) }
    }

    fn nested_items<T: Decode>(&mut self, items: &[Value<'_>]) -> Option<Vec<T>> {
        let mut decoded = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            let length = self.path.len();
            let _ = write!(self.path, ".{}.member", at + 1);
            decoded.push(T::decode(item, self));
            self.path.truncate(length);
        }
        decoded.into_iter().collect()
    }

    fn scalar_items<T: Decode>(&mut self, items: &[Value<'_>]) -> Option<Vec<T>> {
        let before = self.violations.len();
        let decoded: Vec<Option<T>> = items.iter().map(|item| T::decode(item, self)).collect();
        if self.violations.len() > before {
            self.violations.truncate(before);
            let texts: Vec<&str> =
                items.iter().map(|item| if let Value::Text(text) = item { text.as_ref() } else { "" }).collect();
            // AWS lists all constraints of the items, not only the broken ones, the upper bound first.
            let mut requirements: Vec<String> = T::SHAPE.constraints.0.iter().map(Constraint::requirement).collect();
            requirements.sort_by_key(|requirement| !requirement.contains("less than"));
            requirements.push("Member must not be null".to_owned());
            let requirement = format!("Member must satisfy constraint: [{}]", requirements.join(", "));
            self.violate(format!("'[{}]'", texts.join(", ")), requirement);
        }
        decoded.into_iter().collect()
    }

    /// Records that the value here is not of its type.
    pub fn malformed<T>(&mut self, expected: &'static str) -> Option<T> {
        self.malformed.get_or_insert_with(|| (self.path.clone(), expected));
        None
    }

    /// Records that AWS refuses the value here with this sentence.
    pub fn reject<T>(&mut self, sentence: impl Into<String>) -> Option<T> {
        self.rejected.get_or_insert_with(|| sentence.into());
        None
    }

    /// Records each broken constraint of the value here. `None` if there are any.
    pub fn check(
        &mut self,
        shown: &dyn Fn() -> String,
        broken: impl Iterator<Item = &'static Constraint>,
    ) -> Option<()> {
        let before = self.violations.len();
        for constraint in broken {
            self.violate(format!("'{}'", shown()), constraint.requirement());
        }
        (self.violations.len() == before).then_some(())
    }

    fn violate(&mut self, mut shown: String, requirement: String) {
        if let Some((cut, _)) = shown.char_indices().nth(SHOWN_CHARACTERS) {
            shown.truncate(cut);
            shown.push_str("...'");
        }
        self.violations.push(Violation { at: self.path.clone(), shown, requirement });
    }

    /// Runs `body` one step deeper; AWS writes member names in error messages with a small first letter.
    fn inside<T>(&mut self, name: &str, body: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        let mut letters = name.chars();
        if let Some(first) = letters.next() {
            self.path.push(first.to_ascii_lowercase());
        }
        self.path.push_str(letters.as_str());
        let result = body(self);
        self.path.truncate(length);
        result
    }
}
