//! Which keys may become paths, and where the library keeps what belongs to them.

use std::path::{Path, PathBuf};

use data_encoding::BASE64URL_NOPAD;
use s3s::{S3Result, s3_error};

/// The longest name of a file on usual file systems, in bytes.
const MAX_NAME: usize = 255;

/// The files of the library under one directory.
#[derive(Debug)]
pub(crate) struct Layout {
    root: PathBuf,
}

impl Layout {
    pub(crate) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The directory of a bucket that exists.
    pub(crate) fn bucket(&self, bucket: &str) -> S3Result<PathBuf> {
        // The protocol library has checked it too; a bucket must never name a path.
        if !s3s::path::check_bucket_name(bucket) {
            return Err(s3_error!(InvalidBucketName));
        }
        let path = self.root.join(bucket);
        if path.is_dir() { Ok(path) } else { Err(s3_error!(NoSuchBucket)) }
    }

    /// The file of a key, in a bucket that exists.
    ///
    /// Two keys must never be one file, and no key a file elsewhere: the decision was made on the key.
    pub(crate) fn object(&self, bucket: &str, key: &str) -> S3Result<PathBuf> {
        let directory = self.bucket(bucket)?;
        if key.len() > 1024 || metadata_name(bucket, key, Some(&"0".repeat(36))).len() > MAX_NAME {
            return Err(s3_error!(KeyTooLongError, "Your key is too long for this storage."));
        }
        if key.bytes().any(|byte| byte.is_ascii_control() || byte == b'\\') || !key.split('/').all(is_plain) {
            return Err(s3_error!(
                InvalidArgument,
                "This storage keeps keys as paths: their parts must not be empty, `.` or `..`, nor hold control characters or backslashes."
            ));
        }
        Ok(directory.join(key))
    }

    /// The file of a key that is to be written: one of its directories may not be an object, nor the key a directory.
    pub(crate) fn writable(&self, bucket: &str, key: &str) -> S3Result<PathBuf> {
        let path = self.object(bucket, key)?;
        // What other objects have left behind is no obstacle, and only an empty directory goes away so.
        _ = std::fs::remove_dir(&path);
        let directory = self.root.join(bucket);
        let blocked = path.ancestors().skip(1).take_while(|above| *above != directory).any(Path::is_file);
        if path.is_dir() || blocked {
            return Err(s3_error!(
                InvalidRequest,
                "This storage keeps keys as paths: a key cannot be both an object and the beginning of others."
            ));
        }
        Ok(path)
    }

    /// The file of an object that exists.
    pub(crate) fn existing(&self, bucket: &str, key: &str) -> S3Result<PathBuf> {
        let path = self.object(bucket, key)?;
        if path.is_file() { Ok(path) } else { Err(s3_error!(NoSuchKey)) }
    }

    /// Checks that an upload was begun for this very object: the library knows uploads by their id alone.
    pub(crate) fn upload(&self, bucket: &str, key: &str, id: &str) -> S3Result<()> {
        self.object(bucket, key)?;
        let canonical = id.len() == 36 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-'));
        if canonical && self.root.join(metadata_name(bucket, key, Some(id))).is_file() {
            return Ok(());
        }
        Err(s3_error!(NoSuchUpload))
    }

    /// The files that belong to an object, beside its own.
    pub(crate) fn companions(&self, bucket: &str, key: &str) -> [PathBuf; 2] {
        let (bucket64, key64) = (encoded(bucket), encoded(key));
        let internal = format!(".bucket-{bucket64}.object-{key64}.internal.json");
        [self.root.join(metadata_name(bucket, key, None)), self.root.join(internal)]
    }

    /// The files of an upload.
    pub(crate) fn upload_files(&self, bucket: &str, key: &str, id: &str) -> [PathBuf; 2] {
        [self.root.join(metadata_name(bucket, key, Some(id))), self.root.join(format!(".upload-{id}.json"))]
    }

    /// The file of a part.
    pub(crate) fn part(&self, id: &str, number: i32) -> PathBuf {
        self.root.join(format!(".upload_id-{id}.part-{number}"))
    }
}

fn is_plain(part: &str) -> bool {
    !matches!(part, "" | "." | "..") && part.len() <= MAX_NAME
}

/// As `s3s-fs` names it.
fn metadata_name(bucket: &str, key: &str, upload: Option<&str>) -> String {
    let upload = upload.map(|id| format!(".upload-{id}")).unwrap_or_default();
    format!(".bucket-{}.object-{}{upload}.metadata.json", encoded(bucket), encoded(key))
}

fn encoded(text: &str) -> String {
    BASE64URL_NOPAD.encode(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_are_no_paths() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::create_dir(directory.path().join("bucket")).unwrap();
        std::fs::create_dir(directory.path().join("other")).unwrap();
        std::fs::write(directory.path().join("other/secret"), "").unwrap();
        let layout = Layout::new(directory.path().to_owned());
        for key in ["a", "a/b", "a.b", "..a/b..", "\u{1234} +%2F", "-"] {
            assert!(layout.object("bucket", key).is_ok(), "{key}");
        }
        let long = "k".repeat(200);
        for key in [
            "",
            "/",
            "/a",
            "a/",
            "a//b",
            ".",
            "..",
            "../other/secret",
            "a/../../other/secret",
            "a/./b",
            "a\0b",
            "a\\b",
            &long,
        ] {
            assert!(layout.object("bucket", key).is_err(), "{key}");
        }
        for bucket in ["..", ".", "", "bucket/../other", "Bucket", ".bucket", "absent"] {
            assert!(layout.object(bucket, "a").is_err(), "{bucket}");
        }
    }
}
