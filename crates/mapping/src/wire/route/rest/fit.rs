//! Whether a path has the form of an operation's template.

use crate::Unmapped;
use crate::models::Operation;
use crate::percent::{decode, encode_into};
use crate::wire::member::Member;

/// A path that fits an operation's template.
pub(super) struct Fit {
    pub(super) operation: &'static str,
    pub(super) facts: &'static Operation,
    /// The labels' values.
    pub(super) labels: Vec<(String, Member)>,
    /// How many segments and parameters the template writes out.
    pub(super) literal: usize,
    /// The path written anew.
    pub(super) path: String,
    /// Whether a label that is one segment has an escaped slash.
    pub(super) has_slash: bool,
}

/// The fit of a path, if it is one.
pub(super) fn fit(
    method: &str,
    path: &str,
    operation: &'static str,
    facts: &'static Operation,
) -> Result<Option<Fit>, Unmapped> {
    let (own, uri) = facts.http.split_once(' ').unwrap_or_default();
    let (template, fixed) = uri.split_once('?').unwrap_or((uri, ""));
    // Older models end some templates in a slash, and SDKs made of them send it.
    let given: Vec<&str> = path.strip_suffix('/').unwrap_or(path).split('/').collect();
    let wanted: Vec<&str> = template.strip_suffix('/').unwrap_or(template).split('/').collect();
    let greedy = wanted.iter().position(|segment| segment.ends_with("+}"));
    let more = given.len().checked_sub(wanted.len());
    let (true, Some(more)) = (own == method, more.filter(|more| *more == 0 || greedy.is_some())) else {
        return Ok(None);
    };
    let literal = usize::from(!fixed.is_empty());
    let mut fit = Fit { operation, facts, labels: Vec::new(), literal, path: String::new(), has_slash: false };
    let mut given = given.into_iter();
    for (number, wanted) in wanted.into_iter().enumerate() {
        let count = if greedy == Some(number) { more.saturating_add(1) } else { 1 };
        if number > 0 {
            fit.path.push('/');
        }
        let segments: Vec<&str> = given.by_ref().take(count).collect();
        if !fit.take(wanted, &segments)? {
            return Ok(None);
        }
    }
    if template.ends_with('/') && !fit.path.ends_with('/') {
        fit.path.push('/');
    }
    Ok(Some(fit))
}

impl Fit {
    /// Takes the segments of one piece of the template; false if they do not fit it.
    fn take(&mut self, wanted: &str, segments: &[&str]) -> Result<bool, Unmapped> {
        let Some(label) = wanted.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
            self.literal = self.literal.saturating_add(1);
            self.path.push_str(wanted);
            return Ok(segments == [wanted]);
        };
        let is_greedy = label.ends_with('+');
        let mut whole = String::new();
        for (number, segment) in segments.iter().enumerate() {
            let value = decode(segment)?;
            let may_have_slash = !is_greedy && value.starts_with("arn:");
            if !is_plain(&value) || value.contains('/') && !may_have_slash {
                return Ok(false);
            }
            self.has_slash |= value.contains('/');
            if number > 0 {
                self.path.push('/');
                whole.push('/');
            }
            encode_into(&mut self.path, &value, b"");
            whole.push_str(&value);
        }
        self.labels.push((label.trim_end_matches('+').to_owned(), Member::Text(whole)));
        Ok(true)
    }
}

/// Whether no server reads another path in a value.
fn is_plain(value: &str) -> bool {
    !value.contains('\\') && !value.split('/').any(|piece| matches!(piece, "" | "." | ".."))
}
