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
}
