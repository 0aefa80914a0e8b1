//! The operations on buckets.

use super::{Body, DIRECTORY, Effects, Level, Operation};

const LIST: &[&str] = &["delimiter", "encoding-type", "marker", "max-keys", "prefix"];

const LIST_V2: &[&str] =
    &["continuation-token", "delimiter", "encoding-type", "fetch-owner", "max-keys", "prefix", "start-after"];

const VERSIONS: &[&str] = &["delimiter", "encoding-type", "key-marker", "max-keys", "prefix", "version-id-marker"];

const UPLOADS: &[&str] = &["delimiter", "encoding-type", "key-marker", "max-uploads", "prefix", "upload-id-marker"];

const PAGE: &[&str] = &["continuation-token"];

const TABLES: &str = "metadata tables also need actions of `s3tables` that are not mapped";

pub(super) const ALL: &[Operation] = &[
    put("CreateBucket", &["CreateBucket"]).effects(Effects::Bucket).body(Body::CreateBucket),
    on("POST", "CreateBucketMetadataConfiguration", &[]).by(&["metadataConfiguration"]).refused(TABLES),
    on("POST", "CreateBucketMetadataTableConfiguration", &[]).by(&["metadataTable"]).refused(TABLES),
    get("CreateSession", &[]).by(&["session"]).refused(DIRECTORY),
    delete("DeleteBucket", &["DeleteBucket"]),
    delete("DeleteBucketAnalyticsConfiguration", &["PutAnalyticsConfiguration"]).by(&["analytics", "id"]),
    delete("DeleteBucketCors", &["PutBucketCORS"]).by(&["cors"]),
    delete("DeleteBucketEncryption", &["PutEncryptionConfiguration"]).by(&["encryption"]),
    delete("DeleteBucketIntelligentTieringConfiguration", &["PutIntelligentTieringConfiguration"])
        .by(&["intelligent-tiering", "id"]),
    delete("DeleteBucketInventoryConfiguration", &["PutInventoryConfiguration"]).by(&["inventory", "id"]),
    delete("DeleteBucketLifecycle", &["PutLifecycleConfiguration"]).by(&["lifecycle"]),
    delete("DeleteBucketMetadataConfiguration", &["DeleteBucketMetadataTableConfiguration"])
        .by(&["metadataConfiguration"]),
    delete("DeleteBucketMetadataTableConfiguration", &["DeleteBucketMetadataTableConfiguration"])
        .by(&["metadataTable"]),
    delete("DeleteBucketMetricsConfiguration", &["PutMetricsConfiguration"]).by(&["metrics", "id"]),
    delete("DeleteBucketOwnershipControls", &["PutBucketOwnershipControls"]).by(&["ownershipControls"]),
    delete("DeleteBucketPolicy", &["DeleteBucketPolicy"]).by(&["policy"]),
    delete("DeleteBucketReplication", &["PutReplicationConfiguration"]).by(&["replication"]),
    delete("DeleteBucketTagging", &["PutBucketTagging"]).by(&["tagging"]),
    delete("DeleteBucketWebsite", &["DeleteBucketWebsite"]).by(&["website"]),
    on("POST", "DeleteObjects", &[]).by(&["delete"]).body(Body::Delete),
    delete("DeletePublicAccessBlock", &["PutBucketPublicAccessBlock"]).by(&["publicAccessBlock"]),
    get("GetBucketAbac", &["GetBucketAbac"]).by(&["abac"]),
    get("GetBucketAccelerateConfiguration", &["GetAccelerateConfiguration"]).by(&["accelerate"]),
    get("GetBucketAcl", &["GetBucketAcl"]).by(&["acl"]),
    get("GetBucketAnalyticsConfiguration", &["GetAnalyticsConfiguration"]).by(&["analytics", "id"]),
    get("GetBucketCors", &["GetBucketCORS"]).by(&["cors"]),
    get("GetBucketEncryption", &["GetEncryptionConfiguration"]).by(&["encryption"]),
    get("GetBucketIntelligentTieringConfiguration", &["GetIntelligentTieringConfiguration"])
        .by(&["intelligent-tiering", "id"]),
    get("GetBucketInventoryConfiguration", &["GetInventoryConfiguration"]).by(&["inventory", "id"]),
    get("GetBucketLifecycleConfiguration", &["GetLifecycleConfiguration"]).by(&["lifecycle"]),
    get("GetBucketLocation", &["GetBucketLocation"]).by(&["location"]),
    get("GetBucketLogging", &["GetBucketLogging"]).by(&["logging"]),
    get("GetBucketMetadataConfiguration", &["GetBucketMetadataTableConfiguration"]).by(&["metadataConfiguration"]),
    get("GetBucketMetadataTableConfiguration", &["GetBucketMetadataTableConfiguration"]).by(&["metadataTable"]),
    get("GetBucketMetricsConfiguration", &["GetMetricsConfiguration"]).by(&["metrics", "id"]),
    get("GetBucketNotificationConfiguration", &["GetBucketNotification"]).by(&["notification"]),
    get("GetBucketOwnershipControls", &["GetBucketOwnershipControls"]).by(&["ownershipControls"]),
    get("GetBucketPolicy", &["GetBucketPolicy"]).by(&["policy"]),
    get("GetBucketPolicyStatus", &["GetBucketPolicyStatus"]).by(&["policyStatus"]),
    get("GetBucketReplication", &["GetReplicationConfiguration"]).by(&["replication"]),
    get("GetBucketRequestPayment", &["GetBucketRequestPayment"]).by(&["requestPayment"]),
    get("GetBucketTagging", &["GetBucketTagging"]).by(&["tagging"]),
    get("GetBucketVersioning", &["GetBucketVersioning"]).by(&["versioning"]),
    get("GetBucketWebsite", &["GetBucketWebsite"]).by(&["website"]),
    get("GetObjectLockConfiguration", &["GetBucketObjectLockConfiguration"]).by(&["object-lock"]),
    get("GetPublicAccessBlock", &["GetBucketPublicAccessBlock"]).by(&["publicAccessBlock"]),
    on("HEAD", "HeadBucket", &["ListBucket"]),
    get("ListBucketAnalyticsConfigurations", &["GetAnalyticsConfiguration"]).by(&["analytics"]).optional(PAGE),
    get("ListBucketIntelligentTieringConfigurations", &["GetIntelligentTieringConfiguration"])
        .by(&["intelligent-tiering"])
        .optional(PAGE),
    get("ListBucketInventoryConfigurations", &["GetInventoryConfiguration"]).by(&["inventory"]).optional(PAGE),
    get("ListBucketMetricsConfigurations", &["GetMetricsConfiguration"]).by(&["metrics"]).optional(PAGE),
    get("ListMultipartUploads", &["ListBucketMultipartUploads"]).by(&["uploads"]).optional(UPLOADS),
    get("ListObjectVersions", &["ListBucketVersions"]).by(&["versions"]).optional(VERSIONS),
    get("ListObjects", &["ListBucket"]).optional(LIST),
    get("ListObjectsV2", &["ListBucket"]).by(&["list-type"]).optional(LIST_V2),
    put("PutBucketAbac", &["PutBucketAbac"]).by(&["abac"]),
    put("PutBucketAccelerateConfiguration", &["PutAccelerateConfiguration"]).by(&["accelerate"]),
    put("PutBucketAcl", &["PutBucketAcl"]).by(&["acl"]).body(Body::Acl),
    put("PutBucketAnalyticsConfiguration", &["PutAnalyticsConfiguration"]).by(&["analytics", "id"]),
    put("PutBucketCors", &["PutBucketCORS"]).by(&["cors"]),
    put("PutBucketEncryption", &["PutEncryptionConfiguration"]).by(&["encryption"]),
    put("PutBucketIntelligentTieringConfiguration", &["PutIntelligentTieringConfiguration"])
        .by(&["intelligent-tiering", "id"]),
    put("PutBucketInventoryConfiguration", &["PutInventoryConfiguration"])
        .by(&["inventory", "id"])
        .body(Body::Inventory),
    put("PutBucketLifecycleConfiguration", &["PutLifecycleConfiguration"]).by(&["lifecycle"]),
    put("PutBucketLogging", &["PutBucketLogging"]).by(&["logging"]).body(Body::Logging),
    put("PutBucketMetricsConfiguration", &["PutMetricsConfiguration"]).by(&["metrics", "id"]),
    put("PutBucketNotificationConfiguration", &["PutBucketNotification"]).by(&["notification"]),
    put("PutBucketOwnershipControls", &["PutBucketOwnershipControls"]).by(&["ownershipControls"]),
    put("PutBucketPolicy", &["PutBucketPolicy"]).by(&["policy"]),
    put("PutBucketReplication", &["PutReplicationConfiguration"]).by(&["replication"]).body(Body::Replication),
    put("PutBucketRequestPayment", &["PutBucketRequestPayment"]).by(&["requestPayment"]),
    put("PutBucketTagging", &["PutBucketTagging"]).by(&["tagging"]),
    put("PutBucketVersioning", &["PutBucketVersioning"]).by(&["versioning"]),
    put("PutBucketWebsite", &["PutBucketWebsite"]).by(&["website"]),
    put("PutObjectLockConfiguration", &["PutBucketObjectLockConfiguration"]).by(&["object-lock"]),
    put("PutPublicAccessBlock", &["PutBucketPublicAccessBlock"]).by(&["publicAccessBlock"]),
    put("UpdateBucketMetadataAnnotationTableConfiguration", &[]).by(&["metadataAnnotationTable"]).refused(TABLES),
    put("UpdateBucketMetadataInventoryTableConfiguration", &[]).by(&["metadataInventoryTable"]).refused(TABLES),
    put("UpdateBucketMetadataJournalTableConfiguration", &["UpdateBucketMetadataJournalTableConfiguration"])
        .by(&["metadataJournalTable"]),
];

const fn on(method: &'static str, name: &'static str, actions: &'static [&'static str]) -> Operation {
    super::on(Level::Bucket, method, name, actions)
}

const fn delete(name: &'static str, actions: &'static [&'static str]) -> Operation {
    on("DELETE", name, actions)
}

const fn get(name: &'static str, actions: &'static [&'static str]) -> Operation {
    on("GET", name, actions)
}

const fn put(name: &'static str, actions: &'static [&'static str]) -> Operation {
    on("PUT", name, actions)
}
