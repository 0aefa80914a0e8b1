//! Tags as the answers of services list them.

use roxmltree::{Document, Node, ParsingOptions};
use serde_json::Value;

/// The most nodes of a document; fifty tags take some hundred.
const NODES: u32 = 1 << 14;

/// The tags of a resource; no two keys differ by their case only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tags(Vec<(String, String)>);

impl Tags {
    /// Of a resource without tags.
    pub(super) const NONE: Self = Self(Vec::new());

    /// `None` if two keys are the same to condition keys, which know no case.
    fn unique(tags: Vec<(String, String)>) -> Option<Self> {
        let mut keys: Vec<String> = tags.iter().map(|(key, _)| key.to_lowercase()).collect();
        keys.sort_unstable();
        let twice = keys.windows(2).any(|pair| matches!(pair, [one, other] if one == other));
        (!twice).then_some(Self(tags))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }
}

/// The member of a JSON answer that is whole: not the first page of several.
pub(super) fn member(body: &[u8], name: &str) -> Option<Value> {
    let mut answer: Value = serde_json::from_slice(body).ok()?;
    let answer = answer.as_object_mut()?;
    let is_last = ["NextToken", "nextToken"].iter().all(|token| answer.get(*token).is_none_or(Value::is_null));
    is_last.then(|| answer.remove(name).unwrap_or(Value::Null))
}

/// Tags as an object of keys and values.
pub(super) fn of_map(tags: &Value) -> Option<Tags> {
    let tag = |(key, value): (&String, &Value)| Some((key.clone(), value.as_str()?.to_owned()));
    Tags::unique(tags.as_object()?.iter().map(tag).collect::<Option<_>>()?)
}

/// Tags as a list of objects with `Key` and `Value`.
pub(super) fn of_list(tags: &Value) -> Option<Tags> {
    let text = |tag: &Value, name: &str| Some(tag.get(name)?.as_str()?.to_owned());
    let tag = |tag: &Value| Some((text(tag, "Key")?, text(tag, "Value")?));
    Tags::unique(tags.as_array()?.iter().map(tag).collect::<Option<_>>()?)
}

/// How a document lists tags.
pub(super) struct Listed {
    /// The element that holds the list.
    pub(super) list: &'static str,
    /// The elements of a tag.
    pub(super) key: &'static str,
    pub(super) value: &'static str,
    /// The element of a tag that says whose it is, and what must stand there.
    pub(super) owner: Option<(&'static str, String)>,
}

/// Tags as an XML document lists them.
pub(super) fn of_xml(body: &[u8], listed: &Listed) -> Option<Tags> {
    let text = str::from_utf8(body).ok()?;
    let options = ParsingOptions { nodes_limit: NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).ok()?;
    let is_named = |node: &Node<'_, '_>, name: &str| node.is_element() && node.tag_name().name() == name;
    let next = |node: Node<'_, '_>| is_named(&node, "nextToken") && node.text().is_some();
    if document.descendants().any(next) {
        return None;
    }
    let mut lists = document.descendants().filter(|node| is_named(node, listed.list));
    let (Some(list), None) = (lists.next(), lists.next()) else { return None };
    let tag = |tag: Node<'_, '_>| {
        let child = |name: &str| {
            let child = tag.children().find(|child| is_named(child, name))?;
            let is_text = child.children().count() <= 1;
            is_text.then(|| child.text().unwrap_or_default().to_owned())
        };
        let is_own = listed.owner.as_ref().is_none_or(|(name, owner)| child(name).as_ref() == Some(owner));
        is_own.then(|| Some((child(listed.key)?, child(listed.value)?)))?
    };
    Tags::unique(list.children().filter(Node::is_element).map(tag).collect::<Option<_>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(pairs: &[(&str, &str)]) -> Tags {
        Tags(pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn json() {
        let of_map = |text: &str| member(text.as_bytes(), "Tags").and_then(|tags| of_map(&tags));
        let of_list = |text: &str| member(text.as_bytes(), "Tags").and_then(|tags| of_list(&tags));
        assert_eq!(of_map(r#"{"Tags": {"a": "1", "b": ""}}"#), Some(tags(&[("a", "1"), ("b", "")])));
        assert_eq!(of_list(r#"{"Tags": [{"Key": "a", "Value": "1"}], "NextToken": null}"#), Some(tags(&[("a", "1")])));
        assert_eq!(of_map(r#"{"Tags": {}}"#), Some(tags(&[])));
        assert_eq!(of_list(r#"{"Tags": []}"#), Some(tags(&[])));
        for wrong in [
            "",
            "[]",
            "{}",
            r#"{"Tags": null}"#,
            r#"{"Tags": {"a": 1}}"#,
            r#"{"Tags": {"a": "1", "A": "2"}}"#,
            r#"{"Tags": {"a": "1"}, "NextToken": "t"}"#,
            r#"{"Tags": [{"Key": "a"}]}"#,
            r#"{"Tags": [{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}]}"#,
            r#"{"Tags": [{"Key": "a", "Value": "1"}], "nextToken": "t"}"#,
        ] {
            assert_eq!((of_map(wrong), of_list(wrong)), (None, None), "{wrong}");
        }
    }

    #[test]
    fn xml() {
        let read = |text: &str, owner: Option<&str>| {
            let owner = owner.map(|owner| ("resourceId", owner.to_owned()));
            of_xml(text.as_bytes(), &Listed { list: "tagSet", key: "key", value: "value", owner })
        };
        let one = "<r><tagSet><item><resourceId>i-1</resourceId><key>a&amp;b</key><value/></item></tagSet></r>";
        for (text, owner, expected) in [
            (one, None, Some(tags(&[("a&b", "")]))),
            (one, Some("i-1"), Some(tags(&[("a&b", "")]))),
            (one, Some("i-2"), None),
            ("<r xmlns='x'><tagSet/><nextToken/></r>", Some("i-1"), Some(tags(&[]))),
            ("<r><tagSet/><nextToken>t</nextToken></r>", None, None),
            ("<r><tagSet/><tagSet/></r>", None, None),
            ("<r/>", None, None),
            ("<r><tagSet><item><key>a</key></item></tagSet></r>", None, None),
            ("<r><tagSet><item><key>a</key><value>b<c/></value></item></tagSet></r>", None, None),
            ("<r><tagSet>", None, None),
            ("{}", None, None),
        ] {
            assert_eq!(read(text, owner), expected, "{text} {owner:?}");
        }
    }
}
