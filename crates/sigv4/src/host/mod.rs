//! Requests that a host signs with its own Ed25519 key (RFC 8032) instead of a shared secret.
//!
//! Everything is as in Signature Version 4 but the algorithm's name, in the `Authorization` header and in the string to sign, and
//! the signature: 64 bytes as lower-case hexadecimal text, over the string to sign itself. There is no presigned form and no
//! session token.

mod claim;
mod key;

pub use claim::{CheckedHostClaim, HostClaim};
pub use key::{HostKey, HostPublicKey, InvalidHostKey};

use rolecall_model::Time;

use crate::sign::Signing;
use crate::stamp::Stamp;
use crate::{PathStyle, PayloadHash, RequestParts, Scope};

/// The name of the algorithm.
pub const HOST_ALGORITHM: &str = "ROLECALL-ED25519-SHA256";

/// Signs requests of a host to one service in one region.
#[derive(Debug, Clone, Copy)]
pub struct HostSigner<'a> {
    /// The id of the host.
    pub host_id: &'a str,
    /// Its key.
    pub key: &'a HostKey,
    /// The region of the endpoint.
    pub region: &'a str,
    /// The name of the service in the scope.
    pub service: &'a str,
}

impl HostSigner<'_> {
    /// The headers to add to a request, lower-case names, so that it is signed: `x-amz-date` and `authorization`. Its own
    /// headers must hold `host`, and neither of these.
    pub fn headers(&self, parts: &RequestParts<'_>, payload: PayloadHash, now: Time) -> Vec<(&'static str, String)> {
        let stamp = Stamp::of(now);
        let signing = Signing {
            algorithm: HOST_ALGORITHM,
            key_id: self.host_id,
            path_style: PathStyle::Normalized,
            scope: Scope { date: stamp.date(), region: self.region, service: self.service },
        };
        signing.headers(parts, Vec::new(), payload, &stamp, |text| self.key.sign(text))
    }
}
