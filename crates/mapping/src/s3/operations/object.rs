//! The operations on objects.

use super::{Body, DIRECTORY, Effects, Level, Operation};

/// What a reader can ask to be answered with.
const VIEW: &[&str] = &[
    "partNumber",
    "response-cache-control",
    "response-content-disposition",
    "response-content-encoding",
    "response-content-language",
    "response-content-type",
    "response-expires",
    "versionId",
];

const VERSION: &[&str] = &["versionId"];

const UPLOAD: &[&str] = &["uploadId"];

const PART: &[&str] = &["partNumber", "uploadId"];

pub(super) const ALL: &[Operation] = &[
    delete("AbortMultipartUpload", &["AbortMultipartUpload"]).by(UPLOAD),
    post("CompleteMultipartUpload", &["PutObject"]).by(UPLOAD).creates(true),
    put("CopyObject", &["PutObject"]).copies().effects(Effects::Object).creates(true),
    post("CreateMultipartUpload", &["PutObject"]).by(&["uploads"]).effects(Effects::Object).creates(false),
    delete("DeleteObject", &["DeleteObject"]).optional(VERSION).versioned(&["DeleteObjectVersion"]),
    delete("DeleteObjectAnnotation", &["DeleteObjectAnnotation"])
        .by(&["annotation", "annotationName"])
        .optional(VERSION)
        .versioned(&["DeleteObjectVersionAnnotation"]),
    delete("DeleteObjectTagging", &["DeleteObjectTagging"])
        .by(&["tagging"])
        .optional(VERSION)
        .versioned(&["DeleteObjectVersionTagging"]),
    get("GetObject", &["GetObject"]).optional(VIEW).versioned(&["GetObjectVersion"]),
    get("GetObjectAcl", &["GetObjectAcl"]).by(&["acl"]).optional(VERSION).versioned(&["GetObjectVersionAcl"]),
    get("GetObjectAnnotation", &["GetObjectAnnotation"])
        .by(&["annotation", "annotationName"])
        .optional(VERSION)
        .versioned(&["GetObjectVersionAnnotation"]),
    get("GetObjectAttributes", &["GetObject", "GetObjectAttributes"])
        .by(&["attributes"])
        .optional(VERSION)
        .versioned(&["GetObjectVersion", "GetObjectVersionAttributes"]),
    get("GetObjectLegalHold", &["GetObjectLegalHold"]).by(&["legal-hold"]).optional(VERSION),
    get("GetObjectRetention", &["GetObjectRetention"]).by(&["retention"]).optional(VERSION),
    get("GetObjectTagging", &["GetObjectTagging"])
        .by(&["tagging"])
        .optional(VERSION)
        .versioned(&["GetObjectVersionTagging"]),
    get("GetObjectTorrent", &["GetObjectTorrent"]).by(&["torrent"]),
    on("HEAD", "HeadObject", &["GetObject"]).optional(VIEW).versioned(&["GetObjectVersion"]),
    get("ListObjectAnnotations", &["ListObjectAnnotations"])
        .by(&["annotation"])
        .optional(&["annotation-prefix", "continuation-token", "max-annotation-results", "versionId"])
        .versioned(&["ListObjectVersionAnnotations"]),
    get("ListParts", &["ListMultipartUploadParts"]).by(UPLOAD).optional(&["max-parts", "part-number-marker"]),
    put("PutObject", &["PutObject"]).effects(Effects::Object).creates(true),
    put("PutObjectAcl", &["PutObjectAcl"])
        .by(&["acl"])
        .optional(VERSION)
        .versioned(&["PutObjectVersionAcl"])
        .body(Body::Acl),
    put("PutObjectAnnotation", &["PutObjectAnnotation"])
        .by(&["annotation", "annotationName"])
        .optional(VERSION)
        .versioned(&["PutObjectVersionAnnotation"]),
    put("PutObjectLegalHold", &["PutObjectLegalHold"]).by(&["legal-hold"]).optional(VERSION).body(Body::LegalHold),
    put("PutObjectRetention", &["PutObjectRetention"]).by(&["retention"]).optional(VERSION).body(Body::Retention),
    put("PutObjectTagging", &["PutObjectTagging"])
        .by(&["tagging"])
        .optional(VERSION)
        .versioned(&["PutObjectVersionTagging"])
        .body(Body::Tagging),
    put("RenameObject", &[]).by(&["renameObject"]).refused(DIRECTORY),
    post("RestoreObject", &["RestoreObject"]).by(&["restore"]).optional(VERSION).body(Body::Restore),
    post("SelectObjectContent", &["GetObject"]).by(&["select", "select-type"]),
    put("UpdateObjectEncryption", &["UpdateObjectEncryption"])
        .by(&["encryption"])
        .optional(VERSION)
        .body(Body::Encryption),
    put("UploadPart", &["PutObject"]).by(PART).creates(false),
    put("UploadPartCopy", &["PutObject"]).by(PART).copies().creates(false),
];

const fn on(method: &'static str, name: &'static str, actions: &'static [&'static str]) -> Operation {
    super::on(Level::Object, method, name, actions)
}

const fn delete(name: &'static str, actions: &'static [&'static str]) -> Operation {
    on("DELETE", name, actions)
}

const fn get(name: &'static str, actions: &'static [&'static str]) -> Operation {
    on("GET", name, actions)
}

const fn post(name: &'static str, actions: &'static [&'static str]) -> Operation {
    on("POST", name, actions)
}

const fn put(name: &'static str, actions: &'static [&'static str]) -> Operation {
    on("PUT", name, actions)
}
