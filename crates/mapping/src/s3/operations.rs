//! The operations of S3: how a request to each looks, and the actions it needs.

mod bucket;
mod object;

use super::address::Level;
use super::parameters::Parameters;
use crate::Unmapped;

/// An operation.
#[derive(Debug)]
pub(super) struct Operation {
    /// Its name in the service's model.
    pub(super) name: &'static str,
    level: Level,
    method: &'static str,
    /// The parameters that make a request this operation.
    selectors: &'static [&'static str],
    /// The parameters that it can have besides.
    optional: &'static [&'static str],
    /// Whether it has a copy source.
    copies: bool,
    /// The actions on what the request addresses.
    pub(super) actions: &'static [&'static str],
    /// The same for a request that names a version.
    pub(super) versioned: &'static [&'static str],
    pub(super) effects: Effects,
    pub(super) body: Body,
    /// For those that write objects: whether an object comes into being (the key `s3:ObjectCreationOperation`).
    pub(super) creates: Option<bool>,
    /// Why it is refused.
    refused: Option<&'static str>,
}

/// Headers of an operation that need further actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effects {
    /// None but those of every operation.
    None,
    /// Those of a bucket that is created.
    Bucket,
    /// Those of an object that is written.
    Object,
}

/// What in a body decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    /// Nothing.
    Irrelevant,
    Acl,
    CreateBucket,
    Delete,
    Encryption,
    Inventory,
    LegalHold,
    Logging,
    Replication,
    Restore,
    Retention,
    Tagging,
}

/// Selectors that have a value; the others are only named.
const VALUED: &[&str] =
    &["annotationName", "id", "list-type", "max-directory-buckets", "partNumber", "select-type", "uploadId"];

/// Selectors that have one value.
const FIXED: &[(&str, &str)] = &[("list-type", "2"), ("select-type", "2")];

const SERVICE: &[Operation] = &[
    on(Level::Service, "GET", "ListBuckets", &["ListAllMyBuckets"]).optional(&[
        "bucket-region",
        "continuation-token",
        "max-buckets",
        "prefix",
    ]),
    on(Level::Service, "GET", "ListDirectoryBuckets", &[])
        .by(&["max-directory-buckets"])
        .optional(&["continuation-token"])
        .refused(DIRECTORY),
];

const DIRECTORY: &str = "operations of directory buckets belong to the service `s3express`, and are not mapped";

/// Every operation that requests are told by.
pub(super) fn all() -> impl Iterator<Item = &'static Operation> {
    SERVICE.iter().chain(bucket::ALL).chain(object::ALL)
}

/// The one operation that a request is.
pub(super) fn find(
    method: &str,
    level: Level,
    copies: bool,
    parameters: &Parameters,
) -> Result<&'static Operation, Unmapped> {
    let operation = all().find(|operation| operation.is(method, level, copies, parameters));
    let operation = operation.ok_or_else(|| unknown(method, level, copies, parameters))?;
    if let Some(reason) = operation.refused {
        return Err(Unmapped::new(reason));
    }
    for selector in operation.selectors {
        let value = parameters.value(selector).unwrap_or_default();
        let fits = match FIXED.iter().find(|(name, _)| name == selector) {
            Some((_, fixed)) => value == *fixed,
            None => VALUED.contains(selector) != value.is_empty(),
        };
        if !fits {
            return Err(Unmapped::new(format!(
                "the parameter `{selector}` has a value that `{}` does not take",
                operation.name
            )));
        }
    }
    // Some servers tell operations apart by what SDKs say here.
    if parameters.operation.as_ref().is_some_and(|said| said != operation.name) {
        return Err(Unmapped::new(format!("`x-id` names another operation than `{}`", operation.name)));
    }
    Ok(operation)
}

fn unknown(method: &str, level: Level, copies: bool, parameters: &Parameters) -> Unmapped {
    let what = match level {
        Level::Service => "all buckets",
        Level::Bucket => "a bucket",
        Level::Object => "an object",
    };
    let method: String = method.chars().take(16).collect();
    let names: Vec<String> = parameters.names().take(8).map(|name| name.chars().take(40).collect()).collect();
    let copies = if copies { " and a copy source" } else { "" };
    Unmapped::new(format!(
        "no operation of S3 is known for {method} on {what} with the parameters [{}]{copies}",
        names.join(", ")
    ))
}

impl Operation {
    fn is(&self, method: &str, level: Level, copies: bool, parameters: &Parameters) -> bool {
        let is_known = |name: &str| self.selectors.contains(&name) || self.optional.contains(&name);
        (self.level, self.copies, self.method) == (level, copies, method)
            && self.selectors.iter().all(|selector| parameters.value(selector).is_some())
            && parameters.names().all(is_known)
    }

    const fn by(mut self, selectors: &'static [&'static str]) -> Self {
        self.selectors = selectors;
        self
    }

    const fn optional(mut self, optional: &'static [&'static str]) -> Self {
        self.optional = optional;
        self
    }

    const fn versioned(mut self, actions: &'static [&'static str]) -> Self {
        self.versioned = actions;
        self
    }

    const fn body(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    const fn copies(mut self) -> Self {
        self.copies = true;
        self
    }

    const fn effects(mut self, effects: Effects) -> Self {
        self.effects = effects;
        self
    }

    const fn creates(mut self, creates: bool) -> Self {
        self.creates = Some(creates);
        self
    }

    const fn refused(mut self, reason: &'static str) -> Self {
        self.refused = Some(reason);
        self
    }
}

const fn on(level: Level, method: &'static str, name: &'static str, actions: &'static [&'static str]) -> Operation {
    Operation {
        name,
        level,
        method,
        selectors: &[],
        optional: &[],
        copies: false,
        actions,
        versioned: actions,
        effects: Effects::None,
        body: Body::Irrelevant,
        creates: None,
        refused: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models;

    /// The parameters of an operation in the model: members in the query, and what its URI template names.
    fn parameters(facts: &models::Operation) -> Vec<String> {
        let mut names = facts.query.clone();
        if let Some((_, query)) = facts.http.split_once('?') {
            names.extend(query.split('&').map(|piece| piece.split('=').next().unwrap().to_owned()));
        }
        names.sort();
        names
    }

    #[test]
    fn requests_look_as_in_the_model() {
        let model = models::model("s3").unwrap();
        for operation in all() {
            let facts = &model.operations[operation.name];
            let mut own: Vec<&str> = operation.selectors.iter().chain(operation.optional).copied().collect();
            own.sort_unstable();
            assert_eq!(own, parameters(facts), "{}", operation.name);
            let (method, uri) = facts.http.split_once(' ').unwrap();
            let level = match (uri.contains("{Bucket}"), uri.contains("{Key+}")) {
                (false, _) => Level::Service,
                (true, false) => Level::Bucket,
                (true, true) => Level::Object,
            };
            assert_eq!((operation.method, operation.level), (method, level), "{}", operation.name);
        }
    }

    #[test]
    fn no_request_is_two_operations() {
        let takes = |operation: &Operation, name: &&str| {
            operation.selectors.contains(name) || operation.optional.contains(name)
        };
        for (index, one) in all().enumerate() {
            for other in all().skip(index + 1) {
                let alike = (one.method, one.level, one.copies) == (other.method, other.level, other.copies);
                let both = one.selectors.iter().all(|name| takes(other, name))
                    && other.selectors.iter().all(|name| takes(one, name));
                assert!(!(alike && both), "{} and {}", one.name, other.name);
            }
        }
    }

    #[test]
    fn every_action_is_in_the_facts() {
        let s3 = rolecall_catalog::service("s3").unwrap();
        for operation in all() {
            for action in operation.actions.iter().chain(operation.versioned) {
                assert_eq!(s3.action(action).unwrap().name(), *action, "{}", operation.name);
            }
            assert!(!operation.actions.is_empty() || operation.refused.is_some() || operation.body == Body::Delete);
        }
    }
}
