//! What operations on instance profiles ask of the caller: the profile's ARN, found by name, and its tags.

use rolecall_model::{InstanceProfileName, Path, iam};

use crate::operation::Access;
use crate::pipeline::Scene;

/// On an instance profile of the caller's account. One that does not exist is asked for as if it lay at the root path.
pub(super) fn named(scene: &Scene<'_>, action: &'static str, name: &InstanceProfileName) -> Access {
    let state = scene.snapshot.account(scene.account());
    match state.and_then(|state| state.instance_profiles.get(name.as_str())) {
        Some(profile) => Access::new(action, profile.arn().as_str(), scene.account()).resource_tags(&profile.tags),
        None => new(scene, action, &Path::root(), name),
    }
}

/// On an instance profile that is to be made.
pub(super) fn new(scene: &Scene<'_>, action: &'static str, path: &Path, name: &InstanceProfileName) -> Access {
    Access::new(action, iam::instance_profile(scene.account(), path, name.as_str()).as_str(), scene.account())
}
