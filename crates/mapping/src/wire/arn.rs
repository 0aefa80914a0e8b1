//! The ARNs of the resources that a request names, filled from its members after the formats of the facts.

use rolecall_catalog::{AccessLevel, Action, ActionResource, ResourceType};
use rolecall_model::Arn;

use super::Call;
use crate::Unmapped;
use crate::resource::Resource;

/// Variables whose values may have a slash, as the names that they stand for may.
const WITH_SLASH: &[&str] = &[
    "AlarmName",
    "DestinationName",
    "LogGroupName",
    "LogStreamName",
    "ParameterNameWithoutLeadingSlash",
    "RepositoryName",
    "SecretId",
];

/// A resource, and the name of its type if it has one.
pub(super) type Named = (Option<&'static str>, Resource);

/// The resources of an action in a request; `*` for an action that cannot be limited to resources, or of which the request names
/// none.
pub(super) fn resources(call: &Call<'_>, action: Action) -> Result<Vec<Named>, Unmapped> {
    if action.resources().next().is_none() {
        return Ok(vec![(None, "*".to_owned().into())]);
    }
    let mut found = in_arn_members(call, action)?;
    let by_arn = !found.is_empty();
    for resource in action.resources() {
        let kind = resource.resource_type();
        let filled = fill(call, kind)?;
        if filled.is_empty() && resource.is_required() && !by_arn {
            let (operation, kind) = (call.operation, kind.name());
            return Err(Unmapped::new(format!(
                "the request for `{operation}` does not name the {kind} that it is about"
            )));
        }
        found.extend(filled.into_iter().map(|arn| (Some(kind.name()), arn)));
    }
    found.sort_unstable();
    found.dedup();
    if found.is_empty() {
        // A request that only reads may be about everything; one that changes something is about something.
        let reads = matches!(action.access_level(), AccessLevel::List | AccessLevel::Read);
        let is_open = reads || call.service.open.contains(&(call.operation, "*"));
        if names_something(call) || !is_open {
            return Err(Unmapped::new(format!("the request for `{}` does not name what it is about", call.operation)));
        }
        found.push((None, "*".to_owned().into()));
    }
    Ok(found)
}

/// The resources in members that hold the ARN of whatever the operation is about.
fn in_arn_members(call: &Call<'_>, action: Action) -> Result<Vec<Named>, Unmapped> {
    let mut found = Vec::new();
    for member in call.service.arns {
        for value in call.members.texts(member)? {
            // The ARN of another service's resource names what the operation uses, not what it is about.
            let own = |arn: Arn| arn.service() == call.service.prefix;
            if !value.parse().is_ok_and(own) && value.starts_with("arn:") {
                continue;
            }
            let mut kinds = action.resources().map(ActionResource::resource_type);
            let kind = kinds.find(|kind| matches(call, *kind, value));
            let kind = kind.ok_or_else(|| {
                Unmapped::new(format!("`{member}` is not the ARN of a resource of this account and region"))
            })?;
            found.push((Some(kind.name()), value.to_owned().into()));
        }
    }
    Ok(found)
}

fn names_something(call: &Call<'_>) -> bool {
    let members = call.service.fills.iter().flat_map(|(_, members)| members.iter());
    members.chain(call.service.arns).any(|member| call.members.get(member).is_some())
}

/// The ARNs of a type, made of the members that fill its variables; none if a variable is not filled.
pub(super) fn fill(call: &Call<'_>, kind: ResourceType) -> Result<Vec<Resource>, Unmapped> {
    check_one_way(call, kind)?;
    let format = kind.arn_format().to_string();
    let mut whole = Vec::new();
    let mut made = vec![String::new()];
    let mut rest = format.as_str();
    let mut named = call.service.open.contains(&(call.operation, kind.name()));
    let mut is_partial = false;
    while let Some((before, after)) = rest.split_once("${") {
        let (variable, after) = after.split_once('}').unwrap_or((after, ""));
        rest = after;
        let (arns, names): (Vec<String>, Vec<String>) = match variable {
            "Partition" => (Vec::new(), vec!["aws".to_owned()]),
            "Region" => (Vec::new(), vec![call.seen.region.to_owned()]),
            "Account" => (Vec::new(), vec![call.seen.account.to_string()]),
            _ => {
                let values = values(call, kind, variable)?;
                let is_named = values.iter().any(|value| value != "*");
                named |= is_named;
                is_partial |= !is_named && is_untold(call, kind, variable);
                values.into_iter().partition(|value| value.starts_with("arn:"))
            }
        };
        whole.extend(arns.into_iter().map(Resource::from));
        if names.is_empty() {
            return Ok(whole);
        }
        if made.len() > 1 && names.len() > 1 {
            return Err(Unmapped::new(format!("the request names several {} in two ways", kind.name())));
        }
        made = made.iter().flat_map(|arn| names.iter().map(move |name| format!("{arn}{before}{name}"))).collect();
    }
    if named {
        whole.extend(made.into_iter().map(|arn| Resource { arn: arn + rest, is_partial }));
    }
    Ok(whole)
}

/// Refuses a whole ARN beside a member that names a part of it: servers differ in which of the two they take.
fn check_one_way(call: &Call<'_>, kind: ResourceType) -> Result<(), Unmapped> {
    let mut given = Vec::new();
    for variable in variables(kind) {
        given.extend(values(call, kind, variable)?.into_iter().find(|value| value != "*"));
    }
    if given.len() > 1 && given.iter().any(|value| value.starts_with("arn:")) {
        return Err(Unmapped::new(format!("a whole ARN and another member name the {}", kind.name())));
    }
    Ok(())
}

/// The variables of the ARNs of a type, but for those that all have.
fn variables(kind: ResourceType) -> impl Iterator<Item = &'static str> {
    kind.arn_format().resource().split("${").skip(1).filter_map(|piece| Some(piece.split_once('}')?.0))
}

/// Whether a member fills a variable of a type, in any case of letters.
pub(super) fn is_filled_by(call: &Call<'_>, kind: ResourceType, member: &str) -> bool {
    let fills = |variable: &str| {
        let own = call.service.fills.iter().filter(|(own, _)| *own == variable);
        call.service.by_name && member.eq_ignore_ascii_case(variable)
            || own.flat_map(|(_, members)| *members).any(|own| own.eq_ignore_ascii_case(member))
    };
    variables(kind).any(fills)
}

/// Whether a variable has a value that the request does not tell. What the request makes has none yet; what it lists is all; but what it
/// changes is one.
fn is_untold(call: &Call<'_>, kind: ResourceType, variable: &str) -> bool {
    let changes = || call.service.open.contains(&(call.operation, kind.name())) && call.operation.starts_with("Update");
    call.service.unknown.contains(&variable) && !call.service.making.contains(&call.operation) || changes()
}

/// The ARN of any resource of a type.
pub(super) fn open(call: &Call<'_>, kind: ResourceType) -> String {
    let format = kind.arn_format();
    let region = if format.region().is_empty() { "" } else { call.seen.region };
    let account = if format.account().is_empty() { "" } else { call.seen.account.as_str() };
    let resource = format.resource().split("${").next().unwrap_or_default();
    format!("arn:aws:{}:{region}:{account}:{resource}*", format.service())
}

/// The values of a variable; `*` where the request leaves it open and the service decides so; a whole ARN if a member holds it.
fn values(call: &Call<'_>, kind: ResourceType, variable: &str) -> Result<Vec<String>, Unmapped> {
    let fills = call.service.fills.iter().filter(|(own, _)| *own == variable).flat_map(|(_, members)| members.iter());
    let same_name = [variable];
    let fills = fills.chain(same_name.iter().filter(|_| call.service.by_name));
    let mut filled: Option<Vec<String>> = None;
    for member in fills {
        let texts = call.members.texts(member)?;
        if texts.is_empty() {
            continue;
        }
        if filled.is_some() {
            return Err(Unmapped::new(format!("`{member}` and another member name the resource")));
        }
        filled = Some(texts.into_iter().map(|text| value(call, kind, variable, text)).collect::<Result<_, _>>()?);
    }
    let is_open =
        call.service.open.contains(&(call.operation, kind.name())) || call.service.unknown.contains(&variable);
    Ok(filled.unwrap_or_else(|| if is_open { vec!["*".to_owned()] } else { Vec::new() }))
}

fn value(call: &Call<'_>, kind: ResourceType, variable: &str, text: &str) -> Result<String, Unmapped> {
    if text.starts_with("arn:") && matches(call, kind, text) || is_name(variable, text) {
        return Ok(text.to_owned());
    }
    Err(Unmapped::new(format!("the name of the {} has characters or a form that are not mapped", kind.name())))
}

/// Whether a text can stand for a variable without changing what the rest of the ARN means.
pub(super) fn is_name(variable: &str, text: &str) -> bool {
    let forbidden = |character: char| matches!(character, ':' | '*' | '?' | '\\') || character.is_control();
    let with_slash = WITH_SLASH.contains(&variable);
    !text.is_empty()
        && text.len() <= 2048
        && !text.contains(forbidden)
        && (with_slash || !text.contains('/'))
        && !text.split('/').any(|segment| matches!(segment, "." | ".."))
}

/// Whether a text has the form of a region's name, as the models of AWS have it: `eu-north-1`, `us-gov-west-1`, `eusc-de-east-1`.
pub(super) fn is_region(text: &str) -> bool {
    let are_letters = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    let pieces: Vec<&str> = text.strip_prefix("eusc-").unwrap_or(text).split('-').collect();
    let ([country, place, number] | [country, _, place, number]) = pieces.as_slice() else { return false };
    country.len() == 2 && are_letters(country) && are_letters(place) && matches!(number.as_bytes(), [b'0'..=b'9'])
}

/// Whether a text is an ARN of a type, in the account and region of the request.
pub(super) fn matches(call: &Call<'_>, kind: ResourceType, text: &str) -> bool {
    let format = kind.arn_format();
    let Ok(arn) = text.parse::<Arn>() else { return false };
    let field = |format: &str, own: &str| match format {
        "${Region}" => own == call.seen.region,
        "${Account}" => own == call.seen.account.as_str(),
        literal => own == literal,
    };
    arn.partition() == "aws"
        && arn.service() == format.service()
        && field(format.region(), arn.region())
        && field(format.account(), arn.account())
        && fits(format.resource(), arn.resource())
}

/// Whether a text has the form of a template with placeholders.
fn fits(template: &str, text: &str) -> bool {
    let Some((before, after)) = template.split_once("${") else { return template == text };
    let Some((variable, after)) = after.split_once('}') else { return false };
    let Some(rest) = text.strip_prefix(before) else { return false };
    if after.is_empty() {
        return is_name(variable, rest);
    }
    let next = after.split("${").next().unwrap_or_default();
    // The first place where what follows the variable stands, and every later one.
    rest.match_indices(next).any(|(at, _)| {
        let (value, rest) = rest.split_at_checked(at).unwrap_or_default();
        is_name(variable, value) && fits(after, rest)
    })
}
