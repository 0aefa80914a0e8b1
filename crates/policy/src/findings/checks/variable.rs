//! Policy variables.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use rolecall_catalog::condition_key;

use super::super::arn_form::Fault;
use super::super::declaration::{Check, Hit, Hits, Look};
use super::super::edit::shown;
use super::super::family::Family;
use super::super::part::{VariablePlace, VariableView};
use super::super::reference::{Mistake, references};
use super::super::view::StatementView;
use super::version;
use crate::document::ast::Version;

pub(super) const CHECKS: &[Check] = &[
    Check::error(
        "VARIABLE_UNSUPPORTED_IN_VERSION",
        Look::Variable(version),
        "a variable stands in a document of the old version, where it is plain text",
    ),
    Check::error(
        "VARIABLE_UNSUPPORTED_IN_ELEMENT",
        Look::Variable(element),
        "a variable stands where it is plain text",
    ),
    Check::error(
        "VARIABLE_BEFORE_RESOURCE",
        Look::Statement(head),
        "a variable stands before the last field of an ARN",
    )
    .ours(),
    Check::error(
        "INVALID_VARIABLE_FOR_OPERATOR",
        Look::Variable(operator),
        "a variable stands under an operator that has none",
    ),
    Check::error(
        "MISSING_BRACE_IN_VARIABLE",
        Look::Variable(|view, hits| {
            mistake(view, hits, Mistake::Brace, "a variable ends with `}`");
        }),
        "a variable has no end",
    ),
    Check::error(
        "MISSING_QUOTE_IN_VARIABLE",
        Look::Variable(|view, hits| {
            mistake(view, hits, Mistake::Quote, "the default of a variable stands in single quotes");
        }),
        "the default of a variable is not in single quotes",
    ),
    Check::error(
        "UNSUPPORTED_SPACE_IN_VARIABLE",
        Look::Variable(|view, hits| {
            mistake(view, hits, Mistake::Space, "the key of a variable has no spaces");
        }),
        "the key of a variable has a space",
    ),
    Check::error(
        "EMPTY_VARIABLE",
        Look::Variable(|view, hits| {
            mistake(view, hits, Mistake::Empty, "a variable names a condition key");
        }),
        "a variable is empty",
    ),
    Check::error("INVALID_VARIABLE", Look::Variable(unknown), "the key of a variable does not exist").ours(),
    Check::warning(
        "VARIABLE_OF_SEVERAL_VALUES",
        Look::Variable(several),
        "the key of a variable has several values, which cannot be put in its place",
    )
    .ours(),
];

/// Whether variables mean something here.
fn is_read(view: &VariableView<'_>) -> bool {
    let in_place = match view.place {
        VariablePlace::Unsupported(_) => false,
        VariablePlace::Resource => true,
        VariablePlace::Condition(comparison) => {
            matches!(Family::of(comparison), Family::String | Family::Arn | Family::Bool)
        }
    };
    in_place && view.of.of.version() == Version::V2012
}

fn version(view: &VariableView<'_>, hits: &mut Hits) {
    if view.of.of.version() == Version::V2008 && references(&view.value.value).next().is_some() {
        let message = format!("in version 2008-10-17 the variable in {} is plain text", shown(&view.value.value));
        hits.push(Hit::new(view.value.span, message).with(version::newest(&view.of.of.raw)));
    }
}

fn element(view: &VariableView<'_>, hits: &mut Hits) {
    let VariablePlace::Unsupported(name) = view.place else { return };
    hits.push(Hit::new(view.value.span, format!("there are no variables in `{name}`")));
}

fn head(view: &StatementView<'_>, hits: &mut Hits) {
    let values = view.statement.resource.as_ref().map_or(&[][..], |element| &element.values);
    for (value, form) in values.iter().zip(&view.forms) {
        if form.as_ref().is_some_and(|form| form.fault == Some(Fault::Variable)) {
            let message = "variables are read after the fifth colon only: before it, say `*` or what it is";
            hits.push(Hit::new(value.span, message));
        }
    }
}

fn operator(view: &VariableView<'_>, hits: &mut Hits) {
    let VariablePlace::Condition(comparison) = view.place else { return };
    if view.of.of.version() == Version::V2012 && !is_read(view) && references(&view.value.value).next().is_some() {
        let message = format!("operators like `{}` read no variables", comparison.name());
        hits.push(Hit::new(view.value.span, message));
    }
}

fn mistake(view: &VariableView<'_>, hits: &mut Hits, wanted: Mistake<'_>, rule: &str) {
    if is_read(view) && references(&view.value.value).any(|found| found == wanted) {
        hits.push(Hit::new(view.value.span, format!("{rule}: see {}", shown(&view.value.value))));
    }
}

/// The keys of a text's variables.
fn keys<'v>(view: &'v VariableView<'_>) -> impl Iterator<Item = &'v str> {
    let read = is_read(view).then(|| references(&view.value.value));
    read.into_iter().flatten().filter_map(|found| match found {
        Mistake::None(key) => Some(key),
        _ => None,
    })
}

fn unknown(view: &VariableView<'_>, hits: &mut Hits) {
    // The keys of an identity provider are the claims of its tokens.
    let is_claim = |key: &str| key.split_once(':').is_some_and(|(prefix, _)| prefix.contains(['.', '/']));
    if let Some(key) = keys(view).find(|key| condition_key(key).is_none() && !is_claim(key)) {
        hits.push(Hit::new(view.value.span, format!("there is no key {}: the variable has no value", shown(key))));
    }
}

fn several(view: &VariableView<'_>, hits: &mut Hits) {
    let is_several = |key: &&str| condition_key(key).is_some_and(|key| key.kind().is_multivalued());
    if let Some(key) = keys(view).find(is_several) {
        let message = format!("{} has several values, which cannot stand for one variable", shown(key));
        hits.push(Hit::new(view.value.span, message));
    }
}
