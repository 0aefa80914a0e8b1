//! Source files: what they begin with, how long they are, and words that must not stay.

use crate::workspace;

/// The most lines of a file in a crate's `src`: what one can keep in mind.
const LINES: usize = 500;

/// Files that are longer, with the lines they may have. The list may only shrink.
const LONGER: &[(&str, usize)] = &[];

/// Marks of unfinished work, put together here so that this file does not hold them.
const UNFINISHED: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("unimple", "mented!")];

/// What is wrong with the sources.
pub(super) fn problems() -> Result<Vec<String>, String> {
    let mut problems = Vec::new();
    for path in workspace::files(&["*.rs"])? {
        problems.extend(in_file(&path, &workspace::read(&path)?, LONGER));
    }
    Ok(problems)
}

fn in_file(path: &str, text: &str, longer: &[(&str, usize)]) -> Vec<String> {
    let mut problems = Vec::new();
    if !text.starts_with("//! ") {
        problems.push(format!("{path}: the first line does not say, after `//! `, what the file is about"));
    }
    for (number, line) in (1..).zip(text.lines()) {
        problems
            .extend(UNFINISHED.iter().filter(|word| holds(line, word)).map(|word| format!("{path}:{number}: {word}")));
    }
    problems.extend(length(path, text.lines().count(), longer));
    problems
}

fn holds(line: &str, word: &str) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(start, _)| {
        let (before, rest) = line.split_at(start);
        let after = rest.strip_prefix(word).unwrap_or_default();
        !before.ends_with(is_letter) && (word.ends_with('!') || !after.starts_with(is_letter))
    })
}

fn length(path: &str, lines: usize, longer: &[(&str, usize)]) -> Option<String> {
    if !(path.starts_with("crates/") && path.contains("/src/")) {
        return None;
    }
    match longer.iter().find(|(file, _)| *file == path) {
        Some(_) if lines <= LINES => Some(format!("{path}: {lines} lines; take it off the list of longer files")),
        Some((_, most)) if lines <= *most => None,
        Some((_, most)) => Some(format!("{path}: {lines} lines, more than the {most} that it had")),
        None if lines <= LINES => None,
        None => Some(format!("{path}: {lines} lines; divide it by subject, at most {LINES} each")),
    }
}

#[cfg(test)]
mod tests {
    use super::{UNFINISHED, in_file};

    #[test]
    fn each_rule_sees_its_breach() {
        let long = "//! x\n".repeat(501);
        let todo = format!("//! x\n// {}: later\n", UNFINISHED.first().unwrap());
        for (path, text, longer, problem) in [
            ("xtask/src/a.rs", "//! x\n", &[][..], ""),
            ("xtask/src/a.rs", "use a;\n//! x\n", &[], "first line"),
            ("xtask/src/a.rs", "", &[], "first line"),
            ("xtask/src/a.rs", &todo, &[], "a.rs:2: "),
            ("xtask/src/a.rs", "//! x\nlet MASTODON = 1;\n", &[], ""),
            ("crates/a/src/a.rs", &long, &[], "501 lines; divide"),
            ("crates/a/tests/a.rs", &long, &[], ""),
            ("crates/a/src/a.rs", &long, &[("crates/a/src/a.rs", 501)], ""),
            ("crates/a/src/a.rs", &long, &[("crates/a/src/a.rs", 500)], "more than"),
            ("crates/a/src/a.rs", "//! x\n", &[("crates/a/src/a.rs", 501)], "off the list"),
        ] {
            let problems = in_file(path, text, longer).join("\n");
            assert_eq!(problem.is_empty(), problems.is_empty(), "{problems}");
            assert!(problems.contains(problem), "{problem}: {problems}");
        }
    }
}
