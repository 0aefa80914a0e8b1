//! The trail in a directory: `trail.jsonl`, one record a line, and the full files before it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::Trail;

const CURRENT: &str = "trail.jsonl";

/// The file that takes the place of a full one, until it has done so.
const NEXT: &str = "trail.next.jsonl";

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

    /// What can fail comes first, and files move only as far as there is a gap: a rotation that fails again and again must not
    /// push older records out.
    fn rotate(&self, current: &mut Current) -> io::Result<()> {
        let next_path = self.directory.join(NEXT);
        let next = Current::open(&next_path)?;
        let gap = (1..KEPT).find(|number| !self.full_file(*number).exists()).unwrap_or(KEPT);
        for number in (1..gap).rev() {
            fs::rename(self.full_file(number), self.full_file(number + 1))?;
        }
        let path = self.directory.join(CURRENT);
        match fs::rename(&path, self.full_file(1)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => fs::rename(&next_path, &path)?,
        }
        *current = next;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(trail: &FileTrail) {
        trail.current.lock().unwrap().bytes = FULL_BYTES;
    }

    fn content(trail: &FileTrail, number: u32) -> String {
        fs::read_to_string(trail.full_file(number)).unwrap_or_default()
    }

    #[test]
    fn full_files_are_kept_up_to_the_last() {
        let home = tempfile::tempdir().unwrap();
        let trail = FileTrail::open(home.path()).unwrap();
        for record in 1..=20 {
            trail.record(record.to_string().into_bytes()).unwrap();
            fill(&trail);
        }
        assert_eq!(fs::read_to_string(home.path().join(CURRENT)).unwrap(), "20\n");
        let kept: Vec<String> = (1..=KEPT + 1).map(|number| content(&trail, number)).collect();
        let expected: Vec<String> = (5..=19).rev().map(|record| format!("{record}\n")).chain([String::new()]).collect();
        assert_eq!(kept, expected);
    }

    /// Once, each failed rotation moved the full files one further, and the oldest out.
    #[test]
    fn a_rotation_that_fails_again_and_again_loses_nothing() {
        let home = tempfile::tempdir().unwrap();
        let trail = FileTrail::open(home.path()).unwrap();
        for record in ["first", "second"] {
            trail.record(record.into()).unwrap();
            fill(&trail);
        }
        fs::create_dir(home.path().join(NEXT)).unwrap();
        for _ in 0..40 {
            assert!(trail.record("refused".into()).is_err());
        }
        assert_eq!(content(&trail, 1), "first\n");
        assert_eq!(fs::read_to_string(home.path().join(CURRENT)).unwrap(), "second\n");
        fs::remove_dir(home.path().join(NEXT)).unwrap();
        trail.record("third".into()).unwrap();
        assert_eq!((content(&trail, 2), content(&trail, 1)), ("first\n".to_owned(), "second\n".to_owned()));
    }
}
