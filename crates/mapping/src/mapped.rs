//! What a request was found to be.

use std::borrow::Cow;
use std::sync::Arc;

/// What the mapping says about a request.
#[derive(Debug, Clone)]
pub enum Plan {
    /// All that is to be asked is known.
    Ready(Mapped),
    /// The body says what is asked: read at most `limit` bytes of it and call [`plan_with_body`](crate::plan_with_body).
    NeedsBody {
        /// The most bytes that are read; a longer body is to be refused.
        limit: usize,
    },
    /// The request is not mapped with certainty, and so must be denied.
    Refused(Unmapped),
}

/// A request that was understood. It may be done only if every access is allowed, including `iam:PassRole` on the role of each
/// of the [instance profiles](Self::instance_profiles).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapped {
    /// The operation by its name in the service's model, such as `ListObjectsV2`.
    pub operation: Cow<'static, str>,
    /// What must be allowed, all of it; never empty. An action can occur for many resources.
    pub accesses: Vec<Needed>,
    /// The path to send to the upstream, percent-encoded; for S3 always in path style, with the bucket in it.
    pub path: String,
    /// The query string to send to the upstream, percent-encoded and without signature parameters; may be empty.
    pub query: String,
    /// Whether the operation has a body. If not, the upstream must be sent none, whatever the request has: some servers look into
    /// bodies that do not belong there.
    pub has_body: bool,
    /// Headers to set on what is sent to the upstream, in place of all of the same name; names in lower case.
    pub headers: Vec<(String, String)>,
    /// How the service writes errors.
    pub error_form: ErrorForm,
    /// For S3: bucket and object.
    pub s3: Option<S3Target>,
    /// What must be allowed besides if the object that is copied has tags: first to read them, then to set them on the copy. `None` where no
    /// tags are copied.
    pub copied_tags: Option<Box<[Needed]>>,
    /// The instance profiles that the request passes to `ec2.amazonaws.com`: the caller needs `iam:PassRole` on the role in each.
    pub instance_profiles: Vec<InstanceProfile>,
}

/// One action on one resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needed {
    /// The action, such as `s3:GetObject`.
    pub action: Cow<'static, str>,
    /// The ARN of the resource, or `*`.
    pub resource: String,
    /// Whether the request tells only a part of the ARN: then `*` stands in it for any text without `/` and `:` that only the
    /// upstream knows, `?` for one such character, and `**` for any text at all. The decision must hold whatever it is.
    pub is_partial: bool,
    /// The condition keys that the request gives this action, without the global ones that every request has.
    pub keys: Keys,
    /// Condition keys of the action whose values the mapping cannot tell, because they are the upstream's: tags of the resource,
    /// attributes of an instance, the partition key of a table that is not known. A name that ends in `/` stands for all keys that
    /// begin with it. A decision in which a policy asks for one of them must deny, whatever it came to: see
    /// [`is_unknown`](Self::is_unknown).
    pub unknown: Vec<&'static str>,
    /// Whether the action only reads or lists, as the service authorization reference says.
    pub only_reads: bool,
}

impl Needed {
    /// The bucket, if the resource is a bucket or an object: `arn:aws:s3:::BUCKET` or `arn:aws:s3:::BUCKET/KEY`; not of
    /// `arn:aws:s3:::*`, which is asked about all buckets.
    pub fn bucket(&self) -> Option<&str> {
        let name = self.resource.strip_prefix("arn:aws:s3:::")?;
        Some(name.split_once('/').map_or(name, |(bucket, _)| bucket)).filter(|bucket| *bucket != "*")
    }

    /// Whether a condition key, in any case of letters, is one whose value the mapping cannot tell.
    pub fn is_unknown(&self, key: &str) -> bool {
        self.unknown.iter().any(|own| match key.split_at_checked(own.len()) {
            Some((start, rest)) => start.eq_ignore_ascii_case(own) && (rest.is_empty() || own.ends_with('/')),
            None => false,
        })
    }
}

/// Condition keys and their values; cheap to clone. No key occurs twice.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keys(Arc<[(Cow<'static, str>, Value)]>);

impl Keys {
    /// Every key with its value.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (&**key, value))
    }
}

impl FromIterator<(Cow<'static, str>, Value)> for Keys {
    fn from_iter<I: IntoIterator<Item = (Cow<'static, str>, Value)>>(keys: I) -> Self {
        Self(keys.into_iter().collect())
    }
}

/// What a condition key holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A single-valued key.
    One(Cow<'static, str>),
    /// A multi-valued key, even if it holds one value now.
    Many(Vec<String>),
}

/// The bucket and object of an S3 request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct S3Target {
    /// The bucket; `None` for operations on all buckets.
    pub bucket: Option<String>,
    /// The object's key, decoded.
    pub key: Option<String>,
    /// The version that the request names.
    pub version_id: Option<String>,
}

/// An instance profile as a request names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InstanceProfile {
    /// By its name, in the account of the upstream.
    Name(String),
    /// By its ARN.
    Arn(String),
}

/// How a service writes errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorForm {
    /// `<Error><Code>…` with bucket and key; `AccessDenied` with status 403. S3's own form of REST-XML.
    S3,
    /// `<ErrorResponse><Error><Type>Sender</Type><Code>…`: the Query protocol and REST-XML.
    Query,
    /// `<Response><Errors><Error><Code>…`: EC2.
    Ec2,
    /// JSON 1.0, `__type` in the body, `application/x-amz-json-1.0`.
    Json10,
    /// JSON 1.1, `__type` in the body, `application/x-amz-json-1.1`.
    Json11,
    /// REST-JSON: `x-amzn-ErrorType` in the headers, `message` in the body.
    RestJson,
    /// Smithy RPC v2 with CBOR.
    Cbor,
}

/// A request that is not mapped with certainty. It must be denied; the message says why, and holds no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmapped {
    /// Why, as a clause in plain English.
    pub message: String,
    /// The operation that it is, if that much is known.
    pub operation: Option<&'static str>,
}

impl Unmapped {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), operation: None }
    }

    pub(crate) fn unknown_service(service: &str) -> Self {
        let service: String = service.chars().take(64).collect();
        Self::new(format!("requests to the service `{service}` cannot be mapped to IAM actions"))
    }
}
