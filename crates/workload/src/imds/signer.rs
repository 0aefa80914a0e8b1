//! The signature of identity documents: ECDSA over P-256 with SHA-256.
//!
//! EC2 signs `signature` with RSA; ring, the one cryptography library here, makes no RSA keys. A verifier needs the public key,
//! not the algorithm: `openssl dgst -sha256 -verify KEY.pem -signature SIGNATURE DOCUMENT`.

use std::sync::LazyLock;

use data_encoding::{BASE64, Encoding, Specification};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use zeroize::Zeroizing;

/// What stands before the point in the `SubjectPublicKeyInfo` of a P-256 key (RFC 5480, section 2).
const PUBLIC_KEY_INFO: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// Base64 in lines of 64, as EC2 writes signatures and as PEM has it.
static LINES: LazyLock<Encoding> = LazyLock::new(|| {
    let mut lines = Specification::new();
    lines.symbols.push_str("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    lines.padding = Some('=');
    lines.wrap.width = 64;
    lines.wrap.separator.push('\n');
    // The words above make an encoding.
    lines.encoding().unwrap_or(BASE64)
});

/// Signs identity documents.
pub struct DocumentSigner {
    key: EcdsaKeyPair,
    random: SystemRandom,
}

/// The key cannot be made or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key is not a PKCS#8 document of an ECDSA key over P-256")]
pub struct BadKey;

impl DocumentSigner {
    /// A fresh key as a PKCS#8 document, to be kept where only its owner reads it.
    ///
    /// # Errors
    /// The system gives no randomness.
    pub fn generate() -> Result<Zeroizing<Vec<u8>>, BadKey> {
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &SystemRandom::new());
        document.map(|document| Zeroizing::new(document.as_ref().to_vec())).map_err(|_| BadKey)
    }

    /// A signer with the key of a PKCS#8 document.
    ///
    /// # Errors
    /// It is not such a key.
    pub fn new(pkcs8: &[u8]) -> Result<Self, BadKey> {
        let random = SystemRandom::new();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8, &random).map_err(|_| BadKey)?;
        Ok(Self { key, random })
    }

    /// The public key that verifiers need, in PEM.
    pub fn public_key_pem(&self) -> String {
        let info = [&PUBLIC_KEY_INFO[..], self.key.public_key().as_ref()].concat();
        format!("-----BEGIN PUBLIC KEY-----\n{}-----END PUBLIC KEY-----\n", LINES.encode(&info))
    }

    /// The signature of a text in base64, without a line feed at its end; `None` if the system gives no randomness.
    pub(super) fn sign(&self, text: &str) -> Option<String> {
        let signature = self.key.sign(&self.random, text.as_bytes()).ok()?;
        Some(LINES.encode(signature.as_ref()).trim_end().to_owned())
    }
}
