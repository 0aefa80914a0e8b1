//! One request, looked at for one table no more often than that asks.

use super::fragments::Fragments;
use super::table::{Entry, Slot};
use crate::asked::Asked;
use crate::condition::{Bits, Seen};

/// How many condition keys of a table are looked at before its statements are compared. The first stands for no key.
pub(super) const SLOTS: usize = 8;

/// The slot of statements without a screen.
pub(super) const NO_SLOT: u32 = 0;

/// What was seen of the request so far.
pub(super) struct Probe<'a> {
    asked: &'a Asked<'a>,
    slots: &'a [Slot],
    resource: Fragments,
    keys: [Glance; SLOTS],
}

/// What is known of a condition key, in a form in which one comparison decides.
#[derive(Clone, Copy)]
struct Glance {
    bits: u64,
    /// Which of the bits were seen.
    seen: u64,
    /// Not zero if nothing fits.
    refuses: u64,
    /// Whether the key was looked at.
    is_final: bool,
}

impl Glance {
    /// Anything fits.
    const UNCLEAR: Self = Self { bits: 0, seen: 0, refuses: 0, is_final: true };

    /// Anything fits until the key is looked at.
    const NOT_YET: Self = Self { is_final: false, ..Self::UNCLEAR };

    fn admits(&self, wanted: Bits) -> bool {
        wanted.differ(self.bits) & self.seen | self.refuses == 0
    }
}

impl From<Seen> for Glance {
    fn from(seen: Seen) -> Self {
        match seen {
            Seen::Absent => Self { refuses: 1, ..Self::UNCLEAR },
            Seen::Bits(bits) => Self { bits, seen: u64::MAX, ..Self::UNCLEAR },
            Seen::Unclear => Self::UNCLEAR,
        }
    }
}

impl<'a> Probe<'a> {
    pub(super) fn new(asked: &'a Asked<'a>, slots: &'a [Slot]) -> Self {
        let mut keys = [Glance::NOT_YET; SLOTS];
        let [no_key, ..] = &mut keys;
        *no_key = Glance::UNCLEAR;
        Self { asked, slots, resource: Fragments::of(resource(asked)).unwrap_or(Fragments::ALL), keys }
    }

    /// Whether the statement may hold, or be undecidable.
    #[inline]
    pub(super) fn admits(&mut self, entry: &Entry) -> bool {
        let slot = entry.slot as usize % SLOTS;
        let Some(glance) = self.keys.get(slot) else { return true };
        self.resource.hold(entry.resource)
            && glance.admits(entry.value)
            && (glance.is_final || self.look(slot).admits(entry.value))
    }

    #[cold]
    fn look(&mut self, number: usize) -> Glance {
        let slot = number.checked_sub(1).and_then(|number| self.slots.get(number));
        let seen = slot.map_or(Seen::Unclear, |slot| slot.view.see(&slot.key, self.asked.scope)).into();
        if let Some(glance) = self.keys.get_mut(number) {
            *glance = seen;
        }
        seen
    }
}

/// The text of the resource; nothing where that is no ARN.
pub(super) fn resource<'a>(asked: &Asked<'a>) -> &'a str {
    asked.resource.map_or("", |arn| arn.text())
}
