//! The texts of a member by its path.

use crate::Unmapped;
use crate::wire::Call;
use crate::wire::member::Member;

/// The texts at a path; where it leads through a list, those of all items. What is neither text nor number is refused.
pub(super) fn texts<'c>(call: &'c Call<'_>, path: &str) -> Result<Vec<&'c str>, Unmapped> {
    let mut found = Vec::new();
    collect(&call.members, path, &mut found).map_err(|()| Unmapped::new(format!("the member `{path}` is not text")))?;
    Ok(found)
}

/// Whether there is anything at a path.
pub(super) fn is_given(call: &Call<'_>, path: &str) -> bool {
    let mut found = Vec::new();
    collect(&call.members, path, &mut found).is_err() || !found.is_empty()
}

fn collect<'m>(member: &'m Member, path: &str, found: &mut Vec<&'m str>) -> Result<(), ()> {
    match member {
        Member::List(items) => items.iter().try_for_each(|item| collect(item, path, found)),
        Member::Null => Ok(()),
        Member::Map(_) if !path.is_empty() => {
            let (name, rest) = path.split_once('.').unwrap_or((path, ""));
            member.get(name).map_or(Ok(()), |inner| collect(inner, rest, found))
        }
        Member::Text(text) | Member::Plain(text) if path.is_empty() => {
            found.push(text);
            Ok(())
        }
        _ => Err(()),
    }
}
