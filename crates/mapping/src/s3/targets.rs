//! Buckets that a configuration has the server write to.
//!
//! On AWS a role, or the policy of that bucket, lets the service write. Other servers write with rights of their own, so that whoever configures
//! them must be allowed to write there.

use super::body::Told;
use super::names;
use super::xml::Element;
use crate::Unmapped;

/// Members of a rule of replication; `DeleteReplication` is one that only some servers have.
const RULE: &[&str] = &[
    "DeleteMarkerReplication",
    "DeleteReplication",
    "Destination",
    "ExistingObjectReplication",
    "Filter",
    "ID",
    "Prefix",
    "Priority",
    "SourceSelectionCriteria",
    "Status",
];

const REPLICA: &[&str] = &[
    "AccessControlTranslation",
    "Account",
    "Bucket",
    "EncryptionConfiguration",
    "Metrics",
    "ReplicationTime",
    "StorageClass",
];

const REPORT: &[&str] = &["AccountId", "Bucket", "Encryption", "Format", "Prefix"];

const LOG: &[&str] = &["TargetBucket", "TargetGrants", "TargetObjectKeyFormat", "TargetPrefix"];

/// Those of a replication, given the members of its configuration.
pub(super) fn of_replication(members: Vec<Element<'_, '_>>) -> Result<Vec<(&'static str, String)>, Unmapped> {
    let mut targets = Vec::new();
    for rule in members.into_iter().filter(|member| member.name() == "Rule") {
        let destination = rule.one("Destination", RULE)?;
        let bucket = destination.map(|destination| destination.text_of("Bucket", REPLICA)).transpose()?.flatten();
        targets.push(("ReplicateObject", named(bucket)?));
    }
    Ok(targets)
}

/// That of a report, given its destination.
pub(super) fn of_report(destination: Option<Element<'_, '_>>) -> Result<Vec<(&'static str, String)>, Unmapped> {
    const BUCKET: &str = "S3BucketDestination";
    let destination = destination.map(|destination| destination.one(BUCKET, &[BUCKET])).transpose()?.flatten();
    let bucket = destination.map(|destination| destination.text_of("Bucket", REPORT)).transpose()?.flatten();
    Ok(vec![("PutObject", named(bucket)?)])
}

/// That of a log, if there is one.
pub(super) fn of_logging(root: Element<'_, '_>) -> Result<Told, Unmapped> {
    const ENABLED: &str = "LoggingEnabled";
    let Some(enabled) = root.one(ENABLED, &[ENABLED])? else { return Ok(Told::default()) };
    Ok(Told { targets: vec![("PutObject", named(enabled.text_of("TargetBucket", LOG)?)?)], ..Told::default() })
}

/// The name of a bucket that stands there by its ARN, or as servers take it too, by its name.
fn named(bucket: Option<&str>) -> Result<String, Unmapped> {
    let unnamed = || Unmapped::new("the configuration names no bucket that is written to");
    let bucket = bucket.map(|bucket| bucket.strip_prefix("arn:aws:s3:::").unwrap_or(bucket)).ok_or_else(unnamed)?;
    names::check_bucket(bucket)?;
    Ok(bucket.to_owned())
}
