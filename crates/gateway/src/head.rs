//! Heads of messages: what is refused, what is dropped, what is sent on.

pub(crate) mod check;
pub(crate) mod framing;
pub(crate) mod hop;
pub(crate) mod length;
pub(crate) mod lines;
pub(crate) mod outbound;
pub(crate) mod query;
pub(crate) mod sign;
