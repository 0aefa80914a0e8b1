//! The library, and what must be checked before it is let at a request.

use std::path::PathBuf;

use s3s::dto::{CompletedPart, CopySource, ListObjectsV2Input};
use s3s::{S3Request, S3Result, s3_error};
use s3s_fs::FileSystem;
use tokio::sync::RwLock;

use crate::durable::written;
use crate::layout::Layout;

/// The fewest bytes of a part that is not the last.
const MIN_PART: u64 = 5 * 1024 * 1024;

/// The library, and what stands before it. An operation that is not here is answered as not implemented.
#[derive(Debug)]
pub(crate) struct Guard {
    pub(crate) files: FileSystem,
    pub(crate) layout: Layout,
    /// Held by all who write objects, so that nobody writes into a bucket while it is deleted.
    pub(crate) buckets: RwLock<()>,
}

impl Guard {
    pub(crate) fn new(files: FileSystem, layout: Layout) -> Self {
        Self { files, layout, buckets: RwLock::new(()) }
    }

    /// Waits until an object and what belongs to it are on the disk.
    pub(crate) async fn keep(&self, bucket: &str, key: &str, path: PathBuf) -> S3Result<()> {
        let mut files = self.layout.companions(bucket, key).to_vec();
        files.push(path);
        written(self.layout.root(), files).await
    }

    /// Checks the parts of an upload: the library would have thrown away those before one that is missing or too small.
    pub(crate) fn complete(&self, id: &str, parts: &[CompletedPart]) -> S3Result<()> {
        for (index, part) in (1..).zip(parts) {
            let file = std::fs::metadata(self.layout.part(id, index)).ok();
            match file.filter(|_| part.part_number == Some(index)) {
                None => return Err(s3_error!(InvalidPart)),
                Some(file) if file.len() < MIN_PART && usize::try_from(index) != Ok(parts.len()) => {
                    return Err(s3_error!(EntityTooSmall));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// The bucket and key that are copied from.
    pub(crate) fn source(&self, source: &CopySource) -> S3Result<()> {
        let CopySource::Bucket { bucket, key, version_id } = source else { return Err(s3_error!(NotImplemented)) };
        no_version(version_id.as_deref())?;
        self.layout.existing(bucket, key).map(drop)
    }
}

/// There are no versions here: whoever names one means another object than the one that is there.
pub(crate) fn no_version(version: Option<&str>) -> S3Result<()> {
    if version.is_none_or(|version| version == "null") { Ok(()) } else { Err(s3_error!(NoSuchVersion)) }
}

/// No key begins with a slash, but the library would look for keys without it.
pub(crate) fn plain_prefix(prefix: Option<&str>) -> S3Result<()> {
    if prefix.is_some_and(|prefix| prefix.starts_with('/')) {
        return Err(s3_error!(InvalidArgument, "This storage keeps keys as paths: none begins with a slash."));
    }
    Ok(())
}

/// Parts have numbers from 1 to 10000.
pub(crate) fn part_number(number: i32) -> S3Result<i32> {
    if (1..=10_000).contains(&number) {
        return Ok(number);
    }
    Err(s3_error!(InvalidArgument, "Part number must be an integer between 1 and 10000, inclusive"))
}

/// A request of the same caller for something else.
pub(crate) fn request_like<T>(req: &S3Request<T>) -> S3Request<ListObjectsV2Input> {
    S3Request {
        input: ListObjectsV2Input::default(),
        method: req.method.clone(),
        uri: req.uri.clone(),
        headers: req.headers.clone(),
        extensions: req.extensions.clone(),
        credentials: req.credentials.clone(),
        region: req.region.clone(),
        service: req.service.clone(),
        trailing_headers: None,
    }
}
