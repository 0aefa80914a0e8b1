//! `Condition`: every operator and every key in it must hold.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html>

use serde_json::Value;

use crate::address::{Address, Range};
use crate::arn::Arn;
use crate::binary;
use crate::case::{Context, Held};
use crate::date::Date;
use crate::document::texts;
use crate::number::Number;
use crate::operator::{Operator, Over, Test};
use crate::text::{Meaning, held, matches, split_fields};
use crate::truth::Truth;

/// What the conditions of one statement are compared with.
#[derive(Clone, Copy)]
pub(crate) struct Known<'c> {
    pub(crate) context: &'c Context,
    /// Whether the document's version has variables.
    pub(crate) has_variables: bool,
}

impl Known<'_> {
    /// Whether a whole `Condition` element holds.
    pub(crate) fn holds(&self, condition: &Value) -> Truth {
        let blocks = condition.as_object().into_iter().flatten();
        Truth::all(blocks.flat_map(|(name, block)| {
            let entries = block.as_object().into_iter().flatten();
            entries.map(move |(key, wanted)| match Operator::read(name) {
                Some(operator) => self.entry_holds(operator, key, &texts(wanted)),
                None => Truth::Unknown,
            })
        }))
    }

    fn entry_holds(&self, operator: Operator, key: &str, wanted: &[String]) -> Truth {
        let held = held(self.context, key);
        if operator.test == Test::Null {
            return Truth::any(wanted.iter().map(|wanted| Truth::from(truth(wanted).map(|is| is == held.is_none()))));
        }
        let holds_for = |value: &String| {
            if !is_of_type(operator.test, value) {
                return Truth::Unknown;
            }
            let found = Truth::any(wanted.iter().map(|wanted| self.fits(operator.test, wanted, value)));
            if operator.negated { found.not() } else { found }
        };
        let Some(held) = held else {
            return Truth::from(operator.if_exists || without_value(operator));
        };
        match (held, operator.over) {
            (Held::One(value), _) => holds_for(value),
            // Neither an operator without a prefix nor its negation says anything of a set.
            (Held::Many(_), Over::Single) => Truth::Fails,
            (Held::Many(values), Over::All) => Truth::all(values.iter().map(holds_for)),
            (Held::Many(values), Over::Any) => Truth::any(values.iter().map(holds_for)),
        }
    }

    /// Whether one value of the request fits one wanted value. A value that is not of the operator's type, on either side,
    /// leaves it unknown.
    fn fits(&self, test: Test, wanted: &str, value: &str) -> Truth {
        match test {
            Test::String => self.text_fits(wanted, false, |tokens| matches(tokens, value)),
            Test::StringIgnoreCase => {
                let Some(wanted) = self.plain(wanted) else {
                    return Truth::Fails;
                };
                Truth::from(in_lower_case(&wanted) == in_lower_case(value))
            }
            Test::StringLike => self.text_fits(wanted, true, |tokens| matches(tokens, value)),
            Test::Numeric(relation) => {
                let (Some(value), Some(wanted)) = (Number::read(value), Number::read_wanted(wanted)) else {
                    return Truth::Unknown;
                };
                Truth::from(relation.contains(&value.cmp(&wanted)))
            }
            Test::Date(relation) => {
                let (Some(value), Some(wanted)) = (Date::read(value), Date::read(wanted)) else {
                    return Truth::Unknown;
                };
                Truth::from(relation.contains(&value.cmp(&wanted)))
            }
            Test::Bool => self.truth_fits(wanted, value),
            Test::Binary => {
                let (Some(value), Some(wanted)) = (binary::decode(value), binary::decode(wanted)) else {
                    return Truth::Unknown;
                };
                Truth::from(value == wanted)
            }
            Test::Address => {
                let (Some(value), Some(wanted)) = (Address::read(value), Range::read(wanted)) else {
                    return Truth::Unknown;
                };
                Truth::from(wanted.holds(value))
            }
            Test::Arn => self.arn_fits(wanted, value),
            Test::Null => Truth::Unknown,
        }
    }

    fn meaning(&self, wildcards: bool) -> Meaning<'_> {
        Meaning { wildcards, variables: self.has_variables.then_some(self.context) }
    }

    /// A text with a variable that stands for nothing fits nothing.
    fn text_fits(&self, wanted: &str, wildcards: bool, fits: impl Fn(&[crate::text::Token]) -> bool) -> Truth {
        Truth::from(self.meaning(wildcards).tokens(wanted).is_some_and(|tokens| fits(&tokens)))
    }

    /// The text with its variables replaced.
    fn plain(&self, wanted: &str) -> Option<String> {
        let tokens = self.meaning(false).tokens(wanted)?;
        let characters = tokens.into_iter().filter_map(|token| match token {
            crate::text::Token::Only(character) => Some(character),
            _ => None,
        });
        Some(characters.collect())
    }

    fn truth_fits(&self, wanted: &str, value: &str) -> Truth {
        let Some(value) = truth(value) else {
            return Truth::Unknown;
        };
        let Some(wanted) = self.plain(wanted) else {
            return Truth::Fails;
        };
        Truth::from(truth(&wanted).map(|wanted| wanted == value))
    }

    /// Six fields, each with wildcards and variables of its own.
    fn arn_fits(&self, wanted: &str, value: &str) -> Truth {
        let (Some(value), Some(wanted)) = (Arn::read(value), split_fields(wanted, self.has_variables)) else {
            return Truth::Unknown;
        };
        let fields: Option<Vec<_>> = wanted.iter().map(|field| self.meaning(true).tokens(field)).collect();
        let fits = |fields: Vec<Vec<_>>| fields.iter().zip(value.fields()).all(|(field, text)| matches(field, text));
        Truth::from(fields.is_some_and(fits))
    }
}

/// Whether an operator without `IfExists` holds for a key that is absent.
fn without_value(operator: Operator) -> bool {
    match operator.over {
        Over::Single => operator.negated,
        Over::All => true,
        Over::Any => false,
    }
}

/// Whether a value of the request is one that the operator compares.
fn is_of_type(test: Test, value: &str) -> bool {
    match test {
        Test::String | Test::StringIgnoreCase | Test::StringLike | Test::Null => true,
        Test::Numeric(_) => Number::read(value).is_some(),
        Test::Date(_) => Date::read(value).is_some(),
        Test::Bool => truth(value).is_some(),
        Test::Binary => binary::decode(value).is_some(),
        Test::Address => Address::read(value).is_some(),
        Test::Arn => Arn::read(value).is_some(),
    }
}

/// Letter by letter, so that no letter's form depends on the ones beside it.
fn in_lower_case(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// `true` or `false`, in any case.
fn truth(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}
