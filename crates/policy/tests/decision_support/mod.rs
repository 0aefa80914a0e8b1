//! The forms of case files, as `tests/cases/decisions/README.md` explains them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

pub(crate) mod run;

pub(crate) use run::{check, check_statement, report};

/// A whole decision.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) principal: Caller,
    pub(crate) action: String,
    pub(crate) resource: String,
    pub(crate) resource_account: Option<String>,
    #[serde(default)]
    pub(crate) context: BTreeMap<String, OneOrMany>,
    #[serde(default)]
    pub(crate) policies: Policies,
    /// Binds ARNs in the resource policy to unique ids; without it they are compared as text.
    pub(crate) bindings: Option<BTreeMap<String, String>>,
    pub(crate) expect: Expected,
}

/// One statement against one request; it is tried as an Allow and as a Deny.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct StatementCase {
    pub(crate) name: String,
    /// 2012-10-17 if absent.
    pub(crate) version: Option<String>,
    pub(crate) statement: serde_json::Map<String, Value>,
    pub(crate) action: Option<String>,
    pub(crate) resource: Option<String>,
    #[serde(default)]
    pub(crate) context: BTreeMap<String, OneOrMany>,
    pub(crate) matches: Matches,
}

/// Whether a statement holds; one that is undecidable holds as a Deny only.
#[derive(Deserialize, Clone, Copy, PartialEq, Debug)]
#[serde(untagged)]
pub(crate) enum Matches {
    Decided(bool),
    Not(Undecidable),
}

#[derive(Deserialize, Clone, Copy, PartialEq, Debug)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Undecidable {
    Undecidable,
}

impl Matches {
    /// Whether the statement holds as an Allow, and as a Deny.
    pub(crate) fn by_effect(self) -> (bool, bool) {
        match self {
            Self::Decided(holds) => (holds, holds),
            Self::Not(Undecidable::Undecidable) => (false, true),
        }
    }
}

/// One operator with a value for which it holds and one for which it fails.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OperatorCase {
    pub(crate) operator: String,
    pub(crate) wanted: String,
    pub(crate) holds: String,
    pub(crate) fails: String,
    /// Whether it holds for an absent key.
    pub(crate) absent: bool,
}

impl OperatorCase {
    /// The operator with every set prefix, with and without `IfExists`, for an absent key, one value and sets.
    pub(crate) fn expanded(&self) -> Vec<StatementCase> {
        let mut cases = Vec::new();
        for (prefix, absent) in [("", self.absent), ("ForAllValues:", true), ("ForAnyValue:", false)] {
            for suffix in ["", "IfExists"] {
                let absent = absent || !suffix.is_empty();
                let operator = format!("{prefix}{}{suffix}", self.operator);
                let set =
                    |values: &[&String]| Some(OneOrMany::Many(values.iter().map(|&value| value.clone()).collect()));
                let (holds, fails) = (&self.holds, &self.fails);
                let prefixed = !prefix.is_empty();
                cases.extend([
                    self.case(&operator, "absent", None, absent),
                    self.case(&operator, "one that holds", Some(OneOrMany::One(holds.clone())), true),
                    self.case(&operator, "one that fails", Some(OneOrMany::One(fails.clone())), false),
                    self.case(&operator, "set of one", set(&[holds]), prefixed),
                    self.case(&operator, "all hold", set(&[holds, holds]), prefixed),
                    self.case(&operator, "some hold", set(&[holds, fails]), prefix == "ForAnyValue:"),
                    self.case(&operator, "none holds", set(&[fails, fails]), false),
                    self.case(&operator, "empty set", set(&[]), absent),
                ]);
            }
        }
        cases
    }

    fn case(&self, operator: &str, what: &str, actual: Option<OneOrMany>, matches: bool) -> StatementCase {
        let condition = serde_json::json!({operator: {"aws:Key": self.wanted}});
        StatementCase {
            name: format!("{operator}: {what}"),
            version: None,
            statement: std::iter::once(("Condition".to_owned(), condition)).collect(),
            action: None,
            resource: None,
            context: actual.map(|actual| ("aws:Key".to_owned(), actual)).into_iter().collect(),
            matches: Matches::Decided(matches),
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize, Clone)]
#[serde(untagged)]
pub(crate) enum Caller {
    /// An ARN, the name of a service, or `*` for an anonymous caller.
    Text(String),
    Detailed(Detailed),
}

#[derive(Deserialize, Clone, Default)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Detailed {
    pub(crate) arn: String,
    /// The unique id of the user, the role, or the user behind a federated session.
    pub(crate) id: Option<String>,
    /// The role of a session, if it has a path.
    pub(crate) role_arn: Option<String>,
    /// Who called `GetFederationToken`.
    pub(crate) issuer_arn: Option<String>,
    #[serde(default)]
    pub(crate) service_linked: bool,
    /// The caller is one whom the provider of this ARN or name vouches for.
    #[serde(default)]
    pub(crate) provider: bool,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Policies {
    #[serde(default)]
    pub(crate) identity: Vec<Value>,
    pub(crate) boundary: Option<Vec<Value>>,
    pub(crate) session: Option<Vec<Value>>,
    pub(crate) resource: Option<Value>,
    #[serde(default)]
    pub(crate) trust_required: bool,
    pub(crate) scps: Option<Vec<Vec<Value>>>,
    pub(crate) rcps: Option<Vec<Vec<Value>>>,
    pub(crate) endpoint: Option<Vec<Value>>,
}

#[derive(Deserialize, PartialEq, Debug)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Expected {
    pub(crate) decision: String,
    /// The deciding type of policy; absent where no policy decides.
    pub(crate) by: Option<String>,
    /// The deciding statement's place in its document.
    pub(crate) statement: Option<usize>,
    pub(crate) sid: Option<String>,
}

/// Every case file under `folder` with its text.
pub(crate) fn files(folder: &str) -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/decisions").join(folder);
    let mut paths: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "no cases in {}", folder.display());
    paths.into_iter().map(|path| (path.clone(), std::fs::read_to_string(&path).unwrap())).collect()
}

/// Every line of every file under `folder`, read as a case, with the place where it stands.
pub(crate) fn lines<T: for<'de> Deserialize<'de>>(folder: &str) -> Vec<(String, T)> {
    let mut cases = Vec::new();
    for (path, text) in files(folder) {
        for (number, line) in text.lines().enumerate() {
            let place = format!("{}:{}", path.file_name().unwrap().display(), number + 1);
            cases.push((place.clone(), serde_json::from_str(line).unwrap_or_else(|error| panic!("{place}: {error}"))));
        }
    }
    cases
}
