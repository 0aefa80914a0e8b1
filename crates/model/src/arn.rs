//! Amazon Resource Names: `arn:partition:service:region:account:resource`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// An ARN with its six fields found; cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Arn {
    text: Arc<str>,
    /// Byte offsets at which service, region, account and resource begin.
    starts: [u16; 4],
}

/// The text has fewer than six colon-separated fields, does not begin with `arn:`, or is longer than 65535 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidArn;

impl fmt::Display for InvalidArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an ARN has the form `arn:partition:service:region:account:resource`")
    }
}

impl std::error::Error for InvalidArn {}

impl Arn {
    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// `aws`, `aws-cn`, …
    pub fn partition(&self) -> &str {
        self.between(4, usize::from(self.starts[0]).saturating_sub(1))
    }

    /// `iam`, `sts`, `s3`, …
    pub fn service(&self) -> &str {
        self.between(usize::from(self.starts[0]), usize::from(self.starts[1]).saturating_sub(1))
    }

    /// Empty for global services.
    pub fn region(&self) -> &str {
        self.between(usize::from(self.starts[1]), usize::from(self.starts[2]).saturating_sub(1))
    }

    /// Twelve digits, `aws`, or empty.
    pub fn account(&self) -> &str {
        self.between(usize::from(self.starts[2]), usize::from(self.starts[3]).saturating_sub(1))
    }

    /// The account as an id; `None` where the field is empty or `aws`.
    pub fn account_id(&self) -> Option<crate::AccountId> {
        self.account().parse().ok()
    }

    /// Everything after the fifth colon; may itself hold `:` and `/`.
    pub fn resource(&self) -> &str {
        self.text.get(usize::from(self.starts[3])..).unwrap_or_default()
    }

    /// The resource without `prefix`, for an ARN of this service: `arn.of("iam", "role/")`.
    pub fn of(&self, service: &str, prefix: &str) -> Option<&str> {
        if self.service() == service { self.resource().strip_prefix(prefix) } else { None }
    }

    fn between(&self, from: usize, to: usize) -> &str {
        self.text.get(from..to).unwrap_or_default()
    }
}

impl FromStr for Arn {
    type Err = InvalidArn;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut colons = text.bytes().enumerate().filter(|(_, byte)| *byte == b':').map(|(at, _)| at);
        if colons.next() != Some(3) || !text.starts_with("arn") {
            return Err(InvalidArn);
        }
        let mut starts = [0; 4];
        for start in &mut starts {
            let colon = colons.next().ok_or(InvalidArn)?;
            *start = u16::try_from(colon + 1).map_err(|_| InvalidArn)?;
        }
        Ok(Self { text: text.into(), starts })
    }
}

impl fmt::Display for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl serde::Serialize for Arn {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> serde::Deserialize<'de> for Arn {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

fn build(service: &str, account: &str, kind: &str, rest: &[&str]) -> Arn {
    const PARTITION: &str = "aws";
    let start = ["arn:", PARTITION, ":", service, "::", account, ":", kind];
    let parts = || start.iter().chain(rest);
    // Of the exact length, so that it becomes the boxed text as it is.
    let mut text = String::with_capacity(parts().map(|part| part.len()).sum());
    parts().for_each(|part| text.push_str(part));
    let service_at = "arn:".len() + PARTITION.len() + 1;
    let region_at = service_at + service.len() + 1;
    let account_at = region_at + 1;
    let resource_at = account_at + account.len() + 1;
    let starts = [service_at, region_at, account_at, resource_at].map(|at| u16::try_from(at).unwrap_or(u16::MAX));
    Arn { text: text.into(), starts }
}

/// ARNs of the IAM directory (section "IAM ARNs" of the IAM user guide).
pub mod iam {
    use super::{Arn, build};
    use crate::{AccountId, Path};

    /// `arn:aws:iam::ACCOUNT:root`
    pub fn root(account: AccountId) -> Arn {
        build("iam", account.as_str(), "root", &[])
    }

    /// `arn:aws:iam::ACCOUNT:user/path/Name`
    pub fn user(account: AccountId, path: &Path, name: &str) -> Arn {
        build("iam", account.as_str(), "user", &[path.as_str(), name])
    }

    /// `arn:aws:iam::ACCOUNT:role/path/Name`
    pub fn role(account: AccountId, path: &Path, name: &str) -> Arn {
        build("iam", account.as_str(), "role", &[path.as_str(), name])
    }

    /// `arn:aws:iam::ACCOUNT:group/path/Name`
    pub fn group(account: AccountId, path: &Path, name: &str) -> Arn {
        build("iam", account.as_str(), "group", &[path.as_str(), name])
    }

    /// `arn:aws:iam::ACCOUNT:instance-profile/path/Name`
    pub fn instance_profile(account: AccountId, path: &Path, name: &str) -> Arn {
        build("iam", account.as_str(), "instance-profile", &[path.as_str(), name])
    }

    /// `arn:aws:iam::ACCOUNT:policy/path/Name`
    pub fn policy(account: AccountId, path: &Path, name: &str) -> Arn {
        build("iam", account.as_str(), "policy", &[path.as_str(), name])
    }

    /// `arn:aws:iam::aws:policy/path/Name`: a policy that AWS manages.
    pub fn aws_policy(path: &Path, name: &str) -> Arn {
        build("iam", "aws", "policy", &[path.as_str(), name])
    }
}

/// ARNs of Rolecall's own service.
pub mod rolecall {
    use super::{Arn, build};
    use crate::AccountId;

    /// `arn:aws:rolecall::ACCOUNT:host/ID`
    pub fn host(account: AccountId, id: &str) -> Arn {
        build("rolecall", account.as_str(), "host/", &[id])
    }

    /// `arn:aws:rolecall::ACCOUNT:join-token/ID`
    pub fn join_token(account: AccountId, id: &str) -> Arn {
        build("rolecall", account.as_str(), "join-token/", &[id])
    }
}

/// ARNs of sessions.
pub mod sts {
    use super::{Arn, build};
    use crate::AccountId;

    /// `arn:aws:sts::ACCOUNT:assumed-role/RoleName/SessionName`: the role's path is not part of it.
    pub fn assumed_role(account: AccountId, role: &str, session: &str) -> Arn {
        build("sts", account.as_str(), "assumed-role/", &[role, "/", session])
    }

    /// `arn:aws:sts::ACCOUNT:federated-user/Name`
    pub fn federated_user(account: AccountId, name: &str) -> Arn {
        build("sts", account.as_str(), "federated-user/", &[name])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Path;

    #[test]
    fn fields_are_found() {
        let arn: Arn = "arn:aws:s3:::bucket/key:with/colons".parse().unwrap();
        assert_eq!((arn.partition(), arn.service(), arn.region(), arn.account()), ("aws", "s3", "", ""));
        assert_eq!(arn.resource(), "bucket/key:with/colons");
    }

    #[test]
    fn fewer_than_six_fields_is_not_an_arn() {
        for bad in
            ["", "arn", "arn:aws:iam", "arn:aws:iam::123456789012", "urn:aws:iam::1:root", "xarn:aws:iam::1:root"]
        {
            assert!(bad.parse::<Arn>().is_err(), "{bad}");
        }
    }

    #[test]
    fn built_and_parsed_are_the_same() {
        let account = "123456789012".parse().unwrap();
        let path: Path = "/team/web/".parse().unwrap();
        for arn in [
            iam::root(account),
            iam::role(account, &path, "r"),
            sts::assumed_role(account, "r", "s"),
            iam::aws_policy(&Path::root(), "P"),
        ] {
            assert_eq!(arn.as_str().parse::<Arn>().unwrap(), arn);
        }
        assert_eq!(iam::role(account, &path, "r").as_str(), "arn:aws:iam::123456789012:role/team/web/r");
        assert_eq!(iam::role(account, &path, "r").of("iam", "role/"), Some("team/web/r"));
    }
}
