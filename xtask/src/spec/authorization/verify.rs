//! Whether a table says what the facts say: each fact is looked up, and nothing else may be there.

use std::fmt::Debug;

use rolecall_catalog as catalog;

use super::facts::{Action, Facts, Service};

/// An error that names the first difference.
pub(super) fn same(facts: &Facts, table: &'static catalog::Catalog) -> Result<(), String> {
    equal("services", &names(facts.services.keys()), &names(table.services().map(catalog::Service::prefix)))?;
    equal("keys", &names(facts.keys.keys()), &names(table.condition_keys().map(catalog::ConditionKey::name)))?;
    for key in facts.keys.values() {
        let found =
            table.condition_key(&key.name.to_uppercase()).ok_or_else(|| format!("{} is not found", key.name))?;
        let (wanted, found) = ((&*key.name, key.kind, key.is_global), (found.name(), found.kind(), found.is_global()));
        equal(&key.name, &wanted, &found)?;
    }
    for (prefix, service) in &facts.services {
        let found = table.service(&prefix.to_uppercase()).ok_or_else(|| format!("{prefix} is not found"))?;
        in_service(service, found).map_err(|error| format!("{prefix}: {error}"))?;
    }
    Ok(())
}

fn in_service(service: &Service, table: catalog::Service) -> Result<(), String> {
    equal("actions", &names(service.actions.keys()), &names(table.actions().map(catalog::Action::name)))?;
    let resource_types = table.resource_types().map(catalog::ResourceType::name);
    equal("resource types", &names(service.resource_types.keys()), &names(resource_types))?;
    equal("keys", &names(&service.keys), &keys(table.condition_keys()))?;
    for resource_type in service.resource_types.values() {
        let name = &resource_type.name;
        let found = table.resource_type(&name.to_uppercase()).ok_or_else(|| format!("{name} is not found"))?;
        equal(name, &(name.as_str(), &resource_type.arn), &(found.name(), &found.arn_format().to_string()))?;
        equal(name, &names(&resource_type.keys), &keys(found.condition_keys()))?;
    }
    for action in service.actions.values() {
        let name = &action.name;
        let found = table.action(&name.to_uppercase()).ok_or_else(|| format!("{name} is not found"))?;
        in_action(action, found).map_err(|error| format!("{name}: {error}"))?;
    }
    Ok(())
}

fn in_action(action: &Action, table: catalog::Action) -> Result<(), String> {
    equal("name and level", &(action.name.as_str(), action.level), &(table.name(), table.access_level()))?;
    equal("keys", &names(&action.keys), &keys(table.condition_keys()))?;
    equal(
        "dependents",
        &names(&action.dependents),
        &names(table.dependent_actions().map(|action| action.to_string())),
    )?;
    let wanted: Vec<_> = action
        .resources
        .iter()
        .map(|(name, resource)| (name.clone(), resource.required, names(&resource.keys)))
        .collect();
    let found: Vec<_> = table
        .resources()
        .map(|used| {
            let name = used.resource_type().name().to_lowercase();
            (name, used.is_required(), keys(used.condition_keys()))
        })
        .collect();
    equal("resources", &wanted, &found)
}

fn keys(keys: impl Iterator<Item = catalog::ConditionKey>) -> Vec<String> {
    names(keys.map(catalog::ConditionKey::name))
}

fn names(names: impl IntoIterator<Item = impl AsRef<str>>) -> Vec<String> {
    names.into_iter().map(|name| name.as_ref().to_lowercase()).collect()
}

fn equal<T: PartialEq + Debug>(what: &str, wanted: &T, found: &T) -> Result<(), String> {
    if wanted == found { Ok(()) } else { Err(format!("{what}: the table has {found:?}, not {wanted:?}")) }
}

#[cfg(test)]
mod tests {
    use rolecall_catalog::{AccessLevel, Catalog, KeyType};

    use super::super::encode;
    use super::super::facts::{Action, Facts, Key, Resource, ResourceType, Service};

    type Change = fn(&mut Facts);

    fn set(names: &[&str]) -> std::collections::BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn key(name: &str, kind: KeyType, is_global: bool) -> (String, Key) {
        (name.to_lowercase(), Key { name: name.to_owned(), kind, is_global })
    }

    fn action(name: &str, resources: &[(&str, bool, &[&str])], keys: &[&str], dependents: &[&str]) -> (String, Action) {
        let resource = |(name, required, keys): &(&str, bool, &[&str])| {
            ((*name).to_owned(), Resource { required: *required, keys: set(keys) })
        };
        let action = Action {
            name: name.to_owned(),
            level: AccessLevel::Write,
            resources: resources.iter().map(resource).collect(),
            keys: set(keys),
            dependents: set(dependents),
        };
        (name.to_lowercase(), action)
    }

    fn service(actions: Vec<(String, Action)>, resource_types: &[(&str, &str)], keys: &[&str]) -> Service {
        let resource_type = |(name, arn): &(&str, &str)| {
            let keys = set(&["aws:resourcetag/${tagkey}"]);
            (name.to_lowercase(), ResourceType { name: (*name).to_owned(), arn: (*arn).to_owned(), keys })
        };
        Service {
            actions: actions.into_iter().collect(),
            resource_types: resource_types.iter().map(resource_type).collect(),
            keys: set(keys),
        }
    }

    fn facts() -> Facts {
        let put = action("Put", &[("cup", true, &["a:size"]), ("jug", false, &[])], &["a:size"], &["b:pass"]);
        let a = service(
            vec![put, action("Get", &[], &[], &[])],
            &[("cup", "arn:p:a:::cup/${C}"), ("jug", "arn:p:a:::j:x")],
            &["a:size"],
        );
        let b = service(vec![action("Pass", &[("jug", true, &[])], &[], &[])], &[("jug", "arn:p:b:r:1:jug/${J}")], &[]);
        Facts {
            services: [("a".to_owned(), a), ("b".to_owned(), b)].into(),
            keys: [
                key("a:Size", KeyType::Numeric, false),
                key("aws:ResourceTag/${TagKey}", KeyType::String, true),
                key("aws:TagKeys", KeyType::ArrayOfString, true),
            ]
            .into(),
        }
    }

    fn table(facts: &Facts) -> &'static Catalog {
        let bytes = encode::table(facts).unwrap();
        Box::leak(Box::new(Catalog::read(bytes.leak()).unwrap()))
    }

    #[test]
    fn a_table_says_what_the_facts_say() {
        let table = table(&facts());
        super::same(&facts(), table).unwrap();
        assert_eq!(table.condition_key("aws:resourcetag/x").unwrap().name(), "aws:ResourceTag/${TagKey}");
        assert_eq!(encode::table(&facts()), encode::table(&facts()));
    }

    #[test]
    fn each_difference_is_seen() {
        let changes: &[(&str, Change)] = &[
            ("services", |facts| drop(facts.services.remove("b"))),
            ("keys", |facts| drop(facts.keys.remove("aws:tagkeys"))),
            ("a:Size", |facts| facts.keys.get_mut("a:size").unwrap().kind = KeyType::Date),
            ("aws:TagKeys", |facts| facts.keys.get_mut("aws:tagkeys").unwrap().is_global = false),
            ("a: actions", |facts| drop(facts.services.get_mut("a").unwrap().actions.remove("get"))),
            ("b: resource types", |facts| facts.services.get_mut("b").unwrap().resource_types.clear()),
            ("a: keys", |facts| facts.services.get_mut("a").unwrap().keys.clear()),
            ("b: jug", |facts| jug(facts).arn.push('x')),
            ("b: jug", |facts| jug(facts).keys.clear()),
            ("a: Put: name and level", |facts| put(facts).level = AccessLevel::Read),
            ("a: Put: keys", |facts| put(facts).keys.clear()),
            ("a: Put: dependents", |facts| put(facts).dependents.clear()),
            ("a: Put: resources", |facts| put(facts).resources.get_mut("cup").unwrap().required = false),
            ("a: Put: resources", |facts| put(facts).resources.get_mut("cup").unwrap().keys.clear()),
            ("a: Put: resources", |facts| drop(put(facts).resources.remove("jug"))),
        ];
        let table = table(&facts());
        for (place, change) in changes {
            let mut changed = facts();
            change(&mut changed);
            let told = super::same(&changed, table).unwrap_err();
            assert!(told.starts_with(place), "{place}: {told}");
        }
    }

    #[test]
    fn what_is_used_must_be_defined() {
        let changes: &[Change] = &[
            |facts| put(facts).keys.extend(set(&["a:none"])),
            |facts| put(facts).dependents.extend(set(&["b:none"])),
            |facts| drop(put(facts).resources.insert("none".to_owned(), Resource::default())),
            |facts| jug(facts).arn = "cup".to_owned(),
        ];
        for change in changes {
            let mut changed = facts();
            change(&mut changed);
            assert!(encode::table(&changed).is_err());
        }
    }

    fn put(facts: &mut Facts) -> &mut Action {
        facts.services.get_mut("a").unwrap().actions.get_mut("put").unwrap()
    }

    fn jug(facts: &mut Facts) -> &mut ResourceType {
        facts.services.get_mut("b").unwrap().resource_types.get_mut("jug").unwrap()
    }
}
