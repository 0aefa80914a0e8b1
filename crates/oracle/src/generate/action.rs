//! `Action` and `NotAction` elements.

use arbitrary::{Result, Unstructured};
use serde_json::Value;

use super::value::{Listed, listed};
use super::vocabulary::CALLS;
use super::{chance, near, pick};

/// An element that covers the action, or narrowly does not, as `hit` asks.
pub(super) fn generate(bytes: &mut Unstructured<'_>, action: &str, hit: bool) -> Result<(&'static str, Value)> {
    let negated = chance(bytes, 15)?;
    let own = if hit == negated { outside(bytes, action)? } else { covering(bytes, action)? };
    let element = listed(bytes, own, |bytes| outside(bytes, action))?;
    Ok((if negated { "NotAction" } else { "Action" }, element))
}

fn covering(bytes: &mut Unstructured<'_>, action: &str) -> Result<Listed> {
    let (vendor, name) = action.split_once(':').unwrap_or(("", action));
    Ok(Listed::Some(match bytes.int_in_range(0..=9)? {
        0 | 1 => "*".to_owned(),
        2 | 3 => format!("{vendor}:*"),
        4 | 5 => format!("{vendor}:{}", near::wider(bytes, name)?),
        6 => near::recased(bytes, action)?,
        7 => format!("*:{name}"),
        _ => action.to_owned(),
    }))
}

fn outside(bytes: &mut Unstructured<'_>, action: &str) -> Result<Listed> {
    let (vendor, name) = action.split_once(':').unwrap_or(("", action));
    Ok(Listed::Some(match bytes.int_in_range(0..=19)? {
        0..=4 => format!("{vendor}:{}", near::near(bytes, name)?),
        5 | 6 => format!("{}:{name}", pick(bytes, &["s3", "sqs", "ec2", "s3-object-lambda"])?),
        7 => near::near(bytes, action)?,
        8 if chance(bytes, 30)? => {
            pick(bytes, &["GetObject", "", "s3:Get:Object", "a b:x", "s?:*", ":x", "**", "s3*:x", "s3:", "s3"])?
                .to_owned()
        }
        9 if chance(bytes, 30)? => return Ok(Listed::Nothing),
        10 => pick(bytes, &["s3:Get Object", "unknown:Thing", "s3:${aws:username}", "ec2:*", "*:Nothing"])?.to_owned(),
        _ => pick(bytes, &CALLS)?.0.to_owned(),
    }))
}
