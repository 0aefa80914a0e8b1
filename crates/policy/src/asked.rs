//! A request prepared once for comparison with many statements.

use rolecall_model::AccountId;

use crate::arn_pattern::ArnFields;
use crate::request::{Principal, Request};
use crate::scope::{Budget, Scope};

/// Actions longer than this are lower-cased on the heap; AWS's longest is about half of it.
const ACTION_LENGTH: usize = 160;

/// The parts of a request in the form in which statements compare them.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) principal: Principal<'a>,
    /// Whether the caller has a permissions boundary.
    pub(crate) bounded: bool,
    /// The action in lower case.
    pub(crate) action: &'a str,
    /// What stands before the action's colon, in lower case.
    pub(crate) vendor: &'a str,
    /// What stands after the action's colon, in lower case.
    pub(crate) name: &'a str,
    /// `None` where the resource is `*` or no ARN.
    pub(crate) resource: Option<ArnFields<'a>>,
    /// Whether the resource is [partly known](crate::partial).
    pub(crate) is_partial: bool,
    pub(crate) scope: Scope<'a>,
}

impl Asked<'_> {
    /// Prepares `request` and passes it on.
    pub(crate) fn prepare<R>(request: &Request<'_>, bounded: bool, then: impl FnOnce(&Asked<'_>) -> R) -> R {
        let mut buffer = [0; ACTION_LENGTH];
        let on_heap;
        let action = if let Some(lower) = lower_into(&mut buffer, request.action) {
            lower
        } else {
            on_heap = request.action.to_ascii_lowercase();
            &on_heap
        };
        let (vendor, name) = action.split_once(':').unwrap_or(("", action));
        then(&Asked {
            principal: request.principal,
            bounded,
            action,
            vendor,
            name,
            resource: ArnFields::split(request.resource),
            is_partial: false,
            scope: Scope { context: request.context, budget: &Budget::new() },
        })
    }

    /// Whether the action is this one, given in lower case.
    pub(crate) fn is(&self, vendor: &str, name: &str) -> bool {
        self.vendor == vendor && self.name == name
    }

    /// The account in the resource's ARN.
    pub(crate) fn account_in_resource(&self) -> Option<AccountId> {
        self.resource?.account().parse().ok()
    }
}

fn lower_into<'b>(buffer: &'b mut [u8], text: &str) -> Option<&'b str> {
    let lower = buffer.get_mut(..text.len())?;
    lower.copy_from_slice(text.as_bytes());
    lower.make_ascii_lowercase();
    std::str::from_utf8(lower).ok()
}
