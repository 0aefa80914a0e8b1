//! Everything that can go wrong between a decided request and the service's answer.

use rolecall_sigv4::ChunkError;

/// Why a request was not forwarded, or not to its end. `Display` is the message for the client.
/// Codes are those of S3: <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// A method that no service behind a gateway may be asked for.
    #[error("The specified method is not allowed against this resource.")]
    Method,
    /// `Transfer-Encoding`: S3 does not take it, and what frames a message twice can be read in two ways.
    #[error("A header you provided implies functionality that is not implemented.")]
    TransferEncoding,
    /// The head can be read in two ways.
    #[error("{0}")]
    Ambiguous(&'static str),
    /// A body whose length nobody says.
    #[error("You must provide the Content-Length HTTP header.")]
    LengthMissing,
    /// A request that is to be read whole is too large for that.
    #[error("Your request was too big.")]
    TooLarge,
    /// `x-amz-trailer` names a header that this gateway cannot verify.
    #[error("The value specified in the x-amz-trailer header is not supported")]
    TrailerUnsupported,
    /// The body ended early, went on too long, or its connection broke.
    #[error("You did not provide the number of bytes specified by the Content-Length HTTP header.")]
    Incomplete,
    /// The client did not go on sending.
    #[error("Your socket connection to the server was not read from or written to within the timeout period.")]
    ClientTooSlow,
    /// The body is not the one whose hash was signed.
    #[error("The provided 'x-amz-content-sha256' header does not match what was computed.")]
    HashMismatch,
    /// The `aws-chunked` form of the body is not what was signed or announced.
    #[error("{0}")]
    Chunks(ChunkError),
    /// The trailing checksum is not that of the body.
    #[error("The {0} you specified did not match the calculated checksum.")]
    Checksum(&'static str),
    /// The service cannot be reached; nothing was sent to it.
    #[error("The service behind this gateway cannot be reached. Please reduce your request rate and try again.")]
    Unreachable,
    /// The service did not answer, or stopped taking the body or sending its answer, in time.
    #[error("The service behind this gateway did not answer in time. Please try again.")]
    UpstreamTooSlow,
    /// The connection to the service broke before its answer was complete; the request may have taken effect.
    #[error("The connection to the service behind this gateway broke. Please try again.")]
    UpstreamBroke,
    /// The service gave an answer that cannot be passed on.
    #[error("The service behind this gateway gave an answer that cannot be passed on: {0}")]
    UpstreamAnswer(&'static str),
    /// The request cannot be put into the form of the service.
    #[error("The request cannot be sent to the service behind this gateway: {0}")]
    Unsendable(&'static str),
}

impl Fault {
    /// The error code on the wire.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Method => "MethodNotAllowed",
            Self::TransferEncoding => "NotImplemented",
            Self::Ambiguous(_) | Self::TrailerUnsupported | Self::Unsendable(_) => "InvalidRequest",
            Self::LengthMissing => "MissingContentLength",
            Self::TooLarge => "EntityTooLarge",
            Self::Incomplete => "IncompleteBody",
            Self::ClientTooSlow => "RequestTimeout",
            Self::HashMismatch => "XAmzContentSHA256Mismatch",
            Self::Chunks(error) => error.code(),
            Self::Checksum(_) => "BadDigest",
            Self::Unreachable | Self::UpstreamTooSlow => "ServiceUnavailable",
            Self::UpstreamBroke | Self::UpstreamAnswer(_) => "InternalError",
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        match self {
            Self::Method => 405,
            Self::LengthMissing => 411,
            Self::TransferEncoding => 501,
            Self::Chunks(error) => error.status(),
            Self::UpstreamBroke => 500,
            Self::UpstreamAnswer(_) => 502,
            Self::Unreachable => 503,
            Self::UpstreamTooSlow => 504,
            _ => 400,
        }
    }

    /// Whether the client is to blame.
    pub fn is_of_client(&self) -> bool {
        self.status() < 500 || *self == Self::TransferEncoding
    }
}

impl From<ChunkError> for Fault {
    fn from(error: ChunkError) -> Self {
        Self::Chunks(error)
    }
}
