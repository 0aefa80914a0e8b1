//! AWS Security Token Service.

pub mod error;
mod issue;
mod mfa;
mod packed;
pub(crate) mod service_session;
pub(crate) mod shapes;

crate::spec::operations! {
    assume_role: AssumeRole,
    get_access_key_info: GetAccessKeyInfo,
    get_caller_identity: GetCallerIdentity,
    get_session_token: GetSessionToken,
}
