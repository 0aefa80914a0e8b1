//! Amazon API Gateway: the action is the method, and the resource is the path.
//!
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html>

use super::keys::Offers;
use super::tags;
use crate::Unmapped;
use crate::percent::decode;
use crate::wire::Call;
use crate::wire::services::{Then, refuse};
use crate::wire::wanted::{Wanted, action};

/// Wants the method on the path.
pub(super) fn want(call: &Call<'_>, wanted: &mut Wanted) -> Result<Then, Unmapped> {
    let offers = Offers::of(call, &tags::read(call)?);
    let method = action("apigateway", call.seen.method)?;
    let path = decode(call.seen.path.trim_end_matches('/'))?;
    let is_plain = !path.contains(['*', '?', '\\']) && !path.chars().any(char::is_control);
    if !is_plain || path.split('/').skip(1).any(|piece| matches!(piece, "" | "." | "..")) {
        return refuse(call.operation, "its path has what an ARN cannot have");
    }
    // The interface of version 2 is the same resources below `/v2`.
    let path = path.strip_prefix("/v2").filter(|rest| rest.starts_with('/')).unwrap_or(&path);
    let resource = format!("arn:aws:apigateway:{}::{path}", call.seen.region);
    wanted.push(offers.needed(method, None, resource));
    Ok(Then::Done)
}
