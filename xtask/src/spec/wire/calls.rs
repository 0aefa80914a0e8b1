//! Which actions SDK calls need, and which of their parameters name resources: the data of `iam-dataset`, from the package that
//! carries it.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::names::plain;

/// The data.
#[derive(Deserialize)]
pub(super) struct Calls {
    #[serde(rename = "sdk_method_iam_mappings")]
    methods: HashMap<String, Vec<Needed>>,
    /// The prefix of the actions of an SDK's service, where it is not the service's name.
    #[serde(rename = "sdk_service_mappings")]
    prefixes: HashMap<String, String>,
    #[serde(skip)]
    by_method: HashMap<String, Vec<String>>,
}

/// An action that a call needs.
#[derive(Deserialize)]
pub(super) struct Needed {
    pub(super) action: String,
    /// The variables of ARN formats, and templates of parameters.
    #[serde(default)]
    pub(super) resource_mappings: BTreeMap<String, Template>,
    #[serde(default)]
    undocumented: bool,
}

#[derive(Deserialize)]
pub(super) struct Template {
    pub(super) template: String,
}

impl Calls {
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut calls: Self = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        for call in calls.methods.keys() {
            if let Some((_, method)) = call.split_once('.') {
                calls.by_method.entry(method.to_lowercase()).or_default().push(call.clone());
            }
        }
        calls.by_method.values_mut().for_each(|calls| calls.sort());
        Ok(calls)
    }

    /// The prefix of the actions of a service by its names.
    pub(super) fn prefix(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            let same = |known: &&String| plain(known) == plain(name);
            let mut known: Vec<&String> = self.prefixes.keys().filter(same).collect();
            known.sort();
            known.first().and_then(|known| self.prefixes.get(*known)).map(String::as_str)
        })
    }

    /// The actions that the data has for a call: of the SDK's service with one of these names, else of the only service with these
    /// actions.
    pub(super) fn needed(&self, names: &[&str], prefix: &str, operation: &str) -> &[Needed] {
        let Some(calls) = self.by_method.get(&operation.to_lowercase()) else { return &[] };
        let service = |call: &String| call.split_once('.').map(|(service, _)| service.to_owned()).unwrap_or_default();
        let named = calls.iter().find(|call| names.iter().any(|name| plain(&service(call)) == plain(name)));
        let call = named.or_else(|| {
            let own = |call: &&String| {
                let service = service(call);
                self.prefixes.get(&service).map_or(service.to_lowercase(), Clone::clone) == prefix
            };
            calls.iter().find(own)
        });
        call.and_then(|call| self.methods.get(call)).map(Vec::as_slice).unwrap_or_default()
    }
}

impl Needed {
    /// Whether it is an action of its own, and not the passing of a role or what nobody documents.
    pub(super) fn is_plain(&self) -> bool {
        !self.undocumented && !self.action.eq_ignore_ascii_case("iam:PassRole")
    }
}

/// What a template stands for, as far as it is understood.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Filled {
    /// What the service chooses or nobody knows.
    Open,
    /// Members, by their names in the model.
    Members(Vec<String>),
    /// What is made of a member by a rule.
    Otherwise,
}

impl Template {
    pub(super) fn filled(&self) -> Filled {
        if self.template == "*" {
            return Filled::Open;
        }
        let many = self.template.strip_prefix("%%many%").and_then(|rest| rest.strip_suffix("%%"));
        let pieces: Option<Vec<String>> = match many {
            Some(many) => many.split('%').map(member).collect(),
            None => member(&self.template).map(|member| vec![member]),
        };
        pieces.map_or(Filled::Otherwise, Filled::Members)
    }
}

/// `${a.b[]}` as `a.b`.
fn member(template: &str) -> Option<String> {
    let path = template.strip_prefix("${")?.strip_suffix('}')?.replace("[]", "");
    path.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '.').then_some(path)
}

#[cfg(test)]
mod tests {
    use super::{Filled, Template};

    #[test]
    fn templates_are_read_as_far_as_they_are_plain() {
        let filled = |template: &str| Template { template: template.to_owned() }.filled();
        assert_eq!(filled("*"), Filled::Open);
        assert_eq!(filled("${Budget.Name}"), Filled::Members(vec!["Budget.Name".to_owned()]));
        assert_eq!(filled("${Names[]}"), Filled::Members(vec!["Names".to_owned()]));
        assert_eq!(filled("%%many%${A}%${B}%%"), Filled::Members(vec!["A".to_owned(), "B".to_owned()]));
        assert_eq!(filled("%%regex%${A}%/x/g%%"), Filled::Otherwise);
        assert_eq!(filled("a-${A}"), Filled::Otherwise);
    }
}
