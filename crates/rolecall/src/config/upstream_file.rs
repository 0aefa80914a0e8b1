//! `[[upstream]]` in the configuration file: a service behind the gateway, with its credentials.

use rolecall_gateway::{AddressStyle, UpstreamCredentials};
use rolecall_model::SecretKey;
use serde::Deserialize;

use super::upstreams::{ConfiguredUpstream, usual};

/// The keys of a table `[[upstream]]`. It holds secrets in clear, and so cannot be shown.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UpstreamTable {
    /// As signatures name it.
    service: String,
    /// Scheme, host and port.
    url: String,
    /// The account whose requests go there.
    account: Option<String>,
    /// The region in signatures for it.
    region: Option<String>,
    /// `path` or `virtual-host`.
    addressing: Option<String>,
    /// Whether it takes checksums that follow a body.
    checksum_trailers: Option<bool>,
    access_key_id: Option<String>,
    secret_access_key: Option<String>,
    session_token: Option<String>,
    /// `deny` or `allow`: what becomes of requests that are not understood.
    unmapped: Option<String>,
}

impl UpstreamTable {
    /// The upstream, or what is wrong with it; never with a secret in it.
    pub(super) fn read(self) -> Result<ConfiguredUpstream, String> {
        let url = self.url.parse().map_err(|expected| format!("`url`: {expected}"))?;
        let mut upstream = usual(&self.service.parse().map_err(|why| format!("`service`: {why}"))?, url);
        upstream.style = match self.addressing.as_deref() {
            None | Some("path") => AddressStyle::Path,
            Some("virtual-host") => AddressStyle::VirtualHost,
            Some(_) => return Err("`addressing` is `path` or `virtual-host`".to_owned()),
        };
        upstream.checksum_trailers = self.checksum_trailers.unwrap_or(upstream.checksum_trailers);
        if let Some(region) = self.region {
            upstream.region = region;
        }
        upstream.credentials = credentials(self.access_key_id, self.secret_access_key, self.session_token)?;
        let allows_unmapped = match self.unmapped.as_deref() {
            None | Some("deny") => false,
            // Nobody else holds the policies of buckets.
            Some("allow") if upstream.service == "s3" => {
                return Err("`unmapped`: what is not understood of S3 is always denied".to_owned());
            }
            Some("allow") => true,
            Some(_) => return Err("`unmapped` is `deny` or `allow`".to_owned()),
        };
        let account = self.account.map(|account| account.parse().map_err(|_| "`account` is not twelve digits"));
        Ok(ConfiguredUpstream { account: account.transpose()?, upstream, allows_unmapped })
    }
}

/// Both halves of an access key, or none.
pub(super) fn credentials(
    id: Option<String>,
    secret: Option<String>,
    token: Option<String>,
) -> Result<Option<UpstreamCredentials>, String> {
    let texts = [id.as_deref(), secret.as_deref(), token.as_deref()];
    if texts.into_iter().flatten().any(|text| text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic())) {
        return Err("an access key or session token is empty or has characters that cannot stand in one".to_owned());
    }
    match (id, secret, token) {
        (None, None, None) => Ok(None),
        (Some(access_key_id), Some(secret), token) => Ok(Some(UpstreamCredentials {
            access_key_id,
            secret: SecretKey::new(secret),
            session_token: token.map(SecretKey::new),
        })),
        _ => Err("an access key id and a secret access key go together, and a session token only with both".to_owned()),
    }
}
