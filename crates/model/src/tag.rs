//! Tags: keys and values on users, roles, policies and sessions.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html>

crate::text! {
    /// A tag's key: 1 to 128 characters; its case is kept.
    pub struct TagKey { MinLength(1), MaxLength(128), Pattern(&patterns::TAG_KEY) }
    /// A tag's value: up to 256 characters.
    pub struct TagValue { MinLength(0), MaxLength(256), Pattern(&patterns::TAG_VALUE) }
}

/// One tag.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Tag {
    /// The key.
    pub key: TagKey,
    /// The value.
    pub value: TagValue,
}

/// The tags of one entity or session, in the order in which they were first set. Keys differ by more than case.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Tags(Vec<Tag>);

impl Tags {
    /// The tags of a list; `None` if two keys differ at most in case.
    pub fn unique(list: Vec<Tag>) -> Option<Self> {
        let mut keys: Vec<String> = list.iter().map(|tag| tag.key.as_str().to_lowercase()).collect();
        keys.sort_unstable();
        let repeated = keys.iter().zip(keys.iter().skip(1)).any(|(one, next)| one == next);
        (!repeated).then_some(Self(list))
    }

    /// The value of a key, whose case does not matter.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|tag| same(tag.key.as_str(), key)).map(|tag| tag.value.as_str())
    }

    /// Sets a tag; one whose key differs only in case is replaced, key included.
    pub fn set(&mut self, tag: Tag) {
        match self.0.iter_mut().find(|old| same(old.key.as_str(), tag.key.as_str())) {
            Some(old) => *old = tag,
            None => self.0.push(tag),
        }
    }

    /// Removes the tag of a key, if there is one.
    pub fn remove(&mut self, key: &str) {
        self.0.retain(|tag| !same(tag.key.as_str(), key));
    }

    /// The tags in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Tag> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> IntoIterator for &'a Tags {
    type Item = &'a Tag;
    type IntoIter = std::slice::Iter<'a, Tag>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl TagKey {
    /// Whether it is this key, whose case does not matter.
    pub fn is(&self, key: &str) -> bool {
        same(self.as_str(), key)
    }
}

fn same(one: &str, other: &str) -> bool {
    if one.is_ascii() && other.is_ascii() {
        one.eq_ignore_ascii_case(other)
    } else {
        one.to_lowercase() == other.to_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(key: &str, value: &str) -> Tag {
        Tag { key: key.parse().unwrap(), value: value.parse().unwrap() }
    }

    #[test]
    fn case_does_not_make_another_key() {
        // U+212A, the Kelvin sign, is an upper-case `k`.
        for (one, other) in [("Team", "tEAM"), ("équipe", "ÉQUIPE"), ("k", "\u{212a}"), ("\u{212a}", "k")] {
            let mut tags = Tags::default();
            tags.set(tag(one, "1"));
            tags.set(tag(other, "2"));
            assert_eq!((tags.len(), tags.get(one)), (1, Some("2")), "{one} {other}");
            assert_eq!(Tags::unique(vec![tag(one, "1"), tag(other, "2")]), None, "{one} {other}");
            tags.remove(one);
            assert!(tags.is_empty());
        }
    }
}
