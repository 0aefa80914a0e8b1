//! S3 requests, and what IAM is asked about them.

use crate::case::{Request, check_file, lines};
use rolecall_mapping::Value;

#[test]
fn buckets() {
    check_file("s3", "s3_buckets.txt", 80);
}

#[test]
fn objects() {
    check_file("s3", "s3_objects.txt", 80);
}

#[test]
fn hostile() {
    check_file("s3", "s3_hostile.txt", 80);
}

/// Operations with another name for the same request, and those that are refused, by a part of the line that shows it.
const OTHERWISE: &[(&str, &str)] = &[
    ("CreateBucketMetadataConfiguration", "POST /bkt?metadataConfiguration => !"),
    ("CreateBucketMetadataTableConfiguration", "POST /bkt?metadataTable => !"),
    ("CreateSession", "GET /bkt?session => !"),
    ("GetBucketLifecycle", "=> GetBucketLifecycleConfiguration"),
    ("GetBucketNotification", "=> GetBucketNotificationConfiguration"),
    ("ListDirectoryBuckets", "GET /?max-directory-buckets=5 => !"),
    ("PutBucketLifecycle", "=> PutBucketLifecycleConfiguration"),
    ("PutBucketNotification", "=> PutBucketNotificationConfiguration"),
    ("RenameObject", "PUT /bkt/k?renameObject"),
    ("UpdateBucketMetadataAnnotationTableConfiguration", "PUT /bkt?metadataAnnotationTable => !"),
    ("UpdateBucketMetadataInventoryTableConfiguration", "PUT /bkt?metadataInventoryTable => !"),
    ("WriteGetObjectResponse", "POST /WriteGetObjectResponse"),
];

fn operations() -> Vec<String> {
    rolecall_mapping::models::model("s3").unwrap().operations.keys().cloned().collect()
}

#[test]
fn every_operation_of_the_model_has_a_case() {
    let all: Vec<String> = ["s3_buckets.txt", "s3_objects.txt"].into_iter().flat_map(lines).collect();
    let mut missing = operations();
    missing.retain(|name| {
        let otherwise = OTHERWISE.iter().find(|(other, _)| other == name).map(|(_, part)| (*part).to_owned());
        let part = otherwise.unwrap_or_else(|| format!("=> {name} |"));
        !all.iter().any(|line| line.contains(&part))
    });
    assert!(missing.is_empty(), "no case for {missing:?}");
}

#[test]
fn signatures_are_keys_of_every_action() {
    let keys = |line: &str| {
        let mapped = Request::read("s3", line).map().unwrap();
        let keys = &mapped.accesses.first().unwrap().keys;
        let one = |value: &Value| match value {
            Value::One(value) => value.to_string(),
            Value::Many(values) => values.join(","),
        };
        keys.iter().map(|(key, value)| format!("{key}={}", one(value))).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        keys("GET /bkt/k [x-amz-content-sha256: UNSIGNED-PAYLOAD]"),
        "s3:authType=REST-HEADER s3:signatureversion=AWS4-HMAC-SHA256 s3:signatureAge=1500 \
         s3:x-amz-content-sha256=UNSIGNED-PAYLOAD"
    );
    assert_eq!(
        keys("GET /bkt/k [signed: query]"),
        "s3:authType=REST-QUERY-STRING s3:signatureversion=AWS4-HMAC-SHA256 \
         s3:signatureAge=1500 s3:x-amz-content-sha256=UNSIGNED-PAYLOAD"
    );
    let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let told = keys(&format!("GET /bkt/k?X-Amz-Content-Sha256={hash} [signed: query]"));
    assert!(
        told.ends_with("s3:x-amz-content-sha256=UNSIGNED-PAYLOAD"),
        "{told}: nothing holds the body against the parameter"
    );
    assert_eq!(keys("GET /bkt/k [signed: not]"), "");
}

#[test]
fn large_batches_are_bounded() {
    let batch = |count: usize| {
        let objects = "<Object><Key>k</Key></Object>".repeat(count);
        Request::read("s3", &format!("POST /bkt?delete {{<Delete>{objects}</Delete>}}")).map()
    };
    assert_eq!(batch(1000).unwrap().accesses.len(), 1000);
    assert!(batch(1001).unwrap_err().message.contains("1 to 1000"));
    assert!(batch(400_000).unwrap_err().message.contains("longer than"));
}

#[test]
fn what_only_the_upstream_knows_is_named() {
    let needed = |line: &str| Request::read("s3", line).map().unwrap().accesses.remove(0);
    let read = needed("GET /bkt/k");
    assert!(read.is_unknown("s3:ExistingObjectTag/team") && read.is_unknown("S3:existingobjecttag/Team"));
    assert!(read.is_unknown("aws:ResourceTag/team") && read.is_unknown("s3:BucketTag/team"));
    assert!(!read.is_unknown("s3:ExistingObjectTag") && !read.is_unknown("s3:prefix"));
    assert!(!needed("PUT /bkt/k").is_unknown("s3:ExistingObjectTag/team"));
    let start = Request::read("ec2", "FORM StartInstances {InstanceId.1=i-1}").map().unwrap().accesses.remove(0);
    assert!(start.is_unknown("ec2:ResourceTag/team") && start.is_unknown("ec2:InstanceProfile"));
    assert!(!start.is_unknown("ec2:Region") && !start.is_unknown("ec2:InstanceID"));
}

#[test]
fn only_operations_with_a_body_have_one() {
    let has_body = |line: &str| Request::read("s3", line).map().unwrap().has_body;
    assert!(has_body("PUT /bkt/k") && has_body("POST /bkt/k?uploads"));
    assert!(!has_body("GET /bkt/k") && !has_body("DELETE /bkt/k") && !has_body("HEAD /bkt"));
    let lambda = |line: &str| Request::read("lambda", line).map().unwrap().has_body;
    assert!(lambda("POST /2015-03-31/functions/f/invocations") && !lambda("DELETE /2015-03-31/functions/f"));
}
