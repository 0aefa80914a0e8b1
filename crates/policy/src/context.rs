//! What is known about a request besides who, what and on what: the condition keys and their values.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use std::borrow::Cow;
use std::collections::hash_map::DefaultHasher;
use std::hash::{BuildHasher, BuildHasherDefault};

/// The name of a condition key, such as `aws:PrincipalTag/Team`. Letters differ only by more than their case.
#[derive(Debug, Clone)]
pub struct Key {
    written: Box<str>,
    lower: Box<str>,
    hash: u64,
}

impl Key {
    /// The key of this name, in any case.
    ///
    /// ```
    /// use rolecall_policy::Key;
    ///
    /// let key = Key::new("aws:PrincipalTag/Team");
    /// assert_eq!(key.as_str(), "aws:principaltag/team");
    /// assert_eq!(key.tag("aws:principaltag/"), Some("Team"));
    /// ```
    pub fn new(text: &str) -> Self {
        let lower = text.to_lowercase();
        Self { written: text.into(), hash: hash(&lower), lower: lower.into() }
    }

    /// The whole key in lower case.
    pub fn as_str(&self) -> &str {
        &self.lower
    }

    /// Whether both are written alike, letter by letter: then every context says the same of both.
    pub(crate) fn is_written_as(&self, other: &Self) -> bool {
        self.written == other.written
    }

    /// For a key that begins with `prefix` (such as `aws:requesttag/`, in any case): the rest as written.
    pub fn tag(&self, prefix: &str) -> Option<&str> {
        let (start, tag) = self.written.split_at_checked(prefix.len())?;
        start.eq_ignore_ascii_case(prefix).then_some(tag)
    }
}

fn hash(lower: &str) -> u64 {
    BuildHasherDefault::<DefaultHasher>::new().hash_one(lower)
}

/// What a key holds in one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Values<'a> {
    /// A single-valued key.
    One(Cow<'a, str>),
    /// A multi-valued key, even if it holds one value now. An empty set counts as absent.
    Many(Set<'a>),
}

/// The values of a multi-valued key.
#[derive(Debug, Clone)]
pub struct Set<'a>(Texts<'a>);

#[derive(Debug, Clone)]
enum Texts<'a> {
    Held(&'a [Box<str>]),
    Made(Box<[Cow<'a, str>]>),
}

impl<'a> Set<'a> {
    /// How many values there are.
    pub fn len(&self) -> usize {
        match &self.0 {
            Texts::Held(texts) => texts.len(),
            Texts::Made(texts) => texts.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The values, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let (held, made): (&[Box<str>], &[Cow<'a, str>]) = match &self.0 {
            Texts::Held(texts) => (texts, &[]),
            Texts::Made(texts) => (&[], texts),
        };
        held.iter().map(|text| &**text).chain(made.iter().map(|text| &**text))
    }
}

impl<'a> From<&'a [Box<str>]> for Set<'a> {
    /// Values that the context holds; nothing is copied.
    fn from(texts: &'a [Box<str>]) -> Self {
        Self(Texts::Held(texts))
    }
}

impl<'a> FromIterator<Cow<'a, str>> for Set<'a> {
    /// Values that are made to be asked about.
    fn from_iter<I: IntoIterator<Item = Cow<'a, str>>>(texts: I) -> Self {
        Self(Texts::Made(texts.into_iter().collect()))
    }
}

impl PartialEq for Set<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Set<'_> {}

/// The condition keys of one request. The engine asks only for keys that the policies name, and may ask for one more
/// than once; the answers must stay the same.
pub trait Context {
    /// What `key` holds; `None` where the key is absent from the request.
    fn values<'s>(&'s self, key: &Key) -> Option<Values<'s>>;
}

/// A [`Context`] that holds all its values.
///
/// ```
/// use rolecall_policy::{Context, ContextMap, Key, Values};
///
/// let context = ContextMap::new().with("aws:SecureTransport", "true").with_many("aws:TagKeys", ["team", "cost"]);
/// assert_eq!(context.values(&Key::new("aws:securetransport")), Some(Values::One("true".into())));
/// ```
#[derive(Debug, Clone, Default)]
pub struct ContextMap {
    /// In order of the hashes of the keys in lower case.
    entries: Vec<Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    hash: u64,
    key: Box<str>,
    held: Held,
}

#[derive(Debug, Clone)]
enum Held {
    One(Box<str>),
    Many(Box<[Box<str>]>),
}

impl ContextMap {
    /// A context without any key.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a single-valued key.
    pub fn insert(&mut self, key: &str, value: &str) {
        self.set(key, Held::One(value.into()));
    }

    /// Sets a multi-valued key.
    pub fn insert_many<'a>(&mut self, key: &str, values: impl IntoIterator<Item = &'a str>) {
        self.set(key, Held::Many(values.into_iter().map(Into::into).collect()));
    }

    fn set(&mut self, key: &str, held: Held) {
        let key: Box<str> = key.to_lowercase().into();
        let hash = hash(&key);
        let at = self.entries.partition_point(|entry| entry.hash < hash);
        match self.entries.iter_mut().skip(at).take_while(|entry| entry.hash == hash).find(|entry| entry.key == key) {
            Some(entry) => entry.held = held,
            None => self.entries.insert(at, Entry { hash, key, held }),
        }
    }

    /// The same with a single-valued key set.
    #[must_use]
    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.insert(key, value);
        self
    }

    /// The same with a multi-valued key set.
    #[must_use]
    pub fn with_many<'a>(mut self, key: &str, values: impl IntoIterator<Item = &'a str>) -> Self {
        self.insert_many(key, values);
        self
    }
}

impl Context for ContextMap {
    fn values<'s>(&'s self, key: &Key) -> Option<Values<'s>> {
        let at = self.entries.partition_point(|entry| entry.hash < key.hash);
        let of_hash = self.entries.get(at..)?.iter().take_while(|entry| entry.hash == key.hash);
        Some(match &of_hash.into_iter().find(|entry| entry.key == key.lower)?.held {
            Held::One(value) => Values::One(Cow::Borrowed(value)),
            Held::Many(values) => Values::Many(Set::from(&**values)),
        })
    }
}
