//! Changes made to the texts of policies.

use std::sync::Arc;

use super::Change;
use crate::document::ast::{Document, PrincipalEntry, PrincipalKind, Principals, Span, Spanned, Statement};
use crate::document::{parse, print};
use crate::explain::ElementKind;
use crate::policy::Policy;
use crate::principal::Bindings;
use crate::sets::Member;

/// A place in no text.
const NOWHERE: Span = Span { start: 0, end: 0 };

/// The types of principals that a change can name.
const KINDS: [PrincipalKind; 2] = [PrincipalKind::Aws, PrincipalKind::Service];

/// A new policy with this statement.
pub(super) fn made(statement: &str) -> Option<Member> {
    let document = parse(&format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#)).ok()?;
    compiled("a new policy", None, &document)
}

/// The policy with the change; `None` if it cannot be made there. What it names by ARN is bound anew, as when it is saved.
pub(super) fn changed(member: &Member, change: &Change) -> Option<Member> {
    let mut document = parse(member.text()?).ok()?;
    match change {
        Change::AskWith { .. } => return None,
        Change::SaveAgain { .. } => {}
        Change::AddStatement { statement, .. } => {
            let new = parse(&format!(r#"{{"Statement":[{statement}]}}"#)).ok()?;
            document.statements.extend(new.statements);
        }
        Change::RemoveStatement { at } => {
            (at.index < document.statements.len()).then(|| document.statements.remove(at.index))?;
        }
        Change::AddValue { at, element, operator, key, value } => {
            let statement = document.statements.get_mut(at.index)?;
            let value = Spanned { value: value.as_str().into(), span: NOWHERE };
            add(statement, *element, (operator.as_deref(), key.as_deref()), value)?;
        }
    }
    compiled(member.name(), member.version(), &document)
}

/// `None` if there can be no such document: one that holds a value that documents cannot hold.
fn compiled(name: &str, version: Option<&str>, document: &Document) -> Option<Member> {
    let text = print(document);
    // One without statements stands for a policy that is taken off.
    if !document.statements.is_empty() {
        parse(&text).ok()?;
    }
    let member = Member::new(name, Arc::new(Policy::compile(document, Bindings::ByArn))).with_text(text);
    Some(match version {
        Some(version) => member.with_version(version),
        None => member,
    })
}

fn add(
    statement: &mut Statement,
    element: ElementKind,
    (operator, key): (Option<&str>, Option<&str>),
    value: Spanned<Box<str>>,
) -> Option<()> {
    match element {
        ElementKind::Action => statement.action.as_mut().filter(|list| !list.negated)?.values.push(value),
        ElementKind::Resource => statement.resource.as_mut().filter(|list| !list.negated)?.values.push(value),
        ElementKind::Principal => {
            let element = statement.principal.as_mut().filter(|element| !element.negated)?;
            let Principals::Listed(entries) = &mut element.principals else { return None };
            let kind = KINDS.into_iter().find(|kind| Some(kind.name()) == operator)?;
            entries.push(PrincipalEntry { kind, value });
        }
        ElementKind::Condition => {
            let (operator, key) = (operator?, key?);
            let mut conditions = statement.conditions.iter_mut();
            let wanted = conditions.find(|one| one.operator.value.to_string() == operator && *one.key.value == *key);
            wanted?.values.push(value);
        }
        ElementKind::NotPrincipal | ElementKind::NotAction | ElementKind::NotResource => return None,
    }
    Some(())
}
