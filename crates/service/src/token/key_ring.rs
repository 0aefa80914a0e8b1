//! The keys that seal session tokens, and the tokens' outer form.
//!
//! A token is base64 of: version (1 byte), key id (8 characters), sealed session. The session is in the form of `postcard`, which
//! has no names: clients send the token with every request. The keys lie in the directory, sealed under the master key. The newest
//! key seals; older ones open until the longest session that they could have sealed has ended.

use std::collections::HashMap;
use std::mem;
use std::sync::Arc;

use data_encoding::{BASE64, HEXLOWER};
use rolecall_model::{Entropy, Time};
use serde::{Deserialize, Serialize};

use super::Session;
use super::opened::Opened;
use crate::directory::Snapshot;
use crate::seal::{KEY_BYTES, NotOurs, Sealed, Sealer, TAG_BYTES};

/// Sessions live 36 hours at most (`sts:GetSessionToken`), so that a key opens for that long after its last use.
const LONGEST_SESSION_SECONDS: i64 = 129_600;

/// A key seals for thirty days.
const SEALS_FOR_SECONDS: i64 = 30 * 86_400;

const VERSION: u8 = 2;
const ID_CHARACTERS: usize = 8;

/// Enough for nearly every session without policies and tags; one that grew would leave a copy of its secret behind.
const USUAL_BYTES: usize = 500;

const KEY_PURPOSE: &[u8] = b"token key";
const TOKEN_PURPOSE: &[u8] = b"session token";

/// A stored token key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TokenKey {
    /// Eight hexadecimal characters that tokens name it by.
    pub id: String,
    /// When it was made.
    pub created: Time,
    /// The key, sealed under the master key.
    pub key: Sealed,
}

/// The token keys, ready for use.
#[derive(Debug)]
pub struct KeyRing {
    newest: Box<[u8]>,
    sealers: HashMap<Box<[u8]>, Sealer>,
    opened: Opened,
}

impl TokenKey {
    /// A fresh key.
    pub fn generate(now: Time, master: &Sealer, entropy: &dyn Entropy) -> Result<Self, NotOurs> {
        let (mut id, mut key) = ([0; ID_CHARACTERS / 2], [0; KEY_BYTES]);
        entropy.fill(&mut id);
        entropy.fill(&mut key);
        Ok(Self { id: HEXLOWER.encode(&id), created: now, key: master.seal(KEY_PURPOSE, &key, entropy)? })
    }

    /// Whether it is too old to seal.
    pub fn is_retired(&self, now: Time) -> bool {
        now >= self.created.plus(SEALS_FOR_SECONDS)
    }

    /// Whether no session that it sealed can be alive.
    pub fn is_forgotten(&self, now: Time) -> bool {
        now >= self.created.plus(SEALS_FOR_SECONDS + LONGEST_SESSION_SECONDS)
    }
}

impl KeyRing {
    /// The keys that the directory holds. Fails if one was not sealed under this master key, or if there is none.
    pub fn open(snapshot: &Snapshot, master: &Sealer) -> Result<Self, NotOurs> {
        let mut keys: Vec<_> = snapshot.token_keys().collect();
        keys.sort_by_key(|key| key.created);
        let newest = keys.last().ok_or(NotOurs)?.id.as_bytes().into();
        let mut sealers = HashMap::new();
        for key in keys {
            let bytes = master.open(KEY_PURPOSE, &key.key)?;
            let bytes: &[u8; KEY_BYTES] = bytes.as_slice().try_into().map_err(|_| NotOurs)?;
            sealers.insert(key.id.as_bytes().into(), Sealer::new(bytes));
        }
        Ok(Self { newest, sealers, opened: Opened::default() })
    }

    /// The token of a session, of at least `least` bytes.
    pub fn seal(&self, session: &Session, least: usize, entropy: &dyn Entropy) -> Result<String, NotOurs> {
        let sealer = self.sealers.get(&self.newest).ok_or(NotOurs)?;
        let mut token = Vec::with_capacity(USUAL_BYTES);
        token.push(VERSION);
        token.extend_from_slice(&self.newest);
        sealer.seal_onto(&mut token, TOKEN_PURPOSE, entropy, |token| {
            *token = postcard::to_extend(session, mem::take(token)).map_err(|_| NotOurs)?;
            // What comes after the session means nothing; four bytes of base64 carry three.
            let enough = (least.div_ceil(4) * 3).saturating_sub(TAG_BYTES);
            token.resize(token.len().max(enough), 0);
            Ok(())
        })?;
        Ok(BASE64.encode(&token))
    }

    /// The session of a token; it may have expired.
    pub fn open_token(&self, token: &str) -> Result<Arc<Session>, NotOurs> {
        self.opened.get(token, || self.unseal(token))
    }

    fn unseal(&self, token: &str) -> Result<Session, NotOurs> {
        let bytes = BASE64.decode(token.as_bytes()).map_err(|_| NotOurs)?;
        let Some(([VERSION], rest)) = bytes.split_first_chunk::<1>() else { return Err(NotOurs) };
        let (id, sealed) = rest.split_at_checked(ID_CHARACTERS).ok_or(NotOurs)?;
        let sealer = self.sealers.get(id).ok_or(NotOurs)?;
        let content = sealer.open(TOKEN_PURPOSE, &Sealed::from_bytes(sealed))?;
        postcard::take_from_bytes(&content).map(|(session, _)| session).map_err(|_| NotOurs)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use rolecall_model::{SecretKey, Tag, Tags};

    use super::super::{Delivery, RoleDelivery, Subject};
    use super::*;
    use crate::directory::PolicyDocument;
    use crate::seal::tests::Sevens;

    fn ring() -> KeyRing {
        let id: Box<[u8]> = (*b"0a1b2c3d").into();
        KeyRing {
            newest: id.clone(),
            sealers: HashMap::from([(id, Sealer::new(&[1; KEY_BYTES]))]),
            opened: Opened::default(),
        }
    }

    pub(in super::super) fn session() -> Session {
        Session {
            key: "ASIAQNZGKIQY56JQ7WML".parse().unwrap(),
            secret: SecretKey::new("secret".to_owned()),
            account: "012345678901".parse().unwrap(),
            subject: Subject::Role { id: "AROA1234567890ABCDEF1".parse().unwrap(), session: "web".parse().unwrap() },
            issued: Time::from_epoch(1_800_000_000),
            expires: Time::from_epoch(1_800_003_600),
            policy: None,
            policy_arns: Vec::new(),
            tags: Tags::default(),
            transitive: Vec::new(),
            source_identity: None,
            mfa: None,
            delivery: None,
        }
    }

    /// With something in every field.
    fn full_session() -> Session {
        let tag = Tag { key: "team".parse().unwrap(), value: "web".parse().unwrap() };
        Session {
            subject: Subject::User { id: "AIDA1234567890ABCDEF1".parse().unwrap() },
            policy: Some(PolicyDocument::new("{\"Statement\": []}")),
            policy_arns: vec!["arn:aws:iam::aws:policy/ReadOnlyAccess".parse().unwrap()],
            tags: Tags::unique(vec![tag.clone()]).unwrap(),
            transitive: vec![tag.key],
            source_identity: Some("Eve".parse().unwrap()),
            mfa: Some(Time::from_epoch(-1)),
            delivery: Some(Delivery::Instance {
                arn: "arn:aws:ec2:us-east-1:012345678901:instance/i-1".parse().unwrap(),
                by: RoleDelivery::V2,
            }),
            ..session()
        }
    }

    #[test]
    fn a_token_carries_everything_whatever_its_size() {
        let root = Session { subject: Subject::Root, ..session() };
        for session in [session(), full_session(), root] {
            for least in [0, 300, 2000] {
                let token = ring().seal(&session, least, &Sevens).unwrap();
                assert!(token.len() >= least);
                let opened = ring().open_token(&token).unwrap();
                assert_eq!(format!("{opened:?}"), format!("{session:?}"));
                assert_eq!(opened.secret.expose(), session.secret.expose());
            }
        }
    }

    /// Another form needs another version.
    #[test]
    fn the_form_of_version_2() {
        let form = postcard::to_allocvec(&full_session()).unwrap();
        let expected = b"\x14ASIAQNZGKIQY56JQ7WML\x06secret\x0c012345678901\
              \x01\x15AIDA1234567890ABCDEF1\x80\xc8\xce\xb4\r\xa0\x80\xcf\xb4\r\
              \x01\x11{\"Statement\": []}\x01&arn:aws:iam::aws:policy/ReadOnlyAccess\
              \x01\x04team\x03web\x01\x04team\x01\x03Eve\x01\x01\
              \x01\x00/arn:aws:ec2:us-east-1:012345678901:instance/i-1\x01";
        assert_eq!(form.escape_ascii().to_string(), expected.escape_ascii().to_string());
    }

    #[test]
    fn other_versions_and_keys_are_not_opened() {
        let token = BASE64.decode(ring().seal(&session(), 0, &Sevens).unwrap().as_bytes()).unwrap();
        for at in 0..=ID_CHARACTERS {
            let mut changed = token.clone();
            changed[at] ^= 3;
            assert!(ring().open_token(&BASE64.encode(&changed)).is_err(), "byte {at}");
        }
    }
}
