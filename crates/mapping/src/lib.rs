//! From a request to an AWS-compatible service to what IAM is asked: operation, actions, resource ARNs and condition keys.
//!
//! The crate is pure: no I/O, no clock, no randomness. What it cannot map with certainty it refuses, with a message that says so;
//! what it maps, it maps so that an upstream cannot do more than was asked about: [`Mapped::path`] and [`Mapped::query`] are
//! written anew from what was understood, and only they are to be sent on, with the headers that [`forwards`] admits.
//!
//! ```
//! use rolecall_mapping::{Authentication, NoTables, Plan, S3Rules, Seen, plan};
//!
//! let headers: Vec<(&str, &[u8])> = Vec::new();
//! let seen = Seen {
//!     method: "GET",
//!     path: "/photos/2026/a%20b.jpg",
//!     query: "versionId=7",
//!     host: Some("s3.localhost"),
//!     headers: &headers,
//!     service: "s3",
//!     region: "eu-north-1",
//!     account: "111111111111".parse()?,
//!     authentication: Authentication::Header,
//!     signature_age: None,
//!     tls_version: None,
//!     now: 1_800_000_000,
//!     tables: &NoTables,
//!     s3: &S3Rules::default(),
//! };
//! let Plan::Ready(mapped) = plan(&seen) else { return Err("not mapped".into()) };
//! assert_eq!(mapped.operation, "GetObject");
//! let needed = mapped.accesses.first().ok_or("nothing asked")?;
//! assert_eq!(needed.action, "s3:GetObjectVersion");
//! assert_eq!(needed.resource, "arn:aws:s3:::photos/2026/a b.jpg");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod forward;
mod keys;
mod mapped;
mod markup;
pub mod models;
mod pass;
mod percent;
mod query;
mod resource;
mod s3;
mod seen;
mod wire;

pub use forward::forwards;
pub use mapped::{ErrorForm, InstanceProfile, Keys, Mapped, Needed, Plan, S3Target, Unmapped, Value};
pub use s3::S3Rules;
pub use seen::{Authentication, NoTables, Seen, Tables};

/// What IAM is to be asked about a request; or that its body must be read first, and then [`plan_with_body`] says.
pub fn plan(seen: &Seen<'_>) -> Plan {
    plan_for(seen, None)
}

/// What IAM is to be asked about a request whose [`plan`] was [`Plan::NeedsBody`].
///
/// `body` is the whole body as the upstream will read it: without transfer framing, `aws-chunked` framing taken off, and not
/// longer than the plan's limit (a longer one is refused).
///
/// # Errors
///
/// [`Unmapped`] if the request is not mapped with certainty.
pub fn plan_with_body(seen: &Seen<'_>, body: &[u8]) -> Result<Mapped, Unmapped> {
    match plan_for(seen, Some(body)) {
        Plan::Ready(mapped) => Ok(mapped),
        Plan::Refused(unmapped) => Err(unmapped),
        Plan::NeedsBody { .. } => Err(Unmapped::new("the body does not say what is asked")),
    }
}

fn plan_for(seen: &Seen<'_>, body: Option<&[u8]>) -> Plan {
    if seen.service == "s3" { s3::plan(seen, body) } else { wire::plan(seen, body) }
}

/// How a service, as signatures name it, writes errors to requests of which nothing is known but that it is for this service;
/// `None` if no request to that service is mapped.
pub fn usual_error_form(service: &str) -> Option<ErrorForm> {
    if service == "s3" { Some(ErrorForm::S3) } else { wire::usual_error_form(service) }
}

/// How the service of a request writes errors; `None` if no request to that service is mapped.
pub fn error_form(seen: &Seen<'_>) -> Option<ErrorForm> {
    if seen.service == "s3" { Some(ErrorForm::S3) } else { wire::error_form(seen) }
}
