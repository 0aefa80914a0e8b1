//! Signing with the credentials that the upstream knows the gateway by.

use std::convert::Infallible;

use http::{HeaderName, HeaderValue, Request};
use rolecall_model::Time;
use rolecall_sigv4::{Credentials, PathStyle, PayloadHash, RequestParts, Scope, Signer, SigningKeyCache};

use super::lines::HeaderLines;
use crate::fault::Fault;
use crate::upstream::Upstream;

/// The name of S3 in signatures; it alone takes paths as they come and bodies without hash.
pub(crate) const S3: &str = "s3";

/// Adds the headers that make a request signed; its own must be complete. Signing keys are kept in `keys`.
pub(crate) fn sign(
    keys: &SigningKeyCache,
    upstream: &Upstream,
    head: &mut Request<()>,
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
    let lines = HeaderLines::of(head.headers());
    let (method, uri) = (head.method().as_str(), head.uri());
    let query = uri.query().unwrap_or_default();
    let parts = RequestParts { method, path: uri.path(), query, authority: None, headers: &lines };
    let (id, secret) = (&credentials.access_key_id, &credentials.secret);
    let key = |scope: &Scope<'_>| {
        let kept = keys.get(id, secret.expose().as_bytes(), scope, || Ok::<_, Infallible>(secret.clone()));
        kept.unwrap_or_else(|never| match never {})
    };
    let added = signer.headers_by(&parts, payload, now, key);
    let headers = head.headers_mut();
    for (name, value) in added {
        let mut value = HeaderValue::try_from(value).map_err(|_| Fault::Unsendable("its credentials are not text"))?;
        value.set_sensitive(true);
        headers.insert(HeaderName::from_static(name), value);
    }
    Ok(())
}
