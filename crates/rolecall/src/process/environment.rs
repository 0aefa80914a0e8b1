//! The environment of a command: its own credentials, and none of the caller's.

use std::process::Command;

use rolecall_model::SecretKey;

use crate::client::{region, variable};

/// What would lead the command to the caller's credentials, or to those of whoever runs this machine.
/// <https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html>
const REMOVED: [&str; 19] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_CREDENTIAL_FILE",
    "AWS_ACCOUNT_ID",
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_BEARER_TOKEN_BEDROCK",
    "BOTO_CONFIG",
    "ROLECALL_ROOT_ACCESS_KEY_ID",
    "ROLECALL_ROOT_SECRET_ACCESS_KEY",
    "ROLECALL_MASTER_KEY",
];

/// A file without contents. Clients look into the files of profiles before they look at an endpoint.
const EMPTY_FILE: &str = if cfg!(windows) { "NUL" } else { "/dev/null" };

/// What a command is told besides.
#[derive(Debug, Default)]
pub(crate) struct Environment {
    /// The server to call, where the environment names none.
    pub(crate) endpoint_url: Option<String>,
    /// Variables of its service.
    pub(crate) more: Vec<(&'static str, String)>,
}

impl Environment {
    /// Prepares the command, whose credentials are at this URL for who has this token.
    pub(super) fn apply(self, command: &mut Command, url: &str, token: &SecretKey) {
        for name in REMOVED {
            command.env_remove(name);
        }
        command.env("AWS_SHARED_CREDENTIALS_FILE", EMPTY_FILE).env("AWS_CONFIG_FILE", EMPTY_FILE);
        command.env("AWS_CONTAINER_CREDENTIALS_FULL_URI", url);
        command.env("AWS_CONTAINER_AUTHORIZATION_TOKEN", token.expose());
        command.env("AWS_REGION", region()).env("AWS_DEFAULT_REGION", region());
        if let Some(endpoint) = self.endpoint_url.filter(|_| variable("AWS_ENDPOINT_URL").is_none()) {
            command.env("AWS_ENDPOINT_URL", endpoint);
        }
        command.envs(self.more);
    }
}
