//! All members of an input, wherever they came.

use super::member::Member;
use super::route::{Encoding, Route, single};
use super::{cbor, json, xml};
use crate::models::Operation;
use crate::{Seen, Unmapped};

/// Reads the members of a request. What the model does not have is refused.
pub(super) fn read(seen: &Seen<'_>, route: &Route, body: &[u8]) -> Result<Member, Unmapped> {
    let mut members = match route.encoding {
        Encoding::Form => known(route, route.members.clone())?,
        encoding => of_body(encoding, route, body)?,
    };
    unwrap_lists(&mut members, route.facts);
    if !route.facts.payload.is_empty() {
        members = vec![(route.facts.payload.clone(), Member::Map(members))];
    }
    if route.encoding != Encoding::Form {
        of_head(&mut members, &route.members)?;
    }
    of_head(&mut members, &of_headers(seen, route.facts)?)?;
    Ok(Member::Map(members))
}

type Entries = Vec<(String, Member)>;

fn of_body(encoding: Encoding, route: &Route, body: &[u8]) -> Result<Entries, Unmapped> {
    let is_read = route.reads_body && !body.is_empty();
    let read = match encoding {
        _ if !is_read => Member::Map(Vec::new()),
        Encoding::Cbor => cbor::read(body)?,
        Encoding::Xml => xml::read(body, &route.facts.root)?,
        Encoding::Json | Encoding::Form => json::read(body)?,
    };
    match read {
        Member::Map(members) => known(route, members),
        // An XML element without members is empty text.
        Member::Text(text) if text.is_empty() && encoding == Encoding::Xml => Ok(Vec::new()),
        _ => Err(Unmapped::new("the body is not a structure")),
    }
}

/// The members, if the model has all of them.
fn known(route: &Route, members: Entries) -> Result<Entries, Unmapped> {
    let is_in_url =
        |name: &String| route.encoding != Encoding::Form && route.members.iter().any(|(own, _)| own == name);
    if let Some((name, _)) = members.iter().find(|(name, _)| is_in_url(name)) {
        return Err(Unmapped::new(format!("the member `{name}` stands in the URL and in the body")));
    }
    if let Some((name, _)) = members.iter().find(|(name, _)| !route.facts.body.contains(name)) {
        let name: String = name.chars().take(64).collect();
        return Err(Unmapped::new(format!("`{}` has no member `{name}` that is known", route.operation)));
    }
    Ok(members)
}

/// Adds members of URL and headers; two of one name are the model's, and only one of them is meant.
fn of_head(members: &mut Entries, more: &Entries) -> Result<(), Unmapped> {
    for (name, member) in more {
        if members.iter().any(|(own, _)| own == name) {
            return Err(Unmapped::new(format!("the member `{name}` stands in two places")));
        }
        members.push((name.clone(), member.clone()));
    }
    Ok(())
}

fn of_headers(seen: &Seen<'_>, facts: &Operation) -> Result<Entries, Unmapped> {
    let mut entries = Vec::new();
    for name in &facts.headers {
        if let Some(value) = single(seen.headers, name)? {
            entries.push((name.clone(), Member::Text(value.to_owned())));
        }
    }
    Ok(entries)
}

/// Lists whose items have a name are that name's member on the wire.
fn unwrap_lists(members: &mut Entries, facts: &Operation) {
    for (name, member) in members {
        let Some(item) = facts.items.get(name) else { continue };
        let inner = match member {
            Member::Map(entries) => match entries.as_mut_slice() {
                [(own, inner)] if own == item => std::mem::replace(inner, Member::Null),
                _ => continue,
            },
            Member::Text(text) if text.is_empty() => Member::List(Vec::new()),
            _ => continue,
        };
        *member = if let Member::List(_) = inner { inner } else { Member::List(vec![inner]) };
    }
}
