//! A set of texts that is asked which of them another text begins with.

/// What follows a text that is meant to be the whole of another one. A text that itself holds this byte is found more often
/// than it should be, never less.
pub(crate) const END: u8 = 0;

const NONE: u32 = u32::MAX;

/// Bytes that are compared at once.
const WORD: usize = 8;

/// The texts in order, each with the longest of the others that it begins with. One binary search finds the last text that
/// is not after the one asked about; of that text's beginnings, those that are short enough are the answer.
#[derive(Debug)]
pub(super) struct Prefixes {
    bytes: Box<[u8]>,
    nodes: Box<[Node]>,
    /// How many bytes at their beginning all texts have in common, but for the empty one.
    common: usize,
    /// Of each text the [`WORD`] bytes after those, as numbers of the same order: most comparisons end here.
    words: Box<[u64]>,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    start: u32,
    length: u32,
    parent: u32,
}

impl Prefixes {
    /// These texts, in order and without repetition. `None` if they are too long to be counted.
    pub(super) fn new(texts: &[&[u8]]) -> Option<Self> {
        let common = common_beginning(texts);
        let mut bytes = Vec::new();
        let mut nodes = Vec::with_capacity(texts.len());
        let mut beginnings: Vec<(u32, &[u8])> = Vec::new();
        for (number, text) in texts.iter().enumerate() {
            while beginnings.pop_if(|(_, beginning)| !text.starts_with(beginning)).is_some() {}
            let parent = beginnings.last().map_or(NONE, |(number, _)| *number);
            nodes.push(Node {
                start: u32::try_from(bytes.len()).ok()?,
                length: u32::try_from(text.len()).ok()?,
                parent,
            });
            bytes.extend_from_slice(text);
            beginnings.push((u32::try_from(number).ok()?, text));
        }
        let words = texts.iter().map(|text| word(text.get(common..).unwrap_or_default())).collect();
        Some(Self { bytes: bytes.into(), nodes: nodes.into(), common, words })
    }

    /// The numbers of the texts that `text` and [`END`] begin with, longest first.
    pub(super) fn of(&self, text: &str) -> Chain<'_> {
        let text = text.as_bytes();
        let after = self.not_after(text);
        let mut chain = Chain { nodes: &self.nodes, next: NONE };
        let last = after.checked_sub(1).and_then(|last| Some((last, self.nodes.get(last)?)));
        if let Some((last, node)) = last {
            let common = common_length(self.text(node), text);
            chain.next = u32::try_from(last).unwrap_or(NONE);
            while chain.node().is_some_and(|node| node.length > common) {
                chain.next();
            }
        }
        chain
    }

    /// How many texts do not come after `text` and [`END`]; or how many are empty, if no other can be its beginning.
    fn not_after(&self, text: &[u8]) -> usize {
        let common = self.nodes.last().and_then(|last| self.text(last).get(..self.common)).unwrap_or_default();
        let Some(rest) = text.strip_prefix(common) else {
            return usize::from(self.nodes.first().is_some_and(|first| first.length == 0));
        };
        let word = word(rest);
        let before = self.words.partition_point(|other| *other < word);
        let same = self.words.iter().skip(before).take_while(|other| **other == word).count();
        let same = self.nodes.get(before..before + same).unwrap_or_default();
        before + same.partition_point(|node| !is_after(self.text(node), text))
    }

    fn text(&self, node: &Node) -> &[u8] {
        let start = node.start as usize;
        self.bytes.get(start..start + node.length as usize).unwrap_or_default()
    }
}

/// How many bytes all texts begin with that are not empty.
fn common_beginning(texts: &[&[u8]]) -> usize {
    let mut ends = texts.iter().filter(|text| !text.is_empty());
    let (Some(first), Some(last)) = (ends.next(), ends.next_back()) else { return 0 };
    let common = first.iter().zip(*last).take_while(|(one, other)| one == other && **one != END);
    common.count()
}

/// The first bytes as a number of the same order.
fn word(text: &[u8]) -> u64 {
    let mut word = [END; WORD];
    for (to, from) in word.iter_mut().zip(text) {
        *to = *from;
    }
    u64::from_be_bytes(word)
}

/// Whether `prefix` comes after `text` and [`END`].
fn is_after(prefix: &[u8], text: &[u8]) -> bool {
    let common = prefix.len().min(text.len());
    match prefix.get(..common).cmp(&text.get(..common)) {
        std::cmp::Ordering::Equal => !matches!(prefix.get(common..), None | Some([] | [END])),
        order => order.is_gt(),
    }
}

/// How much of `prefix` `text` and [`END`] begin with.
fn common_length(prefix: &[u8], text: &[u8]) -> u32 {
    let words = prefix.chunks_exact(WORD).zip(text.chunks_exact(WORD));
    let same = WORD * words.take_while(|(one, other)| one == other).count();
    let rest = prefix.iter().skip(same).zip(text.iter().skip(same).chain(&[END]));
    let common = same + rest.take_while(|(one, other)| one == other).count();
    u32::try_from(common).unwrap_or(NONE)
}

/// The texts that one text begins with.
#[derive(Debug, Clone)]
pub(super) struct Chain<'a> {
    nodes: &'a [Node],
    next: u32,
}

impl Chain<'_> {
    fn node(&self) -> Option<&Node> {
        self.nodes.get(self.next as usize)
    }
}

impl Iterator for Chain<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let parent = self.node()?.parent;
        Some(std::mem::replace(&mut self.next, parent))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) })]

        #[test]
        fn exactly_the_beginnings_are_found(
            texts in prop::collection::btree_set("|a{0,9}[ab\0]{0,3}", 0..20), asked in "a{0,9}[ab\0]{0,4}",
        ) {
            let texts: BTreeSet<&[u8]> = texts.iter().map(String::as_bytes).collect();
            let texts: Vec<&[u8]> = texts.into_iter().collect();
            let ended = [asked.as_bytes(), &[END]].concat();
            let found: Vec<&[u8]> = Prefixes::new(&texts).unwrap().of(&asked).map(|number| texts[number as usize]).collect();
            let mut expected: Vec<&[u8]> = texts.iter().copied().filter(|text| ended.starts_with(text)).collect();
            expected.reverse();
            prop_assert_eq!(found, expected);
        }
    }
}
