//! Operations on instance profiles.

mod access;
mod find;
mod shapes;

crate::spec::operations! {
    add_role_to_instance_profile: AddRoleToInstanceProfile,
    create_instance_profile: CreateInstanceProfile,
    delete_instance_profile: DeleteInstanceProfile,
    get_instance_profile: GetInstanceProfile,
    list_instance_profile_tags: ListInstanceProfileTags,
    list_instance_profiles: ListInstanceProfiles,
    list_instance_profiles_for_role: ListInstanceProfilesForRole,
    remove_role_from_instance_profile: RemoveRoleFromInstanceProfile,
    tag_instance_profile: TagInstanceProfile,
    untag_instance_profile: UntagInstanceProfile,
}
