//! The parameters of a query string or form, each known once.

use crate::Unmapped;
use crate::percent::{decode_form, encode_into};

/// The most parameters that are looked at.
const MOST: usize = 20_000;

/// One parameter, decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    /// `None` if there was no `=`.
    pub(crate) value: Option<String>,
}

impl Parameter {
    /// The value; empty if there was no `=`.
    pub(crate) fn text(&self) -> &str {
        self.value.as_deref().unwrap_or_default()
    }
}

/// Decodes `raw`. Refused are names that come twice in any case of letters, because servers differ in which of the two they take.
pub(crate) fn parse(raw: &str) -> Result<Vec<Parameter>, Unmapped> {
    parse_lists(raw, &[])
}

/// The same, with parameters that are lists and so may come more than once.
pub(crate) fn parse_lists(raw: &str, lists: &[&str]) -> Result<Vec<Parameter>, Unmapped> {
    let mut parameters = Vec::new();
    for piece in raw.split('&').filter(|piece| !piece.is_empty()) {
        if parameters.len() == MOST {
            return Err(Unmapped::new("there are too many parameters"));
        }
        // Some servers split at `;` too (HTML 4.01, appendix B.2.2).
        if piece.contains(';') {
            return Err(Unmapped::new("a parameter has a `;` that is not escaped, which servers read differently"));
        }
        let (name, value) = piece.split_once('=').map_or((piece, None), |(name, value)| (name, Some(value)));
        parameters.push(Parameter { name: decode_form(name)?, value: value.map(decode_form).transpose()? });
    }
    let single = parameters.iter().filter(|parameter| !lists.contains(&parameter.name.as_str()));
    let mut names: Vec<String> = single.map(|parameter| parameter.name.to_lowercase()).collect();
    names.sort_unstable();
    if let Some([name, _]) = names.windows(2).find(|pair| matches!(pair, [left, right] if left == right)) {
        let name: String = name.chars().take(64).collect();
        return Err(Unmapped::new(format!("the parameter `{name}` comes twice")));
    }
    Ok(parameters)
}

/// Writes parameters as a query string in their order.
pub(crate) fn write<'p>(parameters: impl IntoIterator<Item = &'p Parameter>) -> String {
    let mut out = String::new();
    for parameter in parameters {
        if !out.is_empty() {
            out.push('&');
        }
        encode_into(&mut out, &parameter.name, b"");
        if let Some(value) = &parameter.value {
            out.push('=');
            encode_into(&mut out, value, b"");
        }
    }
    out
}
