//! Calls that need several permissions.

use super::decide;
use crate::decision::Decision;
use crate::denial::Denial;
use crate::request::Request;
use crate::sets::PolicySets;

/// The first denial of a call that needs several permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal<'a> {
    /// The place of the request among those decided, from 0.
    pub position: usize,
    /// Why it is refused.
    pub denial: Denial<'a>,
}

/// Decides a call that needs several actions or touches several resources, each with the policies that bear on it. All
/// must be allowed; a call that needs nothing is.
///
/// ```
/// use rolecall_policy::{ContextMap, PolicySets, Principal, Request, decide_all};
///
/// let context = ContextMap::new();
/// let of = |action| Request {
///     principal: Principal::Root { account: rolecall_model::AccountId::ZERO },
///     action,
///     resource: "*",
///     resource_account: None,
///     context: &context,
/// };
/// let needed = [of("s3:GetObject"), of("kms:Decrypt")].map(|request| (request, PolicySets::default()));
/// assert!(decide_all(needed).is_ok());
/// ```
///
/// # Errors
/// The first denial, with its place among the requests; those after it are not decided.
pub fn decide_all<'r, 'a>(
    requests: impl IntoIterator<Item = (Request<'r>, PolicySets<'a>)>,
) -> Result<(), Refusal<'a>> {
    for (position, (request, policies)) in requests.into_iter().enumerate() {
        if let Decision::Denied(denial) = decide(&request, &policies) {
            return Err(Refusal { position, denial });
        }
    }
    Ok(())
}
