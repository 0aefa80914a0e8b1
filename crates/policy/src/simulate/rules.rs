//! What the action and the resource of a question say about the resource's own policy.

use crate::document::PolicyKind;

/// The calls that a role's trust policy is asked about, in lower case.
const TRUST_CALLS: [&str; 6] =
    ["assumerole", "assumerolewithsaml", "assumerolewithwebidentity", "setcontext", "setsourceidentity", "tagsession"];

/// The rules for the resource's own policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rules {
    /// Whether it has to allow even callers of its own account.
    pub(super) trust_required: bool,
    /// What kind of document it is.
    pub(super) kind: PolicyKind,
}

/// A call of STS about a role asks the role's trust policy, and one of KMS about a key the key's policy; both have to
/// allow. Other resources' policies need not.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html>
pub(super) fn of(action: &str, resource: &str) -> Rules {
    let (service, name) = action.split_once(':').unwrap_or_default();
    let is = |wanted: &str| service.eq_ignore_ascii_case(wanted);
    if is("sts")
        && is_arn_of(resource, "iam", "role/")
        && TRUST_CALLS.iter().any(|call| name.eq_ignore_ascii_case(call))
    {
        return Rules { trust_required: true, kind: PolicyKind::Trust };
    }
    Rules { trust_required: is("kms") && is_arn_of(resource, "kms", "key/"), kind: PolicyKind::Resource }
}

fn is_arn_of(text: &str, service: &str, kind: &str) -> bool {
    let mut fields = text.splitn(6, ':');
    fields.next() == Some("arn")
        && fields.nth(1) == Some(service)
        && fields.nth(2).is_some_and(|resource| resource.starts_with(kind))
}

/// Whether this names one action: `service:Name`, without wildcards.
pub(super) fn is_action(text: &str) -> bool {
    let in_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    let is_name = |name: &str| !name.is_empty() && name.bytes().all(in_name);
    text.split_once(':').is_some_and(|(service, name)| is_name(service) && is_name(name))
}

/// Whether this is `*` or has the six fields of an ARN.
pub(super) fn is_resource(text: &str) -> bool {
    text == "*" || (text.starts_with("arn:") && text.splitn(6, ':').count() == 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trust_is_asked_about_roles_and_keys() {
        let (role, key) = ("arn:aws:iam::111111111111:role/a/r", "arn:aws:kms:eu-west-1:111111111111:key/k");
        for (action, resource, trust_required, kind) in [
            ("sts:AssumeRole", role, true, PolicyKind::Trust),
            ("STS:assumeRoleWithSAML", role, true, PolicyKind::Trust),
            ("sts:TagSession", role, true, PolicyKind::Trust),
            ("sts:AssumeRole", "*", false, PolicyKind::Resource),
            ("sts:AssumeRole", "arn:aws:iam::111111111111:user/u", false, PolicyKind::Resource),
            ("sts:AssumeRoot", "arn:aws:iam::111111111111:root", false, PolicyKind::Resource),
            ("iam:PassRole", role, false, PolicyKind::Resource),
            ("kms:Decrypt", key, true, PolicyKind::Resource),
            ("KMS:Decrypt", key, true, PolicyKind::Resource),
            ("kms:CreateAlias", "arn:aws:kms:eu-west-1:111111111111:alias/a", false, PolicyKind::Resource),
            ("s3:GetObject", "arn:aws:s3:::b/x", false, PolicyKind::Resource),
        ] {
            assert_eq!(of(action, resource), Rules { trust_required, kind }, "{action} {resource}");
        }
    }

    #[test]
    fn actions_and_resources_have_a_form() {
        for (text, right) in [
            ("s3:GetObject", true),
            ("execute-api:Invoke", true),
            ("s3:*", false),
            ("s3:Get?bject", false),
            ("*", false),
            ("s3", false),
            (":GetObject", false),
            ("s3:", false),
            ("s3:Get:Object", false),
            ("s3:Get Object", false),
        ] {
            assert_eq!(is_action(text), right, "{text}");
        }
        for (text, right) in [
            ("*", true),
            ("arn:aws:s3:::b/*", true),
            ("arn:aws:s3::b", false),
            ("b", false),
            ("", false),
            ("**", false),
        ] {
            assert_eq!(is_resource(text), right, "{text}");
        }
    }
}
