//! A table in memory: its sections, and how their records are found.

mod records;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Range;

use crate::{ConditionKey, Service, format};
pub(crate) use records::{Record, Records};

/// A table of facts.
///
/// Reading checks only that the sections are whole. A table that is damaged inside gives wrong or empty answers, but it does not
/// panic, and no answer is longer than the table. The embedded one was compared, fact by fact, with its source when it was made.
pub struct Catalog {
    pub(crate) services: Records,
    pub(crate) actions: Records,
    pub(crate) traits: Records,
    pub(crate) resource_types: Records,
    pub(crate) keys: Records,
    templates: Records,
    words: Records,
    text: &'static [u8],
}

static EMBEDDED: Catalog = EMBEDDED_TABLE;

/// Evaluated by the compiler: a file of another version does not compile.
const EMBEDDED_TABLE: Catalog = match Catalog::read(include_bytes!("../../../spec/authorization/facts.bin")) {
    Some(catalog) => catalog,
    None => panic!("spec/authorization/facts.bin is not a table of this version; run `cargo xtask spec`"),
};

impl Catalog {
    /// The table that the crate brings.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// A table from its bytes; `None` if they are not one of this version, are too few or too many.
    ///
    /// ```
    /// assert!(rolecall_catalog::Catalog::read(b"something else").is_none());
    /// ```
    pub const fn read(bytes: &'static [u8]) -> Option<Self> {
        let Some((magic, rest)) = bytes.split_first_chunk() else { return None };
        if u64::from_le_bytes(*magic) != u64::from_le_bytes(format::MAGIC) {
            return None;
        }
        let Some((services, rest)) = Records::read(rest, format::SERVICE) else { return None };
        let Some((actions, rest)) = Records::read(rest, format::ACTION) else { return None };
        let Some((traits, rest)) = Records::read(rest, format::TRAIT) else { return None };
        let Some((resource_types, rest)) = Records::read(rest, format::RESOURCE_TYPE) else { return None };
        let Some((keys, rest)) = Records::read(rest, format::KEY) else { return None };
        let Some((templates, rest)) = Records::read(rest, format::TEMPLATE) else { return None };
        let Some((words, rest)) = Records::read(rest, format::WORD) else { return None };
        let Some((text, [])) = records::section(rest) else { return None };
        Some(Self { services, actions, traits, resource_types, keys, templates, words, text })
    }

    /// Every service, in the order of their prefixes.
    pub fn services(&'static self) -> impl ExactSizeIterator<Item = Service> {
        (0..self.services.len()).map(move |index| self.service_at(index))
    }

    /// The service with a prefix, in any case.
    pub fn service(&'static self, prefix: &str) -> Option<Service> {
        let index = search(0..self.services.len(), prefix, |index| self.service_at(index).prefix())?;
        Some(self.service_at(index))
    }

    /// Every condition key, in the order of their names without regard to case.
    pub fn condition_keys(&'static self) -> impl ExactSizeIterator<Item = ConditionKey> {
        (0..self.keys.len()).map(move |index| self.key_at(index))
    }

    /// The condition key with a name, in any case, or else the most specific one whose template the name fits.
    pub fn condition_key(&'static self, name: &str) -> Option<ConditionKey> {
        let exact = search(0..self.keys.len(), name, |index| self.key_at(index).name());
        let exact = exact.map(|index| self.key_at(index));
        exact.or_else(|| {
            let mut templates =
                (0..self.templates.len()).map(move |index| self.key_at(self.templates.get(index).u16(0)));
            templates.find(|key| key.fits(name))
        })
    }

    pub(crate) fn service_at(&'static self, index: u16) -> Service {
        Service { catalog: self, index }
    }

    pub(crate) fn key_at(&'static self, index: u16) -> ConditionKey {
        ConditionKey { catalog: self, index }
    }

    /// The condition keys of a list.
    pub(crate) fn keys_in(&'static self, list: u16) -> impl Iterator<Item = ConditionKey> {
        self.list(list).map(move |index| self.key_at(index))
    }

    /// The words of a list.
    pub(crate) fn list(&'static self, list: u16) -> impl Iterator<Item = u16> {
        let first = list.saturating_add(1);
        let end = first.saturating_add(self.words.get(list).u16(0)).min(self.words.len());
        (first..end).map(move |index| self.words.get(index).u16(0))
    }

    /// The text that a record holds at an offset.
    pub(crate) fn text(&'static self, record: Record, at: usize) -> &'static str {
        let packed = record.u32(at);
        let length = packed >> format::TEXT_OFFSET_BITS;
        let offset = packed & ((1 << format::TEXT_OFFSET_BITS) - 1);
        let (Ok(offset), Ok(length)) = (usize::try_from(offset), usize::try_from(length)) else { return "" };
        let bytes = self.text.get(offset..).and_then(|rest| rest.get(..length)).unwrap_or_default();
        str::from_utf8(bytes).unwrap_or_default()
    }
}

/// The record among sorted ones whose name is the wanted one in any case.
pub(crate) fn search(within: Range<u16>, wanted: &str, name: impl Fn(u16) -> &'static str) -> Option<u16> {
    let Range { start: mut low, end: mut high } = within;
    while low < high {
        let middle = low.midpoint(high);
        match in_lower_case(name(middle), wanted) {
            Ordering::Less => low = middle.saturating_add(1),
            Ordering::Greater => high = middle,
            Ordering::Equal => return Some(middle),
        }
    }
    None
}

fn in_lower_case(left: &str, right: &str) -> Ordering {
    let left = left.bytes().map(|byte| byte.to_ascii_lowercase());
    left.cmp(right.bytes().map(|byte| byte.to_ascii_lowercase()))
}

// Handles compare and hash by their table and index; two tables are the same only if they are one.
impl PartialEq for Catalog {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Catalog {}

impl Hash for Catalog {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::ptr::hash(self, state);
    }
}

impl fmt::Debug for Catalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Catalog").field("services", &self.services.len()).finish_non_exhaustive()
    }
}
