//! What a session token carries.

use rolecall_model::{
    AccessKeyId, AccountId, Arn, SecretKey, SessionName, SourceIdentity, Tag, TagKey, Tags, Time, UniqueId,
};
use serde::{Deserialize, Serialize};

use super::Delivery;
use crate::directory::PolicyDocument;

/// A session, as frozen when it was issued. Permissions of its user or role are looked up anew at each request.
///
/// Tokens carry its fields in this order and without their names: another order or another field is another version of tokens.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Session {
    /// The access key id that belongs to the token.
    pub key: AccessKeyId,
    /// Its secret.
    #[serde(with = "secret")]
    pub secret: SecretKey,
    /// The account that the session acts in.
    pub account: AccountId,
    /// Who the session is.
    pub subject: Subject,
    /// When it was issued.
    pub issued: Time,
    /// When it ends.
    pub expires: Time,
    /// The inline session policy.
    pub policy: Option<PolicyDocument>,
    /// The managed session policies.
    pub policy_arns: Vec<Arn>,
    /// The session tags.
    pub tags: Tags,
    /// The keys of the tags that every further session inherits.
    pub transitive: Vec<TagKey>,
    /// Who stands behind it.
    pub source_identity: Option<SourceIdentity>,
    /// When a second factor was given, if one was.
    pub mfa: Option<Time>,
    /// How a service delivered it, if one did in a way that conditions can ask for.
    pub delivery: Option<Delivery>,
}

/// Who a session is; entities are named by unique id, so that a recreated one is somebody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Subject {
    /// The root user.
    Root,
    /// An IAM user.
    User {
        /// Its unique id.
        id: UniqueId,
    },
    /// A role.
    Role {
        /// Its unique id.
        id: UniqueId,
        /// The name that the caller gave to the session.
        session: SessionName,
    },
}

impl Session {
    /// Whether any session policy limits it.
    pub fn is_limited(&self) -> bool {
        self.policy.is_some() || !self.policy_arns.is_empty()
    }

    /// The tags that every session made by this one inherits.
    pub fn inherited(&self) -> impl Iterator<Item = &Tag> {
        let handed_on = |tag: &&Tag| self.transitive.iter().any(|key| key.is(tag.key.as_str()));
        self.tags.iter().filter(handed_on)
    }
}

mod secret {
    use rolecall_model::SecretKey;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(secret: &SecretKey, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(secret.expose())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SecretKey, D::Error> {
        String::deserialize(deserializer).map(SecretKey::new)
    }
}
