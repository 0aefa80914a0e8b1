//! From a request that a host signed with its own key to the host, in the order of errors of other callers.

use std::sync::Arc;

use rolecall_model::AccessKeyId;
use rolecall_sigv4::{HostClaim, RequestParts, ServiceRules};

use super::{Identified, TOKEN_EXPIRED, check_target, invalid, signature_fault};
use crate::caller::Caller;
use crate::directory::{Host, Snapshot};
use crate::fault::{Fault, common};
use crate::server::Server;
use crate::spec::Service;

impl Server {
    pub(super) fn identify_host(&self, parts: &RequestParts<'_>, body: &[u8]) -> Result<Identified, Fault> {
        let service = Service::Rolecall;
        let rules = ServiceRules::new(service.name(), self.regions(service.is_of_aws()));
        let (now, snapshot) = (self.clock.now(), self.directory.snapshot());
        let claim = HostClaim::read(parts).and_then(|claim| claim.check(now, &rules));
        let claim = claim.map_err(|error| signature_fault(&error))?;
        check_target(claim.signed_headers())?;
        let id: AccessKeyId = claim.host_id().parse().map_err(|_| invalid())?;
        let host = snapshot.host(&id).ok_or_else(invalid)?.clone();
        if now >= host.expires {
            return Err(Fault::new(common::EXPIRED_TOKEN, TOKEN_EXPIRED));
        }
        claim.verify(body, &host.public_key).map_err(|error| signature_fault(&error))?;
        Ok(Identified { caller: Caller::host(host), region: claim.scope().region.to_string(), snapshot })
    }
}

/// The host as this snapshot knows it; `None` if it was removed or has another key now.
pub(super) fn present(snapshot: &Snapshot, host: &Host) -> Option<Caller> {
    let present: &Arc<Host> = snapshot.host(&host.id)?;
    (present.public_key == host.public_key).then(|| Caller::host(present.clone()))
}
