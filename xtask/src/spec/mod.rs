//! `cargo xtask spec`: the facts of the AWS interface, taken from public packages into `spec/`.

mod authorization;
mod package;
mod table;
mod wire;

use std::fs;

pub(crate) use table::{Operation, Table, Type};

use crate::{Flags, process, venv, workspace};

/// The services and the versions of their models.
const SERVICES: &[(&str, &str)] = &[("iam", "2010-05-08"), ("organizations", "2016-11-28"), ("sts", "2011-06-15")];

/// The package that holds the models, and what it needs to be imported.
const BOTOCORE: &[&str] =
    &["botocore==1.44.5", "jmespath==1.1.0", "python-dateutil==2.9.0.post0", "six==1.17.0", "urllib3==2.8.0"];

const EXTRACT: &str = include_str!("extract.py");

/// Runs the command.
pub(crate) fn run(flags: Flags<'_>) -> Result<(), String> {
    let python = venv::ensure("spec-venv", BOTOCORE)?.join("python");
    for (service, version) in SERVICES {
        let text = process::output(process::command(&python).args(["-c", EXTRACT, service, version]))?;
        workspace::generate(&path(service), &text, flags.has("--check"))?;
    }
    wire::run(&python, flags.has("--check"))?;
    authorization::run(&python, flags.has("--check"))
}

/// Every table, in the order of the services' names.
pub(crate) fn tables() -> Result<Vec<(&'static str, Table)>, String> {
    SERVICES.iter().map(|(service, _)| Ok((*service, load(service)?))).collect()
}

fn load(service: &str) -> Result<Table, String> {
    let path = workspace::root().join(path(service));
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

fn path(service: &str) -> String {
    format!("spec/{service}.json")
}

#[cfg(test)]
mod tests {
    #[test]
    fn tables_are_whole() {
        for (service, table) in super::tables().unwrap() {
            assert!(table.operations.len() > 10, "{service}");
            for (name, operation) in &table.operations {
                let used = [&operation.input, &operation.output].into_iter().flatten().chain(&operation.errors);
                for shape in used {
                    assert!(table.shapes.contains_key(shape), "{service} {name} {shape}");
                }
            }
        }
    }
}
