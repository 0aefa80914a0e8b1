//! The operations that are served: each checks what the library does not, lets it do the work, and waits for the disk.

use std::path::PathBuf;

use s3s::dto::*;
use s3s::{S3, S3Request, S3Response, S3Result, s3_error};
use s3s_fs::FileSystem;
use tokio::sync::RwLock;

use crate::conditions::Conditions;
use crate::durable::written;
use crate::layout::Layout;

/// The fewest bytes of a part that is not the last.
const MIN_PART: u64 = 5 * 1024 * 1024;

/// The library, and what stands before it. An operation that is not here is answered as not implemented.
#[derive(Debug)]
pub(crate) struct Guard {
    files: FileSystem,
    layout: Layout,
    /// Held by all who write objects, so that nobody writes into a bucket while it is deleted.
    buckets: RwLock<()>,
}

impl Guard {
    pub(crate) fn new(files: FileSystem, layout: Layout) -> Self {
        Self { files, layout, buckets: RwLock::new(()) }
    }

    /// Waits until an object and what belongs to it are on the disk.
    async fn keep(&self, bucket: &str, key: &str, path: PathBuf) -> S3Result<()> {
        let mut files = self.layout.companions(bucket, key).to_vec();
        files.push(path);
        written(self.layout.root(), files).await
    }

    /// Checks the parts of an upload: the library would have thrown away those before one that is missing or too small.
    fn complete(&self, id: &str, parts: &[CompletedPart]) -> S3Result<()> {
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
    fn source(&self, source: &CopySource) -> S3Result<()> {
        let CopySource::Bucket { bucket, key, version_id } = source else { return Err(s3_error!(NotImplemented)) };
        no_version(version_id.as_deref())?;
        self.layout.existing(bucket, key).map(drop)
    }
}

/// There are no versions here: whoever names one means another object than the one that is there.
fn no_version(version: Option<&str>) -> S3Result<()> {
    if version.is_none_or(|version| version == "null") { Ok(()) } else { Err(s3_error!(NoSuchVersion)) }
}

/// No key begins with a slash, but the library would look for keys without it.
fn plain_prefix(prefix: Option<&str>) -> S3Result<()> {
    if prefix.is_some_and(|prefix| prefix.starts_with('/')) {
        return Err(s3_error!(InvalidArgument, "This storage keeps keys as paths: none begins with a slash."));
    }
    Ok(())
}

#[async_trait::async_trait]
impl S3 for Guard {
    async fn create_bucket(&self, req: S3Request<CreateBucketInput>) -> S3Result<S3Response<CreateBucketOutput>> {
        let path = self.layout.root().join(&req.input.bucket);
        if path.is_dir() {
            return Err(s3_error!(BucketAlreadyOwnedByYou));
        }
        let answer = self.files.create_bucket(req).await?;
        written(self.layout.root(), vec![path]).await?;
        Ok(answer)
    }

    async fn head_bucket(&self, req: S3Request<HeadBucketInput>) -> S3Result<S3Response<HeadBucketOutput>> {
        self.layout.bucket(&req.input.bucket)?;
        self.files.head_bucket(req).await
    }

    async fn get_bucket_location(
        &self,
        req: S3Request<GetBucketLocationInput>,
    ) -> S3Result<S3Response<GetBucketLocationOutput>> {
        self.layout.bucket(&req.input.bucket)?;
        self.files.get_bucket_location(req).await
    }

    async fn list_buckets(&self, req: S3Request<ListBucketsInput>) -> S3Result<S3Response<ListBucketsOutput>> {
        self.files.list_buckets(req).await
    }

    async fn delete_bucket(&self, req: S3Request<DeleteBucketInput>) -> S3Result<S3Response<DeleteBucketOutput>> {
        let _alone = self.buckets.write().await;
        let path = self.layout.bucket(&req.input.bucket)?;
        let list = ListObjectsV2Input { bucket: req.input.bucket.clone(), max_keys: Some(1), ..Default::default() };
        let left = self.files.list_objects_v2(S3Request { input: list, ..request_like(&req) }).await?;
        if left.output.key_count.is_none_or(|count| count > 0) {
            return Err(s3_error!(BucketNotEmpty));
        }
        let answer = self.files.delete_bucket(req).await?;
        written(self.layout.root(), vec![path]).await?;
        Ok(answer)
    }

    async fn list_objects(&self, mut req: S3Request<ListObjectsInput>) -> S3Result<S3Response<ListObjectsOutput>> {
        self.layout.bucket(&req.input.bucket)?;
        plain_prefix(req.input.prefix.as_deref())?;
        // The library would say that it has encoded keys, and does not.
        req.input.encoding_type = None;
        self.files.list_objects(req).await
    }

    async fn list_objects_v2(
        &self,
        mut req: S3Request<ListObjectsV2Input>,
    ) -> S3Result<S3Response<ListObjectsV2Output>> {
        self.layout.bucket(&req.input.bucket)?;
        plain_prefix(req.input.prefix.as_deref())?;
        req.input.encoding_type = None;
        self.files.list_objects_v2(req).await
    }

    async fn get_object(&self, req: S3Request<GetObjectInput>) -> S3Result<S3Response<GetObjectOutput>> {
        let input = &req.input;
        no_version(input.version_id.as_deref())?;
        if input.part_number.is_some() {
            return Err(s3_error!(NotImplemented));
        }
        self.layout.existing(&input.bucket, &input.key)?;
        let (if_match, if_none_match) = (input.if_match.clone(), input.if_none_match.clone());
        let (if_modified, if_unmodified) = (input.if_modified_since.clone(), input.if_unmodified_since.clone());
        let answer = self.files.get_object(req).await?;
        let conditions = Conditions {
            if_match: if_match.as_ref(),
            if_none_match: if_none_match.as_ref(),
            if_modified_since: if_modified.as_ref(),
            if_unmodified_since: if_unmodified.as_ref(),
        };
        conditions.check(answer.output.e_tag.as_ref(), answer.output.last_modified.as_ref())?;
        Ok(answer)
    }

    async fn head_object(&self, req: S3Request<HeadObjectInput>) -> S3Result<S3Response<HeadObjectOutput>> {
        let input = &req.input;
        no_version(input.version_id.as_deref())?;
        if input.part_number.is_some() {
            return Err(s3_error!(NotImplemented));
        }
        self.layout.existing(&input.bucket, &input.key)?;
        let (if_match, if_none_match) = (input.if_match.clone(), input.if_none_match.clone());
        let (if_modified, if_unmodified) = (input.if_modified_since.clone(), input.if_unmodified_since.clone());
        let answer = self.files.head_object(req).await?;
        let conditions = Conditions {
            if_match: if_match.as_ref(),
            if_none_match: if_none_match.as_ref(),
            if_modified_since: if_modified.as_ref(),
            if_unmodified_since: if_unmodified.as_ref(),
        };
        conditions.check(answer.output.e_tag.as_ref(), answer.output.last_modified.as_ref())?;
        Ok(answer)
    }

    async fn put_object(&self, req: S3Request<PutObjectInput>) -> S3Result<S3Response<PutObjectOutput>> {
        let _shared = self.buckets.read().await;
        let (bucket, key) = (req.input.bucket.clone(), req.input.key.clone());
        let path = self.layout.writable(&bucket, &key)?;
        let answer = self.files.put_object(req).await?;
        self.keep(&bucket, &key, path).await?;
        Ok(answer)
    }

    /// A form carries a policy and a signature of its own, which nobody has verified.
    async fn post_object(&self, _: S3Request<PostObjectInput>) -> S3Result<S3Response<PostObjectOutput>> {
        Err(s3_error!(NotImplemented))
    }

    async fn copy_object(&self, req: S3Request<CopyObjectInput>) -> S3Result<S3Response<CopyObjectOutput>> {
        let _shared = self.buckets.read().await;
        self.source(&req.input.copy_source)?;
        let (bucket, key) = (req.input.bucket.clone(), req.input.key.clone());
        let path = self.layout.writable(&bucket, &key)?;
        let answer = self.files.copy_object(req).await?;
        self.keep(&bucket, &key, path).await?;
        Ok(answer)
    }

    async fn delete_object(&self, req: S3Request<DeleteObjectInput>) -> S3Result<S3Response<DeleteObjectOutput>> {
        let _shared = self.buckets.read().await;
        no_version(req.input.version_id.as_deref())?;
        let path = self.layout.object(&req.input.bucket, &req.input.key)?;
        if path.is_dir() {
            return Ok(S3Response::new(DeleteObjectOutput::default()));
        }
        let answer = self.files.delete_object(req).await?;
        written(self.layout.root(), vec![path]).await?;
        Ok(answer)
    }

    async fn delete_objects(&self, req: S3Request<DeleteObjectsInput>) -> S3Result<S3Response<DeleteObjectsOutput>> {
        let _shared = self.buckets.read().await;
        let mut paths = Vec::new();
        for object in &req.input.delete.objects {
            no_version(object.version_id.as_deref())?;
            let path = self.layout.object(&req.input.bucket, &object.key)?;
            if path.is_dir() {
                return Err(s3_error!(
                    InvalidArgument,
                    "This storage keeps keys as paths: one of the keys is the beginning of others."
                ));
            }
            paths.push(path);
        }
        let answer = self.files.delete_objects(req).await?;
        written(self.layout.root(), paths).await?;
        Ok(answer)
    }

    async fn create_multipart_upload(
        &self,
        req: S3Request<CreateMultipartUploadInput>,
    ) -> S3Result<S3Response<CreateMultipartUploadOutput>> {
        let _shared = self.buckets.read().await;
        let (bucket, key) = (req.input.bucket.clone(), req.input.key.clone());
        self.layout.writable(&bucket, &key)?;
        let answer = self.files.create_multipart_upload(req).await?;
        let id = answer.output.upload_id.as_deref().unwrap_or_default();
        written(self.layout.root(), self.layout.upload_files(&bucket, &key, id).to_vec()).await?;
        Ok(answer)
    }

    async fn upload_part(&self, req: S3Request<UploadPartInput>) -> S3Result<S3Response<UploadPartOutput>> {
        let _shared = self.buckets.read().await;
        let input = &req.input;
        self.layout.upload(&input.bucket, &input.key, &input.upload_id)?;
        let part = self.layout.part(&input.upload_id, part_number(input.part_number)?);
        let answer = self.files.upload_part(req).await?;
        written(self.layout.root(), vec![part]).await?;
        Ok(answer)
    }

    async fn upload_part_copy(
        &self,
        req: S3Request<UploadPartCopyInput>,
    ) -> S3Result<S3Response<UploadPartCopyOutput>> {
        let _shared = self.buckets.read().await;
        let input = &req.input;
        self.source(&input.copy_source)?;
        self.layout.upload(&input.bucket, &input.key, &input.upload_id)?;
        let part = self.layout.part(&input.upload_id, part_number(input.part_number)?);
        let answer = self.files.upload_part_copy(req).await?;
        written(self.layout.root(), vec![part]).await?;
        Ok(answer)
    }

    async fn list_parts(&self, req: S3Request<ListPartsInput>) -> S3Result<S3Response<ListPartsOutput>> {
        self.layout.upload(&req.input.bucket, &req.input.key, &req.input.upload_id)?;
        self.files.list_parts(req).await
    }

    async fn complete_multipart_upload(
        &self,
        req: S3Request<CompleteMultipartUploadInput>,
    ) -> S3Result<S3Response<CompleteMultipartUploadOutput>> {
        let _shared = self.buckets.read().await;
        let (bucket, key) = (req.input.bucket.clone(), req.input.key.clone());
        self.layout.upload(&bucket, &key, &req.input.upload_id)?;
        let path = self.layout.writable(&bucket, &key)?;
        let parts = req.input.multipart_upload.as_ref().and_then(|upload| upload.parts.as_deref());
        self.complete(&req.input.upload_id, parts.unwrap_or_default())?;
        let answer = self.files.complete_multipart_upload(req).await?;
        self.keep(&bucket, &key, path).await?;
        Ok(answer)
    }

    async fn abort_multipart_upload(
        &self,
        req: S3Request<AbortMultipartUploadInput>,
    ) -> S3Result<S3Response<AbortMultipartUploadOutput>> {
        let _shared = self.buckets.read().await;
        self.layout.upload(&req.input.bucket, &req.input.key, &req.input.upload_id)?;
        self.files.abort_multipart_upload(req).await
    }
}

/// Parts have numbers from 1 to 10000.
fn part_number(number: i32) -> S3Result<i32> {
    if (1..=10_000).contains(&number) {
        return Ok(number);
    }
    Err(s3_error!(InvalidArgument, "Part number must be an integer between 1 and 10000, inclusive"))
}

/// A request of the same caller for something else.
fn request_like<T>(req: &S3Request<T>) -> S3Request<ListObjectsV2Input> {
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
