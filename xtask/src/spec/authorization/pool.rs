//! All texts of a table in one: a text that occurs in another one takes no room.

use rolecall_catalog::format::TEXT_OFFSET_BITS;

/// The texts, and where each one is.
pub(super) struct Pool {
    text: String,
    /// The ends of the texts in their order, each with its offset.
    suffixes: Vec<(String, usize)>,
}

impl Pool {
    /// A pool of ASCII texts.
    pub(super) fn of(mut texts: Vec<String>) -> Self {
        texts.sort();
        texts.dedup();
        let mut suffixes: Vec<&str> = texts.iter().flat_map(|text| suffixes(text)).collect();
        suffixes.sort_unstable();
        let occurs_in_another = |text: &str| {
            // Those that begin with the text stand together, and one of them is the text itself.
            let first = suffixes.partition_point(|suffix| *suffix < text);
            suffixes.get(first + 1).is_some_and(|next| next.starts_with(text))
        };
        let kept: Vec<&String> = texts.iter().filter(|text| !occurs_in_another(text)).collect();
        let mut pool = Self { text: String::new(), suffixes: Vec::new() };
        for text in kept {
            let start = pool.text.len();
            pool.suffixes.extend(self::suffixes(text).zip(start..).map(|(suffix, offset)| (suffix.to_owned(), offset)));
            pool.text.push_str(text);
        }
        pool.suffixes.sort();
        pool
    }

    /// A text as a record holds it.
    pub(super) fn reference(&self, text: &str) -> Result<u32, String> {
        let at = self.suffixes.partition_point(|(suffix, _)| suffix.as_str() < text);
        let found = self.suffixes.get(at).filter(|(suffix, _)| suffix.starts_with(text));
        let offset = found.map(|(_, offset)| *offset).and_then(|offset| u32::try_from(offset).ok());
        let offset = offset.filter(|offset| *offset < 1 << TEXT_OFFSET_BITS);
        let length = u32::try_from(text.len()).ok().filter(|length| *length < 1 << (u32::BITS - TEXT_OFFSET_BITS));
        match (offset, length) {
            (Some(offset), Some(length)) => Ok(offset | length << TEXT_OFFSET_BITS),
            _ => Err(format!("`{text}` does not fit into the table")),
        }
    }

    /// The characters.
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

/// A text, and what remains of it when characters are taken from its beginning.
fn suffixes(text: &str) -> impl Iterator<Item = &str> {
    text.char_indices().filter_map(|(start, _)| text.get(start..))
}

#[cfg(test)]
mod tests {
    use super::Pool;

    #[test]
    fn what_occurs_in_another_text_takes_no_room() {
        let texts = ["GetUser", "User", "Get", "GetUsers", "ListTags", "Tag", "List"].map(str::to_owned);
        let pool = Pool::of(texts.to_vec());
        assert_eq!(pool.text(), "GetUsersListTags");
        for text in texts {
            let reference = pool.reference(&text).unwrap();
            let (start, length) = ((reference & 0xf_ffff) as usize, (reference >> 20) as usize);
            assert_eq!(pool.text().get(start..start + length), Some(text.as_str()));
        }
        assert!(pool.reference("Gets").is_err());
    }
}
