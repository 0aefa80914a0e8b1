//! Values of which there are few: servers take some of them in other letter cases too, in which conditions do not see them.

/// Canned access control lists (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl>).
const ACLS: &[&str] = &[
    "authenticated-read",
    "aws-exec-read",
    "bucket-owner-full-control",
    "bucket-owner-read",
    "log-delivery-write",
    "private",
    "public-read",
    "public-read-write",
];
const DIRECTIVES: &[&str] = &["COPY", "REPLACE"];
const ENCRYPTIONS: &[&str] = &["AES256", "aws:fsx", "aws:kms", "aws:kms:dsse"];
const HOLDS: &[&str] = &["OFF", "ON"];
const MODES: &[&str] = &["COMPLIANCE", "GOVERNANCE"];
const OWNERSHIPS: &[&str] = &["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"];

/// Headers, and members of bodies, with all values that they have.
const CLOSED: &[(&str, &[&str])] = &[
    ("Mode", MODES),
    ("Status", HOLDS),
    ("x-amz-acl", ACLS),
    ("x-amz-metadata-directive", DIRECTIVES),
    ("x-amz-object-lock-legal-hold", HOLDS),
    ("x-amz-object-lock-mode", MODES),
    ("x-amz-object-ownership", OWNERSHIPS),
    ("x-amz-server-side-encryption", ENCRYPTIONS),
    ("x-amz-tagging-directive", DIRECTIVES),
];

/// Whether a value, spelled as it is, is one that S3 has for this name; of a name that is not known here, any is.
pub(super) fn is_one(name: &str, value: &str) -> bool {
    let values = CLOSED.iter().find(|(own, _)| *own == name).map(|(_, values)| *values);
    values.is_none_or(|values| values.contains(&value))
}
