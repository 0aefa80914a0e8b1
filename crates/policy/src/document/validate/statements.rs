//! Stages that several kinds of policies share, each over all statements.

use std::collections::HashSet;

use super::invalid::InvalidPolicy;
use super::{action, arn};
use crate::date::Moment;
use crate::document::ast::{Comparison, ConditionElement, Document, ListElement, Spanned, Statement, Version};
use crate::document::parse::Read;

/// Refuses versions before 2012-10-17.
pub(super) fn version(document: &Document) -> Result<(), InvalidPolicy> {
    if document.version == Some(Version::V2012) { Ok(()) } else { Err(InvalidPolicy::Version) }
}

/// What AWS's older parser refuses.
pub(super) fn legacy(read: &Read) -> Result<(), InvalidPolicy> {
    if let Some(span) = read.effect_in_wrong_case {
        return Err(InvalidPolicy::LegacyParsing(span));
    }
    let statements = || read.document.statements.iter();
    let dates = statements().flat_map(|statement| &statement.conditions).filter(|element| compares_dates(element));
    let bad_date = dates.flat_map(|element| &element.values).find(|value| Moment::read(&value.value).is_none());
    let resources = || statements().filter_map(|statement| statement.resource.as_ref()).flat_map(|list| &list.values);
    match bad_date.or_else(|| resources().find(|value| arn::fails_legacy_parsing(&value.value))) {
        None => Ok(()),
        Some(value) => Err(InvalidPolicy::LegacyParsing(value.span)),
    }
}

fn compares_dates(element: &ConditionElement) -> bool {
    matches!(
        element.operator.value.comparison,
        Comparison::DateEquals
            | Comparison::DateNotEquals
            | Comparison::DateLessThan
            | Comparison::DateLessThanEquals
            | Comparison::DateGreaterThan
            | Comparison::DateGreaterThanEquals
    )
}

/// Statement ids: letters and digits, and none twice. Empty ones do not count.
pub(super) fn sids(document: &Document) -> Result<(), InvalidPolicy> {
    let sids = || document.statements.iter().filter_map(|statement| statement.sid.as_ref());
    if let Some(sid) = sids().find(|sid| !sid.value.bytes().all(|byte| byte.is_ascii_alphanumeric())) {
        return Err(InvalidPolicy::SidCharacters(sid.span));
    }
    let mut seen = HashSet::new();
    match sids().find(|sid| !sid.value.is_empty() && !seen.insert(&sid.value)) {
        None => Ok(()),
        Some(sid) => Err(InvalidPolicy::DuplicateSid(sid.span)),
    }
}

/// Each statement has actions.
pub(super) fn actions_present(document: &Document) -> Result<(), InvalidPolicy> {
    match document.statements.iter().find(|statement| values(statement.action.as_ref()).is_empty()) {
        None => Ok(()),
        Some(statement) => Err(InvalidPolicy::MissingActions(statement.span)),
    }
}

/// Each statement has resources.
pub(super) fn resources_present(document: &Document) -> Result<(), InvalidPolicy> {
    match document.statements.iter().find(|statement| values(statement.resource.as_ref()).is_empty()) {
        None => Ok(()),
        Some(statement) => Err(InvalidPolicy::MissingResources(statement.span)),
    }
}

/// Each resource is `*` or an ARN that AWS takes.
pub(super) fn resource_forms(document: &Document) -> Result<(), InvalidPolicy> {
    let resources = document.statements.iter().flat_map(|statement| values(statement.resource.as_ref()));
    resources.into_iter().try_for_each(arn::check)
}

/// Each action is `*` or `vendor:Name`.
pub(super) fn action_forms(document: &Document) -> Result<(), InvalidPolicy> {
    actions(document).try_for_each(action::check)
}

/// All actions of all statements.
pub(super) fn actions(document: &Document) -> impl Iterator<Item = &Spanned<Box<str>>> {
    document.statements.iter().flat_map(|statement: &Statement| values(statement.action.as_ref()))
}

fn values(list: Option<&ListElement>) -> &[Spanned<Box<str>>] {
    list.map_or(&[], |list| &list.values)
}
