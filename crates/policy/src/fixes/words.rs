//! Changes in words.

use std::fmt;

use super::{Change, Fix};
use crate::explain::{ElementKind, GateKind};

impl fmt::Display for Fix {
    /// A line for each change.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, change) in self.changes.iter().enumerate() {
            let newline = if number == 0 { "" } else { "\nand " };
            write!(f, "{newline}{change}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AskWith { key, value } => write!(f, "ask with {key} = {value}"),
            Self::SaveAgain { at } => {
                write!(f, "save \"{}\" again: what Statement[{}] names is another one since", at.policy, at.index)
            }
            Self::AddValue { at, element: ElementKind::Condition, operator, key, value } => {
                let (operator, key) = (operator.as_deref().unwrap_or_default(), key.as_deref().unwrap_or_default());
                write!(f, "in {at} add to {operator} {key}: \"{value}\"")
            }
            Self::AddValue { at, element, operator: None, value, .. } => {
                write!(f, "in {at} add to {element:?}: \"{value}\"")
            }
            Self::AddValue { at, element, operator: Some(kind), value, .. } => {
                write!(f, "in {at} add to {element:?}: {{\"{kind}\": \"{value}\"}}")
            }
            Self::AddStatement { policy_type, level, policy, statement } => {
                let gate = GateKind::from(Some(*policy_type));
                let level = level.map_or_else(String::new, |level| format!(" level {level}"));
                match policy {
                    Some(policy) => write!(f, "add to \"{policy}\" ({gate}{level}): {statement}"),
                    None => write!(f, "add a policy ({gate}{level}): {statement}"),
                }
            }
            Self::RemoveStatement { at } => write!(f, "remove {at}; it denies other requests too"),
        }
    }
}
