//! Errors as clients see them.

use std::borrow::Cow;

/// An error code of the AWS interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// What the wire carries: `NoSuchEntity`.
    pub wire: &'static str,
    /// The name of the exception in the service model, which `CloudTrail` records: `NoSuchEntityException`.
    pub shape: &'static str,
    /// The HTTP status.
    pub status: u16,
}

impl Code {
    /// A code whose exception is the code itself.
    pub const fn new(wire: &'static str, status: u16) -> Self {
        Self { wire, shape: wire, status }
    }

    /// A code whose exception has another name.
    pub const fn named(wire: &'static str, shape: &'static str, status: u16) -> Self {
        Self { wire, shape, status }
    }
}

/// An error with its message: what a client gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The code.
    pub code: Code,
    /// AWS's words.
    pub message: Cow<'static, str>,
}

impl Fault {
    /// An error with a message.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into() }
    }
}

/// Errors that every operation can have (the common errors of the service references).
pub mod common {
    use super::Code;

    /// The caller is not allowed.
    pub const ACCESS_DENIED: Code = Code::new("AccessDenied", 403);
    /// The same, in services that speak JSON.
    pub const ACCESS_DENIED_EXCEPTION: Code = Code::new("AccessDeniedException", 400);
    /// A parameter breaks a constraint.
    pub const VALIDATION_ERROR: Code = Code::new("ValidationError", 400);
    /// The same, in services that speak JSON.
    pub const VALIDATION_EXCEPTION: Code = Code::new("ValidationException", 400);
    /// A parameter is not of its type.
    pub const MALFORMED_INPUT: Code = Code::new("MalformedInput", 400);
    /// The same, in services that speak JSON.
    pub const SERIALIZATION_EXCEPTION: Code = Code::new("SerializationException", 400);
    /// The access key or the session token is not valid.
    pub const INVALID_CLIENT_TOKEN_ID: Code = Code::new("InvalidClientTokenId", 403);
    /// The session has ended.
    pub const EXPIRED_TOKEN: Code = Code::new("ExpiredToken", 403);
    /// The server failed; nothing was changed.
    pub const INTERNAL_FAILURE: Code = Code::new("InternalFailure", 500);
    /// The directory cannot be written now; the call can be repeated.
    pub const SERVICE_UNAVAILABLE: Code = Code::new("ServiceUnavailable", 503);
}

/// Declares the errors of a service: `faults! { /// … pub enum IamError { RoleNotFound { name: String } = NO_SUCH_ENTITY, "The role with name {name} cannot be found."; } }`.
macro_rules! faults {
    ($(#[$doc:meta])* $vis:vis enum $name:ident {
        $($(#[$variant_doc:meta])* $variant:ident $({ $($field:ident: $type:ty),* })? = $code:expr, $message:literal;)*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
        $vis enum $name {
            $(
                $(#[$variant_doc])*
                #[error($message)]
                #[allow(missing_docs, reason = "the message says it")]
                $variant $({ $($field: $type),* })?,
            )*
        }

        impl $name {
            /// The code on the wire.
            pub fn code(&self) -> $crate::fault::Code {
                match self { $(Self::$variant { .. } => $code,)* }
            }
        }

        impl From<$name> for $crate::fault::Fault {
            fn from(error: $name) -> Self {
                Self::new(error.code(), error.to_string())
            }
        }
    };
}
pub(crate) use faults;
