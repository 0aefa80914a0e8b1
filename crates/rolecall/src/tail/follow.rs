//! The lines of a trail from the last ones on, over its rotations.

use std::collections::VecDeque;
use std::fs::{File, Metadata};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

/// The file that records are added to.
const CURRENT: &str = "trail/trail.jsonl";

/// How long new lines are waited for before the file is looked at again.
const PAUSE: Duration = Duration::from_millis(200);

/// Reads a trail as it grows.
pub(super) struct Follower {
    path: PathBuf,
    file: BufReader<File>,
    /// The beginning of a line whose end is still to come.
    begun: String,
}

impl Follower {
    /// Opens the trail of a data directory.
    pub(super) fn open(data: &Path) -> io::Result<Self> {
        let path = data.join(CURRENT);
        let file = BufReader::new(File::open(&path)?);
        Ok(Self { path, file, begun: String::new() })
    }

    /// The last `most` of the lines so far that are wanted.
    pub(super) fn last(&mut self, most: usize, wanted: impl Fn(&str) -> bool) -> io::Result<Vec<String>> {
        let mut last = VecDeque::new();
        while let Some(line) = self.line()? {
            if wanted(&line) {
                last.push_back(line);
            }
            if last.len() > most {
                last.pop_front();
            }
        }
        Ok(last.into())
    }

    /// New lines; waits until there are some.
    pub(super) fn next(&mut self) -> io::Result<Vec<String>> {
        loop {
            let mut lines = Vec::new();
            while let Some(line) = self.line()? {
                lines.push(line);
            }
            if !lines.is_empty() {
                return Ok(lines);
            }
            self.turn()?;
            sleep(PAUSE);
        }
    }

    /// The next whole line, if there is one already.
    fn line(&mut self) -> io::Result<Option<String>> {
        let mut bytes = Vec::new();
        self.file.by_ref().read_until(b'\n', &mut bytes)?;
        self.begun.push_str(&String::from_utf8_lossy(&bytes));
        if bytes.ends_with(b"\n") {
            let line = std::mem::take(&mut self.begun);
            return Ok(Some(line.trim_end().to_owned()));
        }
        Ok(None)
    }

    /// Goes over to the new file once the trail has been rotated. A moment without a file passes.
    fn turn(&mut self) -> io::Result<()> {
        let Ok(file) = File::open(&self.path) else { return Ok(()) };
        if !is_same(&file.metadata()?, &self.file.get_ref().metadata()?) && self.file.fill_buf()?.is_empty() {
            self.file = BufReader::new(file);
            self.begun.clear();
        }
        Ok(())
    }
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    one.len() >= other.len()
}

#[cfg(test)]
mod tests {
    use std::fs::{self, OpenOptions};
    use std::io::Write;

    use super::*;

    #[test]
    fn lines_are_followed_over_halves_and_rotations() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join(CURRENT);
        fs::create_dir(path.parent().unwrap()).unwrap();
        let add = |text: &str| {
            let mut file = OpenOptions::new().create(true).append(true).open(&path).unwrap();
            file.write_all(text.as_bytes()).unwrap();
        };
        assert!(Follower::open(home.path()).is_err());
        add("a\nb\nc\nd\nha");
        let mut follower = Follower::open(home.path()).unwrap();
        assert_eq!(follower.last(2, |line| line != "d").unwrap(), ["b", "c"]);
        add("lf\ne\n");
        assert_eq!(follower.next().unwrap(), ["half", "e"]);
        add("last\n");
        fs::rename(&path, home.path().join("old")).unwrap();
        add("new\n");
        assert_eq!(follower.next().unwrap(), ["last"]);
        assert_eq!(follower.next().unwrap(), ["new"]);
    }
}
