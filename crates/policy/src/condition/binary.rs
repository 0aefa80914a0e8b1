//! `BinaryEquals`: bytes written in base64.

use data_encoding::BASE64;

use super::wanted::Wanted;

/// The wanted bytes, kept in their one base64 form, which is equal exactly when the bytes are.
#[derive(Debug)]
pub(super) struct BinaryTest(Wanted<Box<str>>);

impl BinaryTest {
    pub(super) fn compile<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        // The decoder accepts padded text without stray bits only, so that no two texts mean the same bytes.
        Self(Wanted::read(texts, |text| BASE64.decode(text.as_bytes()).is_ok().then(|| text.into())))
    }

    pub(super) fn any_matches(&self, actual: &str) -> Option<bool> {
        self.0.any(|wanted| **wanted == *actual)
    }
}
