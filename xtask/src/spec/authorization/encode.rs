//! The facts as a table, in the layout of [`rolecall_catalog::format`].

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rolecall_catalog::{AccessLevel, KeyType, format};

use super::facts::{Action, Facts, Key, Resource, Service};
use super::pool::Pool;

/// The table of the facts: the same bytes for the same facts.
pub(super) fn table(facts: &Facts) -> Result<Vec<u8>, String> {
    let mut table = Table::new(facts)?;
    for (prefix, service) in &facts.services {
        table.service(prefix, service)?;
    }
    for key in facts.keys.values() {
        table.key(key)?;
    }
    table.templates(facts)?;
    table.bytes()
}

/// The table as it grows.
struct Table {
    pool: Pool,
    actions_by_name: HashMap<String, u16>,
    keys_by_name: HashMap<String, u16>,
    services: Vec<u8>,
    actions: Vec<u8>,
    traits: Shared<u8>,
    resource_types: Vec<u8>,
    keys: Vec<u8>,
    templates: Vec<u8>,
    lists: Shared<u16>,
}

impl Table {
    fn new(facts: &Facts) -> Result<Self, String> {
        let mut lists = Shared::default();
        // The empty list is number 0, which is also what is read where nothing is.
        lists.put(vec![0]);
        Ok(Self {
            pool: Pool::of(texts(facts)),
            actions_by_name: numbered(
                facts
                    .services
                    .iter()
                    .flat_map(|(prefix, service)| service.actions.keys().map(move |name| format!("{prefix}:{name}"))),
            )?,
            keys_by_name: numbered(facts.keys.keys().cloned())?,
            services: Vec::new(),
            actions: Vec::new(),
            traits: Shared::default(),
            resource_types: Vec::new(),
            keys: Vec::new(),
            templates: Vec::new(),
            lists,
        })
    }

    fn service(&mut self, prefix: &str, service: &Service) -> Result<(), String> {
        let first_resource_type = number(self.resource_types.len() / format::RESOURCE_TYPE)?;
        self.services.extend(self.pool.reference(prefix)?.to_le_bytes());
        self.services.extend(number(self.actions.len() / format::ACTION)?.to_le_bytes());
        self.services.extend(first_resource_type.to_le_bytes());
        let keys = self.key_list(&service.keys)?;
        self.services.extend(keys.to_le_bytes());
        for resource_type in service.resource_types.values() {
            let (head, tail) = divided(&resource_type.arn)?;
            for text in [&resource_type.name, head, tail] {
                self.resource_types.extend(self.pool.reference(text)?.to_le_bytes());
            }
            let keys = self.key_list(&resource_type.keys)?;
            self.resource_types.extend(keys.to_le_bytes());
        }
        let resource_types = (first_resource_type..).zip(service.resource_types.keys());
        let resource_types = resource_types.map(|(number, name)| (name.as_str(), number)).collect();
        service.actions.values().try_for_each(|action| self.action(action, &resource_types))
    }

    fn action(&mut self, action: &Action, resource_types: &HashMap<&str, u16>) -> Result<(), String> {
        let level = AccessLevel::ALL.iter().position(|level| *level == action.level).unwrap_or_default();
        let mut traits = vec![u8::try_from(level).map_err(|error| error.to_string())?];
        let resources = self.resources(&action.resources, resource_types)?;
        let keys = self.key_list(&action.keys)?;
        let dependents = action.dependents.iter().map(|name| found(&self.actions_by_name, name));
        let dependents = dependents.collect::<Result<_, _>>()?;
        for list in [resources, keys, self.list(dependents)?] {
            traits.extend(list.to_le_bytes());
        }
        let traits = number(self.traits.put(traits) / format::TRAIT)?;
        self.actions.extend(self.pool.reference(&action.name)?.to_le_bytes());
        self.actions.extend(traits.to_le_bytes());
        Ok(())
    }

    fn resources(
        &mut self,
        resources: &BTreeMap<String, Resource>,
        resource_types: &HashMap<&str, u16>,
    ) -> Result<u16, String> {
        let mut words = Vec::new();
        for (name, resource) in resources {
            let index = *resource_types.get(name.as_str()).ok_or_else(|| format!("no resource type `{name}`"))?;
            if index >= format::WITH_KEYS {
                return Err("too many resource types".to_owned());
            }
            let required = if resource.required { format::REQUIRED } else { 0 };
            if resource.keys.is_empty() {
                words.push(index | required);
            } else {
                words.extend([index | required | format::WITH_KEYS, self.key_list(&resource.keys)?]);
            }
        }
        self.list(words)
    }

    fn key(&mut self, key: &Key) -> Result<(), String> {
        let kind = KeyType::ALL.iter().position(|kind| *kind == key.kind).unwrap_or_default();
        let kind = u8::try_from(kind).map_err(|error| error.to_string())?;
        self.keys.extend(self.pool.reference(&key.name)?.to_le_bytes());
        self.keys.push(if key.is_global { kind | format::GLOBAL } else { kind });
        Ok(())
    }

    /// Of two templates that a name fits, the one with the longer literal text comes first.
    fn templates(&mut self, facts: &Facts) -> Result<(), String> {
        let mut templates = Vec::new();
        for name in facts.keys.keys() {
            if let Some((before, (_, after))) =
                name.split_once("${").and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
            {
                templates.push((before.len() + after.len(), found(&self.keys_by_name, name)?));
            }
        }
        templates.sort_by(|left, right| right.0.cmp(&left.0).then(left.1.cmp(&right.1)));
        self.templates = templates.iter().flat_map(|(_, index)| index.to_le_bytes()).collect();
        Ok(())
    }

    fn key_list(&mut self, names: &BTreeSet<String>) -> Result<u16, String> {
        let numbers = names.iter().map(|name| found(&self.keys_by_name, name)).collect::<Result<_, _>>()?;
        self.list(numbers)
    }

    fn list(&mut self, mut words: Vec<u16>) -> Result<u16, String> {
        words.insert(0, number(words.len())?);
        number(self.lists.put(words))
    }

    fn bytes(self) -> Result<Vec<u8>, String> {
        let words = self.lists.items.iter().flat_map(|word| word.to_le_bytes()).collect();
        let text = self.pool.text().as_bytes().to_vec();
        let mut bytes = format::MAGIC.to_vec();
        for section in [
            self.services,
            self.actions,
            self.traits.items,
            self.resource_types,
            self.keys,
            self.templates,
            words,
            text,
        ] {
            bytes.extend(u32::try_from(section.len()).map_err(|error| error.to_string())?.to_le_bytes());
            bytes.extend(section);
        }
        Ok(bytes)
    }
}

/// Runs of items, equal ones only once.
#[derive(Default)]
struct Shared<T> {
    items: Vec<T>,
    places: HashMap<Vec<T>, usize>,
}

impl<T: Copy + Eq + std::hash::Hash> Shared<T> {
    /// Where the run is.
    fn put(&mut self, run: Vec<T>) -> usize {
        let end = self.items.len();
        let place = *self.places.entry(run.clone()).or_insert(end);
        if place == end {
            self.items.extend(run);
        }
        place
    }
}

/// Every text that a record holds.
fn texts(facts: &Facts) -> Vec<String> {
    let mut texts: Vec<String> = facts.keys.values().map(|key| key.name.clone()).collect();
    for (prefix, service) in &facts.services {
        texts.push(prefix.clone());
        texts.extend(service.actions.values().map(|action| action.name.clone()));
        for resource_type in service.resource_types.values() {
            texts.push(resource_type.name.clone());
            let parts = divided(&resource_type.arn).map(|(head, tail)| [head, tail].map(str::to_owned));
            texts.extend(parts.into_iter().flatten());
        }
    }
    texts
}

/// An ARN before and after its fifth colon, which belongs to the first part: many types differ in the second one only.
fn divided(arn: &str) -> Result<(&str, &str), String> {
    let colon = arn.match_indices(':').nth(4).map(|(place, _)| place + 1);
    colon.and_then(|colon| arn.split_at_checked(colon)).ok_or_else(|| format!("`{arn}` is no ARN"))
}

fn numbered(names: impl Iterator<Item = String>) -> Result<HashMap<String, u16>, String> {
    names.enumerate().map(|(index, name)| Ok((name, number(index)?))).collect()
}

fn found(numbers: &HashMap<String, u16>, name: &str) -> Result<u16, String> {
    numbers.get(name).copied().ok_or_else(|| format!("`{name}` is used but not defined"))
}

fn number(count: usize) -> Result<u16, String> {
    u16::try_from(count).map_err(|_| "the table has too many records".to_owned())
}
