//! The members of a request, whatever the protocol.

use crate::Unmapped;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Member {
    Null,
    Text(String),
    /// A number or truth value, as JSON writes it.
    Plain(String),
    /// A time or bytes of CBOR, which no decision looks at.
    Opaque,
    List(Vec<Member>),
    /// No name comes twice.
    Map(Vec<(String, Member)>),
}

impl Member {
    /// A map of entries; a name that comes twice is refused, because readers differ in which of the two they take.
    pub(super) fn map(entries: Vec<(String, Self)>) -> Result<Self, Unmapped> {
        let mut names: Vec<&str> = entries.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| matches!(pair, [left, right] if left == right)) {
            return Err(Unmapped::new("a member of the body comes twice"));
        }
        Ok(Self::Map(entries))
    }

    /// The entries of a map; none of anything else.
    pub(super) fn entries(&self) -> &[(String, Self)] {
        if let Self::Map(entries) = self { entries } else { &[] }
    }

    /// The items of a list; none of anything else.
    pub(super) fn items(&self) -> &[Self] {
        if let Self::List(items) = self { items } else { &[] }
    }

    /// A member of a map, if it is there and not null. A path has its names separated by dots.
    pub(super) fn get(&self, path: &str) -> Option<&Self> {
        let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
        let found = self.entries().iter().find(|(own, _)| own == name).map(|(_, member)| member);
        let found = found.filter(|member| **member != Self::Null)?;
        rest.map_or(Some(found), |rest| found.get(rest))
    }

    /// The same; refused is a path that leads through what is no map, of which servers could see more.
    fn at(&self, path: &str) -> Result<Option<&Self>, Unmapped> {
        let Some((name, rest)) = path.split_once('.') else { return Ok(self.get(path)) };
        match self.get(name) {
            None => Ok(None),
            Some(Self::Text(text)) if text.is_empty() => Ok(None),
            Some(inner @ Self::Map(_)) => inner.at(rest),
            Some(_) => Err(Unmapped::new(format!("the member `{name}` is not a structure"))),
        }
    }

    /// The structures in a member that is a list of them; something else is refused. In a form nothing is empty text.
    pub(super) fn structures(&self, path: &str) -> Result<&[Self], Unmapped> {
        match self.at(path)? {
            None => Ok(&[]),
            Some(Self::Text(text)) if text.is_empty() => Ok(&[]),
            Some(Self::List(items)) if items.iter().all(|item| matches!(item, Self::Map(_))) => Ok(items),
            Some(_) => Err(Unmapped::new(format!("the member `{path}` is not a list of structures"))),
        }
    }

    /// The text of a member; something else than text is refused.
    pub(super) fn text(&self, path: &str) -> Result<Option<&str>, Unmapped> {
        match self.at(path)? {
            None => Ok(None),
            Some(Self::Text(text)) => Ok(Some(text)),
            Some(_) => Err(Unmapped::new(format!("the member `{path}` is not text"))),
        }
    }

    /// The texts of a member that is a text or a list of texts; something else is refused.
    pub(super) fn texts(&self, path: &str) -> Result<Vec<&str>, Unmapped> {
        let strange = || Unmapped::new(format!("the member `{path}` is not text"));
        match self.at(path)? {
            None => Ok(Vec::new()),
            Some(Self::Text(text)) => Ok(vec![text]),
            Some(Self::List(items)) => items
                .iter()
                .map(|item| if let Self::Text(text) = item { Ok(text.as_str()) } else { Err(strange()) })
                .collect(),
            Some(_) => Err(strange()),
        }
    }

    /// The members of structures of the service; a member whose name differs from the wanted one by its case only is refused,
    /// because some readers take it.
    pub(super) fn check_case(&self, names: &[&str]) -> Result<(), Unmapped> {
        let differs = |own: &str| names.iter().any(|name| *name != own && name.eq_ignore_ascii_case(own));
        match self.entries().iter().find(|(own, _)| differs(own)) {
            Some((own, _)) => Err(Unmapped::new(format!("the member `{own}` differs from a known one by its case"))),
            None => Ok(()),
        }
    }

    /// Shows every text within, with the name of the map's entry that it stands in.
    pub(super) fn each_text<'m>(&'m self, name: &'m str, see: &mut dyn FnMut(&'m str, &'m str)) {
        match self {
            Self::Text(text) => see(name, text),
            Self::List(items) => items.iter().for_each(|item| item.each_text(name, see)),
            Self::Map(entries) => entries.iter().for_each(|(name, member)| member.each_text(name, see)),
            Self::Null | Self::Plain(_) | Self::Opaque => {}
        }
    }

    /// Shows the name of every entry of every map within.
    pub(super) fn each_name<'m>(&'m self, see: &mut dyn FnMut(&'m str)) {
        self.each_map("", &mut |_, map| map.entries().iter().for_each(|(name, _)| see(name)));
    }

    /// Shows every map within, with the name of the entry that it stands in.
    pub(super) fn each_map<'m>(&'m self, name: &'m str, see: &mut dyn FnMut(&'m str, &'m Self)) {
        match self {
            Self::List(items) => items.iter().for_each(|item| item.each_map(name, see)),
            Self::Map(entries) => {
                see(name, self);
                for (name, member) in entries {
                    member.each_map(name, see);
                }
            }
            _ => {}
        }
    }
}
