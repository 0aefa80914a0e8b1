//! Making sure that what was written is on the disk before an answer says so.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{ErrorKind, Result};
use std::path::{Path, PathBuf};

use s3s::{S3Result, s3_error};

/// Writes these files out, and the directories from theirs up to `root`. Files that are not there are passed over.
pub(crate) async fn written(root: &Path, files: Vec<PathBuf>) -> S3Result<()> {
    let root = root.to_owned();
    let done = tokio::task::spawn_blocking(move || write_out(&root, &files)).await;
    done.map_err(|error| s3_error!(error, InternalError))?.map_err(|error| s3_error!(error, InternalError))
}

fn write_out(root: &Path, files: &[PathBuf]) -> Result<()> {
    let mut directories = BTreeSet::new();
    for path in files {
        match File::open(path) {
            Ok(file) => file.sync_all()?,
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        directories.extend(path.ancestors().skip(1).take_while(|above| above.starts_with(root)));
    }
    for directory in directories.into_iter().filter(|directory| directory.is_dir()) {
        File::open(directory)?.sync_all()?;
    }
    Ok(())
}
