//! Which actions an operation needs.

use rolecall_catalog::{Action, service};

use super::calls::{Calls, Needed as Known};
use super::input::Service;

/// An action that an operation needs, and what the data knows about it.
pub(super) struct Needed<'c> {
    pub(super) action: Action,
    pub(super) known: Option<&'c Known>,
}

/// The action that is called like the operation; without one those that the data has for it. None if they are not known.
pub(super) fn of<'c>(of: &Service, operation: &str, prefix: Option<&str>, calls: &'c Calls) -> Vec<Needed<'c>> {
    let Some(prefix) = prefix else { return Vec::new() };
    let names = [of.id.as_str(), &of.name, &of.signing_name];
    let known = calls.needed(&names, prefix, operation);
    if let Some(action) = service(prefix).and_then(|service| service.action(operation)) {
        let same = known.iter().find(|known| known.action.eq_ignore_ascii_case(&action.to_string()));
        return vec![Needed { action, known: same }];
    }
    let plain: Vec<&Known> = known.iter().filter(|known| known.is_plain()).collect();
    let found = plain.iter().filter_map(|known| Some(Needed { action: action(&known.action)?, known: Some(known) }));
    let mut found: Vec<Needed<'_>> = found.collect();
    // An action that is no longer there leaves open what took its place.
    if found.len() < plain.len() {
        found.clear();
    }
    found
}

fn action(name: &str) -> Option<Action> {
    let (prefix, name) = name.split_once(':')?;
    service(prefix)?.action(name)
}
