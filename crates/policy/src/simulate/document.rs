//! One policy of a question: from what stands in the line to a compiled document.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::{Deserializer as _, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::fault::{Fault, FaultCode};
use super::question::object;
use crate::document::ast::{Document, Version};
use crate::document::{InvalidPolicy, PolicyKind, Position, SyntaxError, parse, print, validate};
use crate::policy::Policy;
use crate::principal::Bindings;

/// A compiled policy, with what is needed to say where its statements stand.
#[derive(Debug, Clone)]
pub(super) struct Compiled {
    pub(super) name: Option<Arc<str>>,
    pub(super) policy: Arc<Policy>,
    pub(super) text: Arc<str>,
    /// The byte at which each statement begins.
    starts: Arc<[u32]>,
}

impl Compiled {
    /// The policy that stands in a line as `raw`: a document, its text as a string, or an object of `name` and
    /// `document`, which is either.
    pub(super) fn read(raw: &str, kind: PolicyKind) -> Result<Self, Fault> {
        let named =
            if is_named(raw) { object(&mut serde_json::Deserializer::from_str(raw))? } else { Named::bare(raw)? };
        let text = text_of(named.document.get())?;
        let document = checked(&text, kind).map_err(|(error, position)| Fault {
            policy: named.name.as_ref().map(ToString::to_string),
            position,
            ..Fault::new(FaultCode::InvalidPolicy, in_words(&error))
        })?;
        Ok(Self {
            name: named.name.map(Into::into),
            policy: Arc::new(Policy::compile(&document, Bindings::ByArn)),
            starts: document.statements.iter().map(|statement| statement.span.start).collect(),
            text: text.into(),
        })
    }

    /// Where the statement of this index stands in the text.
    pub(super) fn place_of(&self, index: usize) -> Option<Position> {
        self.starts.get(index).map(|start| Position::of(&self.text, *start))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named<'a> {
    #[serde(borrow, default)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    document: &'a RawValue,
}

impl<'a> Named<'a> {
    fn bare(raw: &'a str) -> Result<Self, Fault> {
        Ok(Self { name: None, document: serde_json::from_str(raw)? })
    }
}

/// Whether `raw` is an object with a member `document`, which no policy has.
fn is_named(raw: &str) -> bool {
    struct Members;

    impl<'de> Visitor<'de> for Members {
        type Value = bool;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
            let mut found = false;
            while let Some((key, _)) = map.next_entry::<Cow<'de, str>, IgnoredAny>()? {
                found |= key == "document";
            }
            Ok(found)
        }
    }

    serde_json::Deserializer::from_str(raw).deserialize_map(Members).unwrap_or(false)
}

fn text_of(raw: &str) -> Result<Cow<'_, str>, Fault> {
    match raw.as_bytes().first() {
        Some(b'{') => Ok(Cow::Borrowed(raw)),
        Some(b'"') => Ok(Cow::Owned(serde_json::from_str(raw)?)),
        _ => Err(Fault::new(FaultCode::InvalidQuestion, "a policy is an object, or a string that holds its text")),
    }
}

/// The document, if it may be in force as a policy of this kind. What AWS refuses only in new documents is taken.
fn checked(text: &str, kind: PolicyKind) -> Result<Document, (InvalidPolicy, Option<Position>)> {
    let placed = |error: InvalidPolicy| {
        let position = error.span().map(|span| Position::of(text, span.start));
        (error, position)
    };
    match validate(text, kind) {
        Err(InvalidPolicy::Version | InvalidPolicy::PolicyType(None)) => {
            let document = parse(text).map_err(|error| placed(InvalidPolicy::Syntax(error)))?;
            let newer = Document { version: Some(Version::V2012), ..document.clone() };
            // Places in the text printed here are of no use to anybody.
            validate(&print(&newer), kind).map_err(|error| (error, None))?;
            Ok(document)
        }
        Err(InvalidPolicy::SharedIssuer { .. }) => parse(text).map_err(|error| placed(InvalidPolicy::Syntax(error))),
        other => other.map_err(placed),
    }
}

/// AWS's words, and for faults of grammar what they do not tell.
fn in_words(error: &InvalidPolicy) -> String {
    let detail = std::error::Error::source(error).and_then(|source| source.downcast_ref::<SyntaxError>());
    detail.map_or_else(|| error.to_string(), |detail| format!("{error} ({detail})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALLOW: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#;

    fn read(raw: &str, kind: PolicyKind) -> Result<Option<String>, (FaultCode, String)> {
        let read = Compiled::read(raw, kind);
        read.map(|compiled| compiled.name.map(|name| name.to_string())).map_err(|fault| (fault.code, fault.to_string()))
    }

    #[test]
    fn a_policy_is_a_document_its_text_or_either_with_a_name() {
        let text = serde_json::to_string(ALLOW).unwrap();
        for (raw, name) in [
            (ALLOW.to_owned(), None),
            (text.clone(), None),
            (format!(r#"{{"name":"p","document":{ALLOW}}}"#), Some("p")),
            (format!(r#"{{"document":{text},"name":"p"}}"#), Some("p")),
            (format!(r#"{{"document":{text}}}"#), None),
        ] {
            assert_eq!(read(&raw, PolicyKind::Identity), Ok(name.map(str::to_owned)), "{raw}");
        }
    }

    #[test]
    fn what_is_no_policy_is_a_fault() {
        use FaultCode::{InvalidPolicy, InvalidQuestion};
        let principal = ALLOW.replace(r#""Effect""#, r#""Principal":"*","Effect""#);
        for (raw, code, message) in [
            ("7", InvalidQuestion, "a policy is an object"),
            ("[]", InvalidQuestion, "a policy is an object"),
            (r#"{"document":{},"nam":"p"}"#, InvalidQuestion, "unknown field `nam`"),
            (r#"{"document":{},"document":{}}"#, InvalidQuestion, "duplicate field"),
            (r#"{"document":{},"name":7}"#, InvalidQuestion, "invalid type"),
            ("{}", InvalidPolicy, "1:1: Syntax errors in policy. (`Statement` is missing)"),
            (r#"{"name":"p","document":{}}"#, InvalidPolicy, "p: 1:1: Syntax errors"),
            ("\"\"", InvalidPolicy, "this is not JSON"),
            (&principal, InvalidPolicy, "Policy document should not specify a principal."),
        ] {
            let (found, words) = read(raw, PolicyKind::Identity).unwrap_err();
            assert!(found == code && words.contains(message), "{raw}: {words}");
        }
    }

    #[test]
    fn documents_that_are_in_force_are_taken_though_aws_would_not_take_them_anew() {
        let older = ALLOW.replace("2012-10-17", "2008-10-17");
        let without = ALLOW.replace(r#""Version":"2012-10-17","#, "");
        let github = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity",
            "Principal":{"Federated":"arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com"}}}"#;
        for (raw, kind) in [
            (&*older, PolicyKind::Identity),
            (&*without, PolicyKind::Boundary),
            (&*without, PolicyKind::ServiceControl),
            (github, PolicyKind::Trust),
        ] {
            assert_eq!(read(raw, kind), Ok(None), "{raw}");
        }
        let (_, words) = read(&older.replace("s3:*", "s3"), PolicyKind::Identity).unwrap_err();
        assert_eq!(words, "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
    }
}
