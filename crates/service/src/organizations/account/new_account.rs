//! What a new account begins with: nothing but the role by which its management account can enter.
//!
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html>

use std::collections::BTreeMap;

use rolecall_model::{AccountId, Entropy, MaxSessionDuration, Path, RoleName, Tags, Time, UniqueId, UniqueIdKind, iam};

use crate::aws_managed;
use crate::directory::{BoundDocument, IdentityPolicies, LastUsed, Role};

/// The name of the role, where the request does not say.
pub(super) const ACCESS_ROLE: &str = "OrganizationAccountAccessRole";

/// A role of `account` that can do everything there, for whomever the management account allows to assume it.
pub(super) fn access_role(
    account: AccountId,
    management: AccountId,
    name: RoleName,
    now: Time,
    entropy: &dyn Entropy,
) -> Role {
    Role {
        account,
        name,
        path: Path::root(),
        id: UniqueId::generate(UniqueIdKind::Role, entropy),
        created: now,
        description: None,
        max_session_duration: MaxSessionDuration::default(),
        trust: BoundDocument::new(trust(management), BTreeMap::new()),
        boundary: None,
        inline: BTreeMap::new(),
        attached: vec![aws_managed::administrator_access()],
        tags: Tags::default(),
        last_used: LastUsed::default(),
        policies: IdentityPolicies::default(),
    }
}

fn trust(management: AccountId) -> String {
    let root = iam::root(management);
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"{root}"}},"Action":"sts:AssumeRole"}}]}}"#
    )
}

#[cfg(test)]
mod tests {
    use rolecall_policy::document::{PolicyKind, validate};

    use super::*;

    #[test]
    fn the_trust_policy_is_one() {
        let text = trust("123456789012".parse().unwrap());
        assert!(validate(&text, PolicyKind::Trust).is_ok(), "{text}");
        assert!(ACCESS_ROLE.parse::<RoleName>().is_ok());
    }
}
