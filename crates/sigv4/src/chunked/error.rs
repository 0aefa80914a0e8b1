//! What can be wrong with an `aws-chunked` body, in the words of S3.

/// Why an `aws-chunked` body was refused. `Display` is the message for the client.
/// See <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChunkError {
    /// A size line that is none, or bytes where the end of a chunk or of the body should be.
    #[error("The request body is not well-formed aws-chunked.")]
    Malformed,
    /// More or fewer bytes than `x-amz-decoded-content-length` says, or an end in the middle.
    #[error("You did not provide the number of bytes specified by the x-amz-decoded-content-length HTTP header.")]
    Length,
    /// The signature of a chunk or of the trailer is not the one that the key makes.
    #[error(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
    )]
    Signature,
    /// The trailer is malformed, too long, or not the one that was announced.
    #[error("The request contained trailing data that was not well-formed or did not conform to our published schema.")]
    Trailer,
}

impl ChunkError {
    /// The error code on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::Malformed => "InvalidRequest",
            Self::Length => "IncompleteBody",
            Self::Signature => "SignatureDoesNotMatch",
            Self::Trailer => "MalformedTrailerError",
        }
    }

    /// The HTTP status.
    pub fn status(self) -> u16 {
        if self == Self::Signature { 403 } else { 400 }
    }
}
