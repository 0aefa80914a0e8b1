//! The developer's commands: `cargo xtask NAME`, or without a name the list of them.

mod bench;
mod bench_tools;
mod coverage;
mod debian;
mod declared;
mod fuzz;
mod layout;
mod mapping_coverage;
mod model_diff;
mod node;
mod npm;
mod process;
mod release;
mod spec;
mod test;
mod tidy;
mod venv;
mod workspace;

use std::process::ExitCode;

/// A command of `cargo xtask`.
struct Subcommand {
    name: &'static str,
    /// The flags that it knows.
    flags: &'static [&'static str],
    /// What its words are called, if it takes any besides the flags; it checks them itself.
    words: Option<&'static str>,
    help: &'static str,
    run: fn(Flags<'_>) -> Result<(), String>,
}

/// Every command, in the order in which the help shows them. A new command is one line here and one module.
const SUBCOMMANDS: &[Subcommand] = &[
    Subcommand {
        name: "test",
        flags: &["--quick", "--long"],
        words: None,
        help: "all that CI runs; --quick leaves out the end-to-end tests, --long runs the long forms of tests",
        run: test::run,
    },
    Subcommand {
        name: "tidy",
        flags: &[],
        words: None,
        help: "checks house rules: file heads and lengths, code map, licences, links",
        run: tidy::run,
    },
    Subcommand {
        name: "spec",
        flags: &["--check"],
        words: None,
        help: "refreshes the tables of spec/ from public packages; --check only compares",
        run: spec::run,
    },
    Subcommand {
        name: "model-diff",
        flags: &[],
        words: None,
        help: "compares every declared operation with spec/",
        run: model_diff::run,
    },
    Subcommand {
        name: "coverage",
        flags: &["--check"],
        words: None,
        help: "writes docs/coverage.md and docs/mapping-coverage.md; --check only compares",
        run: coverage::run,
    },
    Subcommand {
        name: "bench",
        flags: &["--quick", "--released"],
        words: Some("SCENARIO"),
        help: "measures a server beside a bare one and nginx, with --released that of `release`; a whole group without --quick refreshes docs/performance.md",
        run: bench::run,
    },
    Subcommand {
        name: "fuzz",
        flags: &["--long"],
        words: Some("TARGET"),
        help: "looks for inputs that break the policy language, a minute per target; --long an hour",
        run: fuzz::run,
    },
    Subcommand {
        name: "release",
        flags: &[],
        words: None,
        help: "builds the program by what it does under the benchmark's loads, which makes it faster",
        run: release::run,
    },
    Subcommand {
        name: "layout",
        flags: &[],
        words: None,
        help: "finds out with valgrind which functions a server uses, and writes them into crates/rolecall/layout.ld",
        run: layout::run,
    },
];

/// The flags that a command was called with, each one that the command knows, and its words, if it takes any.
#[derive(Clone, Copy)]
struct Flags<'a>(&'a [String]);

impl Flags<'_> {
    fn has(self, flag: &str) -> bool {
        self.0.iter().any(|given| given == flag)
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, flags)) = arguments.split_first() else {
        print!("{}", help());
        return ExitCode::SUCCESS;
    };
    match find(name, flags).and_then(|subcommand| (subcommand.run)(Flags(flags))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn find(name: &str, flags: &[String]) -> Result<&'static Subcommand, String> {
    let subcommand = SUBCOMMANDS
        .iter()
        .find(|subcommand| subcommand.name == name)
        .ok_or_else(|| format!("there is no command `{name}`\n\n{}", help()))?;
    let is_word = |flag: &str| subcommand.words.is_some() && !flag.starts_with('-');
    match flags.iter().find(|flag| !subcommand.flags.contains(&flag.as_str()) && !is_word(flag)) {
        Some(flag) => Err(format!("`{name}` does not know `{flag}`\n\n{}", help())),
        None => Ok(subcommand),
    }
}

fn help() -> String {
    SUBCOMMANDS.iter().fold("usage: cargo xtask COMMAND\n\n".to_owned(), |text, subcommand| {
        let arguments = subcommand.flags.iter().copied().chain(subcommand.words);
        let usage = arguments.fold(subcommand.name.to_owned(), |usage, argument| usage + " [" + argument + "]");
        text + &format!("  {usage:<24} {}\n", subcommand.help)
    })
}

#[cfg(test)]
mod tests {
    use super::{find, help};

    #[test]
    fn commands_are_found_and_unknown_words_refused() {
        assert_eq!(find("spec", &["--check".to_owned()]).unwrap().name, "spec");
        assert!(find("spek", &[]).err().unwrap().contains("`spek`"));
        assert!(find("tidy", &["--fast".to_owned()]).err().unwrap().contains("`--fast`"));
        assert!(find("tidy", &["fast".to_owned()]).err().unwrap().contains("`fast`"));
        assert_eq!(find("bench", &["latency".to_owned(), "--quick".to_owned()]).unwrap().name, "bench");
        assert!(find("bench", &["--fast".to_owned()]).err().unwrap().contains("`--fast`"));
    }

    #[test]
    fn help_names_each_command_once() {
        for subcommand in super::SUBCOMMANDS {
            assert_eq!(help().matches(&format!("\n  {} ", subcommand.name)).count(), 1, "{}", subcommand.name);
        }
    }
}
