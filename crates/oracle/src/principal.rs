//! `Principal` and `NotPrincipal`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html>

use std::collections::BTreeMap;

use serde_json::Value;

use crate::arn::{Arn, is_account};
use crate::caller::Caller;
use crate::document::texts;
use crate::truth::Truth;

/// The form in which a statement names the caller, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    /// The caller's account.
    Account,
    /// The user or role behind the caller.
    Entity,
    /// Everyone.
    Star,
    /// The session itself.
    Session,
    Service,
    Federated,
}

/// ARNs of users and roles with the unique ids that they meant when the policy was saved.
pub(crate) type Bindings = BTreeMap<String, String>;

/// Whom one entry of the element names.
enum Entry {
    Everyone,
    Account(String),
    EntityArn(String),
    EntityId(String),
    Session(String),
    Service(String),
    Federated(String),
    /// A user or role that is gone.
    Nobody,
    /// Nobody can say.
    Unrecognisable,
}

/// The element with what is known when it is compared.
pub(crate) struct Element {
    entries: Vec<Entry>,
    negated: bool,
}

impl Element {
    pub(crate) fn read(value: &Value, negated: bool, bindings: Option<&Bindings>) -> Self {
        let entries = match value {
            Value::Object(kinds) => kinds
                .iter()
                .flat_map(|(kind, names)| texts(names).into_iter().map(|name| Entry::read(kind, &name, bindings)))
                .collect(),
            Value::String(text) if text == "*" => vec![Entry::Everyone],
            _ => vec![Entry::Unrecognisable],
        };
        Self { entries, negated }
    }

    /// The strongest form in which the caller is certainly named, for an Allow.
    pub(crate) fn allows(&self, caller: &Caller) -> Option<Form> {
        let named = self.entries.iter().filter_map(|entry| entry.names(caller)).max();
        if !self.negated {
            return named;
        }
        // Everyone is let in but those in the list; an entry for nobody in particular might be anyone.
        let is_known = |entry: &Entry| !matches!(entry, Entry::Nobody | Entry::Unrecognisable);
        let lets_in = named.is_none() && !self.entries.is_empty() && self.entries.iter().all(is_known);
        lets_in.then_some(Form::Star)
    }

    /// Whether a Deny speaks of the caller.
    pub(crate) fn denies(&self, caller: &Caller, has_boundary: bool) -> Truth {
        if self.entries.is_empty() {
            return Truth::Unknown;
        }
        if self.negated {
            return Truth::from(has_boundary || !self.exempts(caller));
        }
        Truth::any(self.entries.iter().map(|entry| match entry {
            Entry::Unrecognisable => Truth::Unknown,
            entry => Truth::from(entry.names(caller).is_some()),
        }))
    }

    /// Whether the caller is listed in each of its forms, so that it is "not X" in none.
    fn exempts(&self, caller: &Caller) -> bool {
        let listed = |form: Form| self.entries.iter().any(|entry| entry.names(caller) == Some(form));
        let forms: &[Form] = match caller {
            Caller::Root { .. } => &[Form::Account],
            Caller::User { .. } => &[Form::Entity],
            Caller::RoleSession { .. } | Caller::FederatedUser { .. } => &[Form::Account, Form::Entity, Form::Session],
            Caller::Service { .. } => &[Form::Service],
            Caller::Federated { .. } => &[Form::Federated],
            Caller::Anonymous => &[Form::Star],
        };
        listed(Form::Star) || forms.iter().all(|form| listed(*form))
    }
}

impl Entry {
    fn read(kind: &str, name: &str, bindings: Option<&Bindings>) -> Self {
        match kind {
            "AWS" => Self::read_aws(name, bindings),
            "Service" if is_service(name) => Self::Service(name.to_owned()),
            "Federated" if is_provider(name) => Self::Federated(name.to_owned()),
            // Canonical ids belong to accounts, but nothing here knows to which.
            _ => Self::Unrecognisable,
        }
    }

    fn read_aws(name: &str, bindings: Option<&Bindings>) -> Self {
        if name == "*" {
            return Self::Everyone;
        }
        if is_account(name) {
            return Self::Account(name.to_owned());
        }
        if is_unique_id(name) {
            return Self::EntityId(name.to_owned());
        }
        let Some(arn) = local_arn(name) else {
            return Self::Unrecognisable;
        };
        let account = arn.account.to_owned();
        match (arn.service, arn.resource.split('/').collect::<Vec<_>>().as_slice()) {
            ("iam", ["root"]) => Self::Account(account),
            ("iam", ["user" | "role", path @ .., entity]) if is_name(entity, 1) && is_path(path) => match bindings {
                None => Self::EntityArn(name.to_owned()),
                Some(bound) => bound.get(name).map_or(Self::Nobody, |id| Self::EntityId(id.clone())),
            },
            ("sts", ["assumed-role", role, session]) if is_name(role, 1) && is_name(session, 2) => {
                Self::Session(name.to_owned())
            }
            ("sts", ["federated-user", user]) if is_name(user, 2) => Self::Session(name.to_owned()),
            _ => Self::Unrecognisable,
        }
    }

    /// The form in which the entry names the caller, if it certainly does.
    fn names(&self, caller: &Caller) -> Option<Form> {
        let (form, is_named) = match self {
            Self::Everyone => (Form::Star, true),
            Self::Account(account) => (Form::Account, caller.account() == Some(account)),
            Self::EntityArn(arn) => (Form::Entity, caller.entity_arn() == Some(arn)),
            Self::EntityId(id) => (Form::Entity, caller.entity_id() == Some(id)),
            Self::Session(arn) => (Form::Session, caller.session_arn() == Some(arn)),
            Self::Service(name) => (Form::Service, *caller == Caller::Service { name: name.clone() }),
            Self::Federated(provider) => (Form::Federated, *caller == Caller::Federated { provider: provider.clone() }),
            Self::Nobody | Self::Unrecognisable => return None,
        };
        is_named.then_some(form)
    }
}

/// An ARN of IAM's kind: of this partition, of an account, without a region.
fn local_arn(text: &str) -> Option<Arn<'_>> {
    Arn::read(text).filter(|arn| arn.partition == "aws" && arn.region.is_empty() && is_account(arn.account))
}

fn is_name(text: &str, shortest: usize) -> bool {
    let in_name = |character: char| character.is_ascii_alphanumeric() || "_+=,.@-".contains(character);
    (shortest..=64).contains(&text.len()) && text.chars().all(in_name)
}

/// The folders of a path, in which nothing may look like a wildcard.
fn is_path(folders: &[&str]) -> bool {
    let in_path = |character: char| character.is_ascii_graphic() && character != '*' && character != '?';
    folders.join("/").len() <= 510 && folders.iter().all(|folder| folder.chars().all(in_path))
}

fn is_unique_id(text: &str) -> bool {
    let in_id = |character: char| character.is_ascii_uppercase() || character.is_ascii_digit();
    let is_entity = text.starts_with("AIDA") || text.starts_with("AROA");
    is_entity && (16..=128).contains(&text.len()) && text.chars().all(in_id)
}

/// `label.….amazonaws.com`, also with `.cn` at its end.
fn is_service(text: &str) -> bool {
    let text = text.strip_suffix(".cn").unwrap_or(text);
    let in_label = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-';
    let is_label = |label: &str| !label.is_empty() && label.chars().all(in_label);
    text.strip_suffix(".amazonaws.com").is_some_and(|name| name.split('.').all(is_label))
}

/// A built-in provider, or the ARN of one that an account has registered.
fn is_provider(text: &str) -> bool {
    const BUILT_IN: [&str; 4] =
        ["cognito-identity.amazonaws.com", "accounts.google.com", "graph.facebook.com", "www.amazon.com"];
    if BUILT_IN.contains(&text) {
        return true;
    }
    let in_issuer = |character: char| character.is_ascii_graphic() && character != '*' && character != '?';
    let in_name = |character: char| character.is_ascii_alphanumeric() || "._-".contains(character);
    local_arn(text).filter(|arn| arn.service == "iam").is_some_and(|arn| match arn.resource.split_once('/') {
        Some(("oidc-provider", issuer)) => !issuer.is_empty() && issuer.chars().all(in_issuer),
        Some(("saml-provider", name)) => (1..=128).contains(&name.len()) && name.chars().all(in_name),
        _ => false,
    })
}
