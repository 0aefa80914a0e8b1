//! Forms of actions.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>

use super::invalid::InvalidPolicy;
use crate::document::ast::Spanned;

/// Refuses an action that is neither `*` nor `vendor:Name`. A name may be anything: AWS takes names that it does not
/// know, even with spaces, and they match nothing.
pub(super) fn check(action: &Spanned<Box<str>>) -> Result<(), InvalidPolicy> {
    let span = action.span;
    let Some((vendor, name)) = action.value.split_once(':') else {
        return if &*action.value == "*" { Ok(()) } else { Err(InvalidPolicy::ActionPrefix(span)) };
    };
    if name.contains(':') {
        return Err(InvalidPolicy::ActionColons(span));
    }
    let named = !vendor.is_empty() && vendor.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'));
    if named || vendor == "*" { Ok(()) } else { Err(InvalidPolicy::Vendor { vendor: vendor.into(), span }) }
}

/// The actions that a trust policy can grant.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-cross-account-resource-access.html>
const TRUST: [&str; 6] =
    ["assumerole", "assumerolewithsaml", "assumerolewithwebidentity", "tagsession", "setsourceidentity", "setcontext"];

/// Whether the action, which may be a pattern, matches one that a trust policy can grant.
pub(super) fn is_of_trust(action: &str) -> bool {
    let action = action.to_ascii_lowercase();
    match action.split_once(':') {
        None => action == "*",
        Some((vendor, name)) => vendor == "sts" && TRUST.iter().any(|known| matches(name.as_bytes(), known.as_bytes())),
    }
}

/// Whether `text` matches `pattern`, in which `*` is any run and `?` any one byte. Both are ASCII where they can match.
/// The last `*` alone is gone back to, so the time is at most the product of the lengths.
fn matches(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut seen) = (0, 0);
    let mut retry = None;
    while let Some(byte) = text.get(seen) {
        match pattern.get(at) {
            Some(b'*') => {
                retry = Some((at + 1, seen));
                at += 1;
            }
            Some(wanted) if wanted == byte || *wanted == b'?' => {
                at += 1;
                seen += 1;
            }
            _ => {
                let Some((after_star, from)) = retry else { return false };
                retry = Some((after_star, from + 1));
                at = after_star;
                seen = from + 1;
            }
        }
    }
    pattern.get(at..).unwrap_or_default().iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_count_when_they_match_an_action_of_trust() {
        for action in [
            "*",
            "sts:*",
            "STS:assumerole",
            "sts:AssumeRole*",
            "sts:Tag?ession",
            "sts:*Context",
            "sts:*o*Web*y",
            "sts:**",
        ] {
            assert!(is_of_trust(action), "{action}");
        }
        let others =
            ["", "**", "sts", "sts:", "sts:GetCallerIdentity", "sts:AssumeRole?", "sts:Get*", "iam:*", "*:AssumeRole"];
        for action in
            others.into_iter().chain(["s*:AssumeRole", "sts:AssumeRoot", "sts:?", "sts:AssumeRole ", "sts:*e:*"])
        {
            assert!(!is_of_trust(action), "{action}");
        }
    }
}
