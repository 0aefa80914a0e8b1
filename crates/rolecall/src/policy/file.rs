//! Documents in files and on standard input.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use rolecall_policy::document::MAX_DOCUMENT_BYTES;

use crate::failure::Failure;

/// The text of a file; `-` is standard input. One byte more than a document may have is enough to refuse it.
pub(crate) fn text_of(path: &Path) -> Result<String, Failure> {
    let limit = u64::try_from(MAX_DOCUMENT_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let mut text = Vec::new();
    let read = if is_standard_input(path) {
        io::stdin().lock().take(limit).read_to_end(&mut text)
    } else {
        File::open(path).and_then(|file| file.take(limit).read_to_end(&mut text))
    };
    let whole = read.and_then(|_| String::from_utf8(text).map_err(|error| io::Error::other(error.utf8_error())));
    whole.map_err(|error| {
        let why = format!("{}: {error}", path.display());
        Failure::usage("a policy cannot be read", why, "name a readable file of UTF-8, or `-` for standard input")
    })
}

/// What stands for standard input.
pub(super) const STANDARD_INPUT: &str = "-";

/// Whether this stands for standard input.
pub(super) fn is_standard_input(path: &Path) -> bool {
    path == Path::new(STANDARD_INPUT)
}

/// Puts a text in the place of a file's, as a whole: the old one stays until the new one is there.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    let replaced = fs::canonicalize(path).and_then(|path| {
        let beside = beside(&path);
        let written =
            write_new(&beside, text, fs::metadata(&path)?.permissions()).and_then(|()| fs::rename(&beside, &path));
        if written.is_err() {
            drop(fs::remove_file(&beside));
        }
        written
    });
    replaced.map_err(|error| {
        let why = format!("{}: {error}", path.display());
        Failure::new("a policy cannot be written", why, "see whether its directory may be written to")
    })
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    path.with_file_name(name)
}

fn write_new(path: &Path, text: &str, permissions: fs::Permissions) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.set_permissions(permissions)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
