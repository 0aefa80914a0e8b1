//! The credentials of upstreams that the command line names: `ROLECALL_UPSTREAM_S3_ACCESS_KEY_ID` and the like.

use std::env;

use rolecall_gateway::Upstream;

use super::secrets::variable;
use super::upstream_file::credentials;
use super::upstreams::{NamedUpstream, ServiceName};
use crate::failure::Failure;

const PREFIX: &str = "ROLECALL_UPSTREAM_";
const ACCESS_KEY_ID: &str = "ACCESS_KEY_ID";
const SECRET_ACCESS_KEY: &str = "SECRET_ACCESS_KEY";
const SESSION_TOKEN: &str = "SESSION_TOKEN";
const REGION: &str = "REGION";

/// Whether a variable, less `ROLECALL_`, is of an upstream.
pub(super) fn is_of_upstream(own: &str) -> bool {
    own.strip_prefix("UPSTREAM_").is_some_and(|rest| service_of(rest).is_some())
}

/// The upstream with the credentials and the region that the environment has for it.
pub(super) fn with_credentials(service: &ServiceName, upstream: Upstream) -> Result<Upstream, Failure> {
    let service = in_variables(service.given());
    let named = |what| variable(&format!("{PREFIX}{service}_{what}"));
    let (id, secret, token) = (named(ACCESS_KEY_ID)?, named(SECRET_ACCESS_KEY)?, named(SESSION_TOKEN)?);
    let region = named(REGION)?.unwrap_or_else(|| upstream.region.clone());
    let credentials = credentials(id, secret, token).map_err(|why| {
        let variables = format!("{PREFIX}{service}_{ACCESS_KEY_ID} and its companions");
        Failure::usage("the credentials of an upstream cannot be used", why, format!("correct or unset {variables}"))
    })?;
    Ok(Upstream { credentials, region, ..upstream })
}

/// Refuses variables for upstreams that the command line and the environment do not name: they would be ignored.
pub(super) fn refuse_strays(named: &[NamedUpstream]) -> Result<(), Failure> {
    for (name, _) in env::vars_os() {
        let Some(service) = name.to_str().and_then(|name| service_of(name.strip_prefix(PREFIX)?)) else { continue };
        if named.iter().all(|upstream| in_variables(upstream.service.given()) != service) {
            return Err(Failure::usage(
                "the environment holds credentials for an upstream that is not there",
                format!("{} is set, and no --upstream names that service", name.display()),
                "name the service by --upstream, or unset the variable; upstreams of the file have their credentials there",
            ));
        }
    }
    Ok(())
}

/// The service as variables name it, of what follows the prefix.
fn service_of(rest: &str) -> Option<&str> {
    // `SECRET_ACCESS_KEY_ID` does not exist, so that no name ends in two of them.
    [ACCESS_KEY_ID, SECRET_ACCESS_KEY, SESSION_TOKEN, REGION]
        .into_iter()
        .find_map(|what| rest.strip_suffix(what)?.strip_suffix('_'))
        .filter(|service| !service.is_empty())
}

fn in_variables(service: &str) -> String {
    service.to_ascii_uppercase().replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables() {
        for (rest, service) in [
            ("S3_ACCESS_KEY_ID", Some("S3")),
            ("S3_SECRET_ACCESS_KEY", Some("S3")),
            ("EXECUTE_API_REGION", Some("EXECUTE_API")),
            ("S3_TOKEN", None),
            ("ACCESS_KEY_ID", None),
            ("_REGION", None),
        ] {
            assert_eq!(service_of(rest), service, "{rest}");
            assert_eq!(is_of_upstream(&format!("UPSTREAM_{rest}")), service.is_some());
        }
        assert!(!is_of_upstream("UPSTREAM"));
    }
}
