//! Policy documents as they are kept: the text as it was sent, and the compiled form once somebody asks for a decision.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use rolecall_model::UniqueId;
use rolecall_policy::document;
use rolecall_policy::document::ast::{Document, PrincipalKind};
use rolecall_policy::{Bindings, Member, Policy, PolicySet};
use serde::{Deserialize, Serialize};

/// What stands in for a document that cannot be read any more: nothing is allowed.
const DENY_ALL: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}}"#;

/// A permissions policy: identity-based, session policy or permissions boundary.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PolicyDocument {
    text: Arc<str>,
    #[serde(skip)]
    compiled: OnceLock<Arc<Compiled>>,
}

#[derive(Debug)]
struct Compiled {
    policy: Arc<Policy>,
    /// The policy by itself, as a boundary.
    alone: OnceLock<PolicySet>,
}

/// A policy that hangs on a resource, such as a role's trust policy; the users and roles that it names are bound to their unique
/// ids.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BoundDocument {
    text: Arc<str>,
    bindings: BTreeMap<Arc<str>, UniqueId>,
    #[serde(skip)]
    compiled: OnceLock<Arc<PolicySet>>,
}

fn compile(text: &str, bindings: Bindings<'_>) -> Arc<Policy> {
    let nothing = Document { version: None, id: None, statements: Vec::new() };
    let document = document::parse(text).or_else(|_| document::parse(DENY_ALL)).unwrap_or(nothing);
    Arc::new(Policy::compile(&document, bindings))
}

impl PolicyDocument {
    /// A document whose text was validated.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self { text: text.into(), compiled: OnceLock::new() }
    }

    /// A document that denies everything: it stands in for one that should be there and is not.
    pub fn deny_all() -> Self {
        Self::new(DENY_ALL)
    }

    /// The text as it was sent.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The compiled form.
    pub fn policy(&self) -> &Arc<Policy> {
        &self.compiled().policy
    }

    /// The compiled form as a set of one. Many hold the same document, so that the set has no name of any of them.
    pub fn as_boundary(&self) -> &PolicySet {
        let Compiled { policy, alone } = self.compiled();
        alone.get_or_init(|| PolicySet::new([Member::new("permissions boundary", Arc::clone(policy))]))
    }

    fn compiled(&self) -> &Compiled {
        self.compiled.get_or_init(|| {
            let policy = compile(&self.text, Bindings::ByArn);
            Arc::new(Compiled { policy, alone: OnceLock::new() })
        })
    }
}

impl BoundDocument {
    /// A document whose text was validated, and the unique ids of the users and roles that it names.
    pub fn new(text: impl Into<Arc<str>>, bindings: BTreeMap<Arc<str>, UniqueId>) -> Self {
        Self { text: text.into(), bindings, compiled: OnceLock::new() }
    }

    /// The text as it was sent.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The compiled form as a set of one. It belongs to one resource, whose kind of policy is called `name`.
    pub fn policies(&self, name: &'static str) -> &Arc<PolicySet> {
        self.compiled.get_or_init(|| {
            let policy = compile(&self.text, Bindings::ById(&|arn| self.bindings.get(arn).cloned()));
            Arc::new(PolicySet::new([Member::new(name, policy)]))
        })
    }

    /// The text as it reads now: a bound principal appears under its present ARN, and under its unique id once it is gone.
    /// `present_arn` is asked with the ARN that was sent, and the id that it was bound to.
    pub fn render(&self, present_arn: &dyn Fn(&str, &UniqueId) -> Option<String>) -> String {
        if self.bindings.iter().all(|(arn, id)| present_arn(arn, id).as_deref() == Some(arn)) {
            return self.text.to_string();
        }
        let Ok(document) = document::parse(&self.text) else { return self.text.to_string() };
        document::replace_principals(&self.text, &document, &|kind, value| {
            let id = self.bindings.get(value).filter(|_| kind == PrincipalKind::Aws)?;
            Some(present_arn(value, id).unwrap_or_else(|| id.to_string()))
        })
    }
}
