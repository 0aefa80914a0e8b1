//! `cargo xtask model-diff`: every declared operation against `spec/`.
//!
//! Prints one line per difference: `-` stands before what the service model says and the code does not, `+` before what only the
//! code says. Differences that are meant stand in `spec/deviations.toml`, each with its reason.

mod compare;
mod deviations;

use std::collections::BTreeSet;

use deviations::Deviation;

use crate::declared::{Registry, registry};
use crate::spec::{Table, tables};
use crate::{Flags, workspace};

const DEVIATIONS: &str = "spec/deviations.toml";

/// Runs the command.
pub(crate) fn run(_: Flags<'_>) -> Result<(), String> {
    let registry = registry();
    let differences = differences(&tables()?, &registry)?;
    let deviations =
        deviations::parse(&workspace::read(DEVIATIONS)?).map_err(|error| format!("{DEVIATIONS}: {error}"))?;
    let mut undeclared: Vec<&String> =
        differences.iter().filter(|line| !deviations.iter().any(|it| it.covers(line))).collect();
    let outdated: Vec<&Deviation> =
        deviations.iter().filter(|it| !differences.iter().any(|line| it.covers(line))).collect();
    // What the two sides say of one place stands together.
    undeclared.sort_by_key(|line| line.split_once(' ').map(|(sign, fact)| (fact, sign)));
    for line in &undeclared {
        println!("{line}");
    }
    for deviation in &outdated {
        println!("{DEVIATIONS} names what is no difference (any more): {deviation}");
    }
    println!(
        "{} operations compared, {} accepted deviations",
        registry.operations.len(),
        deviations.len() - outdated.len()
    );
    if undeclared.is_empty() && outdated.is_empty() {
        return Ok(());
    }
    Err(format!("{} differences from the service models, {} outdated deviations", undeclared.len(), outdated.len()))
}

fn differences(tables: &[(&str, Table)], registry: &Registry) -> Result<BTreeSet<String>, String> {
    let mut lines: BTreeSet<String> = service_differences(tables, registry).collect();
    for ((service, name), declared) in &registry.operations {
        let table = tables.iter().find(|(table, _)| table == service).map(|(_, table)| table);
        let found = table.and_then(|table| Some((table, table.operations.get(name)?)));
        match found {
            Some((table, operation)) => {
                let context = format!("{service} {name}");
                let compared = compare::operation(&context, table, operation, declared);
                lines.extend(compared.map_err(|error| format!("{context}: {error}"))?);
            }
            None => drop(lines.insert(format!("+ {service} {name}: operation"))),
        }
    }
    Ok(lines)
}

/// The declared facts of the services that are not those of the model.
fn service_differences(tables: &[(&str, Table)], registry: &Registry) -> impl Iterator<Item = String> {
    let facts = registry.services.iter().flat_map(|(service, facts)| facts.iter().map(move |fact| (service, fact)));
    facts.filter_map(|(service, (name, value))| {
        let table = tables.iter().find(|(table, _)| table == service);
        let fact = table.and_then(|(_, table)| table.metadata.get(name)).and_then(serde_json::Value::as_str);
        (fact != Some(value)).then(|| format!("+ {service}: {name} {value}"))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::differences;
    use crate::declared::{Declared, Registry};
    use crate::node::Node;

    #[test]
    fn services_and_operations_must_be_known_to_the_model() {
        let table = r#"{"metadata": {"protocol": "query"}, "operations": {"A": {}}, "shapes": {}}"#;
        let operation = |service: &str, name: &str| {
            let declared = Declared { input: Node::empty(), output: Node::empty(), errors: BTreeSet::new() };
            ((service.to_owned(), name.to_owned()), declared)
        };
        let service =
            |name: &str, protocol: &str| (name.to_owned(), [("protocol".to_owned(), protocol.to_owned())].into());
        let registry = Registry {
            services: [service("iam", "query"), service("sts", "json")].into(),
            operations: [operation("iam", "A"), operation("iam", "B"), operation("s3", "A")].into(),
        };
        let tables = ["iam", "sts"].map(|name| (name, serde_json::from_str(table).unwrap()));
        let expected = ["+ iam B: operation", "+ s3 A: operation", "+ sts: protocol json"];
        assert_eq!(differences(&tables, &registry).unwrap(), expected.map(str::to_owned).into());
    }
}
