//! Why a request is refused, in AWS's words.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>

use crate::decision::{PolicyType, StatementRef};

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Denial<'a> {
    /// Whether a Deny statement holds, rather than no Allow.
    pub explicit: bool,
    /// The type of the policies that denied, or in which an Allow is missing.
    pub policy_type: PolicyType,
    /// The Deny statement of an explicit denial.
    pub statement: Option<StatementRef<'a>>,
}

impl Denial<'_> {
    /// AWS's sentence with its reason, for callers who may learn it: those of the resource's account or organization.
    /// The ARN of an organization's policy is added where that is the policy's name.
    pub fn sentence(&self, caller_arn: &str, action: &str, resource: &str) -> String {
        let base = self.short_sentence(caller_arn, action, resource);
        let name = type_name(self.policy_type);
        if !self.explicit {
            return format!("{base} because no {name} allows the {action} action");
        }
        let article = article(self.policy_type);
        let (colon, arn) = self.organization_policy_arn().map_or(("", ""), |arn| (": ", arn));
        format!("{base} with an explicit deny in {article} {name}{colon}{arn}")
    }

    /// AWS's sentence without a reason, for callers of other accounts and for `sts:AssumeRole`, where it must not show
    /// whether the role exists.
    pub fn short_sentence(&self, caller_arn: &str, action: &str, resource: &str) -> String {
        format!("User: {caller_arn} is not authorized to perform: {action} on resource: {resource}")
    }

    fn organization_policy_arn(&self) -> Option<&str> {
        let of_organization = matches!(self.policy_type, PolicyType::ServiceControl | PolicyType::ResourceControl);
        self.statement.map(|statement| statement.policy).filter(|name| of_organization && name.starts_with("arn:"))
    }
}

fn type_name(policy_type: PolicyType) -> &'static str {
    match policy_type {
        PolicyType::IdentityBased => "identity-based policy",
        PolicyType::ResourceBased => "resource-based policy",
        PolicyType::PermissionsBoundary => "permissions boundary",
        PolicyType::SessionPolicy => "session policy",
        PolicyType::ServiceControl => "service control policy",
        PolicyType::ResourceControl => "resource control policy",
        PolicyType::VpcEndpoint => "VPC endpoint policy",
        PolicyType::RoleTrust => "role trust policy",
    }
}

fn article(policy_type: PolicyType) -> &'static str {
    match policy_type {
        PolicyType::IdentityBased => "an",
        PolicyType::RoleTrust => "the",
        _ => "a",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(policy_type: PolicyType, statement: Option<StatementRef<'_>>) -> String {
        let denial = Denial { explicit: statement.is_some(), policy_type, statement };
        denial.sentence("arn:aws:iam::111111111111:user/u", "s3:GetObject", "arn:aws:s3:::b/x")
    }

    #[test]
    fn sentences_are_those_of_aws() {
        let base = "User: arn:aws:iam::111111111111:user/u is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/x";
        let named = |policy| Some(StatementRef { policy, index: 0, sid: None });
        let arn = "arn:aws:organizations::111111111111:policy/o-1/service_control_policy/p-1";
        let cases = [
            (
                PolicyType::IdentityBased,
                None,
                " because no identity-based policy allows the s3:GetObject action".to_owned(),
            ),
            (PolicyType::RoleTrust, None, " because no role trust policy allows the s3:GetObject action".to_owned()),
            (PolicyType::IdentityBased, named("p"), " with an explicit deny in an identity-based policy".to_owned()),
            (PolicyType::VpcEndpoint, named("p"), " with an explicit deny in a VPC endpoint policy".to_owned()),
            (PolicyType::RoleTrust, named("p"), " with an explicit deny in the role trust policy".to_owned()),
            (PolicyType::ServiceControl, named("p"), " with an explicit deny in a service control policy".to_owned()),
            (
                PolicyType::ServiceControl,
                named(arn),
                format!(" with an explicit deny in a service control policy: {arn}"),
            ),
            (PolicyType::IdentityBased, named(arn), " with an explicit deny in an identity-based policy".to_owned()),
        ];
        for (policy_type, statement, suffix) in cases {
            assert_eq!(sentence(policy_type, statement), format!("{base}{suffix}"));
        }
    }
}
