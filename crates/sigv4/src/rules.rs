//! What a service demands of the signatures it accepts.

use crate::PathStyle;

/// What a service demands of the signatures it accepts. Begin with [`ServiceRules::new`] and change what differs.
#[derive(Debug, Clone, Copy)]
pub struct ServiceRules<'a> {
    /// The service name that the credential scope must hold.
    pub service: &'a str,
    /// The regions that the credential scope may hold.
    pub regions: Regions<'a>,
    /// How far, in seconds, the signing time may be from the present, in both directions.
    pub window: i64,
    /// How long a presigned request lives.
    pub presigned: PresignedLifetime,
    /// How the path is made canonical.
    pub path_style: PathStyle,
    /// Whether `UNSIGNED-PAYLOAD` is accepted, and assumed for a presigned request that does not say.
    pub unsigned_payload: bool,
    /// Whether `aws-chunked` bodies are accepted.
    pub chunked_payload: bool,
    /// Whether an `x-amz-` header may be left out of the signature.
    pub unsigned_amz_headers: bool,
}

/// The regions that a credential scope may hold.
#[derive(Debug, Clone, Copy)]
pub enum Regions<'a> {
    /// Any text of 1 to 64 lower-case letters, digits and hyphens.
    Any,
    /// One of these.
    OneOf(&'a [&'a str]),
}

impl Regions<'_> {
    pub(crate) fn accept(self, region: &str) -> bool {
        match self {
            Self::Any => {
                (1..=64).contains(&region.len())
                    && region.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
            }
            Self::OneOf(regions) => regions.contains(&region),
        }
    }
}

/// How long a presigned request lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PresignedLifetime {
    /// The window of every signature, whatever `X-Amz-Expires` says. STS does this, and cluster authenticators that
    /// take a presigned `GetCallerIdentity` as proof of identity rely on it.
    Window,
    /// The `X-Amz-Expires` seconds after the signing time, 1 to 604800.
    Expires,
}

impl<'a> ServiceRules<'a> {
    /// The rules of STS and IAM: 15 minutes, the body always signed.
    pub fn new(service: &'a str, regions: Regions<'a>) -> Self {
        Self {
            service,
            regions,
            window: 900,
            presigned: PresignedLifetime::Window,
            path_style: PathStyle::Normalized,
            unsigned_payload: false,
            chunked_payload: false,
            unsigned_amz_headers: true,
        }
    }

    /// The rules of S3: presigned requests live as long as they say, the body need not be signed
    /// and may come in chunks, and every `x-amz-`
    /// header must be.
    /// See <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html>.
    pub fn s3(regions: Regions<'a>) -> Self {
        Self {
            presigned: PresignedLifetime::Expires,
            path_style: PathStyle::AsSent,
            unsigned_payload: true,
            chunked_payload: true,
            unsigned_amz_headers: false,
            ..Self::new("s3", regions)
        }
    }
}
