//! A second evaluator of AWS policies, for tests only: what [`evaluate`] says of a [`Case`], the decision engine must say.
//!
//! It is written from AWS's documentation to be read beside it, not to be fast, and shares no code with the engine: a
//! mistake would have to be made twice, in two ways, to go unseen. Documents are plain JSON values, read anew for every
//! question; there is no compiled form, no cache and no limit of work.
//!
//! [`generate`] makes cases that lie close to the borders: policies made from the request's own action, resource and keys
//! with one thing changed. The same generator serves tests ([`from_seed`]) and fuzz targets (bytes in), and [`shrink`]
//! makes a case that shows a difference small.
//!
//! Where AWS does not say what happens, the rule is the project's: what cannot be decided is denied. An Allow needs a
//! certain match, and a Deny holds unless it certainly fails.

mod action;
mod address;
mod arn;
mod binary;
mod caller;
mod case;
mod condition;
mod date;
mod document;
mod evaluate;
mod generate;
mod number;
mod operator;
mod principal;
mod random;
mod resource;
mod shrink;
mod statement;
mod text;
mod truth;

pub use arbitrary::Unstructured;
pub use caller::{Caller, UnknownCaller};
pub use case::{Case, Context, Expected, Held, Policies};
pub use evaluate::{Decision, Outcome, PolicyType, evaluate};
pub use generate::{generate, generate_crowd};
pub use random::{Random, crowd_from_seed, from_seed};
pub use shrink::shrink;
