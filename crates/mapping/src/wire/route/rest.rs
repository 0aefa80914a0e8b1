//! REST-JSON: the operation is told by method and path.

use super::{Encoding, Route};
use crate::percent::{decode, encode_into};
use crate::query::{self, Parameter};
use crate::wire::facts::Operation;
use crate::wire::member::Member;
use crate::wire::services::Service;
use crate::{Seen, Unmapped};

/// A path that fits an operation's template.
struct Fit {
    operation: &'static str,
    facts: &'static Operation,
    /// The labels' values.
    labels: Vec<(String, Member)>,
    /// How many segments and parameters the template writes out.
    literal: usize,
    path: String,
}

/// The operation of a request.
pub(super) fn find(seen: &Seen<'_>, service: &'static Service) -> Result<Route, Unmapped> {
    let parameters = query::parse_lists(seen.query, service.lists)?;
    let mut fits: Vec<Fit> = Vec::new();
    for (name, operation) in &service.facts().operations {
        fits.extend(fit(seen, name, operation, &parameters)?);
    }
    let most = fits.iter().map(|fit| fit.literal).max();
    fits.retain(|fit| Some(fit.literal) == most);
    let (Some(fit), true) = (fits.pop(), fits.is_empty()) else {
        return Err(Unmapped::new("the path is not that of one of the service's operations"));
    };
    let mut members = fit.labels;
    members.extend(of_query(fit.facts, fit.operation, &parameters, service.lists)?);
    Ok(Route {
        operation: fit.operation,
        facts: fit.facts,
        encoding: Encoding::Json,
        members,
        reads_body: !fit.facts.body.is_empty() && !service.unread.contains(&fit.operation),
        has_body: !fit.facts.body.is_empty(),
        path: fit.path,
        query: query::write(&parameters),
    })
}

fn fit(
    seen: &Seen<'_>,
    operation: &'static str,
    facts: &'static Operation,
    parameters: &[Parameter],
) -> Result<Option<Fit>, Unmapped> {
    let (method, uri) = facts.http.split_once(' ').unwrap_or_default();
    let (template, fixed) = uri.split_once('?').unwrap_or((uri, ""));
    // Older models end some templates in a slash, and SDKs made of them send it.
    let given: Vec<&str> = seen.path.strip_suffix('/').unwrap_or(seen.path).split('/').collect();
    let wanted: Vec<&str> = template.split('/').collect();
    if method != seen.method || given.len() != wanted.len() || !has_fixed(fixed, parameters) {
        return Ok(None);
    }
    let literal = usize::from(!fixed.is_empty());
    let mut fit = Fit { operation, facts, labels: Vec::new(), literal, path: String::new() };
    for (number, (segment, wanted)) in given.into_iter().zip(wanted).enumerate() {
        if number > 0 {
            fit.path.push('/');
        }
        if let Some(label) = wanted.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            let value = decode(segment)?;
            if matches!(value.as_str(), "" | "." | "..") || value.contains(['/', '\\']) {
                return Ok(None);
            }
            encode_into(&mut fit.path, &value, b"");
            fit.labels.push((label.to_owned(), Member::Text(value)));
        } else if segment == wanted {
            fit.literal = fit.literal.saturating_add(1);
            fit.path.push_str(segment);
        } else {
            return Ok(None);
        }
    }
    Ok(Some(fit))
}

/// The names and values of the parameters that a template writes out.
fn fixed_pairs(fixed: &str) -> impl Iterator<Item = (&str, &str)> {
    let pieces = fixed.split('&').filter(|piece| !piece.is_empty());
    pieces.map(|piece| piece.split_once('=').unwrap_or((piece, "")))
}

fn has_fixed(fixed: &str, parameters: &[Parameter]) -> bool {
    fixed_pairs(fixed)
        .all(|(name, value)| parameters.iter().any(|parameter| parameter.name == name && parameter.text() == value))
}

/// The members that stand in the query string; unknown ones are refused.
fn of_query(
    facts: &Operation,
    operation: &str,
    parameters: &[Parameter],
    lists: &[&str],
) -> Result<Vec<(String, Member)>, Unmapped> {
    let (_, fixed) = facts.http.split_once('?').unwrap_or_default();
    let mut members: Vec<(String, Member)> = Vec::new();
    for parameter in parameters {
        let (name, value) = (&parameter.name, Member::Text(parameter.text().to_owned()));
        if facts.query.contains(name) && lists.contains(&name.as_str()) {
            match members.iter_mut().find(|(own, _)| own == name) {
                Some((_, Member::List(items))) => items.push(value),
                _ => members.push((name.clone(), Member::List(vec![value]))),
            }
        } else if facts.query.contains(name) {
            members.push((name.clone(), value));
        } else if fixed_pairs(fixed).all(|(own, _)| own != name) {
            let name: String = name.chars().take(64).collect();
            return Err(Unmapped::new(format!("`{operation}` has no parameter `{name}` that is known")));
        }
    }
    Ok(members)
}
