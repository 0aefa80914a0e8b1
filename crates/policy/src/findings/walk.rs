//! The way of all checks through a document.

use super::Draft;
use super::checks::{SUBJECTS, TOO_LARGE_TO_CHECK_FULLY};
use super::declaration::{Check, Hits, Look};
use super::part::{ActionView, ConditionView, PrincipalView, ResourceView, ValueView, VariablePlace, VariableView};
use super::view::{DocumentView, StatementView};
use crate::document::PolicyKind;
use crate::document::ast::{Document, ListElement, Principals, Spanned};

/// What all checks find in a valid document.
pub(super) fn all(text: &str, kind: PolicyKind, document: &Document) -> Vec<Draft> {
    let view = DocumentView::new(text, kind, document);
    let mut drafts = Vec::new();
    for check in every() {
        if let Look::Document(look) = check.look {
            collect(check, &mut drafts, |hits| look(&view, hits));
        }
    }
    for (index, statement) in document.statements.iter().enumerate() {
        walk(&StatementView::new(&view, index, statement), &mut drafts);
    }
    if let Look::Document(look) = TOO_LARGE_TO_CHECK_FULLY.look {
        collect(&TOO_LARGE_TO_CHECK_FULLY, &mut drafts, |hits| look(&view, hits));
    }
    drafts
}

fn every() -> impl Iterator<Item = &'static Check> {
    SUBJECTS.into_iter().flatten()
}

fn collect(check: &'static Check, drafts: &mut Vec<Draft>, look: impl FnOnce(&mut Hits)) {
    let mut hits = Hits::new();
    look(&mut hits);
    drafts.extend(hits.into_iter().map(|hit| (check, hit)));
}

fn walk(view: &StatementView<'_>, drafts: &mut Vec<Draft>) {
    let actions: Vec<ActionView<'_>> = values(view.statement.action.as_ref())
        .enumerate()
        .map(|(index, value)| ActionView { of: view, value, index })
        .collect();
    let resources: Vec<ResourceView<'_>> = values(view.statement.resource.as_ref())
        .enumerate()
        .map(|(index, value)| ResourceView { of: view, value, index })
        .collect();
    let principals = PrincipalView::all(view);
    let conditions: Vec<ConditionView<'_>> =
        view.statement.conditions.iter().map(|element| ConditionView::new(view, element)).collect();
    let of_conditions: Vec<ValueView<'_>> =
        conditions.iter().flat_map(|of| of.element.values.iter().map(move |value| ValueView { of, value })).collect();
    let variables: Vec<VariableView<'_>> = variables(view).collect();
    for check in every() {
        collect(check, drafts, |hits| match check.look {
            Look::Statement(look) => look(view, hits),
            Look::Action(look) => actions.iter().for_each(|part| look(part, hits)),
            Look::Resource(look) => resources.iter().for_each(|part| look(part, hits)),
            Look::Principal(look) => principals.iter().for_each(|part| look(part, hits)),
            Look::Condition(look) => conditions.iter().for_each(|part| look(part, hits)),
            Look::Value(look) => of_conditions.iter().for_each(|part| look(part, hits)),
            Look::Variable(look) => variables.iter().for_each(|part| look(part, hits)),
            Look::Document(_) | Look::Refusal => {}
        });
    }
}

fn values(element: Option<&ListElement>) -> impl Iterator<Item = &Spanned<Box<str>>> {
    element.map_or(&[][..], |element| &element.values).iter()
}

/// Every text with `${`.
fn variables<'v>(view: &'v StatementView<'_>) -> impl Iterator<Item = VariableView<'v>> {
    let statement = view.statement;
    let unsupported = |name| move |value| (value, VariablePlace::Unsupported(name));
    let actions = values(statement.action.as_ref()).map(unsupported("Action"));
    let named = statement.principal.iter().flat_map(|element| match &element.principals {
        Principals::Everyone(_) => [].iter(),
        Principals::Listed(entries) => entries.iter(),
    });
    let principals = named.map(|entry| &entry.value).map(unsupported("Principal"));
    let resources = values(statement.resource.as_ref()).map(|value| (value, VariablePlace::Resource));
    let conditions = statement.conditions.iter().flat_map(|element| {
        let place = VariablePlace::Condition(element.operator.value.comparison);
        element.values.iter().map(move |value| (value, place))
    });
    let all = actions.chain(principals).chain(resources).chain(conditions);
    all.filter(|(value, _)| value.value.contains("${")).map(move |(value, place)| VariableView {
        of: view,
        value,
        place,
    })
}
