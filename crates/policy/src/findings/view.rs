//! What the checks look at: a document, and a statement with all that is known of it.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use rolecall_catalog::ConditionKey;

use super::arn_form::Form;
use super::effort::Effort;
use super::meaning::Meanings;
use super::raw::Raw;
use crate::document::PolicyKind;
use crate::document::ast::{Comparison, ConditionElement, Document, Effect, Span, Statement, Version};

/// A whole document.
#[derive(Debug)]
pub(super) struct DocumentView<'d> {
    pub(super) text: &'d str,
    pub(super) kind: PolicyKind,
    pub(super) document: &'d Document,
    pub(super) raw: Raw<'d>,
    pub(super) effort: Effort,
}

impl<'d> DocumentView<'d> {
    pub(super) fn new(text: &'d str, kind: PolicyKind, document: &'d Document) -> Self {
        Self { text, kind, document, raw: Raw::read(text), effort: Effort::new() }
    }

    /// Whether its statements give permissions, instead of limiting what others give.
    pub(super) fn grants(&self) -> bool {
        matches!(self.kind, PolicyKind::Identity | PolicyKind::Trust | PolicyKind::Resource)
    }

    pub(super) fn version(&self) -> Version {
        self.document.version.unwrap_or(Version::V2008)
    }

    /// The place of the whole document.
    pub(super) fn span(&self) -> Span {
        Span { start: 0, end: super::edit::offset(self.text.trim_ascii_end().len()) }
    }
}

/// A statement.
#[derive(Debug)]
pub(super) struct StatementView<'d> {
    pub(super) of: &'d DocumentView<'d>,
    pub(super) statement: &'d Statement,
    pub(super) index: usize,
    /// What its actions mean.
    pub(super) meanings: Meanings,
    /// The fields of its resources; `None` for `*`.
    pub(super) forms: Vec<Option<Form<'d>>>,
    /// Its conditions by their keys in lower case.
    keys: HashMap<String, Vec<&'d ConditionElement>>,
    /// How many keys each operator has, by the place where the operator stands.
    operators: HashMap<u32, usize>,
    /// The condition keys of its actions, apart from those that all have; `None` if some may be missing.
    keys_of_actions: OnceCell<Option<HashSet<ConditionKey>>>,
}

impl<'d> StatementView<'d> {
    pub(super) fn new(of: &'d DocumentView<'d>, index: usize, statement: &'d Statement) -> Self {
        let (mut keys, mut operators) = (HashMap::<_, Vec<_>>::new(), HashMap::new());
        for element in &statement.conditions {
            keys.entry(element.key.value.to_ascii_lowercase()).or_default().push(element);
            *operators.entry(element.operator.span.start).or_default() += 1;
        }
        let meanings = Meanings::read(statement.action.as_ref(), &of.effort);
        let resources = statement.resource.as_ref().map_or(&[][..], |element| &element.values);
        let forms = resources.iter().map(|value| Form::read(&value.value, of.version(), &of.effort)).collect();
        Self { of, statement, index, meanings, forms, keys, operators, keys_of_actions: OnceCell::new() }
    }

    pub(super) fn is_allow(&self) -> bool {
        self.statement.effect == Effect::Allow
    }

    /// Whether it gives a permission.
    pub(super) fn grants(&self) -> bool {
        self.is_allow() && self.of.grants()
    }

    /// The conditions on a key, whose name is given in lower case.
    pub(super) fn conditions_on(&self, key: &str) -> &[&'d ConditionElement] {
        self.keys.get(key).map_or(&[], Vec::as_slice)
    }

    /// Whether any of the keys, given in lower case, is looked at otherwise than for its absence.
    pub(super) fn depends_on(&self, keys: &[&str]) -> bool {
        keys.iter().any(|key| self.conditions_on(key).iter().any(|element| !is_absent_check(element)))
    }

    /// Whether any of its actions has a key, if its actions are known.
    pub(super) fn has_key(&self, key: ConditionKey) -> Option<bool> {
        let keys = self.keys_of_actions.get_or_init(|| self.meanings.condition_keys(&self.of.effort));
        keys.as_ref().map(|keys| keys.contains(&key))
    }

    /// The keys of its conditions, in lower case.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.keys.keys().map(String::as_str)
    }

    /// Whether the operator of a condition has this key only, so that it can be replaced.
    pub(super) fn has_operator_for_itself(&self, element: &ConditionElement) -> bool {
        self.operators.get(&element.operator.span.start) == Some(&1)
    }

    /// Whether an operator of this name stands in it.
    pub(super) fn has_operator(&self, name: &str) -> bool {
        // No operator stands twice, so there are at most some 150.
        let mut seen = 0;
        self.statement.conditions.iter().any(|element| {
            let is_new = element.operator.span.start != seen;
            seen = element.operator.span.start;
            is_new && element.operator.value.to_string() == name
        })
    }

    pub(super) fn names_every_resource(&self) -> bool {
        let values = self.statement.resource.as_ref().filter(|element| !element.negated);
        values.is_some_and(|element| element.values.iter().any(|value| covers_every_resource(&value.value)))
    }

    pub(super) fn has_not_resource(&self) -> bool {
        self.statement.resource.as_ref().is_some_and(|element| element.negated)
    }

    pub(super) fn has_not_action(&self) -> bool {
        self.statement.action.as_ref().is_some_and(|element| element.negated)
    }
}

/// `Null: true`, which is about a key that is not there.
pub(super) fn is_absent_check(element: &ConditionElement) -> bool {
    element.operator.value.comparison == Comparison::Null
        && element.values.iter().any(|value| value.value.eq_ignore_ascii_case("true"))
}

/// `*`, or an ARN of wildcards only.
pub(super) fn covers_every_resource(resource: &str) -> bool {
    resource == "*" || resource.strip_prefix("arn:").is_some_and(|rest| rest.chars().all(|c| matches!(c, '*' | ':')))
}
