//! Operations on managed policies.

mod access;
mod find;
mod shapes;

crate::spec::operations! {
    create_policy: CreatePolicy,
    create_policy_version: CreatePolicyVersion,
    delete_policy: DeletePolicy,
    delete_policy_version: DeletePolicyVersion,
    get_policy: GetPolicy,
    get_policy_version: GetPolicyVersion,
    list_entities_for_policy: ListEntitiesForPolicy,
    list_policies: ListPolicies,
    list_policy_tags: ListPolicyTags,
    list_policy_versions: ListPolicyVersions,
    set_default_policy_version: SetDefaultPolicyVersion,
    tag_policy: TagPolicy,
    untag_policy: UntagPolicy,
}
