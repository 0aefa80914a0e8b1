//! Whole lines out of a stream, many at a time.

use std::io::{self, ErrorKind, Read};

/// What is asked of the stream at once, in bytes.
const STEP: usize = 1 << 20;

/// Reads whole lines. Of a line that is longer than `longest` bytes, the beginning is kept, and at least one byte more than that.
pub(super) struct Chunks<R> {
    input: R,
    longest: usize,
    room: Box<[u8]>,
    buffer: Vec<u8>,
    /// How much of the buffer was handed out.
    done: usize,
    /// Whether the rest of a line that is too long is being passed over.
    passing: bool,
    ended: bool,
}

impl<R: Read> Chunks<R> {
    pub(super) fn new(input: R, longest: usize) -> Self {
        let room = vec![0; STEP].into();
        Self { input, longest, room, buffer: Vec::new(), done: 0, passing: false, ended: false }
    }

    /// The whole lines that are there, at least one; waits only if there is none. `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<&[u8]>> {
        self.buffer.drain(..self.done);
        self.done = 0;
        let mut from = 0;
        while self.done == 0 && !self.ended {
            self.read()?;
            let new = self.buffer.get(from..).unwrap_or_default();
            if let Some(last) = new.iter().rposition(|byte| *byte == b'\n') {
                self.done = from + last + 1;
            } else if self.buffer.len() > self.longest {
                self.buffer.truncate(self.longest + 1);
                self.passing = true;
            }
            from = self.buffer.len();
        }
        if self.ended {
            self.done = self.buffer.len();
        }
        Ok(self.buffer.get(..self.done).filter(|lines| !lines.is_empty()))
    }

    /// Reads once.
    fn read(&mut self) -> io::Result<()> {
        let count = loop {
            match self.input.read(&mut self.room) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.ended = count == 0;
        let mut new = self.room.get(..count).unwrap_or_default();
        if self.passing {
            let end = new.iter().position(|byte| *byte == b'\n');
            self.passing = end.is_none();
            new = end.and_then(|end| new.get(end..)).unwrap_or_default();
        }
        self.buffer.extend_from_slice(new);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a few bytes at a time.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let (now, later) = self.0.split_at(self.1.min(self.0.len()));
            self.0 = later;
            buffer[..now.len()].copy_from_slice(now);
            Ok(now.len())
        }
    }

    fn lines(text: &str, step: usize) -> Vec<String> {
        let mut chunks = Chunks::new(Slow(text.as_bytes(), step), 5);
        let mut lines = Vec::new();
        while let Some(chunk) = chunks.next().unwrap() {
            lines.extend(String::from_utf8(chunk.to_vec()).unwrap().lines().map(str::to_owned));
        }
        lines
    }

    #[test]
    fn lines_are_whole_however_the_stream_comes() {
        for (text, expected) in [
            ("", &[][..]),
            ("\n", &[""]),
            ("a", &["a"]),
            ("a\nbc\n", &["a", "bc"]),
            ("a\n\nbc", &["a", "", "bc"]),
            ("12345\nx\n", &["12345", "x"]),
        ] {
            for step in 1..=9 {
                assert_eq!(lines(text, step), expected, "{text:?} by {step}");
            }
        }
    }

    #[test]
    fn of_a_line_that_is_too_long_only_the_beginning_is_kept() {
        for text in ["a\n1234567890123\nb\n", "a\n123456\nb"] {
            for step in 1..=4 {
                let found = lines(text, step);
                assert!(found[1].starts_with("123456") && found[1].len() < 13, "{found:?} by {step}");
                assert_eq!((&*found[0], &*found[2], found.len()), ("a", "b", 3), "{text:?} by {step}");
            }
        }
        assert_eq!(lines("1234567890123", 2), ["123456"]);
    }
}
