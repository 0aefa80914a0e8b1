//! Operations on hosts and on the tokens with which they join.

mod shapes;

use rolecall_model::AccessKeyId;

use super::error::RolecallError;
use super::shapes::HostIdText;
use crate::directory::AccountState;
use crate::operation::Access;

crate::spec::operations! {
    create_join_token: CreateJoinToken,
    enroll_host: EnrollHost,
    list_hosts: ListHosts,
    remove_host: RemoveHost,
    renew_host: RenewHost,
}

/// The identity of a host ends after a day, unless it is renewed.
const IDENTITY_SECONDS: i64 = 86_400;

/// The id of a host of the account that a request names.
pub(super) fn id(state: &AccountState, text: &HostIdText) -> Result<AccessKeyId, RolecallError> {
    let id: Option<AccessKeyId> = text.as_str().parse().ok();
    let id = id.filter(|id| state.hosts.contains_key(id));
    id.ok_or_else(|| RolecallError::HostNotFound { id: text.to_string() })
}

/// With the host that the request names: `rolecall:HostId`.
pub(super) fn with_host(access: Access, host: Option<&HostIdText>) -> Access {
    match host {
        Some(host) => access.key("rolecall:HostId", host.as_str()),
        None => access,
    }
}
