//! Operations on users.

mod shapes;

use rolecall_model::iam;
use rolecall_policy::document::size::USER_INLINE_POLICIES;

use super::holder::{Kind, policy_holder};
use crate::directory::{AccountState, Table, User};

crate::spec::operations! {
    create_user: CreateUser,
    delete_user: DeleteUser,
    get_user: GetUser,
    list_users: ListUsers,
    update_user: UpdateUser,
}

policy_holder! {
    User {
        const KIND: Kind = Kind {
            noun: "user",
            title: "User",
            name_member: "UserName",
            arn: iam::user,
            quota: ("UsersPerAccount", |quotas| quotas.users),
            attached_quota: ("PoliciesPerUser", |quotas| quotas.attached_policies_per_user),
            inline_characters: USER_INLINE_POLICIES,
        };

        fn table(state: &AccountState) -> &Table<Self> {
            &state.users
        }
    }
}
