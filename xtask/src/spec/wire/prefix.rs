//! What stands before the colon in the actions of a service.

use rolecall_catalog::{service, services};

use super::calls::Calls;
use super::input::Service;

/// The prefix whose actions are called like the operations: among the service's own names any, else one that has nearly all.
pub(super) fn of(of: &Service, calls: &Calls) -> Option<&'static str> {
    let mut names = vec![of.signing_name.as_str(), &of.name, &of.endpoint_prefix];
    names.extend(calls.prefix(&[&of.id, &of.name]));
    let own = names.iter().filter_map(|name| service(name)).map(|service| (same(of, service), service.prefix()));
    let own = own.best();
    let best = services().map(|service| (same(of, service), service.prefix())).best();
    let most = of.operations.len().saturating_mul(9) / 10;
    match (own, best) {
        (Some((count, own)), Some((other, _))) if count > 0 || other < most => Some(own),
        (_, Some((other, best))) if other > 3 && other >= most => Some(best),
        (own, _) => own.map(|(_, own)| own),
    }
}

/// How many actions are called like operations.
fn same(of: &Service, service: rolecall_catalog::Service) -> usize {
    of.operations.keys().filter(|name| service.action(name).is_some()).count()
}

trait Best {
    fn best(self) -> Option<(usize, &'static str)>;
}

impl<I: Iterator<Item = (usize, &'static str)>> Best for I {
    /// The first of those with the highest count.
    fn best(self) -> Option<(usize, &'static str)> {
        self.fold(None, |best, one| match best {
            Some((count, _)) if count >= one.0 => best,
            _ => Some(one),
        })
    }
}
