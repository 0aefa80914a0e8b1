//! Which members name which resources: by their names, and by the data about SDK calls.
//!
//! A binding must be certain: a resource that is asked about in place of another one would be a wrong Allow. What only could name a
//! resource is doubtful, and a request that has it is refused.

mod candidate;
mod created;

use std::collections::BTreeMap;

use rolecall_catalog::{AccessLevel, ActionResource, ArnFormat, ResourceType};
use rolecall_mapping::models::{Binding, Operation};

pub(super) use self::candidate::Chosen;
use self::candidate::{Candidate, Named};
use super::actions::Needed;
use super::calls::Filled;
use super::input;
use super::names::{noun, plain, singular, verb};

/// Fills in how the resources of the operation's actions are named.
pub(super) fn resources(
    placed: &mut Operation,
    name: &str,
    operation: &input::Operation,
    needed: &[Needed<'_>],
    chosen: &Chosen,
) {
    let candidates = Candidate::all(operation, placed, chosen);
    for needed in needed {
        for resource in needed.action.resources() {
            let kind = Kind::of(resource, name);
            let binding = kind.bind(operation, &candidates, needed);
            if binding != (Binding { kind: binding.kind.clone(), ..Binding::default() })
                && !placed.resources.contains(&binding)
            {
                placed.resources.push(binding);
            }
        }
    }
    let is_bound = |path: &String| {
        placed
            .resources
            .iter()
            .any(|own| own.arns.contains(path) || own.fills.values().any(|paths| paths.contains(path)))
    };
    let kinds: Vec<Kind> =
        needed.iter().flat_map(|needed| needed.action.resources()).map(|resource| Kind::of(resource, name)).collect();
    let could = |candidate: &&Candidate| kinds.iter().any(|kind| kind.could_be(candidate, placed));
    let doubtful = candidates.iter().filter(|candidate| !is_bound(&candidate.path)).filter(could);
    placed.doubtful = doubtful.map(|candidate| candidate.path.clone()).collect();
    let all_optional = needed.iter().flat_map(|needed| needed.action.resources()).all(|own| !own.is_required());
    placed.nameless = all_optional && placed.resources.is_empty() && !candidates.iter().any(Candidate::could_name);
}

/// Variables whose values end in what the service adds to the name that requests have: only the ARN says which resource it is.
const WITH_SUFFIX: &[(&str, &str)] = &[("secretsmanager", "SecretId")];

/// A resource type of an action, and how an operation speaks of it.
struct Kind {
    resource: ResourceType,
    /// The type's name, plain.
    name: String,
    /// The variables of its format, without those that every ARN has.
    variables: Vec<&'static str>,
    /// Whether the operation is called after the type, and whether it speaks of many.
    is_noun: bool,
    is_plural: bool,
    /// Whether the operation only reads.
    reads: bool,
    verb: String,
}

impl Kind {
    fn of(resource: ActionResource, operation: &str) -> Self {
        let kind = resource.resource_type();
        let variables = variables(kind.arn_format());
        let name = plain(kind.name());
        let (verb, of_operation) = verb(operation);
        let single = singular(&of_operation);
        let nouns = variables.iter().map(|variable| noun(&plain(variable)).0);
        let is_noun = nouns.chain([name.clone()]).any(|noun| !noun.is_empty() && singular(&noun) == single);
        let reads = matches!(verb, "Describe" | "List" | "Get" | "Batch");
        let is_plural = single != of_operation;
        Self { resource: kind, name, variables, is_noun, is_plural, reads, verb: verb.to_owned() }
    }

    fn bind(&self, operation: &input::Operation, candidates: &[Candidate], needed: &Needed<'_>) -> Binding {
        let mut binding = Binding { kind: self.resource.name().to_owned(), ..Binding::default() };
        let known: BTreeMap<String, Filled> = needed.known.map_or_else(BTreeMap::new, |known| {
            known.resource_mappings.iter().map(|(variable, template)| (plain(variable), template.filled())).collect()
        });
        for variable in &self.variables {
            let (mut paths, mut others): (Vec<String>, Vec<String>) = Default::default();
            for candidate in candidates.iter().filter(|candidate| candidate.is_text) {
                match self.named(candidate, variable) {
                    Named::Fills => paths.push(candidate.path.clone()),
                    Named::FillsElse => others.push(candidate.path.clone()),
                    Named::Arn if !binding.arns.contains(&candidate.path) => binding.arns.push(candidate.path.clone()),
                    _ => {}
                }
            }
            if let Some(Filled::Members(members)) = known.get(&plain(variable)) {
                let found = members.iter().filter_map(|member| Candidate::find(candidates, member));
                paths.extend(
                    found
                        .filter(|candidate| candidate.is_text && !candidate.is_either(variable))
                        .map(|candidate| candidate.path.clone()),
                );
            }
            if paths.is_empty() {
                paths = others;
            }
            paths.sort_unstable();
            paths.dedup();
            let is_open = known.get(&plain(variable)) == Some(&Filled::Open);
            if WITH_SUFFIX.contains(&(needed.action.service().prefix(), *variable)) {
                binding.arns.extend(paths);
            } else if !paths.is_empty() {
                binding.fills.insert((*variable).to_owned(), paths);
            } else if created::is_made(self, variable, is_open, operation, candidates) {
                binding.made.push((*variable).to_owned());
            }
        }
        // What names the type by one variable could be an ARN by another one.
        binding.arns.retain(|arn| !binding.fills.values().any(|paths| paths.contains(arn)));
        let is_list = matches!(needed.action.access_level(), AccessLevel::List | AccessLevel::Read);
        binding.lists = self.is_noun && self.is_plural && self.reads && is_list;
        binding
    }

    /// Whether a member names the type by a variable.
    fn named(&self, candidate: &Candidate, variable: &str) -> Named {
        let is_last = self.variables.last() == Some(&variable);
        let is_only = self.variables.len() == 1 || is_last && noun(&plain(variable)).0 == self.name;
        candidate.named(variable, &self.name, is_only, self.is_noun && is_last)
    }

    /// Whether a member that is not bound could name the type.
    fn could_be(&self, candidate: &Candidate, placed: &Operation) -> bool {
        let is_bound = placed.resources.iter().any(|binding| {
            binding.kind == self.resource.name() && (!binding.fills.is_empty() || !binding.arns.is_empty())
        });
        let nouns = self.variables.iter().map(|variable| noun(&plain(variable)).0).chain([self.name.clone()]);
        let mut nouns = nouns.filter(|noun| noun.len() > 2);
        nouns.any(|noun| candidate.speaks_of(&noun)) || !is_bound && self.is_noun && candidate.is_bare_name()
    }
}

/// The variables of a format, without partition, region and account.
fn variables(format: ArnFormat) -> Vec<&'static str> {
    let pieces = format.resource().split("${").skip(1);
    pieces.filter_map(|piece| piece.split_once('}')).map(|(variable, _)| variable).collect()
}
