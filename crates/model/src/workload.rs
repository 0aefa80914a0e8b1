//! Workloads: what runs somewhere under a role that a service hands to it, named by the ARN that AWS gives to such a thing.
//!
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>

use std::fmt;
use std::str::FromStr;

use crate::shape::{Constraint, Constraints, Decode, Decoder, Encode, Kind, Shape, Shaped, Sink, Value, patterns};
use crate::{AccountId, Arn, SessionName};

/// Session names are cut to this many characters.
const SESSION_NAME_CHARACTERS: usize = 64;

crate::choice! {
    /// What a workload is; decides which service hands its role to it.
    pub enum WorkloadKind {
        /// An instance of EC2, or a machine that stands for one.
        Instance = "Instance",
        /// A task of ECS.
        Task = "Task",
        /// A function of Lambda.
        Function = "Function",
        /// A stack of CloudFormation.
        Stack = "Stack",
    }
}

impl WorkloadKind {
    /// The service principal that a role must trust: `ec2.amazonaws.com`.
    pub fn service_principal(self) -> &'static str {
        match self {
            Self::Instance => "ec2.amazonaws.com",
            Self::Task => "ecs-tasks.amazonaws.com",
            Self::Function => "lambda.amazonaws.com",
            Self::Stack => "cloudformation.amazonaws.com",
        }
    }
}

/// The ARN of a workload:
///
/// - `arn:aws:ec2:REGION:ACCOUNT:instance/i-…`
/// - `arn:aws:ecs:REGION:ACCOUNT:task/CLUSTER/ID`
/// - `arn:aws:lambda:REGION:ACCOUNT:function:NAME`
/// - `arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/UUID`
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WorkloadArn {
    arn: Arn,
    account: AccountId,
    kind: WorkloadKind,
    session: SessionName,
}

/// The text is not the ARN of a workload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidWorkloadArn;

impl fmt::Display for InvalidWorkloadArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a workload is named by the ARN of an EC2 instance, ECS task, Lambda function or CloudFormation stack",
        )
    }
}

impl std::error::Error for InvalidWorkloadArn {}

impl WorkloadArn {
    /// The ARN.
    pub fn arn(&self) -> &Arn {
        &self.arn
    }

    /// The ARN as text.
    pub fn as_str(&self) -> &str {
        self.arn.as_str()
    }

    /// The account that the workload belongs to.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// What it is.
    pub fn kind(&self) -> WorkloadKind {
        self.kind
    }

    /// The name of its sessions: the id of an instance or task, the name of a function or stack.
    pub fn session_name(&self) -> &SessionName {
        &self.session
    }
}

/// What the resource part of an ARN says: the kind of workload, and the name of its sessions.
fn resource<'t>(service: &str, text: &'t str) -> Option<(WorkloadKind, &'t str)> {
    let pair = |text: &'t str| text.split_once('/');
    match service {
        "ec2" => {
            let id = text.strip_prefix("instance/")?;
            let rest = id.strip_prefix("i-")?;
            within(rest, 1, 62, |b| b.is_ascii_lowercase() || b.is_ascii_digit())
                .then_some((WorkloadKind::Instance, id))
        }
        "ecs" => {
            let (cluster, id) = pair(text.strip_prefix("task/")?)?;
            (within(cluster, 1, 255, word) && within(id, 2, 64, word)).then_some((WorkloadKind::Task, id))
        }
        "lambda" => {
            let name = text.strip_prefix("function:")?;
            within(name, 2, 64, word).then_some((WorkloadKind::Function, name))
        }
        "cloudformation" => {
            let (name, id) = pair(text.strip_prefix("stack/")?)?;
            let letter = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
            let fits = within(name, 2, 128, letter) && within(id, 1, 36, letter);
            fits.then(|| (WorkloadKind::Stack, name.get(..SESSION_NAME_CHARACTERS).unwrap_or(name)))
        }
        _ => None,
    }
}

fn within(text: &str, least: usize, most: usize, class: fn(u8) -> bool) -> bool {
    (least..=most).contains(&text.len()) && text.bytes().all(class)
}

fn word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

impl FromStr for WorkloadArn {
    type Err = InvalidWorkloadArn;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let arn: Arn = text.parse().map_err(|_| InvalidWorkloadArn)?;
        let region = within(arn.region(), 1, 64, |b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let account = arn.account_id().filter(|_| region && arn.partition() == "aws").ok_or(InvalidWorkloadArn)?;
        let (kind, session) = resource(arn.service(), arn.resource()).ok_or(InvalidWorkloadArn)?;
        let session = session.parse().map_err(|_| InvalidWorkloadArn)?;
        Ok(Self { account, kind, session, arn })
    }
}

impl Shaped for WorkloadArn {
    const SHAPE: Shape =
        Shape { kind: Kind::Text, constraints: Constraints(&[Constraint::Pattern(&patterns::WORKLOAD_ARN)]) };
}

impl Decode for WorkloadArn {
    fn decode(value: &Value<'_>, decoder: &mut Decoder) -> Option<Self> {
        let Value::Text(text) = value else { return decoder.malformed("a string") };
        let broken = Self::SHAPE.constraints.broken_by_text(text);
        decoder.check(&|| text.to_string(), broken)?;
        text.parse().ok()
    }
}

impl Encode for WorkloadArn {
    fn encode(&self, sink: &mut dyn Sink) {
        sink.text(self.as_str());
    }
}

impl fmt::Display for WorkloadArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for WorkloadArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for WorkloadArn {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> serde::Deserialize<'de> for WorkloadArn {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kind_account_and_session_name_follow_from_the_arn() {
        let long = format!("stack/{}/1", "s".repeat(128));
        for (service, resource, kind, session) in [
            ("ec2", "instance/i-0123456789abcdef0", WorkloadKind::Instance, "i-0123456789abcdef0"),
            ("ecs", "task/default/0123456789abcdef", WorkloadKind::Task, "0123456789abcdef"),
            ("lambda", "function:resize_images", WorkloadKind::Function, "resize_images"),
            ("cloudformation", "stack/network/5e0c9b1e-0000", WorkloadKind::Stack, "network"),
            ("cloudformation", &long, WorkloadKind::Stack, &"s".repeat(64)),
        ] {
            let text = format!("arn:aws:{service}:eu-west-1:123456789012:{resource}");
            let arn: WorkloadArn = text.parse().unwrap();
            assert_eq!((arn.kind(), arn.session_name().as_str(), arn.as_str()), (kind, session, &*text));
            assert_eq!(arn.account().as_str(), "123456789012");
        }
    }

    #[test]
    fn other_arns_name_no_workload() {
        for text in [
            "",
            "i-0123456789abcdef0",
            "arn:aws:ec2:eu-west-1:123456789012:instance/0123456789abcdef0",
            "arn:aws:ec2:eu-west-1:123456789012:instance/i-",
            "arn:aws:ec2:eu-west-1:123456789012:instance/i-1/..",
            "arn:aws:ec2:eu-west-1::instance/i-1",
            "arn:aws:ec2::123456789012:instance/i-1",
            "arn:aws:ec2:eu west:123456789012:instance/i-1",
            "arn:aws-cn:ec2:eu-west-1:123456789012:instance/i-1",
            "arn:aws:ec2:eu-west-1:123456789012:volume/i-1",
            "arn:aws:ecs:eu-west-1:123456789012:task/0123456789abcdef",
            "arn:aws:ecs:eu-west-1:123456789012:task/a/b/c",
            "arn:aws:lambda:eu-west-1:123456789012:function:f:1",
            "arn:aws:lambda:eu-west-1:123456789012:function:f",
            "arn:aws:lambda:eu-west-1:123456789012:function:é",
            "arn:aws:cloudformation:eu-west-1:123456789012:stack/network",
            "arn:aws:iam::123456789012:role/r",
        ] {
            assert_eq!(text.parse::<WorkloadArn>(), Err(InvalidWorkloadArn), "{text}");
        }
    }
}
