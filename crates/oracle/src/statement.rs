//! Whether a statement holds for a request.

use serde_json::{Map, Value};

use crate::action;
use crate::case::Case;
use crate::condition::Known;
use crate::document::{element, statements, texts};
use crate::principal::{Element, Form};
use crate::resource;
use crate::truth::Truth;

/// Whose policy a statement stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// The caller's, or one that limits the caller: it names resources and no principals.
    Caller,
    /// The resource's, or one that limits it: it names principals.
    Resource,
}

/// Whether some Deny of the document holds. A Deny holds unless it certainly fails.
pub(crate) fn denies(document: &Value, side: Side, case: &Case) -> bool {
    let (statements, has_variables) = statements(document);
    statements.iter().any(|statement| {
        let principal = match (element(statement, "Principal"), side) {
            (Some((value, negated)), Side::Resource) => Element::read(value, negated, case.bindings.as_ref())
                .denies(&case.principal, case.policies.boundary.is_some()),
            (None, Side::Caller) => Truth::Holds,
            // The element is missing, or there is one where none belongs.
            (None, Side::Resource) | (Some(_), Side::Caller) => Truth::Unknown,
        };
        let rest = elements_hold(statement, side, has_variables, case);
        !is_allow(statement) && Truth::all([principal, rest]) != Truth::Fails
    })
}

/// Whether some Allow of a policy of the caller's certainly holds.
fn allows_caller(document: &Value, case: &Case) -> bool {
    let (statements, has_variables) = statements(document);
    statements.iter().any(|statement| {
        is_allow(statement)
            && element(statement, "Principal").is_none()
            && elements_hold(statement, Side::Caller, has_variables, case) == Truth::Holds
    })
}

/// The strongest form in which an Allow that certainly holds names the caller, in a policy of the resource's.
pub(crate) fn grant(document: &Value, case: &Case) -> Option<Form> {
    let (statements, has_variables) = statements(document);
    let holding = statements.into_iter().filter(|statement| {
        is_allow(statement) && elements_hold(statement, Side::Resource, has_variables, case) == Truth::Holds
    });
    let forms = holding.filter_map(|statement| {
        let (value, negated) = element(statement, "Principal")?;
        Element::read(value, negated, case.bindings.as_ref()).allows(&case.principal)
    });
    forms.max()
}

/// Whether some Allow of the document certainly holds.
pub(crate) fn allows(document: &Value, side: Side, case: &Case) -> bool {
    match side {
        Side::Caller => allows_caller(document, case),
        Side::Resource => grant(document, case).is_some(),
    }
}

fn is_allow(statement: &Map<String, Value>) -> bool {
    statement.get("Effect").and_then(Value::as_str) == Some("Allow")
}

/// Whether all elements but the principal hold.
fn elements_hold(statement: &Map<String, Value>, side: Side, has_variables: bool, case: &Case) -> Truth {
    let variables = has_variables.then_some(&case.context);
    let action = match element(statement, "Action") {
        Some((value, negated)) => action::covers(&texts(value), negated, &case.action),
        None => Truth::Unknown,
    };
    let resource = match (element(statement, "Resource"), side) {
        (Some((value, negated)), _) => resource::covers(&texts(value), negated, &case.resource, variables),
        // A policy of a resource speaks of that resource; others have to say of which.
        (None, Side::Resource) => Truth::Holds,
        (None, Side::Caller) => Truth::Unknown,
    };
    let known = Known { context: &case.context, has_variables };
    let condition = statement.get("Condition").map_or(Truth::Holds, |condition| known.holds(condition));
    Truth::all([action, resource, condition])
}
