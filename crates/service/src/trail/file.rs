//! The trail in a directory: `trail.jsonl`, one record a line, and the full files before it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::Trail;

const CURRENT: &str = "trail.jsonl";

/// A file is full at 64 MiB.
const FULL_BYTES: u64 = 64 << 20;

/// Full files that are kept, `trail.1.jsonl` being the latest: with the current one, at most 1 GiB.
const KEPT: u32 = 15;

/// Records in files; each is handed to the operating system before the call is answered.
pub struct FileTrail {
    directory: PathBuf,
    current: Mutex<Current>,
}

struct Current {
    file: File,
    bytes: u64,
}

impl FileTrail {
    /// Opens the trail in `directory`, which is made if it is not there. Only the owner can read it.
    pub fn open(directory: &Path) -> io::Result<Self> {
        fs::create_dir_all(directory)?;
        Ok(Self { directory: directory.to_owned(), current: Mutex::new(Current::open(&directory.join(CURRENT))?) })
    }

    fn full_file(&self, number: u32) -> PathBuf {
        self.directory.join(format!("trail.{number}.jsonl"))
    }

    fn rotate(&self, current: &mut Current) -> io::Result<()> {
        for number in (1..KEPT).rev() {
            match fs::rename(self.full_file(number), self.full_file(number + 1)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        let path = self.directory.join(CURRENT);
        fs::rename(&path, self.full_file(1))?;
        *current = Current::open(&path)?;
        Ok(())
    }
}

impl Current {
    fn open(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path)?;
        let bytes = file.metadata()?.len();
        Ok(Self { file, bytes })
    }
}

impl Trail for FileTrail {
    fn record(&self, mut line: Vec<u8>) -> io::Result<()> {
        line.push(b'\n');
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.bytes >= FULL_BYTES {
            self.rotate(&mut current)?;
        }
        current.file.write_all(&line)?;
        current.bytes += line.len() as u64;
        Ok(())
    }
}
