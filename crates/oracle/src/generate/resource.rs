//! `Resource` and `NotResource` elements.

use arbitrary::{Result, Unstructured};
use serde_json::Value;

use super::scene::Scene;
use super::value::{Listed, listed};
use super::vocabulary::{CALLS, KEYS};
use super::{chance, near, pick};
use crate::case::{Context, Held};

/// An element that covers the resource, or narrowly does not, as `hit` asks.
pub(super) fn generate(bytes: &mut Unstructured<'_>, scene: &Scene, hit: bool) -> Result<(&'static str, Value)> {
    let negated = chance(bytes, 15)?;
    let own = if hit == negated { outside(bytes, scene)? } else { covering(bytes, scene)? };
    let element = listed(bytes, own, |bytes| outside(bytes, scene))?;
    Ok((if negated { "NotResource" } else { "Resource" }, element))
}

fn covering(bytes: &mut Unstructured<'_>, scene: &Scene) -> Result<Listed> {
    let arn = scene.resource.as_str();
    if arn == "*" || chance(bytes, 30)? {
        return Ok(Listed::Some("*".to_owned()));
    }
    let (prefix, last) = split_last_field(arn);
    Ok(Listed::Some(match bytes.int_in_range(0..=9)? {
        0..=2 => format!("{prefix}{}", near::wider(bytes, last)?),
        3..=5 => format!("{prefix}{}", with_variable(bytes, last, &scene.context)?),
        6 => fields_widened(bytes, arn)?,
        7 => format!("{prefix}*"),
        _ => arn.to_owned(),
    }))
}

fn outside(bytes: &mut Unstructured<'_>, scene: &Scene) -> Result<Listed> {
    let arn = scene.resource.as_str();
    let (prefix, last) = split_last_field(arn);
    Ok(Listed::Some(match bytes.int_in_range(0..=19)? {
        0..=6 => near::near(bytes, arn)?,
        7 | 8 => format!("{prefix}{}", near::near(bytes, last)?),
        9 | 10 => {
            let other = near::near(bytes, last)?;
            format!("{prefix}{}", with_variable(bytes, &other, &scene.context)?)
        }
        11 => {
            let covering = format!("{prefix}{}", with_variable(bytes, last, &scene.context)?);
            near::near(bytes, &covering)?
        }
        // Variables in front of the resource part have no meaning, but their colons do not count either.
        12 => arn.replacen("111111111111", "${aws:PrincipalAccount}", 1),
        13 if chance(bytes, 30)? => {
            let others = [
                "arn:aws:s3*",
                "",
                "b/x",
                "arn:aws:s3:::",
                ":::::",
                "*:*:*:*:*:*",
                "ar?:aws:s3:::b/*",
                "arn:aws:*",
                "**",
            ];
            pick(bytes, &others)?.to_owned()
        }
        14 if chance(bytes, 30)? => return Ok(Listed::Nothing),
        _ => pick(bytes, &CALLS)?.1.replace("{}", "111111111111"),
    }))
}

fn split_last_field(arn: &str) -> (&str, &str) {
    let last = arn.splitn(6, ':').last().unwrap_or(arn);
    (arn.strip_suffix(last).unwrap_or_default(), last)
}

/// One of the fields in front of the resource part with a wildcard.
fn fields_widened(bytes: &mut Unstructured<'_>, arn: &str) -> Result<String> {
    let changed = bytes.int_in_range(1..=4_usize)?;
    let mut fields = Vec::new();
    for (at, field) in arn.splitn(6, ':').enumerate() {
        fields.push(if at == changed { near::wider(bytes, field)? } else { field.to_owned() });
    }
    Ok(fields.join(":"))
}

/// The text with a part of it given by a variable, a default or a literal.
pub(super) fn with_variable(bytes: &mut Unstructured<'_>, text: &str, context: &Context) -> Result<String> {
    let single = |held: &Held| match held {
        Held::One(value) => Some(value.clone()),
        Held::Many(_) => None,
    };
    let inside: Vec<(&String, String)> = context
        .iter()
        .filter_map(|(key, held)| Some((key, single(held)?)))
        .filter(|(_, value)| !value.is_empty() && text.contains(value.as_str()))
        .collect();
    if !inside.is_empty() && chance(bytes, 70)? {
        let (key, value) = bytes.choose(&inside)?.clone();
        let key = if chance(bytes, 20)? { near::recased(bytes, key)? } else { key.clone() };
        let reference = match bytes.int_in_range(0..=9)? {
            0 => format!("${{{key}, 'other'}}"),
            1 => format!("${{{key},'{value}'}}"),
            _ => format!("${{{key}}}"),
        };
        return Ok(text.replacen(&value, &reference, 1));
    }
    let segments: Vec<&str> = text.split(['/', ':']).filter(|segment| !segment.is_empty()).collect();
    let segment = if segments.is_empty() { "" } else { pick(bytes, &segments)? };
    let key = pick(bytes, &KEYS)?.name;
    let reference = match bytes.int_in_range(0..=19)? {
        0..=11 => format!("${{{key}, '{segment}'}}"),
        12 => "${*}".to_owned(),
        13 => format!("${{?}}{segment}"),
        14 => "${$}".to_owned(),
        15 => {
            let odd = [
                "${}",
                "${aws:username",
                "${aws:username, x}",
                "${aws:username,'a}b'}",
                "${ aws:username }",
                "$",
                "${aws:username,''}",
                "${${*}}",
                "${aws:username , 'x'}",
                "${aws:username, 'x' }",
                "${aws:username, 'x'y}",
                "${, 'x'}",
                "${**}",
                "${a$b}",
            ];
            pick(bytes, &odd)?.to_owned()
        }
        _ => format!("${{{key}}}"),
    };
    Ok(if segment.is_empty() { reference } else { text.replacen(segment, &reference, 1) })
}
