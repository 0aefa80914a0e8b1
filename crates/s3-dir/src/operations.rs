//! The operations that are served: each checks what the library does not, lets it do the work, and waits for the disk.

use s3s::dto::{
    AbortMultipartUploadInput, AbortMultipartUploadOutput, CompleteMultipartUploadInput, CompleteMultipartUploadOutput,
    CopyObjectInput, CopyObjectOutput, CreateBucketInput, CreateBucketOutput, CreateMultipartUploadInput,
    CreateMultipartUploadOutput, DeleteBucketInput, DeleteBucketOutput, DeleteObjectInput, DeleteObjectOutput,
    DeleteObjectsInput, DeleteObjectsOutput, GetBucketLocationInput, GetBucketLocationOutput, GetObjectInput,
    GetObjectOutput, HeadBucketInput, HeadBucketOutput, HeadObjectInput, HeadObjectOutput, ListBucketsInput,
    ListBucketsOutput, ListObjectsInput, ListObjectsOutput, ListObjectsV2Input, ListObjectsV2Output, ListPartsInput,
    ListPartsOutput, PostObjectInput, PostObjectOutput, PutObjectInput, PutObjectOutput, UploadPartCopyInput,
    UploadPartCopyOutput, UploadPartInput, UploadPartOutput,
};
use s3s::{S3, S3Request, S3Response, S3Result, s3_error};

use crate::conditions::conditions_of;
use crate::durable::written;
use crate::guard::{Guard, no_version, part_number, plain_prefix, request_like};

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
        let conditions = conditions_of!(input);
        let answer = self.files.get_object(req).await?;
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
        let conditions = conditions_of!(input);
        let answer = self.files.head_object(req).await?;
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
