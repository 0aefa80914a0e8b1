//! Cases made from bytes: a request, and policies that allow or deny it or miss it narrowly.

mod action;
mod condition;
mod crowd;
mod near;
mod policies;
mod principal;
mod resource;
mod samples;
mod scene;
mod statement;
mod value;
mod vocabulary;

use std::collections::BTreeMap;

use arbitrary::{Result, Unstructured};

use crate::caller::Caller;
use crate::case::Case;
use scene::Scene;

pub use crowd::generate_crowd;

/// Makes a case. Every sequence of bytes gives one, and the same bytes give the same; when they run out, each choice that
/// is left falls on its first alternative.
///
/// # Errors
/// None for byte slices; the type is that of [`arbitrary::Arbitrary`].
pub fn generate(bytes: &mut Unstructured<'_>) -> Result<Case> {
    let scene = Scene::generate(bytes)?;
    let policies =
        if chance(bytes, 35)? { policies::generate_one(bytes, &scene)? } else { policies::generate(bytes, &scene)? };
    let bindings = chance(bytes, 25)?.then(|| bindings(bytes, &scene.caller)).transpose()?;
    Ok(Case {
        name: String::new(),
        principal: scene.caller,
        action: scene.action,
        resource: scene.resource,
        resource_account: scene.owner,
        context: scene.context,
        policies,
        bindings,
        expect: None,
    })
}

/// What the ARNs in saved policies meant: the caller, somebody who had the caller's name before, or nobody.
fn bindings(bytes: &mut Unstructured<'_>, caller: &Caller) -> Result<BTreeMap<String, String>> {
    let mut bindings = BTreeMap::new();
    if let Some(arn) = caller.entity_arn() {
        let own = caller.entity_id().unwrap_or(vocabulary::IDS[0]);
        let id = if chance(bytes, 75)? { own } else { pick(bytes, &vocabulary::IDS)? };
        if chance(bytes, 90)? {
            bindings.insert(arn.to_owned(), id.to_owned());
        }
    }
    if chance(bytes, 30)? {
        // The caller may have had another name when the policy was saved.
        let other = format!("arn:aws:iam::{}:user/u2", caller.account().unwrap_or(vocabulary::ACCOUNTS[0]));
        bindings.insert(other, caller.entity_id().unwrap_or(vocabulary::IDS[1]).to_owned());
    }
    Ok(bindings)
}

/// True in so many of a hundred cases.
fn chance(bytes: &mut Unstructured<'_>, percent: u8) -> Result<bool> {
    Ok(percent > 0 && bytes.ratio(percent, 100)?)
}

/// One of several.
fn pick<T: Copy>(bytes: &mut Unstructured<'_>, of: &[T]) -> Result<T> {
    bytes.choose(of).copied()
}

/// As many as `count` gives, each made by `make`.
fn several<'b, T>(
    bytes: &mut Unstructured<'b>,
    count: std::ops::RangeInclusive<usize>,
    mut make: impl FnMut(&mut Unstructured<'b>) -> Result<T>,
) -> Result<Vec<T>> {
    let count = bytes.int_in_range(count)?;
    (0..count).map(|_| make(bytes)).collect()
}
