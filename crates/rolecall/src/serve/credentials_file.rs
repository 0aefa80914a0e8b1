//! `DIR/credentials`: the first access key in the form that every AWS client reads.
//!
//! <https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html>

use std::io;
use std::path::{Path, PathBuf};

use rolecall_service::FirstCredentials;
use zeroize::Zeroizing;

use super::private_file;

const NAME: &str = "credentials";

/// The profile in the file.
pub(super) const PROFILE: &str = "rolecall";

/// Where the file is, or would be.
pub(super) fn path(directory: &Path) -> PathBuf {
    directory.join(NAME)
}

/// Writes the file, whatever was there.
pub(super) fn write(directory: &Path, credentials: &FirstCredentials) -> io::Result<()> {
    let (id, secret) = (&credentials.id, credentials.secret.expose());
    let text = Zeroizing::new(format!("[{PROFILE}]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\n"));
    private_file::write(directory, NAME, text.as_bytes())
}

/// Removes the file of a first start that did not come to its end.
pub(super) fn remove(directory: &Path) -> io::Result<()> {
    private_file::remove(&path(directory))
}
