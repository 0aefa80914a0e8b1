//! What a server says of itself once it is ready. Everything but the last line can be given to a shell.

use std::io::{self, Write};
use std::path::{Path, absolute};

use rolecall_service::FirstCredentials;

use super::credentials_file::PROFILE;
use super::listen::Endpoint;
use super::opening::Credentials;

/// Tells the operator how to call the server. That nobody may be listening does not matter.
///
/// Every region is accepted. Of its two variables, each client reads one.
pub(super) fn ready(credentials: &Credentials, endpoint: Endpoint, region: &str, workloads: &str) {
    let text = text(credentials, endpoint, region, workloads);
    let mut out = io::stdout().lock();
    drop(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
}

fn text(credentials: &Credentials, endpoint: Endpoint, region: &str, workloads: &str) -> String {
    let how = match credentials {
        Credentials::Fresh { account, first: FirstCredentials { id, user: None, .. }, .. } => {
            format!("# The root user of account {account} has the access key {id} of the environment.\n")
        }
        Credentials::Fresh { account, first: FirstCredentials { id, secret, user: Some(user) }, file } => {
            let file = file.as_ref().map_or_else(
                || "as long as this server runs".to_owned(),
                |file| format!("now, and kept in {}", file.display()),
            );
            let secret = secret.expose();
            format!(
                "# The access key of the IAM user `{user}` of account {account}, shown once {file}:\n\
                 export AWS_ACCESS_KEY_ID={id}\nexport AWS_SECRET_ACCESS_KEY={secret}\n"
            )
        }
        Credentials::Known { file: Some(file) } => {
            format!(
                "# The access key of the first start is in {}:\n\
                 export AWS_SHARED_CREDENTIALS_FILE={}\nexport AWS_PROFILE={PROFILE}\n",
                file.display(),
                quoted(file)
            )
        }
        Credentials::Known { file: None } => "# Call it with an access key that you have.\n".to_owned(),
    };
    let endpoint_here = endpoint.on_this_machine();
    format!(
        "{how}export AWS_ENDPOINT_URL={endpoint_here}\nexport AWS_REGION={region}\n\
         export AWS_DEFAULT_REGION={region}\n\
         {workloads}# Then try:\n#   aws sts get-caller-identity\nlistening on {endpoint}\n"
    )
}

/// The absolute path as one word of a shell.
fn quoted(path: &Path) -> String {
    let path = absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    if path.bytes().all(plain) { path } else { format!("'{}'", path.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_one_word_for_a_shell() {
        for (path, expected) in [
            ("/var/lib/rolecall-data/credentials", "/var/lib/rolecall-data/credentials"),
            ("/a b/c", "'/a b/c'"),
            ("/it's $HOME", r"'/it'\''s $HOME'"),
        ] {
            assert_eq!(quoted(Path::new(path)), expected);
        }
    }
}
