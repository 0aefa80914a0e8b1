//! Several requests under the same policies, of which there are many: the engine finds statements among many in other ways
//! than among few.

use arbitrary::{Result, Unstructured};
use serde_json::{Value, json};

use super::scene::Scene;
use super::statement::{Aim, Place, document};
use super::{chance, several};
use crate::case::{Case, Policies};

/// Few of the many hold for one request, and fewer of them deny.
const AMONG_MANY: Aim = Aim { allow: 70, deny: 6 };

/// Makes cases that differ in their requests and agree in their policies.
///
/// # Errors
/// None for byte slices, as for [`generate`](super::generate).
pub fn generate_crowd(bytes: &mut Unstructured<'_>) -> Result<Vec<Case>> {
    let mut scenes = several(bytes, 6..=12, Scene::generate)?;
    if let [first, others @ ..] = scenes.as_mut_slice() {
        for other in others {
            if chance(bytes, 60)? {
                other.caller = first.caller.clone();
            }
        }
    }
    let resource = crowded(bytes, &scenes, Place::Resource)?;
    let policies = Policies {
        identity: vec![crowded(bytes, &scenes, Place::Caller)?, crowded(bytes, &scenes, Place::Caller)?],
        boundary: limit(bytes, &scenes, Place::Caller)?.map(|document| vec![document]),
        session: limit(bytes, &scenes, Place::Caller)?.map(|document| vec![document]),
        resource: chance(bytes, 80)?.then_some(resource),
        trust_required: false,
        scps: limit(bytes, &scenes, Place::Caller)?.map(|document| vec![vec![document]]),
        rcps: limit(bytes, &scenes, Place::Limit)?.map(|document| vec![vec![document]]),
        endpoint: limit(bytes, &scenes, Place::Limit)?.map(|document| vec![document]),
    };
    let case = |scene: Scene| Case {
        name: String::new(),
        principal: scene.caller,
        action: scene.action,
        resource: scene.resource,
        resource_account: scene.owner,
        context: scene.context,
        policies: policies.clone(),
        bindings: None,
        expect: None,
    };
    Ok(scenes.into_iter().map(case).collect())
}

/// A document with statements made for each of the requests.
fn crowded(bytes: &mut Unstructured<'_>, scenes: &[Scene], place: Place) -> Result<Value> {
    let mut statements = Vec::new();
    for scene in scenes {
        let mut made = document(bytes, scene, place, AMONG_MANY)?;
        match made.get_mut("Statement").map(Value::take) {
            Some(Value::Array(several)) => statements.extend(several),
            Some(one) => statements.push(one),
            None => {}
        }
    }
    // One Deny too many hides all others.
    let mut kept = Vec::new();
    for statement in statements {
        if statement.get("Effect") == Some(&json!("Allow")) || chance(bytes, 20)? {
            kept.push(statement);
        }
    }
    Ok(json!({"Version": "2012-10-17", "Statement": kept}))
}

/// Like [`crowded`], mostly with an Allow of everything.
fn limit(bytes: &mut Unstructured<'_>, scenes: &[Scene], place: Place) -> Result<Option<Value>> {
    if !chance(bytes, 15)? {
        return Ok(None);
    }
    let mut document = crowded(bytes, scenes, place)?;
    if let Some(Value::Array(statements)) = document.get_mut("Statement")
        && chance(bytes, 60)?
    {
        let mut everything = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
        if let (Place::Limit, Some(everything)) = (place, everything.as_object_mut()) {
            everything.insert("Principal".to_owned(), json!("*"));
        }
        statements.push(everything);
    }
    Ok(Some(document))
}
