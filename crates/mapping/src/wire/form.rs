//! Form bodies of the Query protocols: `Tags.member.1.Key=…` becomes a tree.
//!
//! <https://smithy.io/2.0/aws/protocols/aws-query-protocol.html>, <https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html>

use std::collections::BTreeMap;

use super::member::Member;
use crate::Unmapped;
use crate::models::Operation;
use crate::query::Parameter;

/// The most levels of nesting.
const DEEPEST: usize = 32;

/// How the items of lists are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lists {
    /// `Tags.1`.
    Plain,
    /// `Tags.member.1`, or with the item's own name in place of `member`.
    Named,
}

/// The tree of parameters, without those of the protocol.
pub(super) fn read(parameters: Vec<Parameter>, facts: &Operation, lists: Lists) -> Result<Member, Unmapped> {
    let known = &facts.body;
    let mut root = Tree::default();
    for parameter in parameters {
        if matches!(parameter.name.as_str(), "Action" | "Version") && !known.contains(&parameter.name) {
            continue;
        }
        root.insert(&parameter.name, parameter.value.unwrap_or_default(), DEEPEST)?;
    }
    if lists == Lists::Named {
        root.check_named(facts)?;
    }
    let names: Vec<&str> = known.iter().map(String::as_str).collect();
    let branches: Result<_, Unmapped> =
        root.branches.into_iter().map(|(name, tree)| Ok((name, tree.member(lists)?))).collect();
    let member = Member::Map(branches?);
    member.check_case(&names)?;
    Ok(member)
}

/// Parameters by the pieces of their names.
#[derive(Default)]
struct Tree {
    leaf: Option<String>,
    branches: BTreeMap<String, Tree>,
}

impl Tree {
    fn insert(&mut self, name: &str, value: String, depth: usize) -> Result<(), Unmapped> {
        let mixed = || Unmapped::new("a parameter is both a value and a structure");
        let depth = depth.checked_sub(1).ok_or_else(|| Unmapped::new("a parameter has too many levels"))?;
        let (piece, rest) = name.split_once('.').map_or((name, None), |(piece, rest)| (piece, Some(rest)));
        let branch = self.branches.entry(piece.to_owned()).or_default();
        match rest {
            Some(_) if branch.leaf.is_some() => Err(mixed()),
            Some(rest) => branch.insert(rest, value, depth),
            None if branch.leaf.is_some() || !branch.branches.is_empty() => Err(mixed()),
            None => {
                branch.leaf = Some(value);
                Ok(())
            }
        }
    }

    /// Refuses lists without a name before the numbers, as far as they can be told from structures: servers do not see them.
    fn check_named(&self, facts: &Operation) -> Result<(), Unmapped> {
        for (name, tree) in &self.branches {
            let own = facts.items.get(name).map(String::as_str);
            let is_named = |inner: &String| own.map_or(is_usual(inner), |own| own == inner);
            if tree.is_numbered() || tree.branches.iter().any(|(inner, tree)| tree.is_numbered() && !is_named(inner)) {
                return Err(strangely_numbered());
            }
            tree.check_items()?;
        }
        Ok(())
    }

    /// The same for lists in the items of lists.
    fn check_items(&self) -> Result<(), Unmapped> {
        for item in self.branches.values() {
            let is_plain = |(name, tree): (&String, &Self)| tree.is_numbered() && !is_usual(name);
            if self.is_numbered() && item.branches.iter().any(is_plain) {
                return Err(strangely_numbered());
            }
            item.check_items()?;
        }
        Ok(())
    }

    /// The value; what is numbered is a list.
    fn member(mut self, lists: Lists) -> Result<Member, Unmapped> {
        if let Some(text) = self.leaf {
            return Ok(Member::Text(text));
        }
        let has_items = self.branches.get("member").is_some_and(Self::is_numbered);
        if has_items && self.branches.len() == 1 && lists == Lists::Named {
            return self.branches.remove("member").map_or(Ok(Member::Null), |items| items.member(lists));
        }
        if self.is_numbered() {
            let items = self.branches.into_values().map(|item| item.member(lists));
            return items.collect::<Result<_, _>>().map(Member::List);
        }
        // Servers differ in what they take for the number of an item: names of members have letters.
        let is_number = |name: &String| name.bytes().all(|byte| byte.is_ascii_digit());
        if has_items || self.branches.keys().any(is_number) {
            return Err(strangely_numbered());
        }
        let branches = self.branches.into_iter().map(|(name, tree)| Ok((name, tree.member(lists)?)));
        branches.collect::<Result<_, _>>().map(Member::Map)
    }

    /// Whether the pieces are the numbers of a list's items. Servers stop at the first number that is missing; the order decides nothing.
    fn is_numbered(&self) -> bool {
        let count = self.branches.len();
        let is_number =
            |name: &String| !name.starts_with('0') && name.parse().is_ok_and(|number: usize| number <= count);
        count > 0 && self.branches.keys().all(|name| !name.starts_with('+') && is_number(name))
    }
}

/// Whether items can be called so that have no name of their own: those of lists and of maps.
fn is_usual(name: &str) -> bool {
    matches!(name, "member" | "entry")
}

fn strangely_numbered() -> Unmapped {
    Unmapped::new("the items of a list are numbered in a way that servers read differently")
}
