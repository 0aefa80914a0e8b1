//! The names that cases are made of: few, so that they meet, and close to each other.

use super::samples;

/// Two accounts, and one that is nearly the first.
pub(super) const ACCOUNTS: [&str; 3] = ["111111111111", "222222222222", "111111111112"];

/// Unique ids of users and roles.
pub(super) const IDS: [&str; 4] =
    ["AIDAAAAAAAAAAAAAAAAAA", "AIDABBBBBBBBBBBBBBBBB", "AROAAAAAAAAAAAAAAAAAA", "AROABBBBBBBBBBBBBBBBB"];

/// Names of users and roles, with their paths.
pub(super) const NAMES: [&str; 5] = ["u", "team/u", "U", "alice", "u2"];

/// Names of sessions and federated users.
pub(super) const SESSIONS: [&str; 4] = ["s1", "s2", "S1", "i-0abc"];

pub(super) const SERVICES: [&str; 4] =
    ["ec2.amazonaws.com", "lambda.amazonaws.com", "ec2.amazonaws.com.cn", "logs.us-east-1.amazonaws.com"];

pub(super) const PROVIDERS: [&str; 5] = [
    "arn:aws:iam::111111111111:oidc-provider/idp.example/a",
    "arn:aws:iam::111111111111:saml-provider/Corp",
    "accounts.google.com",
    "arn:aws:iam::222222222222:saml-provider/Corp",
    "arn:aws:iam::111111111111:oidc-provider/idp.example",
];

/// Actions with the resources that they are about; `{}` is the account.
pub(super) const CALLS: [(&str, &str); 20] = [
    ("s3:GetObject", "arn:aws:s3:::b/x"),
    ("s3:GetObject", "arn:aws:s3:::b/u/photo.jpg"),
    ("s3:PutObject", "arn:aws:s3:::bucket/team/red/é"),
    ("s3:GetObjectAcl", "arn:aws:s3:::b/a:b/c"),
    ("s3:ListAllMyBuckets", "*"),
    ("s3-object-lambda:GetObject", "arn:aws:s3-object-lambda:us-east-1:{}:accesspoint/p"),
    ("sqs:SendMessage", "arn:aws:sqs:us-east-1:{}:q"),
    ("dynamodb:GetItem", "arn:aws:dynamodb:eu-west-1:{}:table/T/index/i"),
    ("kms:Decrypt", "arn:aws:kms:us-east-1:{}:key/k"),
    ("kms:RetireGrant", "arn:aws:kms:us-east-1:{}:key/k"),
    ("ec2:RunInstances", "arn:aws:ec2:us-east-1:{}:instance/*"),
    ("iam:GetUser", "arn:aws:iam::{}:user/team/u"),
    ("iam:PassRole", "arn:aws:iam::{}:role/t"),
    ("sts:AssumeRole", "arn:aws:iam::{}:role/t"),
    ("sts:AssumeRole", "arn:aws:iam::{}:role/team/t"),
    ("sts:TagSession", "arn:aws:iam::{}:role/t"),
    ("sts:AssumeRole", "arn:aws:iam::{}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"),
    ("sts:AssumeRoleWithWebIdentity", "arn:aws:iam::{}:role/t"),
    ("sts:AssumeRoleWithSAML", "arn:aws:iam::{}:role/t"),
    ("sts:GetCallerIdentity", "*"),
];

/// The type of a condition key's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Date,
    Truth,
    Address,
    Arn,
    Binary,
}

/// A condition key.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) is_multi: bool,
}

const fn one(name: &'static str, kind: Kind) -> Key {
    Key { name, kind, is_multi: false }
}

const fn many(name: &'static str, kind: Kind) -> Key {
    Key { name, kind, is_multi: true }
}

/// AWS's keys, and for each type a set, which AWS has for few.
pub(super) const KEYS: [Key; 28] = [
    one("aws:username", Kind::Text),
    one("aws:PrincipalTag/team", Kind::Text),
    one("aws:PrincipalAccount", Kind::Text),
    one("aws:PrincipalArn", Kind::Arn),
    one("aws:SourceArn", Kind::Arn),
    one("aws:SecureTransport", Kind::Truth),
    one("aws:MultiFactorAuthPresent", Kind::Truth),
    one("aws:MultiFactorAuthAge", Kind::Number),
    one("s3:max-keys", Kind::Number),
    one("aws:SourceIp", Kind::Address),
    one("aws:VpcSourceIp", Kind::Address),
    one("aws:CurrentTime", Kind::Date),
    one("aws:EpochTime", Kind::Date),
    one("aws:TokenIssueTime", Kind::Date),
    one("sts:ExternalId", Kind::Text),
    one("s3:prefix", Kind::Text),
    one("aws:RequestTag/team", Kind::Text),
    one("aws:PrincipalOrgID", Kind::Text),
    one("aws:userid", Kind::Text),
    one("test:Blob", Kind::Binary),
    many("aws:TagKeys", Kind::Text),
    many("aws:CalledVia", Kind::Text),
    many("aws:PrincipalOrgPaths", Kind::Text),
    many("sts:RequestContextProviders", Kind::Arn),
    many("test:Numbers", Kind::Number),
    many("test:Dates", Kind::Date),
    many("test:Addresses", Kind::Address),
    many("test:Truths", Kind::Truth),
];

impl Kind {
    /// The characters of which texts of the type are made.
    pub(super) fn alphabet(self) -> &'static str {
        match self {
            Self::Text => "aA*?${}, ':é",
            Self::Number => "0159-+.eE ",
            Self::Date => "01269-:TtZz+. ",
            Self::Truth => "truefalsTE ",
            Self::Address => "0125.:/fF",
            Self::Arn => "arn:*?/1${}",
            Self::Binary => "AQUJ=+/-",
        }
    }

    /// Values of the type, of which the first are ordinary, and a few that are not of the type.
    pub(super) fn values(self) -> &'static [&'static str] {
        match self {
            Self::Text => samples::TEXTS,
            Self::Number => samples::NUMBERS,
            Self::Date => samples::DATES,
            Self::Truth => samples::TRUTHS,
            Self::Address => samples::ADDRESSES,
            Self::Arn => samples::ARNS,
            Self::Binary => samples::BINARIES,
        }
    }
}
