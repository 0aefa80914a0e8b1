//! One element of a statement as reported: its verdict, and what it wants beside what the request has.

use super::caller;
use super::quote::{Quotes, Sides, Written, cut};
use super::report::{Cause, ElementKind, ElementReport, Verdict};
use super::source::Source;
use super::wanted::{Manner, Variables};
use super::weigh::{Part, Weighed};
use crate::action::ActionElement;
use crate::asked::Asked;
use crate::condition::Condition;
use crate::context::{Key, Values};
use crate::document::ast::{
    self, Comparison, ConditionElement, Effect, ListElement, PrincipalElement, PrincipalKind, Principals,
};
use crate::principal::entity_arn;
use crate::request::Request;
use crate::resource::ResourceElement;

/// The values of the request that are looked at; a set may hold any number.
const GOT: usize = 8;

/// Reports elements of one statement.
#[derive(Clone, Copy)]
pub(super) struct Quoting<'q> {
    pub(super) asked: &'q Asked<'q>,
    pub(super) request: &'q Request<'q>,
    /// `None` where the text is not known.
    pub(super) written: Option<(&'q Source<'q>, &'q ast::Statement)>,
}

impl Quoting<'_> {
    pub(super) fn report(&self, weighed: &Weighed) -> ElementReport {
        let mut report = self.bare(weighed);
        let Some((source, written)) = self.written else { return report };
        let span = match weighed.part {
            Part::Principal => written.principal.as_ref().map(|element| {
                self.principal(element, written.effect, &mut report);
                element.span
            }),
            Part::Action => written.action.as_ref().map(|element| {
                self.action(element, &mut report);
                element.span
            }),
            Part::Resource => written.resource.as_ref().map(|element| {
                self.resource(element, source, &mut report);
                element.span
            }),
            Part::Condition(index) => written.conditions.get(index).map(|element| {
                self.condition(element, source, &mut report);
                element.key.span
            }),
        };
        report.place = span.map(|span| source.place(span));
        report
    }

    fn bare(&self, weighed: &Weighed) -> ElementReport {
        let cause = weighed.cause.or((weighed.verdict != Verdict::Holds).then_some(Cause::NoMatch));
        ElementReport {
            element: self.kind(weighed.part),
            operator: None,
            key: None,
            verdict: weighed.verdict,
            blocks: weighed.blocks,
            cause,
            variable: None,
            wanted: Vec::new(),
            more_wanted: 0,
            got: Vec::new(),
            more_got: 0,
            key_missing: false,
            difference: None,
            place: None,
        }
    }

    fn kind(&self, part: Part) -> ElementKind {
        let written = self.written.map(|(_, written)| written);
        let list = |element: Option<&ListElement>| element.is_some_and(|element| element.negated);
        match part {
            Part::Principal
                if written.and_then(|one| one.principal.as_ref()).is_some_and(|element| element.negated) =>
            {
                ElementKind::NotPrincipal
            }
            Part::Principal => ElementKind::Principal,
            Part::Action if list(written.and_then(|one| one.action.as_ref())) => ElementKind::NotAction,
            Part::Action => ElementKind::Action,
            Part::Resource if list(written.and_then(|one| one.resource.as_ref())) => ElementKind::NotResource,
            Part::Resource => ElementKind::Resource,
            Part::Condition(_) => ElementKind::Condition,
        }
    }

    fn principal(&self, element: &PrincipalElement, effect: Effect, report: &mut ElementReport) {
        let entry = |kind: PrincipalKind, text, span| Written { kind: Some(kind.name()), text, span };
        let (callers_kind, forms) = caller::forms(&self.asked.principal);
        let wanted: Vec<_> = match &element.principals {
            Principals::Everyone(span) => vec![Written { kind: None, text: "*", span: *span }],
            Principals::Listed(entries) => {
                entries.iter().map(|one| entry(one.kind, &*one.value.value, one.value.span)).collect()
            }
        };
        let names_caller = |written: &Written<'_>| {
            written.text == "*" || forms.iter().any(|form| *form == written.text && is_kind(written, callers_kind))
        };
        let telling = wanted.iter().position(names_caller);
        let manner = Manner { wildcards: false, any_case: false, arns: false, variables: Variables::Nowhere };
        let sides = Sides { wanted: &wanted, got: &forms, more_got: 0, manner: Some(manner) };
        fill(report, sides.quote(|index| telling == Some(index), self.asked.scope));
        let names_entity =
            || entity_arn(&self.asked.principal).is_some_and(|arn| wanted.iter().any(|one| one.text == arn));
        report.cause = match report.cause {
            Some(Cause::NoMatch) if element.negated => Some(Cause::Excepted),
            Some(Cause::NoMatch) if effect == Effect::Allow && names_entity() => Some(Cause::BoundToAnother),
            Some(Cause::NoMeaning) if !wanted.is_empty() => Some(Cause::UnknownPrincipal),
            None if element.negated && telling.is_some() && self.asked.bounded => Some(Cause::BoundaryCounts),
            None if element.negated && telling.is_some() => Some(Cause::NotInEveryForm),
            other => other,
        };
        if report.wanted.first().is_none_or(|first| first.kind.as_deref() != Some(callers_kind.name())) {
            report.difference = None;
        }
    }

    fn action(&self, element: &ListElement, report: &mut ElementReport) {
        let got = [self.request.action.to_owned()];
        let manner = Manner { wildcards: true, any_case: true, arns: false, variables: Variables::Nowhere };
        let alone = |one: &ListElement| ActionElement::compile(one)?.matches(self.asked);
        self.list(element, &got, manner, alone, report);
    }

    fn resource(&self, element: &ListElement, source: &Source<'_>, report: &mut ElementReport) {
        let got = [self.request.resource.to_owned()];
        let variables = Variables::AfterFiveColons.in_version(source.version());
        let manner = Manner { wildcards: true, any_case: false, arns: true, variables };
        let alone = |one: &ListElement| ResourceElement::compile(one, source.version())?.matches(self.asked);
        self.list(element, &got, manner, alone, report);
        if report.cause == Some(Cause::NoMatch) && self.asked.resource.is_none() {
            report.cause = Some(Cause::NoResourceArn);
            report.difference = None;
        }
    }

    fn list(
        &self,
        element: &ListElement,
        got: &[String],
        manner: Manner,
        alone: impl Fn(&ListElement) -> Option<bool>,
        report: &mut ElementReport,
    ) {
        let wanted: Vec<_> =
            element.values.iter().map(|one| Written { kind: None, text: &one.value, span: one.span }).collect();
        let alone = |index: usize| {
            let values = element.values.get(index).cloned().into_iter().collect();
            alone(&ListElement { negated: element.negated, values, span: element.span })
        };
        let verdict = report.verdict;
        let sides = Sides { wanted: &wanted, got, more_got: 0, manner: Some(manner) };
        let telling = |index| tells(verdict, element.negated, || alone(index));
        fill(report, sides.quote(telling, self.asked.scope));
        if report.cause == Some(Cause::NoMatch) && element.negated {
            report.cause = Some(Cause::Excepted);
        }
    }

    fn condition(&self, element: &ConditionElement, source: &Source<'_>, report: &mut ElementReport) {
        let operator = element.operator.value;
        report.operator = Some(operator.to_string());
        report.key = Some(cut(&element.key.value));
        let values = self.request.context.values(&Key::new(&element.key.value));
        let (got, more_got, is_set) = match &values {
            None => (Vec::new(), 0, false),
            Some(Values::One(value)) => (vec![value.clone().into_owned()], 0, false),
            Some(Values::Many(set)) => {
                (set.iter().take(GOT).map(str::to_owned).collect(), set.len().saturating_sub(GOT), true)
            }
        };
        report.key_missing = got.is_empty();
        let wanted: Vec<_> =
            element.values.iter().map(|one| Written { kind: None, text: &one.value, span: one.span }).collect();
        let negated = is_negated(operator.comparison);
        let alone = |index: usize| {
            let values = element.values.get(index).cloned().into_iter().collect();
            let alone = ConditionElement { operator: element.operator.clone(), key: element.key.clone(), values };
            Condition::compile(&alone, source.version()).holds(self.asked.scope)
        };
        let sides = Sides { wanted: &wanted, got: &got, more_got, manner: manner(operator.comparison, source) };
        let verdict = report.verdict;
        fill(report, sides.quote(|index| tells(verdict, negated, || alone(index)), self.asked.scope));
        report.cause = match report.cause {
            Some(Cause::NoMatch) if report.verdict == Verdict::Undecidable => Some(Cause::NotOfType),
            Some(Cause::NoMatch) if operator.comparison == Comparison::Null && !report.key_missing => {
                Some(Cause::KeyPresent)
            }
            Some(Cause::NoMatch) if report.key_missing => Some(Cause::KeyMissing),
            Some(Cause::NoMatch) if is_set && operator.quantifier.is_none() => Some(Cause::SetWithoutPrefix),
            Some(Cause::NoMatch) if negated => Some(Cause::Excepted),
            other => other,
        };
    }
}

/// Whether one value, asked alone, tells why the whole element came to its verdict.
fn tells(verdict: Verdict, negated: bool, alone: impl FnOnce() -> Option<bool>) -> bool {
    match verdict {
        Verdict::Holds => !negated && alone() == Some(true),
        Verdict::Fails => negated && alone() == Some(false),
        Verdict::Undecidable => alone().is_none(),
    }
}

fn fill(report: &mut ElementReport, quotes: Quotes) {
    let Quotes { wanted, more_wanted, got, more_got, difference, unresolved } = quotes;
    let holds = report.verdict == Verdict::Holds;
    if unresolved.is_some() && report.cause == Some(Cause::NoMatch) {
        report.cause = Some(Cause::VariableUnresolved);
        report.variable = unresolved;
    }
    report.wanted = wanted;
    report.more_wanted = more_wanted;
    report.got = got;
    report.more_got = more_got;
    report.difference = difference.filter(|_| !holds);
}

fn is_kind(written: &Written<'_>, kind: PrincipalKind) -> bool {
    written.kind == Some(kind.name())
}

fn is_negated(comparison: Comparison) -> bool {
    use Comparison as C;
    matches!(
        comparison,
        C::StringNotEquals
            | C::StringNotEqualsIgnoreCase
            | C::StringNotLike
            | C::NotIpAddress
            | C::ArnNotEquals
            | C::ArnNotLike
            | C::NumericNotEquals
            | C::DateNotEquals
    )
}

/// How the texts of an operator are compared; `None` where they are values of another type.
fn manner(comparison: Comparison, source: &Source<'_>) -> Option<Manner> {
    use Comparison as C;
    let (wildcards, any_case, arns) = match comparison {
        C::StringEquals | C::StringNotEquals => (false, false, false),
        C::StringEqualsIgnoreCase | C::StringNotEqualsIgnoreCase => (false, true, false),
        C::StringLike | C::StringNotLike => (true, false, false),
        C::ArnEquals | C::ArnLike | C::ArnNotEquals | C::ArnNotLike => (true, false, true),
        _ => return None,
    };
    Some(Manner { wildcards, any_case, arns, variables: Variables::Everywhere.in_version(source.version()) })
}
