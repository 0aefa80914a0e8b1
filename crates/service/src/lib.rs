//! The operations of IAM, STS, Organizations and Rolecall's own service, and the pipeline that every call goes through.
//!
//! A wire turns a request into a [`pipeline::Call`]; the [`Server`] identifies the caller, and the operation's
//! [`Declaration`] does the rest: decode, authorise, run, record, answer. Nothing here knows HTTP.

pub mod aws_managed;
pub mod caller;
pub mod directory;
pub mod fault;
pub mod gateway;
pub mod iam;
pub mod identify;
pub mod operation;
pub mod organizations;
pub mod pipeline;
mod principals;
pub mod quotas;
pub mod rolecall;
pub mod seal;
pub mod server;
pub mod spec;
pub mod sts;
pub mod token;
pub mod trail;
mod usage;

mod bootstrap;

pub use bootstrap::{Bootstrap, FirstCredentials, RootCredentials};
pub use caller::Caller;
pub use fault::{Code, Fault};
pub use identify::{Foreign, Identified};
pub use pipeline::{Call, Circumstances, Execution};
pub use quotas::Quotas;
pub use server::{Server, ServerError, Settings};
pub use spec::{Callers, Declaration, Effect, Protocol, Service, Spec, declaration, registry};
