//! What was made from texts, to be found again by the same text.

use std::collections::HashMap;

/// The texts that are kept, in bytes. What is made from them takes some ten times as much.
const CAPACITY: usize = 8 << 20;

/// What was made from texts for a purpose `P`. When it is full, everything goes.
#[derive(Debug)]
pub(super) struct Cache<P, V> {
    made: HashMap<Box<str>, Vec<(P, V)>>,
    bytes: usize,
}

impl<P, V> Default for Cache<P, V> {
    fn default() -> Self {
        Self { made: HashMap::new(), bytes: 0 }
    }
}

impl<P: PartialEq, V: Clone> Cache<P, V> {
    /// What was made from `text` for this purpose.
    pub(super) fn get(&self, purpose: &P, text: &str) -> Option<V> {
        self.made.get(text)?.iter().find(|(other, _)| other == purpose).map(|(_, value)| value.clone())
    }

    /// Keeps what was made from `text`.
    pub(super) fn put(&mut self, purpose: P, text: &str, value: V) {
        if self.bytes.saturating_add(text.len()) > CAPACITY {
            self.made.clear();
            self.bytes = 0;
        }
        self.bytes += text.len();
        self.made.entry(text.into()).or_default().push((purpose, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_found_for_its_purpose_until_there_is_too_much() {
        let mut cache = Cache::default();
        cache.put('a', "text", 1);
        cache.put('b', "text", 2);
        assert_eq!((cache.get(&'a', "text"), cache.get(&'b', "text")), (Some(1), Some(2)));
        assert_eq!((cache.get(&'c', "text"), cache.get(&'a', "other")), (None, None));
        cache.put('a', &"x".repeat(CAPACITY), 3);
        assert_eq!(cache.get(&'a', "text"), None);
        assert_eq!(cache.get(&'a', &"x".repeat(CAPACITY)), Some(3));
    }
}
