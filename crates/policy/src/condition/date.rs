//! Date operators.

use super::order::Order;
use super::wanted::Wanted;
use crate::date::Moment;
use crate::scope::Budget;

/// The wanted moments.
#[derive(Debug)]
pub(super) struct DateTest {
    order: Order,
    wanted: Wanted<Moment>,
}

impl DateTest {
    pub(super) fn compile<'a>(order: Order, texts: impl Iterator<Item = &'a str>) -> Self {
        Self { order, wanted: Wanted::read(texts, Moment::read) }
    }

    pub(super) fn any_matches(&self, actual: &str, budget: &Budget) -> Option<bool> {
        let actual = Moment::read(actual)?;
        self.wanted.any(budget, |wanted| Some(self.order.accepts(actual.cmp(wanted))))
    }
}
