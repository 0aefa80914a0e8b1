//! The condition keys of a request: tags, and keys of the service that are named like one of its members.

use rolecall_catalog::service;

use super::Call;
use super::member::Member;
use crate::keys::{Offer, of_tags};
use crate::{Unmapped, Value};

/// Members that hold tags, and those that hold names of tags.
const TAGS: &[&str] = &["Tags", "tags", "Tag", "resourceTags"];
const TAG_KEYS: &[&str] = &["TagKeys", "tagKeys"];

/// What the request offers to the actions that it needs.
pub(super) fn offered(call: &Call<'_>) -> Result<Vec<Offer>, Unmapped> {
    let mut offers = of_members(call)?;
    for (key, path) in call.service.keys {
        let texts = call.members.texts(path)?;
        if !texts.is_empty() {
            let value = value(key, texts);
            let value = value.ok_or_else(|| Unmapped::new(format!("the member `{path}` has several values")))?;
            offers.retain(|(own, _)| own != key);
            offers.push(((*key).into(), value));
        }
    }
    offers.extend(of_request_tags(&call.members)?);
    Ok(offers)
}

/// The keys of the service that are called as a member is, in any case of letters.
fn of_members(call: &Call<'_>) -> Result<Vec<Offer>, Unmapped> {
    let Some(service) = service(call.service.prefix) else { return Ok(Vec::new()) };
    let mut offers = Vec::new();
    for key in service.condition_keys() {
        let Some((prefix, name)) = key.name().split_once(':') else { continue };
        let member = call.members.entries().iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        let Some((member, found)) = member.filter(|_| prefix == call.service.prefix) else { continue };
        let value = match found {
            Member::Plain(text) => Some(Value::One(text.clone().into())),
            Member::Text(_) | Member::List(_) => value(key.name(), call.members.texts(member)?),
            Member::Null => continue,
            Member::Map(_) | Member::Opaque => None,
        };
        // Of EC2 every key that is not offered counts as not known.
        let Some(value) = value else {
            if prefix == "ec2" {
                continue;
            }
            return Err(Unmapped::new(format!("the member `{member}` cannot be read as the key `{}`", key.name())));
        };
        offers.push((key.name().into(), value));
    }
    Ok(offers)
}

/// The value of a key; `None` if there is not one of a key that has one.
fn value(key: &str, texts: Vec<&str>) -> Option<Value> {
    let many = rolecall_catalog::condition_key(key).is_some_and(|key| key.kind().is_multivalued());
    match texts.as_slice() {
        _ if many => Some(Value::Many(texts.into_iter().map(str::to_owned).collect())),
        [text] => Some(Value::One((*text).to_owned().into())),
        _ => None,
    }
}

/// `aws:RequestTag/…` and `aws:TagKeys`.
fn of_request_tags(members: &Member) -> Result<Vec<Offer>, Unmapped> {
    let mut tags = Vec::new();
    for name in TAGS {
        tags.extend(members.get(name).map(read_tags).transpose()?.unwrap_or_default());
    }
    let mut names = Vec::new();
    for name in TAG_KEYS {
        names.extend(members.texts(name)?);
    }
    if tags.is_empty() && names.is_empty() {
        return Ok(Vec::new());
    }
    check_once(&tags)?;
    let mut offers = of_tags("aws:RequestTag/", "aws:TagKeys", &tags);
    if let Some((_, Value::Many(all))) = offers.last_mut() {
        all.extend(names.into_iter().map(str::to_owned));
    }
    Ok(offers)
}

/// Condition keys do not differ by case, and servers differ in which of two tags they keep.
pub(super) fn check_once(tags: &[(String, String)]) -> Result<(), Unmapped> {
    let mut names: Vec<String> = tags.iter().map(|(name, _)| name.to_lowercase()).collect();
    names.sort_unstable();
    let twice = names.windows(2).any(|pair| matches!(pair, [left, right] if left == right));
    if twice { Err(Unmapped::new("a tag comes twice")) } else { Ok(()) }
}

/// Tags as a list of keys and values, a list of keys, or a map.
pub(super) fn read_tags(tags: &Member) -> Result<Vec<(String, String)>, Unmapped> {
    let strange = || Unmapped::new("the tags of the request cannot be read");
    match tags {
        Member::Map(entries) => {
            let tag = |(name, value): &(String, Member)| match value {
                Member::Text(value) => Ok((name.clone(), value.clone())),
                Member::Null => Ok((name.clone(), String::new())),
                _ => Err(strange()),
            };
            entries.iter().map(tag).collect()
        }
        Member::List(items) => items.iter().map(|item| read_tag(item)?.ok_or_else(strange)).collect(),
        _ => Err(strange()),
    }
}

fn read_tag(item: &Member) -> Result<Option<(String, String)>, Unmapped> {
    let member = |names: [&str; 3]| -> Result<Option<String>, Unmapped> {
        let given = names.into_iter().filter(|name| item.get(name).is_some()).collect::<Vec<_>>();
        match given.as_slice() {
            [] => Ok(None),
            [name] => Ok(item.text(name)?.map(str::to_owned)),
            _ => Err(Unmapped::new("a tag has two keys or values")),
        }
    };
    let key = match item {
        Member::Text(key) => Some(key.clone()),
        _ => member(["Key", "key", "TagKey"])?,
    };
    let value = member(["Value", "value", "TagValue"])?.unwrap_or_default();
    Ok(key.map(|key| (key, value)))
}
