//! Files that only their owner reads, written whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Puts `contents` into the file `name` of `directory`, mode 0600, replacing what was there. When this returns, it survives a
/// power cut; a crash before leaves the former file or the new one.
pub(crate) fn write(directory: &Path, name: &str, contents: &[u8]) -> io::Result<()> {
    let draft = directory.join(format!("{name}.new"));
    remove(&draft)?;
    let mut options = File::options();
    // Never through a link or into a file that another opened before.
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    file.write_all(contents)?;
    file.sync_all()?;
    fs::rename(&draft, directory.join(name))?;
    // Windows makes names durable by itself, and opens no directory as a file.
    if cfg!(unix) { File::open(directory)?.sync_all() } else { Ok(()) }
}

/// Removes a file, if it is there.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
