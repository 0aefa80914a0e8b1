//! What a call is signed with.

use rolecall_model::SecretKey;

/// An access key, and the token of a session.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The access key id.
    pub id: String,
    /// The secret access key.
    pub secret: SecretKey,
    /// The session token of temporary credentials.
    pub session_token: Option<String>,
}
