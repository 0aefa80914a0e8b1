//! Changes that make a refused document acceptable, where it is plain what was meant.

use rolecall_catalog::{Action, Service, service, services};

use super::checks::newest;
use super::edit::{quoted, remove, shown};
use super::effort::Effort;
use super::finding::Fix;
use super::nearest::nearest;
use super::raw::Raw;
use crate::document::ast::{Comparison, Operator, PrincipalKind, Span};
use crate::document::{InvalidPolicy, PolicyKind, SyntaxError, SyntaxErrorKind, validate};

/// The elements of the language.
const ELEMENTS: [&str; 16] = [
    "Version",
    "Id",
    "Statement",
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
    "AWS",
    "Federated",
    "Service",
    "CanonicalUser",
];

const PARTITIONS: [&str; 3] = ["aws", "aws-cn", "aws-us-gov"];

/// The change, if with it the document is no longer refused at this place.
pub(super) fn of(text: &str, kind: PolicyKind, reason: &InvalidPolicy) -> Option<Fix> {
    let fix = propose(text, reason)?;
    let left = validate(&fix.apply(text)?, kind).err();
    let start = |invalid: &InvalidPolicy| invalid.span().map(|span| span.start);
    left.is_none_or(|left| start(&super::refused::reason(text, kind, &left)) != start(reason)).then_some(fix)
}

fn propose(text: &str, reason: &InvalidPolicy) -> Option<Fix> {
    let value = |span: Span| string_at(text, span);
    match reason {
        InvalidPolicy::Json(error) | InvalidPolicy::Syntax(error) => syntax(text, error),
        InvalidPolicy::Version => newest(&Raw::read(text)),
        InvalidPolicy::LegacyParsing(span) => Some(instead(*span, effect(text, *span)?)),
        InvalidPolicy::SidCharacters(span) => {
            let sid: String = value(*span)?.chars().filter(char::is_ascii_alphanumeric).collect();
            Some(instead(*span, &sid))
        }
        InvalidPolicy::PrincipalSpecified(span) | InvalidPolicy::ProhibitedField("Resource", span) => {
            Some(remove(text, *span, "leave it out"))
        }
        InvalidPolicy::ResourceForm { resource, span } => {
            let rest =
                resource.get(4..).filter(|_| resource.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("arn:")));
            let arn =
                rest.map(|rest| format!("arn:{rest}")).or_else(|| Some(format!("arn:{}", resource.strip_prefix(':')?)));
            Some(instead(*span, &arn?))
        }
        InvalidPolicy::ResourcePartition { partition, span, .. } => {
            let whole = value(*span)?;
            let rest = whole.strip_prefix("arn:")?.strip_prefix(&**partition)?;
            let right = nearest(partition, PARTITIONS.into_iter(), &Effort::new());
            let missing = || service(partition).map(|_| format!("arn:aws:{partition}{rest}"));
            Some(instead(*span, &right.map(|right| format!("arn:{right}{rest}")).or_else(missing)?))
        }
        InvalidPolicy::IamResourceRegion { resource, span } | InvalidPolicy::ResourceRegion { resource, span } => {
            let fields: Vec<&str> =
                resource.splitn(6, ':').enumerate().map(|(at, field)| if at == 3 { "" } else { field }).collect();
            Some(instead(*span, &fields.join(":")))
        }
        InvalidPolicy::ActionPrefix(span) | InvalidPolicy::ActionColons(span) => {
            Some(instead(*span, &action(&value(*span)?)?))
        }
        InvalidPolicy::Principal { kind: PrincipalKind::Service, value, span } => {
            service(value).map(|_| instead(*span, &format!("{}.amazonaws.com", value.to_ascii_lowercase())))
        }
        _ => None,
    }
}

fn syntax(text: &str, error: &SyntaxError) -> Option<Fix> {
    let name = string_at(text, error.span);
    match error.kind {
        SyntaxErrorKind::UnknownElement => {
            let name = name?;
            // Names differ by their case at least.
            let right = nearest(&name, ELEMENTS.into_iter(), &Effort::new()).filter(|right| *right != name)?;
            Some(instead(error.span, right))
        }
        SyntaxErrorKind::UnknownVersion => Some(instead(error.span, "2012-10-17")),
        SyntaxErrorKind::UnknownEffect | SyntaxErrorKind::EffectCase => {
            Some(instead(error.span, nearest(&name?, ["Allow", "Deny"].into_iter(), &Effort::new())?))
        }
        SyntaxErrorKind::UnknownOperator => Some(instead(error.span, &operator(&name?)?)),
        _ => None,
    }
}

/// The effect that stands in the wrong case at a place.
pub(super) fn effect(text: &str, span: Span) -> Option<&'static str> {
    let written = string_at(text, span)?;
    ["Allow", "Deny"].into_iter().find(|effect| effect.eq_ignore_ascii_case(&written))
}

/// The nearest operator, with the prefix and the suffix that were meant.
fn operator(name: &str) -> Option<String> {
    let (prefix, rest) = name.split_once(':').map_or((None, name), |(prefix, rest)| (Some(prefix), rest));
    let effort = Effort::new();
    let prefix = match prefix {
        Some(prefix) => format!("{}:", nearest(prefix, ["ForAllValues", "ForAnyValue"].into_iter(), &effort)?),
        None => String::new(),
    };
    let comparisons = Comparison::all().filter(|comparison| *comparison != Comparison::Null).map(Comparison::name);
    let names: Vec<String> = comparisons.flat_map(|name| [name.to_owned(), format!("{name}IfExists")]).collect();
    let names = names.iter().map(String::as_str).chain(["Null"]);
    let stem = rest.get(..4).filter(|stem| stem.eq_ignore_ascii_case("null"));
    let right = if stem.is_some() { "Null" } else { nearest(rest, names, &effort)? };
    let right = format!("{prefix}{right}");
    right.parse::<Operator>().is_ok().then_some(right)
}

/// The action that was meant by a text with no colon or too many: `s3GetObject`, `s3.GetObject`, `s3::GetObject`, `GetObject`.
fn action(text: &str) -> Option<String> {
    let separated = services().find_map(|service| {
        let (start, rest) = text.split_at_checked(service.prefix().len())?;
        let rest = start.eq_ignore_ascii_case(service.prefix()).then_some(rest)?;
        let name = rest.trim_start_matches([':', '.', '/', '-', '_', ' ']);
        (name == "*" || service.action(name).is_some()).then(|| format!("{service}:{name}"))
    });
    separated.or_else(|| {
        let mut found =
            services().filter_map(|service: Service| service.action(text)).map(|action: Action| action.to_string());
        // A name that several services have says too little.
        found.next().filter(|_| found.next().is_none())
    })
}

/// The string that stands at a place.
pub(super) fn string_at(text: &str, span: Span) -> Option<String> {
    serde_json::from_str(text.get(span.start as usize..span.end as usize)?).ok()
}

fn instead(span: Span, by: &str) -> Fix {
    Fix { title: format!("replace it by {}", shown(by)), span, replacement: quoted(by) }
}
