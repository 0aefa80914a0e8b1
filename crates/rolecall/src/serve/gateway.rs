//! The way to the services behind the gateway, made of the settings.

use std::path::Path;
use std::sync::Arc;

use rolecall_gateway::{Backend, Gateway};
use rolecall_http::door::{ForeignDoor, Route, Routes};
use rolecall_mapping::S3Rules;
use rolecall_model::AccountId;
use rolecall_s3_dir::EmbeddedS3;
use rolecall_service::Server;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::config::{ConfiguredUpstream, GatewaySettings};
use crate::failure::{Failure, warn};

/// The region of requests to the embedded S3 that name none.
const REGION: &str = "us-east-1";

/// The way to the services behind the gateway, if there are any. `owner` is the account that their resources belong to.
pub(super) fn door(
    server: &Arc<Server>,
    settings: GatewaySettings,
    owner: AccountId,
) -> Result<Option<ForeignDoor>, Failure> {
    let uses_tls = settings.upstreams.iter().any(|upstream| upstream.upstream.url.is_https());
    let roots = roots(uses_tls, settings.ca_bundle.as_deref())?;
    let mut routes: Vec<Route> = settings.upstreams.into_iter().map(route).collect();
    if let Some(directory) = settings.s3_dir {
        routes.push(embedded(&directory)?);
    }
    if routes.is_empty() {
        return Ok(None);
    }
    let gateway = Gateway::new(roots).map_err(|error| {
        Failure::new("the gateway cannot start", error, "report this: its TLS library refuses its own defaults")
    })?;
    let s3 = S3Rules { base_hosts: settings.s3_hosts, ..S3Rules::default() };
    let (mode, without_data_events) = (settings.mode, settings.without_data_events);
    Ok(Some(ForeignDoor::new(server.clone(), gateway, Routes { routes, owner, s3, mode, without_data_events })))
}

/// The certificates that upstreams are believed by. The operator's own must all be good: one that is left out would show late.
fn roots(uses_tls: bool, bundle: Option<&Path>) -> Result<RootCertStore, Failure> {
    let mut roots = if uses_tls { Gateway::system_roots() } else { RootCertStore::empty() };
    let Some(bundle) = bundle else { return Ok(roots) };
    let unusable = |why: String| {
        Failure::usage(
            "the gateway cannot start",
            format!("{}: {why}", bundle.display()),
            "give --upstream-ca-bundle a PEM file with at least one certificate",
        )
    };
    let before = roots.len();
    for certificate in CertificateDer::pem_file_iter(bundle).map_err(|error| unusable(error.to_string()))? {
        let certificate = certificate.map_err(|error| unusable(error.to_string()))?;
        roots.add(certificate).map_err(|error| unusable(error.to_string()))?;
    }
    if roots.len() == before { Err(unusable("it has no certificate".to_owned())) } else { Ok(roots) }
}

fn route(configured: ConfiguredUpstream) -> Route {
    let ConfiguredUpstream { account, upstream, allows_unmapped } = configured;
    if upstream.credentials.is_none() {
        warn(format_args!(
            "there are no credentials for {} at {}: its requests are not signed",
            upstream.service, upstream.url
        ));
    }
    let (service, region) = (upstream.service.clone(), upstream.region.clone());
    Route { service, account, backend: Backend::Network(Arc::new(upstream)), region, allows_unmapped }
}

fn embedded(directory: &Path) -> Result<Route, Failure> {
    let s3 = EmbeddedS3::open(directory).map_err(|error| {
        Failure::new(
            "the embedded S3 cannot start",
            format!("{}: {error}", directory.display()),
            "make this directory writable, or name another by --s3-dir",
        )
    })?;
    let backend = Backend::InProcess(Arc::new(s3));
    Ok(Route { service: "s3".to_owned(), account: None, backend, region: REGION.to_owned(), allows_unmapped: false })
}
