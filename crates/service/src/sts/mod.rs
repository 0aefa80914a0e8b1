//! AWS Security Token Service.

pub mod error;
mod issue;
mod packed;
mod shapes;

crate::spec::operations! {
    assume_role: AssumeRole,
    get_caller_identity: GetCallerIdentity,
}
