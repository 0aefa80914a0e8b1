//! The condition keys that belong to no service. The package has them in a program and not in its data.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::spec::authorization::facts::Key;

/// A key that the package lacks: a session of the console or of `aws login` has it
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>).
const LACKING: &[(&str, &str)] = &[("aws:SignInSessionArn", "ARN")];

/// The global keys, by their names in lower case.
pub(super) fn keys(iam_data: &Path) -> Result<BTreeMap<String, Key>, String> {
    let path = iam_data.join("dist/esm/globalConditionKeys.js");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let found = entries(&text).ok_or_else(|| format!("{}: not the list that was expected", path.display()))?;
    let key = |(name, kind): &(&str, &str)| {
        let key = super::key(name, kind)?;
        Ok((key.name.to_lowercase(), Key { is_global: true, ..key }))
    };
    found.iter().chain(LACKING).map(key).collect()
}

/// The names and types in lines such as `key: 'aws:SourceIp',`; `None` if they are not in pairs.
fn entries(text: &str) -> Option<Vec<(&str, &str)>> {
    let values = |field: &str| -> Vec<&str> {
        let values = text.lines().filter_map(|line| line.trim().strip_prefix(field)?.split('\'').next());
        values.collect()
    };
    let (names, kinds) = (values("key: '"), values("type: '"));
    (!names.is_empty() && names.len() == kinds.len()).then(|| names.into_iter().zip(kinds).collect())
}

#[cfg(test)]
mod tests {
    use super::entries;

    #[test]
    fn names_and_types_are_taken_in_pairs() {
        let text = "x = [\n  {\n    key: 'a:B',\n    type: 'Date', //or\n  },\n  {\n    key: 'a:C',\n";
        assert_eq!(entries(text), None);
        let text = format!("{text}    type: 'Bool',\n  }}];\n");
        assert_eq!(entries(&text), Some(vec![("a:B", "Date"), ("a:C", "Bool")]));
        assert_eq!(entries("nothing"), None);
    }
}
