//! AWS Signature Version 4: reading a signed request, verifying it, and signing requests of our own.
//!
//! The order of use is the order in which AWS answers errors:
//!
//! 1. [`Claim::read`] finds the authentication data in a request: an `Authorization` header or a presigned query.
//! 2. [`Claim::check`] holds it against the clock and against what the service demands ([`ServiceRules`]).
//! 3. The caller looks up the access key, and answers its own errors.
//! 4. [`CheckedClaim::verify`] recomputes the signature. [`Verified`] exists only where it matched.
//! 5. Where the body was still to come, [`Verified::body`] says what it must be held against.
//!
//! No I/O, no clock: the present moment and the signing key come in.
//! See <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>.

mod authorization;
mod body;
mod cache;
mod canonical;
mod chunked;
mod claim;
mod encode;
mod error;
mod host;
mod key;
mod path;
mod payload;
mod presigned;
mod query;
mod request;
mod rules;
mod scope;
mod sign;
mod signed_headers;
pub mod split;
mod stamp;
mod verify;

pub use body::SignedBody;
pub use cache::SigningKeyCache;
pub use chunked::{ChunkDecoder, ChunkError, Chunked, Step};
pub use claim::{CheckedClaim, Claim, Form};
pub use error::{BadEscape, BadExpires, Part, SignatureError};
pub use host::{CheckedHostClaim, HOST_ALGORITHM, HostClaim, HostKey, HostPublicKey, HostSigner, InvalidHostKey};
pub use key::SigningKey;
pub use path::PathStyle;
pub use payload::{Payload, PayloadHash};
pub use request::{Headers, RequestParts};
pub use rules::{PresignedLifetime, Regions, ServiceRules};
pub use scope::Scope;
pub use sign::{Credentials, Signer};
pub use verify::Verified;

/// The algorithm of AWS: HMAC with SHA-256 over a shared secret. `SigV4A` (ECDSA) is not supported.
pub const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The last element of every credential scope.
pub const TERMINATOR: &str = "aws4_request";
