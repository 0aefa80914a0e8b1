//! `iam:PassRole`: the permission to hand a role to a service, which is asked of everybody who does so.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html>

use super::access;
use crate::directory::Role;
use crate::operation::Access;
use crate::pipeline::Scene;

/// On the role of this name in the caller's account, which the service (`ec2.amazonaws.com`) is to use for this resource.
pub(crate) fn access(scene: &Scene<'_>, role: &str, service: &str, resource: &str) -> Access {
    access::named::<Role>(scene, "iam:PassRole", role)
        .key("iam:PassedToService", service)
        .key("iam:AssociatedResourceArn", resource)
}
