//! `s3:PutBucketPolicy`, `s3:GetBucketPolicy`, `s3:DeleteBucketPolicy` and `s3:GetBucketPolicyStatus`: bucket policies are kept here,
//! and no upstream sees them.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html>

use rolecall_policy::document::ast::{Document, ListElement};
use rolecall_policy::document::{PolicyKind, validate};

use super::Visit;
use super::public::is_public;
use crate::directory::{BoundDocument, Bucket, BucketPolicy, Snapshot};
use crate::fault::{Code, Fault, common};
use crate::principals::{bindings, present};
use crate::server::Server;

/// The document is not one.
const MALFORMED_POLICY: Code = Code::new("MalformedPolicy", 400);
/// The bucket has none.
const NO_SUCH_BUCKET_POLICY: Code = Code::new("NoSuchBucketPolicy", 404);

/// The largest bucket policy, in bytes.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html>
const LARGEST_BUCKET_POLICY: usize = 20 * 1024;

impl Server {
    /// Gives a bucket a policy in place of the one that it has.
    ///
    /// # Errors
    /// `MalformedPolicy`, `AccessDenied`, `MethodNotAllowed` for other accounts, and those of a directory that cannot be written.
    pub async fn put_bucket_policy(&self, visit: &Visit<'_>, bucket: &str, text: &str) -> Result<(), Fault> {
        self.change_bucket(visit, bucket, |bucket, snapshot| {
            let document = read(text, &bucket.name, snapshot)?;
            let is_public = is_public(text);
            if is_public && bucket.public_access_block.is_some_and(|block| block.block_public_policy) {
                return Err(blocked(visit, bucket));
            }
            bucket.policy = Some(BucketPolicy { document, is_public });
            Ok(())
        })
        .await
    }

    /// Takes the policy off a bucket; that it has none is no error.
    ///
    /// # Errors
    /// `AccessDenied`, `MethodNotAllowed` for other accounts, and those of a directory that cannot be written.
    pub async fn delete_bucket_policy(&self, visit: &Visit<'_>, bucket: &str) -> Result<(), Fault> {
        self.change_bucket(visit, bucket, |bucket, _| {
            bucket.policy = None;
            Ok(())
        })
        .await
    }

    /// The policy of a bucket, whose principals appear under their present ARNs, or unique ids if they are gone.
    ///
    /// # Errors
    /// `NoSuchBucketPolicy`, `AccessDenied`, and `MethodNotAllowed` for other accounts.
    pub fn bucket_policy(&self, visit: &Visit<'_>, bucket: &str) -> Result<String, Fault> {
        let bucket = self.owned_bucket(visit, bucket)?;
        let snapshot = self.directory.snapshot();
        let policy = bucket.policy.as_ref().ok_or_else(none)?;
        Ok(policy.document.render(&|named, id| present(named, id, &snapshot)))
    }

    /// Whether the policy of a bucket makes something public.
    ///
    /// # Errors
    /// As of [`bucket_policy`](Self::bucket_policy).
    pub fn bucket_policy_is_public(&self, visit: &Visit<'_>, bucket: &str) -> Result<bool, Fault> {
        let bucket = self.owned_bucket(visit, bucket)?;
        bucket.policy.as_ref().map(|policy| policy.is_public).ok_or_else(none)
    }
}

fn read(text: &str, bucket: &str, snapshot: &Snapshot) -> Result<BoundDocument, Fault> {
    let malformed = |reason: String| Fault::new(MALFORMED_POLICY, reason);
    if text.len() > LARGEST_BUCKET_POLICY {
        return Err(malformed("Policy exceeds the maximum allowed document size.".to_owned()));
    }
    let document = validate(text, PolicyKind::Resource).map_err(|invalid| malformed(invalid.to_string()))?;
    if !is_about(&document, bucket) {
        return Err(malformed("Policy has invalid resource".to_owned()));
    }
    let bindings = bindings(&document, snapshot).map_err(|_| malformed("Invalid principal in policy".to_owned()))?;
    Ok(BoundDocument::new(text, bindings))
}

/// Whether every resource is the bucket or in it.
fn is_about(document: &Document, bucket: &str) -> bool {
    let within = |resource: &str| {
        let rest = resource.strip_prefix("arn:aws:s3:::").and_then(|rest| rest.strip_prefix(bucket));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '*']))
    };
    resources(document).all(|element| element.values.iter().all(|value| within(&value.value)))
}

fn resources(document: &Document) -> impl Iterator<Item = &ListElement> {
    document.statements.iter().filter_map(|statement| statement.resource.as_ref())
}

fn none() -> Fault {
    Fault::new(NO_SUCH_BUCKET_POLICY, "The bucket policy does not exist")
}

fn blocked(visit: &Visit<'_>, bucket: &Bucket) -> Fault {
    let caller = visit.caller().map_or("anonymous", |caller| caller.arn.as_str());
    let message = format!(
        "User: {caller} is not authorized to perform: s3:PutBucketPolicy on resource: \"arn:aws:s3:::{}\" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.",
        bucket.name
    );
    Fault::new(common::ACCESS_DENIED, message)
}
