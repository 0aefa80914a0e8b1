//! Which services stand behind the gateway, and where.

use rolecall_gateway::Backend;
use rolecall_mapping::S3Rules;
use rolecall_model::AccountId;

/// What becomes of requests that are not allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// They are refused.
    #[default]
    Enforce,
    /// They are let through, and their records say why they would have been refused. A request that nobody can be held to account
    /// for (its signature is wrong) is refused all the same.
    Soft,
}

impl Mode {
    /// `enforce` or `soft`, as headers and records carry it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Enforce => "enforce",
            Self::Soft => "soft",
        }
    }
}

/// A service and what answers for it.
#[derive(Debug, Clone)]
pub struct Route {
    /// The service, as signatures name it: `s3`.
    pub service: String,
    /// The account whose requests go this way; `None` for all that have no route of their own.
    pub account: Option<AccountId>,
    /// What answers.
    pub backend: Backend,
    /// The region of requests that name none.
    pub region: String,
    /// Whether requests that the mapping does not understand go there all the same, from callers of the upstream's own account.
    pub allows_unmapped: bool,
}

/// Everything that a gateway is told.
#[derive(Debug, Clone)]
pub struct Routes {
    /// The services.
    pub routes: Vec<Route>,
    /// The account that owns what nobody else is known to own.
    pub owner: AccountId,
    /// How buckets are found in requests.
    pub s3: S3Rules,
    /// What becomes of requests that are not allowed.
    pub mode: Mode,
    /// Services whose data events are not recorded.
    pub without_data_events: Vec<String>,
}

impl Routes {
    /// Whether the service stands behind the gateway.
    pub fn serves(&self, service: &str) -> bool {
        self.routes.iter().any(|route| route.service == service)
    }

    /// Where requests of an account to a service go.
    pub(super) fn route(&self, service: &str, account: Option<AccountId>) -> Option<&Route> {
        let of = |wanted: Option<AccountId>| {
            self.routes.iter().find(|route| route.service == service && route.account == wanted)
        };
        account.and_then(|account| of(Some(account))).or_else(|| of(None))
    }

    /// Whether this route leads to where the buckets of `owner` are. Elsewhere a bucket of the same name is another one, about which
    /// nothing was decided.
    pub(super) fn leads_to(&self, route: &Route, owner: AccountId) -> bool {
        self.route(&route.service, Some(owner)).is_some_and(|home| home.account == route.account)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rolecall_gateway::{AddressStyle, Patience, Upstream};

    use super::*;

    fn route(account: Option<AccountId>) -> Route {
        let upstream = Upstream {
            url: "http://127.0.0.1:9".parse().unwrap(),
            service: "s3".to_owned(),
            region: "us-east-1".to_owned(),
            credentials: None,
            style: AddressStyle::Path,
            checksum_trailers: true,
            patience: Patience::default(),
        };
        let backend = Backend::Network(Arc::new(upstream));
        Route { service: "s3".to_owned(), account, backend, region: "us-east-1".to_owned(), allows_unmapped: false }
    }

    /// Once, a bucket of an account with an upstream of its own could open one of the same name at the upstream of all others.
    #[test]
    fn a_bucket_is_only_where_its_owner_is_led() {
        let [own, other]: [AccountId; 2] = ["111111111111", "222222222222"].map(|id| id.parse().unwrap());
        let routes = Routes {
            routes: vec![route(None), route(Some(own))],
            owner: other,
            s3: S3Rules::default(),
            mode: Mode::Enforce,
            without_data_events: Vec::new(),
        };
        for (caller, owner, expected) in [
            (None, other, true),
            (None, own, false),
            (Some(other), own, false),
            (Some(other), other, true),
            (Some(own), own, true),
            (Some(own), other, false),
        ] {
            let taken = routes.route("s3", caller).unwrap();
            assert_eq!(routes.leads_to(taken, owner), expected, "{caller:?} {owner}");
        }
    }
}
