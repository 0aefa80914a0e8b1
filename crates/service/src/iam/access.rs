//! What operations of IAM ask of the caller: the resource's ARN, found by name, and the keys that come from the resource.

use rolecall_model::{Arn, Path, Tag};

use super::holder::PolicyHolder;
use super::shapes::PathPrefix;
use crate::operation::Access;
use crate::pipeline::Scene;

/// On a user or role of the caller's account. One that does not exist is asked for as if it lay at the root path.
pub(super) fn named<H: PolicyHolder>(scene: &Scene<'_>, action: &'static str, name: &str) -> Access {
    match scene.snapshot.account(scene.account()).and_then(|state| H::table(state).get(name)) {
        Some(holder) => existing(scene, action, &**holder),
        None => new::<H>(scene, action, &Path::root(), name),
    }
}

/// On this user or role of the caller's account.
pub(super) fn existing<H: PolicyHolder>(scene: &Scene<'_>, action: &'static str, holder: &H) -> Access {
    new::<H>(scene, action, holder.path(), holder.name())
        .resource_tags(holder.tags())
        .boundary(holder.boundary().map(Arn::as_str))
}

/// On a user or role that is to be made.
pub(super) fn new<H: PolicyHolder>(scene: &Scene<'_>, action: &'static str, path: &Path, name: &str) -> Access {
    Access::new(action, (H::KIND.arn)(scene.account(), path, name).as_str(), scene.account())
}

/// On all users or roles under a path.
pub(super) fn under<H: PolicyHolder>(scene: &Scene<'_>, action: &'static str, prefix: Option<&PathPrefix>) -> Access {
    let prefix = prefix.map_or("/", PathPrefix::as_str);
    Access::new(action, format!("arn:aws:iam::{}:{}{prefix}", scene.account(), H::KIND.noun), scene.account())
}

impl Access {
    /// With the tags that the request sets: `aws:RequestTag/…` and `aws:TagKeys`.
    #[must_use]
    pub(crate) fn request_tags(self, tags: &[Tag]) -> Self {
        if tags.is_empty() {
            return self;
        }
        let with_keys = self.keys("aws:TagKeys", tags.iter().map(|tag| tag.key.as_str()));
        tags.iter()
            .fold(with_keys, |access, tag| access.key(&format!("aws:RequestTag/{}", tag.key), tag.value.as_str()))
    }

    /// With the boundary that the request sets, or else the entity has: `iam:PermissionsBoundary`.
    #[must_use]
    pub(crate) fn boundary(self, arn: Option<&str>) -> Self {
        match arn {
            Some(arn) => self.key("iam:PermissionsBoundary", arn),
            None => self,
        }
    }
}
