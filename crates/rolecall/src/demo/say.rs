//! What the reader sees: what is done, as one would do it oneself, and what came of it.

use std::io::{self, Write};

use crate::cli::harmless;

/// A heading.
pub(super) fn chapter(text: &str) {
    print(&format!("\n# {text}\n"));
}

/// The command that does the same.
pub(super) fn command(text: &str) {
    print(&format!("$ {text}\n"));
}

/// What came of it.
pub(super) fn answer(text: &str) {
    for line in text.lines() {
        print(&format!("  {line}\n"));
    }
}

/// Nobody may be listening, which is no failure.
fn print(text: &str) {
    let mut out = io::stdout().lock();
    drop(out.write_all(harmless(text).as_bytes()).and_then(|()| out.flush()));
}
