//! Tags in a request: what `aws:RequestTag/…` and `aws:TagKeys` are, as far as that is known.

use rolecall_catalog::Action;

use crate::Unmapped;
use crate::keys::{Offer, of_tags};
use crate::wire::Call;
use crate::wire::keys::{check_once, read_tags};
use crate::wire::member::Member;

/// Members that hold tags, and those that hold names of tags, in lower case.
const TAGS: &[&str] = &["tags", "tag", "taglist", "tagset", "resourcetags"];
const TAG_KEYS: &[&str] = &["tagkeys", "tagkeylist"];

/// Actions that tag; a request that makes something with tags needs that of its service too.
const TAGGING: &[&str] = &["AddTags", "AddTagsToResource", "CreateTags", "TagResource"];

/// Whether an action sets tags.
pub(super) fn is_tagging(action: Action) -> bool {
    TAGGING.contains(&action.name())
}

/// The tags of a request.
#[derive(Default)]
pub(super) struct Tags {
    given: Vec<(String, String)>,
    names: Vec<String>,
    /// Whether there may be others, in members whose form is not known.
    pub(super) may_be_more: bool,
}

/// Reads the tags at the top of the members.
pub(super) fn read(call: &Call<'_>) -> Result<Tags, Unmapped> {
    let mut tags = Tags::default();
    for (name, member) in call.members.entries() {
        let lower = name.to_ascii_lowercase();
        if *member == Member::Null {
            continue;
        }
        if TAGS.contains(&lower.as_str()) {
            match read_tags(member) {
                Ok(read) => tags.given.extend(read),
                Err(_) => tags.may_be_more = true,
            }
        } else if TAG_KEYS.contains(&lower.as_str()) {
            tags.names.extend(call.members.texts(name)?.into_iter().map(str::to_owned));
        } else if !is_switch(&lower, member) {
            tags.may_be_more |= lower.contains("tag") || has_tags(member);
        }
    }
    check_once(&tags.given)?;
    Ok(tags)
}

/// Whether a member says what becomes of tags, and holds none.
fn is_switch(lower: &str, member: &Member) -> bool {
    let is_told = ["copytags", "propagatetags"].iter().any(|start| lower.starts_with(start));
    matches!(member, Member::Plain(_)) || is_told && matches!(member, Member::Text(_))
}

fn has_tags(member: &Member) -> bool {
    let mut found = false;
    member.each_map("", &mut |_, map| {
        found |= map.entries().iter().any(|(name, _)| name.to_ascii_lowercase().contains("tag"));
    });
    found
}

impl Tags {
    /// The condition keys of the tags.
    pub(super) fn offers(&self) -> Vec<Offer> {
        if self.given.is_empty() && self.names.is_empty() {
            return Vec::new();
        }
        let mut offers = of_tags("aws:RequestTag/", "aws:TagKeys", &self.given);
        if let Some((_, crate::Value::Many(all))) = offers.last_mut() {
            all.extend(self.names.iter().cloned());
        }
        offers
    }

    /// The actions of the service that an action with tags needs besides.
    pub(super) fn actions(&self, action: Action) -> Vec<Action> {
        if self.given.is_empty() && !self.may_be_more || is_tagging(action) {
            return Vec::new();
        }
        let own =
            |dependent: &Action| dependent.service().prefix() == action.service().prefix() && is_tagging(*dependent);
        action.dependent_actions().filter(own).collect()
    }
}
