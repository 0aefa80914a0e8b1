//! What the values of `Action` mean by the catalog.

use std::collections::{HashMap, HashSet};

use rolecall_catalog::{Action, ConditionKey, Service, service};

use super::effort::Effort;
use super::glob::Glob;
use crate::document::ast::ListElement;

/// What one value means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// `*`, or `*:…`: actions of all services.
    AllServices,
    /// The service is not known.
    UnknownService,
    /// The service has no such action.
    Unknown(Service),
    /// A pattern that no action of the service matches.
    Nothing(Service),
    /// An action.
    One(Action),
    /// A pattern that some actions of the service match.
    Some(Service),
    /// It would take too long to find out.
    Undecided,
}

/// What all values of a statement mean.
#[derive(Debug)]
pub(super) struct Meanings {
    /// One for each value.
    each: Vec<Meaning>,
    /// All actions of `Action`, if they are known.
    actions: Option<Vec<Action>>,
}

impl Meanings {
    pub(super) fn read(element: Option<&ListElement>, effort: &Effort) -> Self {
        let mut actions = Actions::default();
        let mut known: HashMap<String, Meaning> = HashMap::new();
        let values = element.map_or(&[][..], |element| &element.values);
        let mut meaning_of = |value: &str| {
            let text = value.to_ascii_lowercase();
            *known.entry(text).or_insert_with_key(|text| read(text, &mut actions, effort))
        };
        let each: Vec<Meaning> = values.iter().map(|value| meaning_of(&value.value)).collect();
        let negated = element.is_none_or(|element| element.negated);
        let complete = !negated && each.iter().all(|meaning| matches!(meaning, Meaning::One(_) | Meaning::Some(_)));
        Self { each, actions: complete.then_some(actions.in_order) }
    }

    /// The meaning of the value with a number.
    pub(super) fn of(&self, index: usize) -> Meaning {
        self.each.get(index).copied().unwrap_or(Meaning::Undecided)
    }

    /// Each value's meaning.
    pub(super) fn each(&self) -> &[Meaning] {
        &self.each
    }

    /// All actions that the statement is about; `None` if some may be missing.
    pub(super) fn actions(&self) -> Option<&[Action]> {
        self.actions.as_deref()
    }

    /// The condition keys that any of these actions has, itself or for a resource; `None` if some may be missing.
    pub(super) fn condition_keys(&self, effort: &Effort) -> Option<HashSet<ConditionKey>> {
        let mut keys = HashSet::new();
        for action in self.actions()? {
            let of_resources =
                action.resources().flat_map(|used| used.condition_keys().chain(used.resource_type().condition_keys()));
            for key in action.condition_keys().chain(of_resources) {
                if !effort.spend(4) {
                    return None;
                }
                keys.insert(key);
            }
        }
        Some(keys)
    }
}

/// Actions, each once, in the order in which they came: what is found must not depend on chance.
#[derive(Default)]
struct Actions {
    in_order: Vec<Action>,
    seen: HashSet<Action>,
}

impl Actions {
    fn insert(&mut self, action: Action) {
        if self.seen.insert(action) {
            self.in_order.push(action);
        }
    }
}

/// The meaning of a text in lower case; the actions that it stands for go to `actions`.
fn read(text: &str, actions: &mut Actions, effort: &Effort) -> Meaning {
    let Some((prefix, name)) = text.split_once(':').filter(|(prefix, _)| *prefix != "*") else {
        return if text.starts_with('*') { Meaning::AllServices } else { Meaning::UnknownService };
    };
    let Some(service) = service(prefix) else { return Meaning::UnknownService };
    if !name.contains(['*', '?']) {
        let Some(action) = service.action(name) else { return Meaning::Unknown(service) };
        actions.insert(action);
        return Meaning::One(action);
    }
    if effort.was_exceeded() {
        return Meaning::Undecided;
    }
    let mut some = false;
    for action in matching(service, name, effort) {
        some = true;
        actions.insert(action);
    }
    match some {
        _ if effort.was_exceeded() => Meaning::Undecided,
        true => Meaning::Some(service),
        false => Meaning::Nothing(service),
    }
}

/// The actions of a service that a pattern of names stands for.
pub(super) fn matching(service: Service, pattern: &str, effort: &Effort) -> impl Iterator<Item = Action> {
    let pattern = Glob::action(pattern);
    service.actions().filter(move |action| pattern.matches(action.name(), effort))
}
