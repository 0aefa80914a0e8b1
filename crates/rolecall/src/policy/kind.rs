//! What a document is written for, as named on the command line or as it looks.

use clap::ValueEnum;
use rolecall_policy::document::ast::{Document, Statement};
use rolecall_policy::document::{PolicyKind, parse};

/// The kinds of policies that can be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
    /// Of a user, group or role; also a permissions boundary or session policy
    Identity,
    /// A role's trust policy
    Trust,
    /// Of a resource, such as a bucket or a queue
    Resource,
    /// A service control policy of an organization
    Scp,
    /// A resource control policy of an organization
    Rcp,
}

impl Kind {
    /// The kind as the engine names it.
    pub(super) fn policy_kind(self) -> PolicyKind {
        match self {
            Self::Identity => PolicyKind::Identity,
            Self::Trust => PolicyKind::Trust,
            Self::Resource => PolicyKind::Resource,
            Self::Scp => PolicyKind::ServiceControl,
            Self::Rcp => PolicyKind::ResourceControl,
        }
    }

    /// The name on the command line.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Trust => "trust",
            Self::Resource => "resource",
            Self::Scp => "scp",
            Self::Rcp => "rcp",
        }
    }

    /// What a document looks like: without principals an identity policy; with them a trust policy, if it names no
    /// resources and only actions of STS, else a resource's policy. A text that is no document looks like the first.
    pub(super) fn of(text: &str) -> Self {
        let Ok(document) = parse(text) else { return Self::Identity };
        let Document { statements, .. } = &document;
        if statements.iter().all(|statement| statement.principal.is_none()) {
            return Self::Identity;
        }
        if statements.iter().all(says_nothing_but_trust) { Self::Trust } else { Self::Resource }
    }
}

fn says_nothing_but_trust(statement: &Statement) -> bool {
    let of_sts = |action: &str| action.get(..4).is_some_and(|service| service.eq_ignore_ascii_case("sts:"));
    let actions = statement.action.as_ref().map_or(&[][..], |element| &element.values);
    statement.resource.is_none() && actions.iter().all(|action| of_sts(&action.value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_taken_for_what_it_looks_like() {
        for (statement, expected) in [
            (r#""Action": "s3:*", "Resource": "*""#, Kind::Identity),
            (r#""Principal": "*", "Action": "s3:*", "Resource": "*""#, Kind::Resource),
            (r#""Principal": {"AWS": "*"}, "Action": "sts:AssumeRole""#, Kind::Trust),
            (r#""Principal": {"AWS": "*"}, "Action": ["STS:AssumeRole", "s3:*"]"#, Kind::Resource),
            (r#""Principal": {"AWS": "*"}, "Action": "sts:AssumeRole", "Resource": "*""#, Kind::Resource),
            ("", Kind::Identity),
        ] {
            let text = format!(r#"{{"Statement": {{"Effect": "Allow", {statement}}}}}"#);
            assert_eq!(Kind::of(&text), expected, "{text}");
        }
    }
}
