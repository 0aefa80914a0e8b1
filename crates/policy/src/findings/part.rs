//! What the checks look at: the parts of a statement, each with the statement.

use rolecall_catalog::{ConditionKey, KeyType, condition_key};

use super::arn_form::Form;
use super::edit::replace;
use super::effort::Effort;
use super::finding::Fix;
use super::meaning::Meaning;
use super::view::StatementView;
use crate::document::ast::{
    Comparison, ConditionElement, Operator, PrincipalEntry, PrincipalKind, Principals, Span, Spanned, Version,
};

/// A value of `Action` or `NotAction`.
#[derive(Debug)]
pub(super) struct ActionView<'d> {
    pub(super) of: &'d StatementView<'d>,
    pub(super) value: &'d Spanned<Box<str>>,
    pub(super) index: usize,
}

impl ActionView<'_> {
    pub(super) fn meaning(&self) -> Meaning {
        self.of.meanings.of(self.index)
    }

    /// What stands after the colon.
    pub(super) fn name(&self) -> &str {
        self.value.value.split_once(':').map_or("", |(_, name)| name)
    }

    pub(super) fn effort(&self) -> &Effort {
        &self.of.of.effort
    }
}

/// A value of `Resource` or `NotResource`.
#[derive(Debug)]
pub(super) struct ResourceView<'d> {
    pub(super) of: &'d StatementView<'d>,
    pub(super) value: &'d Spanned<Box<str>>,
    pub(super) index: usize,
}

impl ResourceView<'_> {
    /// Its fields; `None` for `*`.
    pub(super) fn form(&self) -> Option<&Form<'_>> {
        self.of.forms.get(self.index)?.as_ref()
    }
}

/// A value of `Principal` or `NotPrincipal`.
#[derive(Debug)]
pub(super) struct PrincipalView<'d> {
    pub(super) of: &'d StatementView<'d>,
    /// `None` is `*` without a type.
    pub(super) kind: Option<PrincipalKind>,
    pub(super) value: &'d str,
    pub(super) span: Span,
}

impl<'d> PrincipalView<'d> {
    /// The principals of a statement.
    pub(super) fn all(of: &'d StatementView<'d>) -> Vec<Self> {
        match of.statement.principal.as_ref().map(|element| &element.principals) {
            None => Vec::new(),
            Some(Principals::Everyone(span)) => vec![Self { of, kind: None, value: "*", span: *span }],
            Some(Principals::Listed(entries)) => entries.iter().map(|entry| Self::named(of, entry)).collect(),
        }
    }

    fn named(of: &'d StatementView<'d>, entry: &'d PrincipalEntry) -> Self {
        Self { of, kind: Some(entry.kind), value: &entry.value.value, span: entry.value.span }
    }

    /// Whether the statement gives this principal a permission.
    pub(super) fn is_granted(&self) -> bool {
        self.of.grants() && self.of.statement.principal.as_ref().is_some_and(|element| !element.negated)
    }

    /// Whether it is everybody.
    pub(super) fn is_everyone(&self) -> bool {
        self.value == "*" && matches!(self.kind, None | Some(PrincipalKind::Aws))
    }
}

/// One key under one operator.
#[derive(Debug)]
pub(super) struct ConditionView<'d> {
    pub(super) of: &'d StatementView<'d>,
    pub(super) element: &'d ConditionElement,
    /// The key in the catalog.
    pub(super) key: Option<ConditionKey>,
}

impl<'d> ConditionView<'d> {
    pub(super) fn new(of: &'d StatementView<'d>, element: &'d ConditionElement) -> Self {
        Self { of, element, key: condition_key(&element.key.value) }
    }

    /// The type of the key's values.
    pub(super) fn kind(&self) -> Option<KeyType> {
        self.key.map(ConditionKey::kind)
    }

    /// A change of the operator's name, if that concerns no other key and the statement does not have the other yet.
    pub(super) fn with_operator(&self, operator: Operator) -> Option<Fix> {
        let name = operator.to_string();
        let free = self.of.has_operator_for_itself(self.element) && !self.of.has_operator(&name);
        free.then(|| replace(&self.element.operator, &name))
    }
}

/// A value of a condition.
#[derive(Debug)]
pub(super) struct ValueView<'d> {
    pub(super) of: &'d ConditionView<'d>,
    pub(super) value: &'d Spanned<Box<str>>,
}

impl ValueView<'_> {
    /// Whether a variable stands in it where the version has them.
    pub(super) fn has_variable(&self) -> bool {
        self.of.of.of.version() == Version::V2012 && self.value.value.contains("${")
    }
}

/// A text of the document that holds `${`.
#[derive(Debug)]
pub(super) struct VariableView<'d> {
    pub(super) of: &'d StatementView<'d>,
    pub(super) value: &'d Spanned<Box<str>>,
    pub(super) place: VariablePlace,
}

/// Where a variable stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum VariablePlace {
    /// A value of `Action` or `NotAction`, or a principal: there are none there.
    Unsupported(&'static str),
    /// A value of `Resource` or `NotResource`: only after the fifth colon.
    Resource,
    /// A value of a condition.
    Condition(Comparison),
}
