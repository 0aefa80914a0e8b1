//! `BinaryEquals`: bytes written in base64.

use data_encoding::BASE64;

use super::wanted::Wanted;
use crate::scope::Budget;

/// The wanted bytes, kept in their one base64 form, which is equal exactly when the bytes are.
#[derive(Debug)]
pub(super) struct BinaryTest(Wanted<Box<str>>);

impl BinaryTest {
    pub(super) fn compile<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        Self(Wanted::read(texts, |text| is_base64(text).then(|| text.into())))
    }

    pub(super) fn any_matches(&self, actual: &str, budget: &Budget) -> Option<bool> {
        budget.spend(actual.len()).ok()?;
        is_base64(actual).then_some(())?;
        self.0.any(budget, |wanted| Some(**wanted == *actual))
    }
}

/// The decoder accepts padded text without stray bits only, so that no two texts mean the same bytes.
fn is_base64(text: &str) -> bool {
    BASE64.decode(text.as_bytes()).is_ok()
}
