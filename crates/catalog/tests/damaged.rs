//! Damaged tables: refused, or answered without a panic.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::hash::{DefaultHasher, Hash, Hasher};

use rolecall_catalog::{Catalog, ConditionKey, format};

static TABLE: &[u8] = include_bytes!("../../../spec/authorization/facts.bin");

/// How much of a list is looked at: in a damaged table, each one can be as long as the section of lists.
const MOST: usize = 50;

/// A digest of what the table answers to every kind of question, about a part of its records.
fn walk(catalog: &'static Catalog) -> u64 {
    let mut seen = DefaultHasher::new();
    for service in catalog.services() {
        (service.prefix(), catalog.service(service.prefix()).is_some()).hash(&mut seen);
        keys(service.condition_keys(), &mut seen);
        for resource_type in service.resource_types().step_by(5) {
            (resource_type.name(), resource_type.arn_format().to_string()).hash(&mut seen);
            service.resource_type(resource_type.name()).is_some().hash(&mut seen);
            keys(resource_type.condition_keys(), &mut seen);
        }
        for action in service.actions().step_by(20) {
            (action.name(), action.access_level(), service.action(action.name()).is_some()).hash(&mut seen);
            keys(action.condition_keys(), &mut seen);
            action.dependent_actions().take(MOST).for_each(|action| action.to_string().hash(&mut seen));
            for used in action.resources().take(MOST) {
                (used.resource_type().name(), used.is_required()).hash(&mut seen);
                keys(used.condition_keys(), &mut seen);
            }
        }
    }
    keys(catalog.condition_keys(), &mut seen);
    for key in catalog.condition_keys().step_by(10) {
        catalog.condition_key(key.name()).is_some().hash(&mut seen);
    }
    for name in ["aws:RequestTag/x", "events:Metadata/x/Matcher", "sts:RequestContext/x", "dms:req-tag/x"] {
        catalog.condition_key(name).map(ConditionKey::name).hash(&mut seen);
    }
    seen.finish()
}

fn keys(keys: impl Iterator<Item = ConditionKey>, seen: &mut DefaultHasher) {
    keys.take(MOST).for_each(|key| (key.name(), key.kind(), key.is_global()).hash(seen));
}

fn read(bytes: Vec<u8>) -> Option<&'static Catalog> {
    Catalog::read(bytes.leak()).map(|catalog| &*Box::leak(Box::new(catalog)))
}

/// Where each section begins and ends, without its length.
fn sections() -> Vec<(usize, usize)> {
    let mut sections = Vec::new();
    let mut at = format::MAGIC.len();
    while at < TABLE.len() {
        let length = u32::from_le_bytes(TABLE[at..at + 4].try_into().unwrap());
        sections.push((at + 4, at + 4 + length as usize));
        at += 4 + length as usize;
    }
    sections
}

#[test]
fn a_table_that_is_not_whole_is_refused() {
    assert!(Catalog::read(TABLE).is_some());
    assert_eq!(sections().len(), 8);
    for (start, end) in sections() {
        for cut in [start - 4, start - 1, start, end - 1] {
            assert!(Catalog::read(&TABLE[..cut]).is_none(), "{cut}");
        }
    }
    assert!(read([TABLE, b"x"].concat()).is_none());
    let mut other_version = TABLE.to_vec();
    other_version[format::MAGIC.len() - 1] += 1;
    assert!(read(other_version).is_none());
}

#[test]
fn damage_within_sections_makes_no_panic() {
    let sound = walk(read(TABLE.to_vec()).unwrap());
    let mut random: u32 = 1;
    let mut next = move || {
        // The generator of Numerical Recipes; its upper bits are good enough.
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (random >> 8) as usize
    };
    for (start, end) in sections() {
        let mut damaged = TABLE.to_vec();
        for _ in 0..(end - start).div_ceil(8) {
            damaged[start + next() % (end - start)] = u8::try_from(next() & 0xff).unwrap();
        }
        assert_ne!(walk(read(damaged).unwrap()), sound);
    }
}

#[test]
fn sections_of_nothing_but_ones_or_zeros_make_no_panic() {
    for (start, end) in sections() {
        for byte in [0, u8::MAX] {
            let mut damaged = TABLE.to_vec();
            damaged[start..end].fill(byte);
            walk(read(damaged).unwrap());
        }
    }
}
