//! `cargo xtask coverage`: the pages that say which operations of the AWS interface are there, and which the gateway maps.

use std::fmt::Write as _;

use crate::declared::{Registry, registry};
use crate::spec::{Table, tables};
use crate::{Flags, mapping_coverage, workspace};

const PAGE: &str = "docs/coverage.md";
const MAPPING: &str = "docs/mapping-coverage.md";

/// Runs the command.
pub(crate) fn run(flags: Flags<'_>) -> Result<(), String> {
    workspace::generate(PAGE, page(&tables()?, &registry()), flags.has("--check"))?;
    workspace::generate(MAPPING, mapping_coverage::page(), flags.has("--check"))
}

fn page(tables: &[(&str, Table)], registry: &Registry) -> String {
    let mut summary = String::new();
    let mut lists = String::new();
    for (service, table) in tables {
        let is_done = |name: &str| registry.operations.contains_key(&((*service).to_owned(), name.to_owned()));
        let (all, done) = (table.operations.len(), table.operations.keys().filter(|name| is_done(name)).count());
        let _ = writeln!(summary, "| [{service}](#{service}) | {done} | {all} |");
        let _ = write!(lists, "\n## {service}\n\n| operation | done |\n|---|:-:|\n");
        for name in table.operations.keys() {
            let _ = writeln!(lists, "| {name} | {} |", if is_done(name) { "✓" } else { "" });
        }
    }
    format!(
        "# Coverage\n\n<!-- Written by `cargo xtask coverage`; edits are lost. -->\n\nThe operations of the public service models \
         ([`spec/`](../spec/README.md)), and those that Rolecall answers. A call to any other is refused.\n\n\
         | service | done | all |\n|---|--:|--:|\n{summary}{lists}"
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::declared::{Declared, Registry};
    use crate::node::Node;

    #[test]
    fn counts_and_marks_what_is_declared() {
        let operations = r#"{"metadata": {}, "operations": {"A": {}, "B": {}}, "shapes": {}}"#;
        let tables =
            [("iam", serde_json::from_str(operations).unwrap()), ("sts", serde_json::from_str(operations).unwrap())];
        let declared = Declared { input: Node::empty(), output: Node::empty(), errors: BTreeSet::new() };
        let operations = [(("sts".to_owned(), "B".to_owned()), declared)].into();
        let registry = Registry { operations, ..Registry::default() };
        let page = super::page(&tables, &registry);
        assert!(page.contains("| [iam](#iam) | 0 | 2 |\n| [sts](#sts) | 1 | 2 |\n\n## iam"));
        assert!(page.ends_with("## sts\n\n| operation | done |\n|---|:-:|\n| A |  |\n| B | ✓ |\n"));
    }
}
