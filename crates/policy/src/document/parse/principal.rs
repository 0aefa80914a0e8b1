//! `Principal` and `NotPrincipal`.

use jsonc_parser::ast::{Object, Value};

use super::{element, unknown};
use crate::document::ast::{PrincipalElement, PrincipalEntry, PrincipalKind, Principals, Span};
use crate::document::error::SyntaxError;
use crate::document::json;

pub(super) fn read(value: Value<'_>, negated: bool, span: Span) -> Result<PrincipalElement, SyntaxError> {
    let principals = match value {
        Value::StringLit(text) if text.value == "*" => Principals::Everyone(json::span(text.range)),
        Value::Object(object) => Principals::Listed(entries(object)?),
        other => return Err(element::expected("`\"*\"` or an object of principals by type", &other)),
    };
    Ok(PrincipalElement { negated, principals, span })
}

fn entries(object: Object<'_>) -> Result<Vec<PrincipalEntry>, SyntaxError> {
    json::unique_keys(&object, str::cmp)?;
    let mut entries = Vec::new();
    for member in object.properties {
        let kind = PrincipalKind::named(member.name.as_str()).ok_or_else(|| unknown(&member))?;
        let values = element::one_or_many(member.value, element::string)?;
        entries.extend(values.into_iter().map(|value| PrincipalEntry { kind, value }));
    }
    Ok(entries)
}

impl PrincipalKind {
    /// The key under which such principals stand.
    pub fn name(self) -> &'static str {
        match self {
            Self::Aws => "AWS",
            Self::Federated => "Federated",
            Self::Service => "Service",
            Self::CanonicalUser => "CanonicalUser",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::Aws, Self::Federated, Self::Service, Self::CanonicalUser].into_iter().find(|kind| kind.name() == name)
    }
}
