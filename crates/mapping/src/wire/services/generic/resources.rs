//! The resources that a request is about, each of them certain.

use rolecall_catalog::{Action, ActionResource, ResourceType};

use super::named::{is_given, texts};
use super::partial;
use crate::Unmapped;
use crate::models::{Binding, plain};
use crate::resource::Resource;
use crate::wire::Call;
use crate::wire::arn::{Named, is_name, matches, open};
use crate::wire::member::Member;

/// The most resources that a request is about.
const MOST: usize = 1000;

/// The resources of an action in a request.
pub(super) fn of(call: &Call<'_>, action: Action) -> Result<Vec<Named>, Unmapped> {
    if action.resources().next().is_none() {
        return Ok(vec![(None, "*".to_owned().into())]);
    }
    let mut asked = Asked { call, action, found: Vec::new(), by_arn: Vec::new(), meant: Vec::new() };
    for resource in action.resources() {
        asked.bound(resource.resource_type())?;
    }
    asked.unbound();
    asked.take_doubtful()?;
    asked.complete()?;
    asked.found.sort_unstable();
    asked.found.dedup();
    if asked.found.len() > MOST {
        return Err(Unmapped::new(format!("the request is about more than {MOST} resources")));
    }
    Ok(asked.found)
}

struct Asked<'a> {
    call: &'a Call<'a>,
    action: Action,
    found: Vec<Named>,
    /// Members that held a whole ARN of one of the types.
    by_arn: Vec<&'static str>,
    /// Texts that name a resource in the service's own way.
    meant: Vec<&'a str>,
}

impl<'a> Asked<'a> {
    fn binding(&self, kind: ResourceType) -> Option<&'static Binding> {
        self.call.facts.resources.iter().find(|binding| binding.kind == kind.name())
    }

    /// The type that a text is the ARN of.
    fn kind_of(&self, text: &str) -> Option<ResourceType> {
        let mut kinds = self.action.resources().map(ActionResource::resource_type);
        kinds.find(|kind| matches(self.call, *kind, text))
    }

    /// The same among the types that a member names.
    fn kind_by(&self, path: &str, text: &str) -> Option<ResourceType> {
        let names =
            |binding: &Binding| binding.arns.iter().chain(binding.fills.values().flatten()).any(|own| own == path);
        let kinds = self.action.resources().map(ActionResource::resource_type);
        let mut kinds = kinds.filter(|kind| self.binding(*kind).is_some_and(names));
        kinds.find(|kind| matches(self.call, *kind, text))
    }

    /// What the members that are bound to a type name.
    fn bound(&mut self, kind: ResourceType) -> Result<(), Unmapped> {
        let Some(binding) = self.binding(kind) else { return Ok(()) };
        for path in &binding.arns {
            for text in texts(self.call, path)? {
                if !self.meant(kind, text) && !self.whole(path, text) {
                    return Err(self.strange(path));
                }
            }
        }
        let mut values: Vec<(&str, Vec<String>)> = Vec::new();
        let (before, mut by_arn) = (self.found.len(), Vec::new());
        for (variable, paths) in &binding.fills {
            let mut names = Vec::new();
            for path in paths {
                for text in texts(self.call, path)? {
                    if self.meant(kind, text) {
                        continue;
                    }
                    if text.starts_with("arn:") {
                        if !self.whole(path, text) {
                            return Err(self.strange(path));
                        }
                        by_arn.push(variable.as_str());
                    } else if let text = without_slash(variable, text)
                        && is_plain(variable, text)
                    {
                        names.push(text.to_owned());
                    } else {
                        return Err(self.strange(path));
                    }
                }
            }
            values.push((variable, names));
        }
        if !by_arn.is_empty() {
            let whole = self.found.get(before..).unwrap_or_default();
            partial::check_told(self.call, kind, &values, &by_arn, whole)?;
        }
        let made = binding.made.iter().map(|variable| (variable.as_str(), vec!["*".to_owned()]));
        values.extend(made);
        let untold = partial::untold(self.call, self.action, kind, binding);
        let is_partial = !untold.is_empty();
        values.extend(untold.into_iter().map(|variable| (variable, vec!["*".to_owned()])));
        for arn in fill(self.call, kind, &values)? {
            let resource = Resource { arn, is_partial };
            if !(is_partial && self.is_told_besides(kind, binding, &resource)) {
                self.found.push((Some(kind.name()), resource));
            }
        }
        Ok(())
    }

    /// Whether the members tell only where the resource is, and the whole ARN of one that is there stands beside them.
    fn is_told_besides(&self, kind: ResourceType, binding: &Binding, partial: &Resource) -> bool {
        let names_itself = binding.fills.keys().any(|variable| plain(variable).contains(&plain(kind.name())));
        let is_it = |(own, found): &Named| *own == Some(kind.name()) && found.is_of(partial);
        !names_itself && self.found.iter().any(is_it)
    }

    /// Takes a text that names a resource of a type in the service's own way.
    fn meant(&mut self, kind: ResourceType, text: &'a str) -> bool {
        let Some(resource) = partial::meant(self.call, kind, text) else { return false };
        self.found.push((Some(kind.name()), resource));
        self.meant.push(text);
        true
    }

    /// Takes a text that is the whole ARN of a resource of one of the types that the member names.
    fn whole(&mut self, path: &'static str, text: &str) -> bool {
        let Some(kind) = self.kind_by(path, text) else { return false };
        self.found.push((Some(kind.name()), text.to_owned().into()));
        self.by_arn.push(path);
        true
    }

    fn strange(&self, path: &str) -> Unmapped {
        let message = "is not the name or ARN of a resource of this account and region that the operation is about";
        Unmapped::new(format!("`{path}` of the request for `{}` {message}", self.call.operation))
    }

    /// Whole ARNs of the action's types in whatever member are asked about too.
    fn unbound(&mut self) {
        for (_, member) in self.call.members.entries() {
            let given: Vec<&str> = match member {
                Member::Text(text) => vec![text],
                Member::List(items) => items.iter().filter_map(as_text).collect(),
                _ => Vec::new(),
            };
            for text in given.into_iter().filter(|text| text.starts_with("arn:") && !self.meant.contains(text)) {
                if let Some(kind) = self.kind_of(text) {
                    self.found.push((Some(kind.name()), text.to_owned().into()));
                }
            }
        }
    }

    /// What only could name a resource must be the ARN of one.
    fn take_doubtful(&mut self) -> Result<(), Unmapped> {
        for path in &self.call.facts.doubtful {
            for text in texts(self.call, path)? {
                let Some(kind) = self.kind_of(text) else {
                    return Err(Unmapped::new(format!(
                        "it is not certain whether `{path}` names what the request for `{}` is about",
                        self.call.operation
                    )));
                };
                self.found.push((Some(kind.name()), text.to_owned().into()));
            }
        }
        Ok(())
    }

    /// Every type that the action needs must be named; a listing that names none is about all.
    fn complete(&mut self) -> Result<(), Unmapped> {
        for resource in self.action.resources() {
            let kind = resource.resource_type();
            if resource.is_required() {
                let implied = partial::implied(self.call, kind)?;
                self.found.extend(implied.map(|implied| (Some(kind.name()), implied)));
            }
            let is_named = self.found.iter().any(|(own, _)| *own == Some(kind.name()));
            let binding = self.binding(kind);
            let elsewhere = binding.is_some_and(|binding| {
                let own = binding.arns.iter().chain(binding.fills.values().flatten());
                own.into_iter().any(|path| self.by_arn.contains(&path.as_str()))
            });
            if is_named || elsewhere {
                continue;
            }
            if binding.is_some_and(|binding| binding.lists) && !self.is_partly_named(binding) {
                self.found.push((Some(kind.name()), open(self.call, kind).into()));
            } else if resource.is_required() {
                let (operation, kind) = (self.call.operation, kind.name());
                return Err(Unmapped::new(format!(
                    "it is not certain which {kind} the request for `{operation}` is about"
                )));
            }
        }
        if !self.found.is_empty() {
            return Ok(());
        }
        if !self.call.facts.nameless {
            let operation = self.call.operation;
            return Err(Unmapped::new(format!("it is not certain what the request for `{operation}` is about")));
        }
        self.found.push((None, "*".to_owned().into()));
        Ok(())
    }

    fn is_partly_named(&self, binding: Option<&Binding>) -> bool {
        binding.is_some_and(|binding| binding.fills.values().flatten().any(|path| is_given(self.call, path)))
    }
}

/// Names of parameters begin with a slash that their ARNs do not have twice
/// (<https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html>).
fn without_slash<'t>(variable: &str, text: &'t str) -> &'t str {
    let rest = text.strip_prefix('/').filter(|_| variable.ends_with("WithoutLeadingSlash"));
    rest.unwrap_or(text)
}

/// Whether a text can stand for a variable; none of the names here is empty between slashes.
fn is_plain(variable: &str, text: &str) -> bool {
    is_name(variable, text) && !text.split('/').any(str::is_empty)
}

fn as_text(member: &Member) -> Option<&str> {
    if let Member::Text(text) = member { Some(text) } else { None }
}

/// The ARNs of a type from the values of its variables; none if one has no value.
pub(super) fn fill(
    call: &Call<'_>,
    kind: ResourceType,
    values: &[(&str, Vec<String>)],
) -> Result<Vec<String>, Unmapped> {
    let format = kind.arn_format().to_string();
    let mut made = vec![String::new()];
    let mut rest = format.as_str();
    let (partition, region) = (["aws".to_owned()], [call.seen.region.to_owned()]);
    let account = [call.seen.account.to_string()];
    while let Some((before, after)) = rest.split_once("${") {
        let (variable, after) = after.split_once('}').unwrap_or((after, ""));
        rest = after;
        let names = match variable {
            "Partition" => partition.as_slice(),
            "Region" => &region,
            "Account" => &account,
            _ => values.iter().find(|(own, _)| *own == variable).map(|(_, names)| names.as_slice()).unwrap_or_default(),
        };
        if made.len() > 1 && names.len() > 1 {
            return Err(Unmapped::new(format!("the request names several {} in two ways", kind.name())));
        }
        made = made.iter().flat_map(|arn| names.iter().map(move |name| format!("{arn}{before}{name}"))).collect();
        if made.len() > MOST {
            return Err(Unmapped::new(format!("the request is about more than {MOST} resources")));
        }
    }
    Ok(made.into_iter().map(|arn| arn + rest).collect())
}
