//! What bodies say that IAM is asked about.

use std::borrow::Cow;

use super::batch::Deleted;
use super::keys::RETAIN_UNTIL;
use super::operations::Body;
use super::xml::{self, Element};
use super::{targets, values};
use crate::keys::{self, Offer, one};
use crate::{Unmapped, Value, pass};

/// What a body said.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Condition keys.
    pub(super) keys: Vec<Offer>,
    /// The objects of a batch.
    pub(super) deleted: Option<Vec<Deleted>>,
    /// Roles that are passed to S3.
    pub(super) passed: Vec<crate::Needed>,
    /// Buckets that the server is to write to, each with the action that writes there.
    pub(super) targets: Vec<(&'static str, String)>,
    /// Whether a bucket gets tags as it is created.
    pub(super) tags_bucket: bool,
}

/// Reads a body of a kind.
pub(super) fn read(kind: Body, body: &[u8]) -> Result<Told, Unmapped> {
    match kind {
        Body::Irrelevant => Ok(Told::default()),
        Body::Acl => acl(body),
        Body::CreateBucket if body.is_empty() => Ok(Told::default()),
        Body::CreateBucket => xml::read(body, "CreateBucketConfiguration", create_bucket),
        Body::Delete => xml::read(body, "Delete", delete),
        Body::Encryption => xml::read(body, "ObjectEncryption", encryption),
        Body::Inventory => xml::read(body, "InventoryConfiguration", inventory),
        Body::Logging => xml::read(body, "BucketLoggingStatus", targets::of_logging),
        Body::LegalHold => xml::read(body, "LegalHold", legal_hold),
        Body::Replication => xml::read(body, "ReplicationConfiguration", replication),
        Body::Restore => xml::read(body, "RestoreRequest", restore),
        Body::Retention => xml::read(body, "Retention", retention),
        Body::Tagging => xml::read(body, "Tagging", tagging),
    }
}

/// Grants in a body are no condition keys. Whether everybody may be granted anything hangs on the bucket, and is decided by headers alone.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#specifying-grantee-predefined-groups>
fn acl(body: &[u8]) -> Result<Told, Unmapped> {
    if !body.is_empty() && xml::any_text(body, |text| text.contains("/global/"))? {
        return Err(Unmapped::new("an access control list for everybody is mapped in headers only"));
    }
    Ok(Told::default())
}

fn create_bucket(root: Element<'_, '_>) -> Result<Told, Unmapped> {
    const MEMBERS: &[&str] = &["LocationConstraint", "Tags"];
    let mut told = Told::default();
    told.keys.extend(root.text_of("LocationConstraint", MEMBERS)?.map(|place| one("s3:locationconstraint", place)));
    if let Some(tags) = root.one("Tags", MEMBERS)? {
        told.tags_bucket = true;
        told.keys.extend(keys::of_tags("aws:RequestTag/", "aws:TagKeys", &tag_set(tags)?));
    }
    Ok(told)
}

fn delete(root: Element<'_, '_>) -> Result<Told, Unmapped> {
    const MEMBERS: &[&str] = &["Key", "VersionId", "ETag", "LastModifiedTime", "Size"];
    let mut deleted = Vec::new();
    for object in root.children(&["Object", "Quiet"])?.into_iter().filter(|child| child.name() == "Object") {
        let key = object.text_of("Key", MEMBERS)?.ok_or_else(|| Unmapped::new("an object of the batch has no key"))?;
        let version_id = object.text_of("VersionId", MEMBERS)?.map(str::to_owned);
        if version_id.as_deref() == Some("") {
            return Err(Unmapped::new("an object of the batch has an empty version, which servers read differently"));
        }
        deleted.push(Deleted { key: key.to_owned(), version_id });
    }
    Ok(Told { deleted: Some(deleted), ..Told::default() })
}

fn encryption(root: Element<'_, '_>) -> Result<Told, Unmapped> {
    let kms = root.one("SSE-KMS", &["SSE-KMS"])?;
    let key = kms.map(|kms| kms.text_of("KMSKeyArn", &["KMSKeyArn", "BucketKeyEnabled"])).transpose()?.flatten();
    let key = key.ok_or_else(|| Unmapped::new("the encryption names no key"))?;
    let keys = vec![
        one("s3:x-amz-server-side-encryption", "aws:kms"),
        one("s3:x-amz-server-side-encryption-aws-kms-key-id", key),
    ];
    Ok(Told { keys, ..Told::default() })
}

fn inventory(root: Element<'_, '_>) -> Result<Told, Unmapped> {
    const MEMBERS: &[&str] =
        &["Destination", "IsEnabled", "Filter", "Id", "IncludedObjectVersions", "OptionalFields", "Schedule"];
    let targets = targets::of_report(root.one("Destination", MEMBERS)?)?;
    let Some(fields) = root.one("OptionalFields", MEMBERS)? else { return Ok(Told { targets, ..Told::default() }) };
    let fields: Result<Vec<String>, Unmapped> =
        fields.children(&["Field"])?.into_iter().map(|field| field.text().map(str::to_owned)).collect();
    let keys = vec![(Cow::Borrowed("s3:InventoryAccessibleOptionalFields"), Value::Many(fields?))];
    Ok(Told { keys, targets, ..Told::default() })
}

fn legal_hold(root: Element<'_, '_>) -> Result<Told, Unmapped> {
    let status = listed(root, "Status", &["Status"])?;
    let status = status.ok_or_else(|| Unmapped::new("the legal hold has no status"))?;
    Ok(Told { keys: vec![one("s3:object-lock-legal-hold", status)], ..Told::default() })
}

fn replication(root: Element<'_, '_>) -> Result<Told, Unmapped> {
    const MEMBERS: &[&str] = &["Role", "Rule", "Token"];
    let targets = targets::of_replication(root.children(MEMBERS)?)?;
    let role = root.text_of("Role", MEMBERS)?;
    let role = role.ok_or_else(|| Unmapped::new("the replication names no role"))?;
    Ok(Told { passed: vec![pass::role(role, "s3.amazonaws.com", None)?], targets, ..Told::default() })
}

/// The text of a member that has few values.
fn listed<'a>(root: Element<'a, '_>, name: &str, known: &[&str]) -> Result<Option<&'a str>, Unmapped> {
    let text = root.text_of(name, known)?;
    match text.filter(|text| !values::is_one(name, text)) {
        Some(_) => Err(Unmapped::new(format!("the member `{name}` has a value that is not one of S3's"))),
        None => Ok(text),
    }
}

/// A restoration that only brings the object back; one that selects writes its results elsewhere.
fn restore(root: Element<'_, '_>) -> Result<Told, Unmapped> {
    root.children(&["Days", "GlacierJobParameters", "Tier", "Description"]).map(|_| Told::default())
}

fn retention(root: Element<'_, '_>) -> Result<Told, Unmapped> {
    const MEMBERS: &[&str] = &["Mode", "RetainUntilDate"];
    let mut told = Told::default();
    told.keys.extend(listed(root, "Mode", MEMBERS)?.map(|mode| one("s3:object-lock-mode", mode)));
    told.keys.extend(root.text_of("RetainUntilDate", MEMBERS)?.map(|date| one(RETAIN_UNTIL, date)));
    Ok(told)
}

fn tagging(root: Element<'_, '_>) -> Result<Told, Unmapped> {
    let set = root.one("TagSet", &["TagSet"])?.ok_or_else(|| Unmapped::new("the body has no set of tags"))?;
    let keys = keys::of_tags("s3:RequestObjectTag/", "s3:RequestObjectTagKeys", &tag_set(set)?);
    Ok(Told { keys, ..Told::default() })
}

fn tag_set(set: Element<'_, '_>) -> Result<Vec<(String, String)>, Unmapped> {
    const MEMBERS: &[&str] = &["Key", "Value"];
    let mut tags: Vec<(String, String)> = Vec::new();
    for tag in set.children(&["Tag"])? {
        let key = tag.text_of("Key", MEMBERS)?.ok_or_else(|| Unmapped::new("a tag has no key"))?;
        // Condition keys do not differ by case, and servers differ in which of two tags they keep.
        if tags.iter().any(|(other, _)| other.to_lowercase() == key.to_lowercase()) {
            return Err(Unmapped::new("a tag comes twice"));
        }
        tags.push((key.to_owned(), tag.text_of("Value", MEMBERS)?.unwrap_or_default().to_owned()));
    }
    Ok(tags)
}
