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

/// Characters that are decoded at once.
const CHUNK: usize = 1024;

/// The decoder accepts padded text without stray bits only, and padding ends the text, so that no two texts mean the same
/// bytes.
fn is_base64(text: &str) -> bool {
    let mut decoded = [0; CHUNK / 4 * 3];
    let mut is_decoded = |chunk: &[u8]| {
        let room = BASE64.decode_len(chunk.len()).ok().and_then(|length| decoded.get_mut(..length));
        room.is_some_and(|room| BASE64.decode_mut(chunk, room).is_ok())
    };
    !text.trim_end_matches('=').contains('=') && text.as_bytes().chunks(CHUNK).all(&mut is_decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_one_form_of_bytes_is_read() {
        let long = "QUJD".repeat(1_000);
        for good in ["", "QUJD", "QUI=", "QQ==", &long, &(long.clone() + "QQ==")] {
            assert!(is_base64(good), "{good}");
        }
        let cut = "QUJD".repeat(255) + "QQ==";
        for bad in
            ["QUJ", "QUI", "QR==", "Q===", "====", "QQ==QUJD", "QQ==QQ==", "QU D", &(cut + "QUJD"), &(long + "Q")]
        {
            assert!(!is_base64(bad), "{bad}");
        }
    }
}
