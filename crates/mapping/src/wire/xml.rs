//! XML bodies of REST-XML. Refused is what readers take in different ways: markup other than elements, attributes, elements of
//! another namespace.

use roxmltree::{Document, Node, NodeType, ParsingOptions};

use super::member::Member;
use crate::{Unmapped, markup};

/// The most levels of nesting.
const DEEPEST: usize = 64;
/// The most elements, attributes and texts.
const MOST: u32 = 200_000;

/// Reads a body whose root element has this name.
pub(super) fn read(body: &[u8], root: &str) -> Result<Member, Unmapped> {
    let strange = || Unmapped::new("the body is not the XML that the operation has");
    let text = markup::plain(body)?;
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MOST, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|_| strange())?;
    let element = document.root_element();
    if element.tag_name().name() != root {
        return Err(strange());
    }
    member(element, element.tag_name().namespace(), DEEPEST)
}

/// An element: its text, or its elements by their names. Of elements of one name there is a list.
fn member(element: Node<'_, '_>, namespace: Option<&str>, depth: usize) -> Result<Member, Unmapped> {
    let depth = depth.checked_sub(1).ok_or_else(|| Unmapped::new("the body's XML has too many levels"))?;
    if element.tag_name().namespace() != namespace || element.attributes().len() > 0 {
        return Err(Unmapped::new("the body's XML has an element of another namespace, or with attributes"));
    }
    let mut entries: Vec<(String, Member)> = Vec::new();
    let mut text = String::new();
    for node in element.children() {
        match node.node_type() {
            NodeType::Element => push(&mut entries, node.tag_name().name(), member(node, namespace, depth)?),
            NodeType::Text => text.push_str(node.text().unwrap_or_default()),
            _ => return Err(Unmapped::new("the body has markup other than elements")),
        }
    }
    if entries.is_empty() {
        return Ok(Member::Text(text));
    }
    if text.trim().is_empty() {
        Ok(Member::Map(entries))
    } else {
        Err(Unmapped::new("the body's XML mixes text and elements"))
    }
}

fn push(entries: &mut Vec<(String, Member)>, name: &str, member: Member) {
    match entries.iter_mut().find(|(own, _)| own == name) {
        Some((_, Member::List(items))) => items.push(member),
        Some((_, first)) => *first = Member::List(vec![std::mem::replace(first, Member::Null), member]),
        None => entries.push((name.to_owned(), member)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Member, read};

    #[test]
    fn elements_become_members() {
        let body = b"<?xml version=\"1.0\"?><R xmlns=\"u:x\"><A> a </A><L><I>1</I><I>2</I></L><E/></R>";
        let read = read(body, "R").unwrap();
        assert_eq!(read.text("A").unwrap(), Some(" a "));
        assert_eq!(read.texts("L.I").unwrap(), ["1", "2"]);
        assert_eq!(read.get("E"), Some(&Member::Text(String::new())));
    }

    #[test]
    fn what_readers_take_in_different_ways_is_refused() {
        for body in [
            "<X/>",
            "<R><A>a<!-- b -->c</A></R>",
            "<!-- a --><R/>",
            "<!DOCTYPE R [<!ENTITY e \"x\">]><R>&e;</R>",
            "<R><A xmlns=\"u:other\">a</A></R>",
            "<R><A nil=\"true\">a</A></R>",
            "<R>text<A>a</A></R>",
            "<R><A>a</R>",
            "<R/><R/>",
            "\u{feff}nothing",
        ] {
            assert!(read(body.as_bytes(), "R").is_err(), "{body}");
        }
        let deep = format!("<R>{}{}</R>", "<A>".repeat(100), "</A>".repeat(100));
        assert!(read(deep.as_bytes(), "R").is_err());
    }
}
