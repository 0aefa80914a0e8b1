//! Form bodies of the Query protocols: `Tags.member.1.Key=…` becomes a tree.
//!
//! <https://smithy.io/2.0/aws/protocols/aws-query-protocol.html>, <https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html>

use std::collections::BTreeMap;

use super::member::Member;
use crate::Unmapped;
use crate::query::Parameter;

/// The most levels of nesting.
const DEEPEST: usize = 32;

/// The tree of parameters, without those of the protocol.
pub(super) fn read(parameters: Vec<Parameter>, known: &[String]) -> Result<Member, Unmapped> {
    let mut root = Tree::default();
    for parameter in parameters {
        if matches!(parameter.name.as_str(), "Action" | "Version") && !known.contains(&parameter.name) {
            continue;
        }
        root.insert(&parameter.name, parameter.value.unwrap_or_default(), DEEPEST)?;
    }
    let names: Vec<&str> = known.iter().map(String::as_str).collect();
    let branches: Result<_, Unmapped> =
        root.branches.into_iter().map(|(name, tree)| Ok((name, tree.member()?))).collect();
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

    /// The value; what is numbered, with or without `member`, is a list.
    fn member(mut self) -> Result<Member, Unmapped> {
        if let Some(text) = self.leaf {
            return Ok(Member::Text(text));
        }
        let has_items = self.branches.get("member").is_some_and(Self::is_numbered);
        if has_items && self.branches.len() == 1 {
            return self.branches.remove("member").map_or(Ok(Member::Null), Self::member);
        }
        if self.is_numbered() {
            return Ok(Member::List(self.branches.into_values().map(Self::member).collect::<Result<_, _>>()?));
        }
        // Servers differ in what they take for the number of an item: names of members have letters.
        let is_number = |name: &String| name.bytes().all(|byte| byte.is_ascii_digit());
        if has_items || self.branches.keys().any(is_number) {
            return Err(Unmapped::new("the items of a list are numbered in a way that servers read differently"));
        }
        let branches = self.branches.into_iter().map(|(name, tree)| Ok((name, tree.member()?)));
        branches.collect::<Result<_, _>>().map(Member::Map)
    }

    /// Whether the pieces are the numbers of a list's items; their order decides nothing.
    fn is_numbered(&self) -> bool {
        let is_number =
            |name: &str| name.bytes().all(|byte| byte.is_ascii_digit()) && !name.starts_with('0') && name.len() < 7;
        !self.branches.is_empty() && self.branches.keys().all(|name| !name.is_empty() && is_number(name))
    }
}
