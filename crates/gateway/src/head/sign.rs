//! Signing with the credentials that the upstream knows the gateway by.

use http::{HeaderMap, HeaderName, HeaderValue};
use rolecall_model::Time;
use rolecall_sigv4::{Credentials, Headers, PathStyle, PayloadHash, RequestParts, Signer};

use crate::fault::Fault;
use crate::upstream::Upstream;

/// The name of S3 in signatures; it alone takes paths as they come and bodies without hash.
pub(crate) const S3: &str = "s3";

/// Adds the headers that make a request signed; its own must be complete.
pub(crate) fn sign(
    upstream: &Upstream,
    method: &str,
    path: &http::uri::PathAndQuery,
    headers: &mut HeaderMap,
    payload: PayloadHash,
    now: Time,
) -> Result<(), Fault> {
    let Some(credentials) = &upstream.credentials else { return Ok(()) };
    let is_s3 = upstream.service == S3;
    let signer = Signer {
        credentials: Credentials {
            access_key_id: &credentials.access_key_id,
            secret: &credentials.secret,
            session_token: credentials.session_token.as_ref().map(rolecall_model::SecretKey::expose),
        },
        region: &upstream.region,
        service: &upstream.service,
        path_style: if is_s3 { PathStyle::AsSent } else { PathStyle::Normalized },
        send_payload_hash: is_s3,
    };
    let lines = Lines(headers);
    let query = path.query().unwrap_or_default();
    let parts = RequestParts { method, path: path.path(), query, authority: None, headers: &lines };
    for (name, value) in signer.headers(&parts, payload, now) {
        let mut value = HeaderValue::try_from(value).map_err(|_| Fault::Unsendable("its credentials are not text"))?;
        value.set_sensitive(true);
        headers.insert(HeaderName::from_static(name), value);
    }
    Ok(())
}

/// Headers as signatures see them.
struct Lines<'m>(&'m HeaderMap);

impl Headers for Lines<'_> {
    fn each_value<'a>(&'a self, name: &str, see: &mut dyn FnMut(&'a [u8])) {
        for value in self.0.get_all(name) {
            see(value.as_bytes());
        }
    }

    fn each<'a>(&'a self, see: &mut dyn FnMut(&'a str, &'a [u8])) {
        for (name, value) in self.0 {
            see(name.as_str(), value.as_bytes());
        }
    }
}
