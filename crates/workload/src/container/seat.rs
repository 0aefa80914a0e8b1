//! A seat at the credentials endpoint: the id in its path and the authorization token.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use ring::digest::{Digest, SHA256, digest};
use rolecall_model::{Entropy, SecretKey};
use zeroize::Zeroizing;

use super::PATH;

/// A seat: whoever knows its id and its token gets the credentials.
pub struct Seat {
    id: String,
    token: SecretKey,
    /// Of the token: comparing hashes tells nothing of what they are of.
    hash: Digest,
}

/// The id cannot stand in a path, or the token not in a header, or it is too short to keep anybody out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a seat has an id of letters, digits and `-`, and a token of 16 or more visible characters")]
pub struct BadSeat;

/// The fewest characters of a token.
const SHORTEST: usize = 16;

impl Seat {
    /// A fresh seat: an id of 128 random bits in the form of a UUID (RFC 9562, version 4), and a token of 256.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut id = [0; 16];
        entropy.fill(&mut id);
        id[6] = (id[6] & 0x0f) | 0x40;
        id[8] = (id[8] & 0x3f) | 0x80;
        let mut text = String::with_capacity(36);
        for (at, byte) in id.iter().enumerate() {
            text.push_str(if matches!(at, 4 | 6 | 8 | 10) { "-" } else { "" });
            HEXLOWER.encode_append(&[*byte], &mut text);
        }
        let mut token = Zeroizing::new([0; 32]);
        entropy.fill(&mut *token);
        Self::of(text, SecretKey::new(BASE64URL_NOPAD.encode(&*token)))
    }

    /// A seat that was made before.
    ///
    /// # Errors
    /// The id or the token is not fit.
    pub fn new(id: String, token: SecretKey) -> Result<Self, BadSeat> {
        let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let text = token.expose();
        let is_token = text.len() >= SHORTEST && text.bytes().all(|byte| byte.is_ascii_graphic());
        if is_id && is_token { Ok(Self::of(id, token)) } else { Err(BadSeat) }
    }

    fn of(id: String, token: SecretKey) -> Self {
        let hash = digest(&SHA256, token.expose().as_bytes());
        Self { id, token, hash }
    }

    /// The id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The authorization token, for the environment of the container and nobody else.
    pub fn token(&self) -> &SecretKey {
        &self.token
    }

    /// What `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` says, and what follows the address in the full URI.
    pub fn path(&self) -> String {
        format!("{PATH}{}", self.id)
    }

    /// Whether both are this seat's.
    pub(super) fn is_known_by(&self, id: &[u8], token: &[u8]) -> bool {
        let is_token = digest(&SHA256, token).as_ref() == self.hash.as_ref();
        let is_id = digest(&SHA256, id).as_ref() == digest(&SHA256, self.id.as_bytes()).as_ref();
        is_token & is_id
    }
}
