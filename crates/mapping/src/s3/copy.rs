//! The source of a copy.

use super::{S3Rules, names};
use crate::Unmapped;
use crate::percent::{decode, encode_into};

/// The header that makes a PUT a copy.
pub(super) const HEADER: &str = "x-amz-copy-source";

/// What is copied.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) bucket: String,
    pub(super) key: String,
    pub(super) version_id: Option<String>,
}

impl Source {
    /// Reads `bucket/key` or `/bucket/key`, percent-encoded, with or without `?versionId=`
    /// (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html>).
    pub(super) fn read(header: &str, rules: &S3Rules) -> Result<Self, Unmapped> {
        if header.starts_with("arn:") {
            return Err(Unmapped::new("a copy source that is an access point is not mapped"));
        }
        let (path, query) = header.split_once('?').map_or((header, None), |(path, query)| (path, Some(query)));
        let version_id = query.map(version).transpose()?;
        let path = path.strip_prefix('/').unwrap_or(path);
        let (bucket, key) = path.split_once('/').ok_or_else(|| Unmapped::new("the copy source names no key"))?;
        names::check_bucket(bucket)?;
        if key.contains(['\\', '#']) {
            return Err(Unmapped::new("the copy source is not percent-encoded, and servers read it differently"));
        }
        let key = decode(key)?;
        // Some servers look for a version only when they have decoded the whole.
        if key.contains('?') && !rules.literal_keys {
            return Err(Unmapped::new("the key of the copy source has a `?`, which servers read differently"));
        }
        names::check_key(&key, rules)?;
        Ok(Self { bucket: bucket.to_owned(), key, version_id })
    }

    /// The source as it is sent on: written so that every server reads the same.
    pub(super) fn written(&self) -> String {
        let mut text = format!("/{}/", self.bucket);
        encode_into(&mut text, &self.key, b"/");
        if let Some(version_id) = &self.version_id {
            text.push_str("?versionId=");
            encode_into(&mut text, version_id, b"");
        }
        text
    }
}

fn version(query: &str) -> Result<String, Unmapped> {
    let version =
        query.strip_prefix("versionId=").filter(|version| !version.is_empty() && !version.contains(['&', '?', '+']));
    version.map_or_else(|| Err(Unmapped::new("the copy source has parameters other than a version")), decode)
}
