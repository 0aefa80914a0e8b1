//! REST: the operation is told by method and path.

mod fit;

use self::fit::{Fit, fit};
use super::{Encoding, Route};
use crate::models::{Model, Operation};
use crate::query::{self, Parameter};
use crate::wire::member::Member;
use crate::{Seen, Unmapped};

/// The operation of a request.
pub(super) fn find(seen: &Seen<'_>, model: &'static Model, encoding: Encoding) -> Result<Route, Unmapped> {
    let fits = fits(seen, model, seen.path)?;
    let most = fits.iter().map(|fit| fit.literal).max();
    let mut fits = fits.into_iter().filter(|fit| Some(fit.literal) == most);
    let (Some(fit), None) = (fits.next(), fits.next()) else {
        return Err(Unmapped::new("the path is not that of one of the service's operations"));
    };
    if fit.has_slash {
        check_slashes(seen, model, &fit)?;
    }
    let facts = fit.facts;
    let parameters = parameters(seen, facts)?;
    let mut members = fit.labels;
    members.extend(of_query(facts, fit.operation, &parameters)?);
    Ok(Route {
        operation: fit.operation,
        facts,
        encoding,
        members,
        reads_body: !facts.body.is_empty() && !facts.data,
        has_body: !facts.body.is_empty(),
        path: fit.path,
        query: query::write(&parameters),
        literal: fit.literal,
    })
}

/// Whether the path fits an operation.
pub(super) fn fits_any(seen: &Seen<'_>, model: &'static Model) -> bool {
    fits(seen, model, seen.path).is_ok_and(|fits| !fits.is_empty())
}

/// The operations that a path fits.
fn fits(seen: &Seen<'_>, model: &'static Model, path: &str) -> Result<Vec<Fit>, Unmapped> {
    let mut fits = Vec::new();
    for (name, operation) in &model.operations {
        if let Some(fit) = fit(seen.method, path, name, operation)?
            && has_fixed(operation, &parameters(seen, operation)?)
        {
            fits.push(fit);
        }
    }
    Ok(fits)
}

/// An escaped slash in a label is a separator to some servers: the path must then not be that of another operation.
fn check_slashes(seen: &Seen<'_>, model: &'static Model, fit: &Fit) -> Result<(), Unmapped> {
    let path = seen.path.replace("%2F", "/").replace("%2f", "/");
    let others = fits(seen, model, &path)?;
    if others.iter().any(|other| other.operation != fit.operation) {
        return Err(Unmapped::new("the path is that of another operation where servers decode its slashes first"));
    }
    Ok(())
}

fn parameters(seen: &Seen<'_>, facts: &Operation) -> Result<Vec<Parameter>, Unmapped> {
    let lists: Vec<&str> = facts.lists.iter().map(String::as_str).collect();
    query::parse_lists(seen.query, &lists)
}

/// The names and values of the parameters that a template writes out.
fn fixed_pairs(facts: &Operation) -> impl Iterator<Item = (&str, &str)> {
    let (_, fixed) = facts.http.split_once('?').unwrap_or_default();
    let pieces = fixed.split('&').filter(|piece| !piece.is_empty());
    pieces.map(|piece| piece.split_once('=').unwrap_or((piece, "")))
}

fn has_fixed(facts: &Operation, parameters: &[Parameter]) -> bool {
    fixed_pairs(facts)
        .all(|(name, value)| parameters.iter().any(|parameter| parameter.name == name && parameter.text() == value))
}

/// The members that stand in the query string; unknown ones are refused.
fn of_query(facts: &Operation, operation: &str, parameters: &[Parameter]) -> Result<Vec<(String, Member)>, Unmapped> {
    let mut members: Vec<(String, Member)> = Vec::new();
    for parameter in parameters {
        let (name, value) = (&parameter.name, Member::Text(parameter.text().to_owned()));
        if facts.lists.contains(name) {
            match members.iter_mut().find(|(own, _)| own == name) {
                Some((_, Member::List(items))) => items.push(value),
                _ => members.push((name.clone(), Member::List(vec![value]))),
            }
        } else if facts.query.contains(name) {
            members.push((name.clone(), value));
        } else if fixed_pairs(facts).all(|(own, _)| own != name) {
            let name: String = name.chars().take(64).collect();
            return Err(Unmapped::new(format!("`{operation}` has no parameter `{name}` that is known")));
        }
    }
    Ok(members)
}
