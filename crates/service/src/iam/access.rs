//! What operations of IAM ask of the caller: the resource's ARN, found by name, and the keys that come from the resource.

use rolecall_model::{Arn, Path, Tag, Tags, iam};

use crate::operation::Access;
use crate::pipeline::Scene;

/// On a role of the caller's account. A role that does not exist is asked for as if it lay at the root path.
pub(super) fn role(scene: &Scene<'_>, action: &'static str, name: &str) -> Access {
    let role = scene.snapshot.account(scene.account()).and_then(|state| state.roles.get(name));
    match role {
        Some(role) => entity(scene, action, &role.arn(), role.boundary.as_ref(), &role.tags),
        None => Access::new(action, iam::role(scene.account(), &Path::root(), name).as_str(), scene.account()),
    }
}

/// On a role that is to be made.
pub(super) fn new_role(scene: &Scene<'_>, action: &'static str, path: &Path, name: &str) -> Access {
    Access::new(action, iam::role(scene.account(), path, name).as_str(), scene.account())
}

/// On all roles under a path.
pub(super) fn roles(scene: &Scene<'_>, action: &'static str, prefix: &str) -> Access {
    Access::new(action, format!("arn:aws:iam::{}:role{prefix}", scene.account()), scene.account())
}

fn entity(scene: &Scene<'_>, action: &'static str, arn: &Arn, boundary: Option<&Arn>, tags: &Tags) -> Access {
    let access = Access::new(action, arn.as_str(), scene.account()).resource_tags(tags);
    match boundary {
        Some(boundary) => access.key("iam:PermissionsBoundary", boundary.as_str()),
        None => access,
    }
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

    /// With the boundary that the request sets: `iam:PermissionsBoundary`.
    #[must_use]
    pub(crate) fn boundary(self, arn: Option<&str>) -> Self {
        match arn {
            Some(arn) => self.key("iam:PermissionsBoundary", arn),
            None => self,
        }
    }
}
