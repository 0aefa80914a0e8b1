//! The little XML that IAM and STS answer with: elements and text.

/// Elements within elements beyond which a text is not read.
const DEEPEST: usize = 32;

/// The longest name of a character, with the semicolon: `#1114111;`, `#x10FFFF;`.
const LONGEST_NAME: usize = 9;

/// An element.
#[derive(Debug, Default)]
pub(crate) struct Element {
    name: String,
    text: String,
    children: Vec<Self>,
}

impl Element {
    /// The outermost element; `None` if the text is not what such a server writes.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut open = vec![Self::default()];
        let mut rest = text;
        while let Some((before, tag)) = rest.split_once('<') {
            let (tag, after) = tag.split_once('>')?;
            rest = after;
            open.last_mut()?.text.push_str(&unescaped(before));
            if tag.starts_with(['?', '!']) {
                continue;
            }
            if let Some(name) = tag.strip_prefix('/') {
                let closed = open.pop().filter(|element| element.name == name)?;
                open.last_mut()?.children.push(closed);
                continue;
            }
            let name = tag.split([' ', '/', '\n']).next().unwrap_or_default().to_owned();
            open.push(Self { name, ..Self::default() });
            if tag.ends_with('/') {
                let closed = open.pop()?;
                open.last_mut()?.children.push(closed);
            }
            if open.len() > DEEPEST {
                return None;
            }
        }
        match open.as_mut_slice() {
            [document] => document.children.pop(),
            _ => None,
        }
    }

    /// The first element at the end of this path of names.
    pub(crate) fn find(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |element, name| element.children.iter().find(|child| child.name == *name))
    }

    /// The elements of the list at the end of this path, which has them no longer; `None` if there is no list.
    pub(crate) fn take_list(&mut self, path: &[&str]) -> Option<Vec<Self>> {
        let found =
            path.iter().try_fold(self, |element, name| element.children.iter_mut().find(|child| child.name == *name));
        found.map(|list| std::mem::take(&mut list.children))
    }

    /// Its own text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The text of the element at the end of this path.
    pub(crate) fn text_of(&self, path: &[&str]) -> Option<&str> {
        self.find(path).map(Self::text)
    }
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, reference)) = rest.split_once('&') {
        out.push_str(before);
        let end = reference.bytes().take(LONGEST_NAME).position(|byte| byte == b';');
        let known = end.and_then(|end| {
            let (name, after) = reference.split_at_checked(end)?;
            Some((character(name)?, after.strip_prefix(';')?))
        });
        let (character, after) = known.unwrap_or(('&', reference));
        out.push(character);
        rest = after;
    }
    out.push_str(rest);
    out
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_found_by_their_path() {
        let text = "<?xml version=\"1.0\"?>\n<A xmlns=\"x\"><L><member>1 &lt; 2</member><member/>\
                    <member>&#x41;&#66;&amp;amp;&none;</member></L><E></E></A>";
        let mut element = Element::parse(text).unwrap();
        let list: Vec<_> = element.take_list(&["L"]).unwrap().into_iter().map(|item| item.text).collect();
        assert_eq!(list, ["1 < 2", "", "AB&amp;&none;"]);
        assert!(element.take_list(&["M"]).is_none());
        assert_eq!((element.text_of(&["E"]), element.text_of(&["L", "x"])), (Some(""), None));
    }

    #[test]
    fn a_longest_answer_of_ampersands_is_read() {
        let text = "&".repeat(4 << 20);
        assert_eq!(Element::parse(&format!("<a>{text}</a>")).unwrap().text(), text);
        assert_eq!(
            Element::parse("<a>&#1114111;&#x10FFFF;&#00000065;</a>").unwrap().text(),
            "\u{10ffff}\u{10ffff}&#00000065;"
        );
    }

    #[test]
    fn what_is_not_xml_is_refused() {
        let deep = "<a>".repeat(100_000);
        for text in ["", "no", "<a>", "<a></b>", "</a>", "<a", "<a></a></a>", &deep] {
            assert!(Element::parse(text).is_none(), "{text:.20}");
        }
    }
}
