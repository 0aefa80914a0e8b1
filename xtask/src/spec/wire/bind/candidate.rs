//! A member that could name a resource.

use std::collections::BTreeSet;

use rolecall_mapping::models::Operation;

use super::super::input::{self, Kind, Member, Place};
use super::super::names::{Class, noun, plain, singular, verb, without_side};

/// Ids that callers choose when they make something: those are names, and there are no others beside them.
pub(in crate::spec::wire) struct Chosen(BTreeSet<String>);

impl Chosen {
    /// The ids that operations take which make what the ids are of.
    pub(in crate::spec::wire) fn of(service: &input::Service) -> Self {
        let mut chosen = BTreeSet::new();
        for (name, operation) in &service.operations {
            let (verb, made) = verb(name);
            let members = operation.members.iter().map(|member| plain(&member.name));
            chosen.extend(members.filter(|member| verb == "Create" && noun(member).0 == made));
        }
        Self(chosen)
    }

    fn has(&self, plain: &str) -> bool {
        self.0.contains(plain)
    }
}

/// A member, by its path on the wire.
pub(super) struct Candidate {
    pub(super) path: String,
    /// The path by the names of the model.
    model: String,
    plain: String,
    noun: String,
    class: Class,
    /// Whether it is a text or a list of texts.
    pub(super) is_text: bool,
    /// Whether it stands at the top.
    is_top: bool,
    /// Whether it takes names, whatever it is called.
    takes_names: bool,
}

/// How a member names a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// It fills the variable: it is called after it.
    Fills,
    /// It fills the variable if no other does: it is called after the type, or after nothing.
    FillsElse,
    /// It holds the whole ARN.
    Arn,
    No,
}

/// Members that hold the ARN of whatever the operation is about.
const ANY_ARN: &[&str] =
    &["arn", "resourcearn", "resource", "resourceid", "resourcearnlist", "resourcearns", "arns", "arnlist"];

/// What is no name of a resource, whatever it ends in.
const NOT_NAMES: &[&str] = &[
    "accountid",
    "awsaccountid",
    "callerreference",
    "clientid",
    "clientrequestid",
    "clientrequesttoken",
    "clienttoken",
    "idempotencytoken",
    "nexttoken",
    "marker",
    "region",
    "requestid",
    "tagkey",
    "tagkeys",
];

impl Candidate {
    /// Every member at the top of an input, and those of structures at the top.
    pub(super) fn all(operation: &input::Operation, placed: &Operation, chosen: &Chosen) -> Vec<Self> {
        let mut all = Vec::new();
        for member in &operation.members {
            let is_payload = member.name == operation.payload && !placed.payload.is_empty();
            let wire =
                if member.place == Place::Header { member.wire.to_ascii_lowercase() } else { member.wire.clone() };
            if member.place == Place::Headers {
                continue;
            }
            let own = Self::of(wire.clone(), &member.name, &member.name, member.kind, true);
            let takes_names = member.named && !chosen.has(&own.plain);
            all.push(Self { takes_names, ..own });
            all.extend(Self::inner(member, &wire, is_payload));
        }
        all
    }

    fn inner<'m>(member: &'m Member, wire: &str, is_payload: bool) -> impl Iterator<Item = Self> + use<'m> {
        let wire = wire.to_owned();
        member.inner.iter().map(move |(name, own, kind)| {
            let model = format!("{}.{name}", member.name);
            let last = name.rsplit('.').next().unwrap_or(name);
            let is_top = is_payload && last == name;
            Self::of(format!("{wire}.{own}"), &model, last, *kind, is_top)
        })
    }

    fn of(path: String, model: &str, name: &str, kind: Kind, is_top: bool) -> Self {
        let plain = plain(name);
        let (noun, class) = noun(&plain);
        let is_text = matches!(kind, Kind::Text | Kind::Texts);
        Self { path, model: model.to_owned(), plain, noun, class, is_text, is_top, takes_names: false }
    }

    /// The member with a path by the names of the model.
    pub(super) fn find<'c>(candidates: &'c [Self], model: &str) -> Option<&'c Self> {
        candidates.iter().find(|candidate| candidate.model.eq_ignore_ascii_case(model))
    }

    /// Whether it names a type by a variable: it is called like the variable, or like the type (`name`) with a word that says what it
    /// holds, or it is the name of what the operation is called after (`is_noun`). `is_only` says that a name of the type fills this
    /// variable.
    pub(super) fn named(&self, variable: &str, name: &str, is_only: bool, is_noun: bool) -> Named {
        if !self.is_top {
            return Named::No;
        }
        let wanted = plain(variable);
        let (stem, class) = noun(&wanted);
        let is_either = self.is_either(variable);
        if self.plain == wanted || singular(&self.plain) == wanted {
            return match stem.as_str() {
                _ if is_either => Named::Arn,
                // `Id` alone may be that of something else, unless the operation is called after the type.
                "" if !is_noun => Named::FillsElse,
                _ => Named::Fills,
            };
        }
        if ANY_ARN.contains(&self.plain.as_str()) {
            return Named::Arn;
        }
        let own =
            || [Some(self.noun.as_str()), without_side(&self.noun)].into_iter().flatten().filter(|own| !own.is_empty());
        let is_variable = own().any(|own| own == stem);
        let is_type = own().any(|own| own == name || own == singular(name));
        if !(is_variable || is_type || is_noun && self.noun.is_empty()) {
            return Named::No;
        }
        match (self.class, class) {
            (Class::Arn, _) => Named::Arn,
            // A name cannot fill a type with several variables, but may be its ARN.
            _ if !is_variable && !is_only => {
                if is_type {
                    Named::Arn
                } else {
                    Named::No
                }
            }
            (Class::Name | Class::Bare, Class::Name | Class::Bare) | (Class::Id, Class::Id | Class::Bare) => {
                if is_either {
                    Named::Arn
                } else if is_variable {
                    Named::Fills
                } else {
                    Named::FillsElse
                }
            }
            // What is called like the type, where the variable is an id, may be an ARN; as an id it would have said so.
            (Class::Bare, _) => Named::Arn,
            _ => Named::No,
        }
    }

    /// Whether it takes names in place of the id that the variable is: then only the ARN says which one it is.
    pub(super) fn is_either(&self, variable: &str) -> bool {
        self.takes_names && noun(&plain(variable)).1 == Class::Id
    }

    /// Whether it may speak of a noun.
    pub(super) fn speaks_of(&self, noun: &str) -> bool {
        self.is_text
            && self.noun.ends_with(noun)
            && (self.class != Class::Bare || self.noun == noun)
            && self.could_name()
    }

    /// Whether its values are of a class.
    pub(super) fn is_of(&self, class: Class) -> bool {
        self.class == class
    }

    /// Whether it is a name, id or ARN of nothing in particular.
    pub(super) fn is_bare_name(&self) -> bool {
        self.is_text && self.is_top && self.noun.is_empty()
    }

    /// Whether it could name anything.
    pub(super) fn could_name(&self) -> bool {
        let could = self.class != Class::Bare || self.plain.ends_with("uri") || self.plain.ends_with("url");
        self.is_text && could && !NOT_NAMES.contains(&self.plain.as_str()) && !self.plain.ends_with("token")
    }
}

#[cfg(test)]
mod tests {
    use super::{Candidate, Kind, Named};

    #[test]
    fn members_name_resources_by_what_they_are_called() {
        for (member, variable, name, is_only, is_noun, expected) in [
            ("StreamName", "StreamName", "stream", true, false, Named::Fills),
            ("streamNames", "StreamName", "stream", true, false, Named::Fills),
            ("DBInstanceIdentifier", "DbInstanceId", "db", true, false, Named::Fills),
            ("SourceStreamName", "StreamName", "stream", true, false, Named::Fills),
            ("Stream", "StreamName", "stream", true, false, Named::Fills),
            ("RuleName", "Name", "rule", true, false, Named::FillsElse),
            ("Name", "RuleName", "rule", true, true, Named::FillsElse),
            ("Name", "RuleName", "rule", true, false, Named::No),
            ("Id", "Id", "zone", true, false, Named::FillsElse),
            ("StreamId", "StreamName", "stream", true, false, Named::No),
            ("StreamARN", "StreamName", "stream", true, false, Named::Arn),
            ("ResourceArn", "StreamName", "stream", true, false, Named::Arn),
            ("RoleArn", "StreamName", "stream", true, false, Named::No),
            ("Stream", "StreamId", "stream", true, false, Named::Arn),
            ("TaskDefinition", "Revision", "taskdefinition", false, false, Named::Arn),
            ("TargetGroupArns", "GroupName", "group", true, false, Named::No),
            ("SecurityGroupName", "GroupName", "group", true, false, Named::No),
        ] {
            let candidate = Candidate::of(member.to_owned(), member, member, Kind::Text, true);
            assert_eq!(candidate.named(variable, name, is_only, is_noun), expected, "{member} {variable}");
        }
    }

    #[test]
    fn an_id_that_takes_names_counts_only_as_an_arn() {
        let member = "ApplicationIdentifier";
        let candidate = Candidate::of(member.to_owned(), member, member, Kind::Text, true);
        let either = Candidate { takes_names: true, ..candidate };
        assert_eq!(either.named("ApplicationId", "application", true, false), Named::Arn);
        assert_eq!(either.named("ApplicationName", "application", true, false), Named::No);
    }

    #[test]
    fn what_only_could_name_something_is_known() {
        let of = |name: &str| Candidate::of(name.to_owned(), name, name, Kind::Text, true);
        assert!(of("StreamId").speaks_of("stream") && of("FooStreamName").speaks_of("stream"));
        assert!(!of("StreamMode").speaks_of("stream") && !of("ClientToken").could_name());
        assert!(of("QueueUrl").could_name() && of("Name").is_bare_name() && !of("RuleName").is_bare_name());
    }
}
