//! `cargo xtask tidy`: the house rules that no compiler checks.

mod dependencies;
mod licence;
mod links;
mod map;
mod sources;

use crate::Flags;

/// Runs the command: every rule over the whole repository, so that all problems are seen at once.
pub(crate) fn run(_: Flags<'_>) -> Result<(), String> {
    let mut problems = sources::problems()?;
    problems.extend(map::problems()?);
    problems.extend(links::problems()?);
    problems.extend(dependencies::problems()?);
    for problem in &problems {
        println!("{problem}");
    }
    if problems.is_empty() { Ok(()) } else { Err(format!("{} untidy places", problems.len())) }
}
