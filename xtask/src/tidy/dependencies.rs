//! Dependencies: their licences, and those that must not come in.

use serde_json::Value;

use super::licence;
use crate::workspace;

/// Packages that must not come in, and why.
const BANNED: &[(&str, &str)] =
    &[("aws-lc-sys", "needs a C toolchain and CMake; TLS and cryptography come from `ring`")];

/// What is wrong with the dependencies.
pub(super) fn problems() -> Result<Vec<String>, String> {
    let metadata = workspace::metadata(&[])?;
    let packages = metadata.get("packages").and_then(Value::as_array).ok_or("cargo metadata lists no packages")?;
    Ok(packages.iter().flat_map(in_package).collect())
}

fn name_and_licence(package: &Value) -> (&str, &str) {
    let field = |name: &str| package.get(name).and_then(Value::as_str).unwrap_or_default();
    (field("name"), field("license"))
}

fn in_package(package: &Value) -> Vec<String> {
    let (name, licence) = name_and_licence(package);
    let banned = BANNED.iter().filter(|(banned, _)| *banned == name);
    let mut problems: Vec<String> =
        banned.map(|(_, reason)| format!("dependency {name}: not wanted, {reason}")).collect();
    if !licence::is_allowed(licence) {
        problems.push(format!("dependency {name}: its licence `{licence}` is not among the allowed ones"));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::in_package;

    #[test]
    fn unwanted_packages_and_licences_are_told() {
        for (name, licence, problems) in [
            ("ring", "Apache-2.0 AND ISC", 0),
            ("aws-lc-sys", "ISC", 1),
            ("x", "AGPL-3.0", 1),
            ("x", "", 1),
            ("x", "MPL-2.0+", 1),
        ] {
            let package = serde_json::json!({"name": name, "license": licence});
            assert_eq!(in_package(&package).len(), problems, "{name} {licence}");
        }
    }
}
