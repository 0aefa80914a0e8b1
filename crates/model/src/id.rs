//! Unique ids (`AROA…`) and access key ids (`AKIA…`, `ASIA…`).
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids>

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use data_encoding::BASE32_NOPAD;

use crate::{AccountId, Entropy};

/// What a unique id names; decides its four-letter prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UniqueIdKind {
    /// `AIDA`
    User,
    /// `AROA`
    Role,
    /// `AGPA`
    Group,
    /// `AIPA`
    InstanceProfile,
    /// `ANPA`
    ManagedPolicy,
}

impl UniqueIdKind {
    /// The four letters.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::User => "AIDA",
            Self::Role => "AROA",
            Self::Group => "AGPA",
            Self::InstanceProfile => "AIPA",
            Self::ManagedPolicy => "ANPA",
        }
    }
}

/// The stable id of an entity: it is never used again, even for an entity of the same name.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UniqueId(Arc<str>);

/// The text is not 16 to 128 letters, digits and underscores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidUniqueId;

impl fmt::Display for InvalidUniqueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a unique id is 16 to 128 letters and digits")
    }
}

impl std::error::Error for InvalidUniqueId {}

impl UniqueId {
    /// A fresh id: the prefix and 17 characters of `[A-Z2-7]`.
    pub fn generate(kind: UniqueIdKind, entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 11];
        entropy.fill(&mut bytes);
        let mut text = BASE32_NOPAD.encode(&bytes);
        text.truncate(17);
        Self(format!("{}{text}", kind.prefix()).into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the prefix is that of `kind`.
    pub fn is(&self, kind: UniqueIdKind) -> bool {
        self.0.starts_with(kind.prefix())
    }
}

impl FromStr for UniqueId {
    type Err = InvalidUniqueId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let well_formed =
            (16..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if well_formed { Ok(Self(text.into())) } else { Err(InvalidUniqueId) }
    }
}

/// The kinds of keys that can sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// `AKIA`: of a user or the root user, until deleted.
    LongTerm,
    /// `ASIA`: of a session, until it expires; needs a session token.
    Temporary,
    /// `RCJT`: of a host that is to join, until it has or the token expires.
    JoinToken,
    /// `RCHI`: of a host that has joined, until it is removed or not renewed in time.
    Host,
}

/// The public half of an access key, 16 to 128 characters. Ids made here carry the account's number, as AWS's newer ones do.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccessKeyId(Arc<str>);

impl AccessKeyId {
    /// A fresh id that carries `account`.
    pub fn generate(kind: KeyKind, account: AccountId, entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 10];
        entropy.fill(&mut bytes);
        // Of the first 48 bits the top one is set, the next 40 are the account, the low 7 are noise.
        let noise = u64::from(bytes[0] & 0x7f);
        let head = (1 << 47) | (account.number() << 7) | noise;
        bytes[..6].copy_from_slice(&head.to_be_bytes()[2..]);
        let prefix = match kind {
            KeyKind::LongTerm => "AKIA",
            KeyKind::Temporary => "ASIA",
            KeyKind::JoinToken => "RCJT",
            KeyKind::Host => "RCHI",
        };
        let mut text = String::with_capacity(20);
        text.push_str(prefix);
        BASE32_NOPAD.encode_append(&bytes, &mut text);
        Self(text.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is a session's key.
    pub fn is_temporary(&self) -> bool {
        self.0.starts_with("ASIA")
    }

    /// The account that the id carries; `None` for ids of another make. It is a hint about where to look, never proof.
    pub fn account(&self) -> Option<AccountId> {
        let body = self.0.get(4..20)?;
        let mut bytes = [0; 10];
        BASE32_NOPAD.decode_mut(body.as_bytes(), &mut bytes).ok()?;
        let head = bytes.iter().take(6).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        if head >> 47 == 0 {
            return None;
        }
        AccountId::from_number((head & 0x7fff_ffff_ff80) >> 7)
    }
}

impl FromStr for AccessKeyId {
    type Err = InvalidUniqueId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<UniqueId>().map(|id| Self(id.0))
    }
}

macro_rules! text_forms {
    ($type:ident) => {
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

text_forms!(UniqueId);
text_forms!(AccessKeyId);

#[cfg(test)]
mod tests {
    use super::*;

    struct Counting;
    impl Entropy for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            for (at, byte) in bytes.iter_mut().enumerate() {
                *byte = u8::try_from(at * 37 % 251).unwrap();
            }
        }
    }

    #[test]
    fn lengths_and_prefixes() {
        let id = UniqueId::generate(UniqueIdKind::Role, &Counting);
        assert_eq!(id.as_str().len(), 21);
        assert!(id.is(UniqueIdKind::Role) && !id.is(UniqueIdKind::User));
        let key = AccessKeyId::generate(KeyKind::Temporary, "123456789012".parse().unwrap(), &Counting);
        assert_eq!(key.as_str().len(), 20);
        assert!(key.is_temporary());
    }

    #[test]
    fn the_account_is_carried() {
        for account in ["000000000001", "123456789012", "999999999999"] {
            let account = account.parse().unwrap();
            assert_eq!(AccessKeyId::generate(KeyKind::LongTerm, account, &Counting).account(), Some(account));
        }
        // Published example: AWS's own decoding of this id.
        assert_eq!("ASIAQNZGKIQY56JQ7WML".parse::<AccessKeyId>().unwrap().account().unwrap().as_str(), "029608264753");
        assert_eq!("AKIAIOSFODNN7EXAMPLE".parse::<AccessKeyId>().unwrap().account(), None);
    }
}
