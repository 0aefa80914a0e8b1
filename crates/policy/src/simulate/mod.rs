//! Questions as data: who asks, what, on what, and under which policies, all in text.
//!
//! ```text
//! line ── question ──▶ caller, rules, gates (policies, compiled once) ── decide ──▶ answer, or a fault
//! ```
//!
//! [`Caller`] makes a principal from the text that names it, with the condition keys that follow from it. [`Simulator`]
//! answers whole questions in the batch form, one JSON object a line.

mod answer;
mod cache;
mod caller;
mod document;
mod fault;
mod gate;
mod keys;
mod question;
mod rules;
mod simulator;

pub use answer::{Answer, Decided, DecidedBy, StatementPosition};
pub use caller::{Caller, InvalidCaller};
pub use fault::{Fault, FaultCode};
pub use keys::WithCaller;
pub use simulator::{MAX_LINE_BYTES, Simulator};
