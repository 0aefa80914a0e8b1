//! All policies that bear on a request.

use arbitrary::{Result, Unstructured};
use serde_json::{Value, json};

use super::scene::Scene;
use super::statement::{Aim, Place, document, one_element};
use super::{chance, several};
use crate::caller::Caller;
use crate::case::Policies;

/// For policies of which one Allow is enough.
const GRANT: Aim = Aim { allow: 75, deny: 8 };

/// For policies that must all allow.
const LIMIT: Aim = Aim { allow: 85, deny: 8 };

pub(super) fn generate(bytes: &mut Unstructured<'_>, scene: &Scene) -> Result<Policies> {
    let (has_identity, may_be_bounded) = match scene.caller {
        Caller::User { .. } | Caller::RoleSession { .. } | Caller::FederatedUser { .. } => (true, true),
        Caller::Root { .. } | Caller::Service { .. } | Caller::Federated { .. } | Caller::Anonymous => (false, false),
    };
    let session_percent = match scene.caller {
        Caller::FederatedUser { .. } => 80,
        Caller::RoleSession { .. } => 25,
        Caller::User { .. } | Caller::Root { .. } => 5,
        Caller::Service { .. } | Caller::Federated { .. } | Caller::Anonymous => 0,
    };
    let is_foreign =
        scene.caller.account().is_none_or(|account| scene.owner.as_deref().is_some_and(|owner| owner != account));
    let resource_percent = if scene.trust_required || is_foreign { 92 } else { 40 };
    let grants = |bytes: &mut Unstructured<'_>| document(bytes, scene, Place::Caller, GRANT);
    let limits = |bytes: &mut Unstructured<'_>| document(bytes, scene, Place::Caller, LIMIT);
    Ok(Policies {
        identity: if has_identity { several(bytes, 0..=3, grants)? } else { Vec::new() },
        boundary: optional(bytes, if may_be_bounded { 20 } else { 0 }, |bytes| several(bytes, 0..=2, limits))?,
        session: optional(bytes, session_percent, |bytes| several(bytes, 0..=2, limits))?,
        resource: optional(bytes, resource_percent, |bytes| document(bytes, scene, Place::Resource, GRANT))?,
        trust_required: scene.trust_required,
        scps: optional(bytes, 20, |bytes| several(bytes, 0..=3, |bytes| level(bytes, scene, Place::Caller)))?,
        rcps: optional(bytes, 20, |bytes| several(bytes, 0..=3, |bytes| level(bytes, scene, Place::Limit)))?,
        endpoint: optional(bytes, 12, |bytes| {
            several(bytes, 0..=2, |bytes| document(bytes, scene, Place::Limit, LIMIT))
        })?,
    })
}

/// One policy that decides alone, so that nothing hides what one of its elements comes to.
pub(super) fn generate_one(bytes: &mut Unstructured<'_>, scene: &Scene) -> Result<Policies> {
    let has_account = scene.caller.account().is_some() && !matches!(scene.caller, Caller::Root { .. });
    if has_account && chance(bytes, 60)? {
        let identity = vec![one_element(bytes, scene, Place::Caller)?];
        return Ok(Policies { identity, ..Policies::default() });
    }
    let resource = Some(one_element(bytes, scene, Place::Resource)?);
    Ok(Policies { resource, trust_required: scene.trust_required, ..Policies::default() })
}

fn optional<'b, T>(
    bytes: &mut Unstructured<'b>,
    percent: u8,
    make: impl FnOnce(&mut Unstructured<'b>) -> Result<T>,
) -> Result<Option<T>> {
    chance(bytes, percent)?.then(|| make(bytes)).transpose()
}

/// One level of an organization: mostly full access with something beside it.
fn level(bytes: &mut Unstructured<'_>, scene: &Scene, place: Place) -> Result<Vec<Value>> {
    let mut documents = several(bytes, 0..=2, |bytes| document(bytes, scene, place, LIMIT))?;
    if chance(bytes, 70)? {
        let mut statement = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
        if let (Place::Limit, Some(statement)) = (place, statement.as_object_mut()) {
            statement.insert("Principal".to_owned(), json!("*"));
        }
        documents.insert(0, json!({"Version": "2012-10-17", "Statement": [statement]}));
    }
    Ok(documents)
}
