//! Secrets that do not show themselves.

use std::fmt;

use zeroize::ZeroizeOnDrop;

use crate::Entropy;

/// A secret access key: 40 characters of `[A-Za-z0-9/+]`. Wiped when dropped; its `Debug` form shows nothing.
#[derive(Clone, PartialEq, Eq, ZeroizeOnDrop)]
pub struct SecretKey(String);

impl SecretKey {
    /// A key made of this text, as an operator may choose it.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// A fresh key of 240 random bits.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 30];
        entropy.fill(&mut bytes);
        Self(data_encoding::BASE64.encode(&bytes))
    }

    /// The secret itself; for signing, sealing and the one answer that hands it out.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}
