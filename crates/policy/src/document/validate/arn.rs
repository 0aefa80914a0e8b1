//! Forms of resources.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>

use super::invalid::InvalidPolicy;
use crate::document::ast::{Span, Spanned};

/// The partitions of AWS; all but the first three are for governments and sovereign clouds.
const PARTITIONS: [&str; 8] =
    ["aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"];

/// How a resource of IAM begins, apart from `*` and `root`.
const IAM_PATHS: [&str; 13] = [
    "user/",
    "federated-user/",
    "role/",
    "group/",
    "instance-profile/",
    "mfa/",
    "server-certificate/",
    "policy/",
    "sms-mfa/",
    "saml-provider/",
    "oidc-provider/",
    "report/",
    "access-report/",
];

/// AWS's text about a resource that begins otherwise.
pub(super) const IAM_PATH_MESSAGE: &str = "IAM resource path must either be \"*\", root, or start with user/, \
    federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, \
    oidc-provider/, report/, access-report/.";

/// Resources of S3 that have a region, unlike buckets and objects.
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html>
const REGIONAL_S3: [&str; 6] =
    ["accesspoint/", "job/", "storage-lens/", "storage-lens-group/", "access-grants/", "async-request/"];

/// The partition is one of AWS's, or has wildcards, as in some of AWS's own managed policies.
fn is_partition(text: &str) -> bool {
    let is_pattern = || text.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'-' | b'*' | b'?'));
    PARTITIONS.contains(&text) || text.contains(['*', '?']) && is_pattern()
}

/// A resource cut at its first five colons; absent fields are `None`.
struct Fields<'r> {
    prefix: &'r str,
    partition: Option<&'r str>,
    service: Option<&'r str>,
    region: &'r str,
    resource: &'r str,
}

fn fields(resource: &str) -> Fields<'_> {
    let mut parts = resource.splitn(6, ':');
    let prefix = parts.next().unwrap_or_default();
    let (partition, service) = (parts.next(), parts.next());
    let region = parts.next().unwrap_or_default();
    Fields { prefix, partition, service, region, resource: parts.nth(1).unwrap_or_default() }
}

/// Whether AWS's older parser cannot split this resource. Others that are no ARN are for [`check`] to name.
pub(super) fn fails_legacy_parsing(resource: &str) -> bool {
    let fields = fields(resource);
    let colons = resource.bytes().filter(|byte| *byte == b':').count();
    fields.partition.is_some_and(is_partition) && (fields.service == Some("") || colons < 5 && resource.contains("::"))
}

/// Refuses a resource that AWS refuses.
pub(super) fn check(resource: &Spanned<Box<str>>) -> Result<(), InvalidPolicy> {
    let (text, span): (&str, Span) = (&resource.value, resource.span);
    if text == "*" {
        return Ok(());
    }
    let fields = fields(text);
    let malformed = || InvalidPolicy::ResourceForm { resource: text.into(), span };
    let partition = fields.partition.ok_or_else(malformed)?;
    if !is_partition(partition) {
        let resource = with_absent_fields(partition, text);
        return Err(InvalidPolicy::ResourcePartition { partition: partition.into(), resource, span });
    }
    if fields.prefix != "arn" {
        return Err(malformed());
    }
    match fields.service {
        None | Some("") => Err(InvalidPolicy::ResourceVendor(span)),
        Some(service) if service.contains(['*', '?', '$']) => Err(InvalidPolicy::ResourceVendor(span)),
        Some("iam") => check_iam(text, &fields, span),
        Some("s3") => check_s3(text, &fields, span),
        Some(_) => Ok(()),
    }
}

fn check_iam(text: &str, fields: &Fields<'_>, span: Span) -> Result<(), InvalidPolicy> {
    if !fields.region.is_empty() {
        return Err(InvalidPolicy::IamResourceRegion { resource: text.into(), span });
    }
    let resource = fields.resource;
    let known = matches!(resource, "*" | "root") || IAM_PATHS.iter().any(|start| resource.starts_with(start));
    if known { Ok(()) } else { Err(InvalidPolicy::IamResourcePath(span)) }
}

fn check_s3(text: &str, fields: &Fields<'_>, span: Span) -> Result<(), InvalidPolicy> {
    let regional = REGIONAL_S3.iter().any(|start| fields.resource.starts_with(start));
    if fields.region.is_empty() || regional {
        return Ok(());
    }
    Err(InvalidPolicy::ResourceRegion { resource: text.into(), span })
}

/// The ARN as AWS repeats it: `arn:` whatever was written, then the four fields after the partition, `*` where absent.
fn with_absent_fields(partition: &str, text: &str) -> Box<str> {
    let rest = text.splitn(3, ':').nth(2).filter(|rest| !rest.is_empty());
    let mut fields = rest.into_iter().flat_map(|rest| rest.splitn(4, ':'));
    let mut arn = format!("arn:{partition}");
    for _ in 0..4 {
        arn.push(':');
        arn.push_str(fields.next().unwrap_or("*"));
    }
    arn.into()
}
