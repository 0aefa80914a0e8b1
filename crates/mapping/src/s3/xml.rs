//! Reading a small XML body so that every server reads the same in it: what could be read in two ways is refused.

use roxmltree::{Attribute, Document, Node, ParsingOptions};

use crate::{Unmapped, markup};

/// The namespace of S3's documents.
const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

/// The namespace of the one attribute that S3's documents have, the type of a grantee.
const SCHEMA_INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// The most nodes that are read: a thousand objects with five members and white space between them.
const MOST_NODES: u32 = 50_000;

/// Reads a body whose outermost element has a name.
pub(super) fn read<T>(
    body: &[u8],
    root: &str,
    with: impl FnOnce(Element<'_, '_>) -> Result<T, Unmapped>,
) -> Result<T, Unmapped> {
    let document = document(body)?;
    let element = Element(document.root_element());
    let namespace = element.0.tag_name().namespace();
    // Some XML readers make members of attributes too.
    if element.0.attributes().len() > 0 {
        return Err(element.strange("has attributes"));
    }
    if element.name() != root || namespace.is_some_and(|namespace| namespace != NAMESPACE) {
        return Err(Unmapped::new(format!("the body is not an element `{root}` of S3")));
    }
    with(element)
}

/// Whether any text in a body is such as is looked for. Refused are elements that cut a text in two: some servers put it together.
pub(super) fn any_text(body: &[u8], is_it: impl Fn(&str) -> bool) -> Result<bool, Unmapped> {
    let document = document(body)?;
    let is_mixed = |node: Node<'_, '_>| {
        node.children().any(|child| child.is_element())
            && node.children().any(|child| child.is_text() && !is_space(child))
    };
    if document.descendants().any(is_mixed) {
        return Err(Unmapped::new("the body has text beside elements"));
    }
    let is_type =
        |attribute: Attribute<'_, '_>| attribute.namespace() == Some(SCHEMA_INSTANCE) && attribute.name() == "type";
    if document.descendants().flat_map(|node| node.attributes()).any(|attribute| !is_type(attribute)) {
        return Err(Unmapped::new("the body has attributes that are not mapped"));
    }
    Ok(document.descendants().filter(Node::is_text).any(|node| node.text().is_some_and(&is_it)))
}

fn document(body: &[u8]) -> Result<Document<'_>, Unmapped> {
    let text = markup::plain(body)?;
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|_| Unmapped::new("the body is not plain XML"))
}

fn is_space(node: Node<'_, '_>) -> bool {
    node.is_text() && node.text().unwrap_or_default().trim_ascii().is_empty()
}

/// An element.
#[derive(Clone, Copy)]
pub(super) struct Element<'a, 'input>(Node<'a, 'input>);

impl<'a, 'input> Element<'a, 'input> {
    pub(super) fn name(self) -> &'a str {
        self.0.tag_name().name()
    }

    /// The elements within, which must be all there is besides white space, and must have names among `known`.
    pub(super) fn children(self, known: &[&str]) -> Result<Vec<Self>, Unmapped> {
        let mut elements = Vec::new();
        for node in self.0.children() {
            if node.is_element() {
                elements.push(self.child(node, known)?);
            } else if !is_space(node) {
                return Err(self.strange("has more than elements in it"));
            }
        }
        Ok(elements)
    }

    fn child(self, node: Node<'a, 'input>, known: &[&str]) -> Result<Self, Unmapped> {
        // Some XML readers make members of attributes too.
        if node.attributes().len() > 0 {
            return Err(self.strange("has an element with attributes in it"));
        }
        let same_namespace = node.tag_name().namespace() == self.0.tag_name().namespace();
        if same_namespace && known.contains(&node.tag_name().name()) {
            return Ok(Self(node));
        }
        Err(self.strange("has an element in it that is not mapped"))
    }

    /// The one element within that has a name; two are refused.
    pub(super) fn one(self, name: &str, known: &[&str]) -> Result<Option<Self>, Unmapped> {
        let mut named = self.children(known)?.into_iter().filter(|child| child.name() == name);
        match (named.next(), named.next()) {
            (found, None) => Ok(found),
            (_, Some(_)) => Err(self.strange("has an element in it twice")),
        }
    }

    /// The text within, without anything else.
    pub(super) fn text(self) -> Result<&'a str, Unmapped> {
        let mut nodes = self.0.children();
        let text = match (nodes.next(), nodes.next()) {
            (None, _) => "",
            (Some(node), None) if node.is_text() => node.text().unwrap_or_default(),
            _ => return Err(self.strange("has more than text in it")),
        };
        // XML readers may strip outer white space and change line ends.
        if text.trim() != text || text.chars().any(char::is_control) {
            return Err(self.strange("has white space that servers read differently"));
        }
        Ok(text)
    }

    /// The text of the one element within that has a name.
    pub(super) fn text_of(self, name: &str, known: &[&str]) -> Result<Option<&'a str>, Unmapped> {
        self.one(name, known)?.map(Self::text).transpose()
    }

    fn strange(self, what: &str) -> Unmapped {
        let name: String = self.name().chars().take(64).collect();
        Unmapped::new(format!("the element `{name}` of the body {what}"))
    }
}
