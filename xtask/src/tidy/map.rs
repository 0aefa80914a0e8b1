//! The code map in ARCHITECTURE.md: it names every crate, and no crate that is not there.

use std::collections::BTreeSet;

use crate::workspace;

const ARCHITECTURE: &str = "ARCHITECTURE.md";

/// What is wrong with the code map.
pub(super) fn problems() -> Result<Vec<String>, String> {
    if !workspace::root().join(ARCHITECTURE).exists() {
        return Ok(Vec::new());
    }
    let manifests = workspace::files(&["crates/*/Cargo.toml"])?;
    let crates = manifests.iter().filter_map(|path| path.strip_suffix("/Cargo.toml")).collect();
    Ok(in_map(&workspace::read(ARCHITECTURE)?, &crates))
}

fn in_map(text: &str, crates: &BTreeSet<&str>) -> Vec<String> {
    let named: BTreeSet<String> = named(text).collect();
    let missing = crates.iter().filter(|path| !named.contains(**path));
    let missing = missing.map(|path| format!("{ARCHITECTURE}: the code map does not name `{path}`"));
    let gone = named.iter().filter(|path| !crates.contains(path.as_str()));
    let gone = gone.map(|path| format!("{ARCHITECTURE}: there is no `{path}`"));
    missing.chain(gone).collect()
}

/// The crates that the text names, as `crates/NAME`.
fn named(text: &str) -> impl Iterator<Item = String> {
    text.split("crates/").skip(1).filter_map(|rest| {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let name: String = rest.chars().take_while(|c| is_name(*c)).collect();
        (!name.is_empty()).then(|| format!("crates/{name}"))
    })
}

#[cfg(test)]
mod tests {
    use super::in_map;

    #[test]
    fn the_map_and_the_tree_must_agree() {
        let crates = ["crates/model", "crates/store", "crates/store-etcd"].into();
        let text = "under `crates/`: `crates/model/src/arn.rs`, [store](crates/store), `crates/store-etcd`";
        assert_eq!(in_map(text, &crates), Vec::<String>::new());
        let problems = in_map("`crates/model` `crates/store-etcd` `crates/old`", &crates);
        let told = ["the code map does not name `crates/store`", "there is no `crates/old`"];
        assert_eq!(problems, told.map(|text| format!("ARCHITECTURE.md: {text}")));
    }
}
