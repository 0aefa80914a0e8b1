//! What roles and users hold alike: inline and attached policies, a permissions boundary, tags.
//!
//! An operation that all of them have is declared once, with [`declare::on_holders`], and runs over the traits here. A further
//! kind of holder implements [`PolicyHolder`] (and [`Bounded`] and [`Taggable`], if it is) and is named in the declarations.

mod declare;
mod find;
mod kind;

pub(super) use declare::OnHolder;
use declare::{modifiable, named, on_holders};
pub(super) use find::{check_bare, check_free, check_room, find, find_modifiable};
pub(super) use kind::{Bounded, Kind, PolicyHolder, Taggable, policy_holder};

crate::spec::operations! {
    attach_policy: AttachRolePolicy & AttachUserPolicy,
    delete_boundary: DeleteRolePermissionsBoundary & DeleteUserPermissionsBoundary,
    delete_inline_policy: DeleteRolePolicy & DeleteUserPolicy,
    detach_policy: DetachRolePolicy & DetachUserPolicy,
    get_inline_policy: GetRolePolicy & GetUserPolicy,
    list_attached_policies: ListAttachedRolePolicies & ListAttachedUserPolicies,
    list_inline_policies: ListRolePolicies & ListUserPolicies,
    list_tags: ListRoleTags & ListUserTags,
    put_boundary: PutRolePermissionsBoundary & PutUserPermissionsBoundary,
    put_inline_policy: PutRolePolicy & PutUserPolicy,
    tag: TagRole & TagUser,
    untag: UntagRole & UntagUser,
}
