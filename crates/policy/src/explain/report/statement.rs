//! What is reported of a statement.

use serde::{Deserialize, Serialize};

use super::element::ElementReport;
use super::is_zero;
use crate::decision::PolicyType;

/// A statement that was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatementReport {
    /// Where it stands.
    #[serde(flatten)]
    pub at: StatementPlace,
    /// What it does where it holds.
    pub effect: StatementEffect,
    /// Whether it holds.
    pub holds: bool,
    /// Whether it is an Allow that can never hold, whatever is asked.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub never_holds: bool,
    /// Its elements, as far as they are there or missed; empty where there was no time to look.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub elements: Vec<ElementReport>,
    /// How many more elements there are than are listed.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub more_elements: usize,
}

/// The effects, as documents write them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StatementEffect {
    /// `Allow`
    Allow,
    /// `Deny`
    Deny,
}

/// Where a statement stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatementPlace {
    /// The type of its policy.
    pub policy_type: PolicyType,
    /// The name that the policy was given in [`PolicySets`](crate::PolicySets).
    pub policy: String,
    /// The version that the policy was given there, if it is one of several.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub version: Option<String>,
    /// Its place in the document, from 0.
    pub index: usize,
    /// Its `Sid`, if it has one that is not empty.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sid: Option<String>,
    /// Its place in the text, where the text is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<Place>,
}

/// A place in the text of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
    /// The line of the first byte, from 1.
    pub line: u32,
    /// The character in that line, from 1.
    pub column: u32,
}

impl StatementReport {
    /// The elements that keep the statement from holding.
    pub fn blocking(&self) -> impl Iterator<Item = &ElementReport> {
        self.elements.iter().filter(|element| element.blocks)
    }
}
