//! Which core does what: the generator on one, the server on another, so that neither takes the other's time.

use std::ffi::OsStr;
use std::fs;
use std::process::{Command, Stdio};

/// A core for the load generator and one for the server under test.
#[derive(Clone, Copy)]
pub(crate) struct Cores {
    generator: usize,
    server: usize,
}

impl Cores {
    /// Moves this process, which must not have threads yet, to its core; `None` if there are too few cores, or no `taskset`.
    pub(crate) fn take() -> Option<Self> {
        let status = fs::read_to_string("/proc/self/status").ok()?;
        let list = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"))?;
        let mut allowed = members(list.trim());
        let cores = Self { generator: allowed.next()?, server: allowed.next()? };
        let mut taskset = Command::new("taskset");
        taskset.args(["-cp", &cores.generator.to_string(), &std::process::id().to_string()]);
        let moved = taskset.stdout(Stdio::null()).stderr(Stdio::null()).status();
        moved.is_ok_and(|status| status.success()).then_some(cores)
    }

    /// A program that will run on the server's core, if there is one for it.
    pub(crate) fn command(cores: Option<Self>, program: impl AsRef<OsStr>) -> Command {
        on(cores.map(|cores| cores.server.to_string()), program)
    }

    /// A program that will run on both cores.
    pub(crate) fn command_on_both(cores: Option<Self>, program: impl AsRef<OsStr>) -> Command {
        on(cores.map(|cores| format!("{},{}", cores.generator, cores.server)), program)
    }
}

fn on(list: Option<String>, program: impl AsRef<OsStr>) -> Command {
    let Some(list) = list else { return Command::new(program) };
    let mut command = Command::new("taskset");
    command.args(["-c", &list]).arg(program);
    command
}

/// The numbers in a list like `0-1,4`.
fn members(list: &str) -> impl Iterator<Item = usize> {
    list.split(',').flat_map(|range| {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        first.parse().ok().zip(last.parse().ok()).into_iter().flat_map(|(first, last)| first..=last)
    })
}

#[cfg(test)]
mod tests {
    use super::members;

    #[test]
    fn lists_of_cores() {
        for (list, expected) in [("0-1", &[0, 1][..]), ("3", &[3]), ("0,2-3,7", &[0, 2, 3, 7]), ("", &[])] {
            assert_eq!(members(list).collect::<Vec<_>>(), expected, "{list}");
        }
    }
}
