//! `s3:PutPublicAccessBlock`, `s3:GetPublicAccessBlock` and `s3:DeletePublicAccessBlock`, kept here like bucket policies.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html>

use super::Visit;
use crate::directory::PublicAccessBlock;
use crate::fault::{Code, Fault};
use crate::server::Server;

/// Somebody deleted it.
const NO_SUCH_BLOCK: Code = Code::new("NoSuchPublicAccessBlockConfiguration", 404);

impl Server {
    /// Changes the block of public access of a bucket; `None` takes it off.
    ///
    /// # Errors
    /// `AccessDenied`, `MethodNotAllowed` for other accounts, and those of a directory that cannot be written.
    pub async fn set_public_access_block(
        &self,
        visit: &Visit<'_>,
        bucket: &str,
        block: Option<PublicAccessBlock>,
    ) -> Result<(), Fault> {
        self.change_bucket(visit, bucket, |bucket, _| {
            bucket.public_access_block = block;
            Ok(())
        })
        .await
    }

    /// The block of public access of a bucket.
    ///
    /// # Errors
    /// `NoSuchPublicAccessBlockConfiguration`, `AccessDenied`, and `MethodNotAllowed` for other accounts.
    pub fn public_access_block(&self, visit: &Visit<'_>, bucket: &str) -> Result<PublicAccessBlock, Fault> {
        let missing = || Fault::new(NO_SUCH_BLOCK, "The public access block configuration was not found");
        self.owned_bucket(visit, bucket)?.public_access_block.ok_or_else(missing)
    }
}
