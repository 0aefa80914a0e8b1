//! The differences that are meant, each with its reason.

use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    deviation: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    reason: String,
    lines: Vec<String>,
}

/// A line of the file. A `*` in the place of the operation stands for every operation of the service.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Deviation(String);

impl Deviation {
    /// Whether this is the difference that is meant.
    pub(super) fn covers(&self, line: &str) -> bool {
        let Some((before, after)) = self.0.split_once(" * ") else { return self.0 == line };
        let operation = line
            .strip_prefix(before)
            .and_then(|rest| rest.strip_prefix(' '))
            .and_then(|rest| rest.strip_suffix(after))
            .and_then(|rest| rest.strip_suffix(' '));
        operation.is_some_and(|operation| !operation.contains(' '))
    }
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The lines of the file; every one has a reason and stands there once.
pub(super) fn parse(text: &str) -> Result<BTreeSet<Deviation>, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut deviations = BTreeSet::new();
    for entry in file.deviation {
        if entry.reason.trim().is_empty() {
            return Err(format!("no reason is given for {:?}", entry.lines));
        }
        for line in entry.lines {
            if !deviations.insert(Deviation(line.clone())) {
                return Err(format!("given twice: {line}"));
            }
        }
    }
    Ok(deviations)
}

#[cfg(test)]
mod tests {
    use super::{Deviation, parse};

    #[test]
    fn each_line_needs_a_reason_and_stands_once() {
        let entry = |reason: &str, line: &str| format!("[[deviation]]\nreason = '{reason}'\nlines = ['{line}']\n");
        assert_eq!(parse(&entry("because", "- a")).unwrap(), [Deviation("- a".to_owned())].into());
        assert_eq!(parse("").unwrap().len(), 0);
        assert!(parse(&entry(" ", "- a")).unwrap_err().contains("no reason"));
        assert!(parse(&(entry("because", "- a") + &entry("again", "- a"))).unwrap_err().contains("twice"));
        assert!(parse("[[deviation]]\nlines = []").is_err());
    }

    #[test]
    fn a_star_stands_for_one_operation() {
        for (deviation, line, covers) in [
            ("- iam A error: X", "- iam A error: X", true),
            ("- iam A error: X", "- iam A error: XY", false),
            ("- iam * error: X", "- iam A error: X", true),
            ("- iam * error: X", "+ iam A error: X", false),
            ("- iam * error: X", "- iam A output error: X", false),
            ("- iam * error: X", "- iam error: X", false),
            ("- iam A input B: pattern a*b", "- iam A input B: pattern a*b", true),
        ] {
            assert_eq!(Deviation(deviation.to_owned()).covers(line), covers, "{deviation} / {line}");
        }
    }
}
