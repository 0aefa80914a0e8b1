//! What the caller of `sts:AssumeRole` must be allowed, by the role's trust policy and by its own: the role itself, and each of
//! the things that the session is to carry.

use rolecall_model::{Arn, SourceIdentity, Tag, TagKey, Tags};

use super::AssumeRole;
use crate::fault::{Fault, common};
use crate::operation::{Access, Trust};
use crate::pipeline::Scene;
use crate::sts::shapes::{TagKeyList, TagList};

impl AssumeRole {
    pub(super) fn accesses(&self, scene: &Scene<'_>, role_arn: &Arn) -> Vec<Access> {
        let assume = self.access_to("sts:AssumeRole", scene, role_arn);
        let tags = (!self.session_tags(scene).0.is_empty()).then_some("sts:TagSession");
        let source_identity = self.source_identity(scene).map(|_| "sts:SetSourceIdentity");
        let further = [tags, source_identity].into_iter().flatten();
        let further = further.map(|action| Access { action: action.into(), ..assume.clone() }).collect::<Vec<_>>();
        std::iter::once(assume).chain(further).collect()
    }

    fn access_to(&self, action: &'static str, scene: &Scene<'_>, role_arn: &Arn) -> Access {
        let role = scene.snapshot.role(role_arn);
        let account = role_arn.account_id().unwrap_or(scene.account());
        let trust = match role {
            Some(role) => Trust::Policy(role.trust_policies().clone()),
            None => Trust::NoSuchRole,
        };
        let access = Access::new(action, role_arn.as_str(), account)
            .trusted_by(trust)
            .key("sts:RoleSessionName", self.role_session_name.as_str())
            .request_tags(self.tags.as_ref().map_or(&[], |tags| tags.as_slice()));
        let access = match role {
            Some(role) => access.resource_tags(&role.tags),
            None => access,
        };
        self.with_optional_keys(access)
    }

    fn with_optional_keys(&self, mut access: Access) -> Access {
        if let Some(external_id) = &self.external_id {
            access = access.key("sts:ExternalId", external_id.as_str());
        }
        if let Some(identity) = &self.source_identity {
            access = access.key("sts:SourceIdentity", identity.as_str());
        }
        match &self.transitive_tag_keys {
            Some(keys) => access.keys("sts:TransitiveTagKeys", keys.as_slice().iter().map(TagKey::as_str)),
            None => access,
        }
    }

    /// The tags of the session: those of the request, and those that the calling session hands on.
    pub(super) fn session_tags(&self, scene: &Scene<'_>) -> (Tags, Vec<TagKey>) {
        let mut transitive: Vec<TagKey> =
            self.transitive_tag_keys.iter().flat_map(TagKeyList::as_slice).cloned().collect();
        let mut tags = Tags::default();
        for tag in self.tags.iter().flat_map(TagList::as_slice) {
            tags.set(tag.clone());
        }
        for Tag { key, value } in scene.caller.session.iter().flat_map(|session| session.inherited()) {
            tags.set(Tag { key: key.clone(), value: value.clone() });
            transitive.push(key.clone());
        }
        (tags, transitive)
    }

    /// Who stands behind the session: whom the request names, or whom the calling session carries.
    pub(super) fn source_identity<'a>(&'a self, scene: &Scene<'a>) -> Option<&'a SourceIdentity> {
        let carried = scene.caller.session.as_ref().and_then(|session| session.source_identity.as_ref());
        self.source_identity.as_ref().or(carried)
    }

    /// The answer for a role that vanished after the decision: as if it had never been.
    pub(super) fn denied(&self, scene: &Scene<'_>) -> Fault {
        let message = format!(
            "User: {} is not authorized to perform: sts:AssumeRole on resource: {}",
            scene.caller.arn, self.role_arn
        );
        Fault::new(common::ACCESS_DENIED, message)
    }
}
