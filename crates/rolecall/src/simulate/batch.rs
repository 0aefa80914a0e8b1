//! `rolecall simulate --jsonl`: one question a line in, one answer a line out, in order.

use std::io::{self, BufRead, Read, Write};
use std::num::NonZero;
use std::thread;

use rolecall_policy::simulate::{MAX_LINE_BYTES, Simulator};

use super::chunks::Chunks;

/// Fewer bytes are not worth a second thread.
const SHARE: usize = 64 << 10;

/// One thread's part of the work.
struct Worker {
    simulator: Simulator,
    answers: Vec<u8>,
}

/// Answers every line that is not blank. What has come is answered before more is waited for.
pub(super) fn run(input: impl Read, mut output: impl Write, explain: bool) -> io::Result<()> {
    let simulator = || if explain { Simulator::new().explaining() } else { Simulator::new() };
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let mut workers: Vec<_> = (0..threads).map(|_| Worker { simulator: simulator(), answers: Vec::new() }).collect();
    let mut chunks = Chunks::new(input, MAX_LINE_BYTES);
    while let Some(lines) = chunks.next()? {
        let shares = shares(lines, threads.min(lines.len() / SHARE).max(1));
        let mut work = workers.iter_mut().zip(shares);
        thread::scope(|scope| {
            let first = work.next();
            let others: Vec<_> = work.map(|(worker, lines)| scope.spawn(|| worker.answer(lines))).collect();
            let mut done = first.map_or(Ok(()), |(worker, lines)| worker.answer(lines));
            for other in others {
                done = done.and(other.join().unwrap_or_else(|_| Err(io::Error::other("a thread has died"))));
            }
            done
        })?;
        for worker in &mut workers {
            output.write_all(&worker.answers)?;
            worker.answers.clear();
        }
        output.flush()?;
    }
    Ok(())
}

impl Worker {
    fn answer(&mut self, lines: &[u8]) -> io::Result<()> {
        let mut rest = lines;
        while !rest.is_empty() {
            let from = rest;
            let (line, _) = from.split_at(rest.skip_until(b'\n')?);
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            // Of a line that is too long the beginning may be blank.
            if line.len() > MAX_LINE_BYTES || !line.trim_ascii().is_empty() {
                serde_json::to_writer(&mut self.answers, &self.simulator.answer(line))?;
                self.answers.push(b'\n');
            }
        }
        Ok(())
    }
}

/// The lines in at most so many parts of about the same length.
fn shares(mut lines: &[u8], count: usize) -> Vec<&[u8]> {
    let length = lines.len().div_ceil(count);
    let mut shares = Vec::with_capacity(count);
    while let Some((_, beyond)) = lines.split_at_checked(length)
        && let Some(end) = beyond.iter().position(|byte| *byte == b'\n')
        && let Some((share, rest)) = lines.split_at_checked(length + end + 1)
    {
        shares.push(share);
        lines = rest;
    }
    shares.push(lines);
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_whole_lines_and_no_more_than_asked_for() {
        let text = b"one\ntwo\n\nfour\nfive five five five\nsix";
        for count in 1..=9 {
            let shares = shares(text, count);
            assert!(shares.len() <= count, "{count}");
            assert_eq!(shares.concat(), text);
            let (_, all_but_last) = shares.split_last().unwrap();
            assert!(all_but_last.iter().all(|share| share.ends_with(b"\n")), "{count}");
        }
    }
}
