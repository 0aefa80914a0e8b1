//! The trail in a directory: `trail.jsonl`, one record a line, and the full files before it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Batch, Trail};

const CURRENT: &str = "trail.jsonl";

/// The file that takes the place of a full one, until it has done so.
const NEXT: &str = "trail.next.jsonl";

/// A file is full at 64 MiB.
const FULL_BYTES: u64 = 64 << 20;

/// Full files that are kept, `trail.1.jsonl` being the latest: with the current one, at most 1 GiB.
const KEPT: u32 = 15;

/// So much is not kept waiting: a batch of this size is written at once.
const BATCH_BYTES: usize = 1 << 20;

/// Of the room that a batch took, so much is kept for the next.
const KEPT_BYTES: usize = 128 << 10;

/// Records in files; each is handed to the operating system before the call is answered.
pub struct FileTrail {
    directory: PathBuf,
    waiting: Mutex<Waiting>,
    current: Mutex<Current>,
}

/// The batch that is being gathered.
#[derive(Default)]
struct Waiting {
    lines: String,
    batch: Batch,
}

struct Current {
    file: File,
    bytes: u64,
    /// Whether it may end within a record: not known yet, or the last write failed.
    is_torn: bool,
    /// Room for the lines of the next batch.
    spare: String,
}

impl FileTrail {
    /// Opens the trail in `directory`, which is made if it is not there. Only the owner can read it.
    pub fn open(directory: &Path) -> io::Result<Self> {
        fs::create_dir_all(directory)?;
        let current = Current::open(&directory.join(CURRENT))?;
        Ok(Self { directory: directory.to_owned(), waiting: Mutex::default(), current: Mutex::new(current) })
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

    fn write_lines(&self, current: &mut Current, lines: &str) -> io::Result<()> {
        if current.bytes >= FULL_BYTES {
            self.rotate(current)?;
        }
        if current.is_torn {
            current.mend()?;
        }
        current.is_torn = true;
        current.file.write_all(lines.as_bytes())?;
        current.is_torn = false;
        current.bytes += lines.len() as u64;
        Ok(())
    }
}

impl Current {
    fn open(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.create(true).read(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path)?;
        let bytes = file.metadata()?.len();
        Ok(Self { file, bytes, is_torn: true, spare: String::new() })
    }

    /// Ends what a full disk or a crash left of a record, so that the next record is a line of its own.
    fn mend(&mut self) -> io::Result<()> {
        self.bytes = self.file.metadata()?.len();
        if self.bytes == 0 {
            return Ok(());
        }
        let mut last = [0];
        self.file.seek(SeekFrom::End(-1))?;
        self.file.read_exact(&mut last)?;
        if last != *b"\n" {
            self.file.write_all(b"\n")?;
            self.bytes += 1;
        }
        Ok(())
    }
}

impl Trail for FileTrail {
    fn append(&self, line: &str) -> Batch {
        let mut waiting = lock(&self.waiting);
        waiting.lines.push_str(line);
        let (batch, is_full) = (waiting.batch.clone(), waiting.lines.len() >= BATCH_BYTES);
        drop(waiting);
        if is_full {
            // Its outcome stays with it.
            drop(self.write(&batch));
        }
        batch
    }

    fn write(&self, batch: &Batch) -> io::Result<()> {
        if let Some(outcome) = batch.outcome() {
            return outcome;
        }
        let mut current = lock(&self.current);
        // Somebody else may have written it meanwhile.
        if let Some(outcome) = batch.outcome() {
            return outcome;
        }
        // Batches are taken and settled under the lock on the file: one that is not settled is the one that waits.
        let next = Waiting { lines: std::mem::take(&mut current.spare), batch: Batch::default() };
        let Waiting { mut lines, batch: taken } = std::mem::replace(&mut *lock(&self.waiting), next);
        taken.settle(&self.write_lines(&mut current, &lines));
        lines.clear();
        lines.shrink_to(KEPT_BYTES);
        current.spare = lines;
        batch.outcome().unwrap_or_else(|| Err(io::Error::other("the batch is lost")))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::super::Receipt;
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
            trail.record(&format!("{record}\n")).unwrap();
            fill(&trail);
        }
        assert_eq!(fs::read_to_string(home.path().join(CURRENT)).unwrap(), "20\n");
        let kept: Vec<String> = (1..=KEPT + 1).map(|number| content(&trail, number)).collect();
        let expected: Vec<String> = (5..=19).rev().map(|record| format!("{record}\n")).chain([String::new()]).collect();
        assert_eq!(kept, expected);
    }

    #[test]
    fn lines_of_a_batch_are_written_together() {
        let home = tempfile::tempdir().unwrap();
        let trail = FileTrail::open(home.path()).unwrap();
        let written = || fs::read_to_string(home.path().join(CURRENT)).unwrap();
        let batches = ["first\n", "second\n"].map(|line| trail.append(line));
        assert_eq!(written(), "");
        for batch in &batches {
            trail.write(batch).unwrap();
            assert_eq!(written(), "first\nsecond\n");
        }
        drop(Receipt::new(&trail, trail.append("third\n")));
        assert_eq!(written(), "first\nsecond\nthird\n", "a call that was given up is recorded too");
        trail.append(&"x".repeat(BATCH_BYTES));
        assert!(written().ends_with('x'), "memory is bounded");
    }

    #[test]
    fn all_of_a_batch_learn_that_it_failed() {
        let home = tempfile::tempdir().unwrap();
        let trail = FileTrail::open(home.path()).unwrap();
        fill(&trail);
        fs::create_dir(home.path().join(NEXT)).unwrap();
        let batches = ["first\n", "second\n"].map(|line| trail.append(line));
        for batch in &batches {
            assert!(trail.write(batch).is_err());
        }
        fs::remove_dir(home.path().join(NEXT)).unwrap();
        trail.record("third\n").unwrap();
        assert!(trail.write(&batches[0]).is_err());
        assert_eq!(fs::read_to_string(home.path().join(CURRENT)).unwrap(), "third\n");
    }

    /// Once, the next record stood in the line of the torn one, where no reader of JSON finds it.
    #[test]
    fn a_torn_record_takes_no_other_with_it() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join(CURRENT);
        let tear = || OpenOptions::new().append(true).open(&path).unwrap().write_all(b"to").unwrap();
        let trail = FileTrail::open(home.path()).unwrap();
        trail.record("first\n").unwrap();
        trail.current.lock().unwrap().file = File::open(&path).unwrap();
        assert!(trail.record("torn by a full disk\n").is_err());
        tear();
        trail.current.lock().unwrap().file = Current::open(&path).unwrap().file;
        trail.record("second\n").unwrap();
        trail.record("third\n").unwrap();
        tear();
        FileTrail::open(home.path()).unwrap().record("fourth\n").unwrap();
        FileTrail::open(home.path()).unwrap().record("fifth\n").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "first\nto\nsecond\nthird\nto\nfourth\nfifth\n");
    }

    /// Once, each failed rotation moved the full files one further, and the oldest out.
    #[test]
    fn a_rotation_that_fails_again_and_again_loses_nothing() {
        let home = tempfile::tempdir().unwrap();
        let trail = FileTrail::open(home.path()).unwrap();
        for record in ["first\n", "second\n"] {
            trail.record(record).unwrap();
            fill(&trail);
        }
        fs::create_dir(home.path().join(NEXT)).unwrap();
        for _ in 0..40 {
            assert!(trail.record("refused\n").is_err());
        }
        assert_eq!(content(&trail, 1), "first\n");
        assert_eq!(fs::read_to_string(home.path().join(CURRENT)).unwrap(), "second\n");
        fs::remove_dir(home.path().join(NEXT)).unwrap();
        trail.record("third\n").unwrap();
        assert_eq!((content(&trail, 2), content(&trail, 1)), ("first\n".to_owned(), "second\n".to_owned()));
    }
}
