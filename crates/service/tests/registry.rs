//! What holds for every operation that is registered: refused without permission, recorded, and strict about its parameters.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod support;

use rolecall_model::shape::{Constraint, Kind, Member, Shape};
use rolecall_service::{Declaration, Protocol, Service, registry};
use serde_json::{Value, json};
use support::{World, bound, deny, sample, text};

/// Operations of STS that need no permission.
const FOR_EVERYONE: [&str; 3] = ["GetCallerIdentity", "GetSessionToken", "GetAccessKeyInfo"];

fn guarded() -> impl Iterator<Item = &'static Declaration> {
    registry().filter(|declaration| !FOR_EVERYONE.contains(&declaration.spec.name))
}

fn members(declaration: &Declaration) -> &'static [Member] {
    match declaration.input.kind {
        Kind::Structure(members) => members,
        _ => panic!("{} takes no structure", declaration.spec.name),
    }
}

/// The code with which the service refuses whoever is not allowed.
fn denied(service: Service) -> &'static str {
    match service.protocol() {
        Protocol::Query { .. } => "AccessDenied: ",
        Protocol::Json11 { .. } => "AccessDeniedException: ",
    }
}

#[test]
fn names_are_unique() {
    let mut names: Vec<_> = registry().map(|declaration| (declaration.spec.service, declaration.spec.name)).collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}

#[test]
fn without_a_policy_everything_is_denied_and_recorded() {
    let world = World::new();
    let nobody = world.user("nobody", &[]);
    for declaration in guarded() {
        let (service, name) = (declaration.spec.service, declaration.spec.name);
        let before = world.trail.lines().len();
        let answer = text(world.call(&nobody, service, name, sample(declaration.input)));
        assert!(answer.starts_with(denied(service)), "{name}: {answer}");
        assert_eq!(world.trail.lines().len(), before + 1, "{name}");
        let record = world.last_record();
        assert_eq!(record["eventName"], name);
        assert_eq!(record["userIdentity"]["userName"], "nobody");
        assert_eq!(format!("{}: ", record["errorCode"].as_str().unwrap()), denied(service), "{name}");
        assert_eq!(record["requestParameters"], Value::Null, "{name}");
        assert_eq!(record["responseElements"], Value::Null, "{name}");
    }
}

#[test]
fn an_explicit_deny_wins_over_administrator_access() {
    let world = World::new();
    let admin = world.user("admin", &[deny("*", "*")]);
    let arn = "arn:aws:iam::aws:policy/AdministratorAccess";
    world.ok("AttachUserPolicy", json!({"UserName": "admin", "PolicyArn": arn}));
    for declaration in guarded() {
        let (service, name) = (declaration.spec.service, declaration.spec.name);
        let answer = text(world.call(&admin, service, name, sample(declaration.input)));
        assert!(answer.starts_with(denied(service)), "{name}: {answer}");
    }
}

#[test]
fn a_required_member_that_is_missing_is_named() {
    let world = World::new();
    for declaration in registry() {
        for member in members(declaration).iter().filter(|member| member.required) {
            let mut parameters = sample(declaration.input);
            parameters.as_object_mut().unwrap().remove(member.name);
            refused(&world, declaration, member, &parameters, "Member must not be null");
        }
    }
}

#[test]
fn values_outside_of_their_bounds_are_refused() {
    for declaration in registry() {
        let world = World::new();
        for member in members(declaration) {
            for (value, requirement) in outside(member.shape) {
                let mut parameters = sample(declaration.input);
                parameters[member.name] = value;
                refused(&world, declaration, member, &parameters, &requirement);
            }
        }
    }
}

#[test]
fn values_at_their_bounds_are_accepted() {
    for declaration in registry() {
        let world = World::new();
        for member in members(declaration) {
            for value in inside(member.shape) {
                let mut parameters = sample(declaration.input);
                parameters[member.name] = value;
                let answer = text(world.call(&world.root, declaration.spec.service, declaration.spec.name, parameters));
                assert!(!answer.contains("failed to satisfy constraint"), "{}: {answer}", declaration.spec.name);
            }
        }
    }
}

/// The call fails because the member breaks this requirement.
fn refused(world: &World, declaration: &Declaration, member: &Member, parameters: &Value, requirement: &str) {
    let (service, name) = (declaration.spec.service, declaration.spec.name);
    let before = world.trail.lines().len();
    let answer = text(world.call(&world.root, service, name, parameters.clone()));
    let code = match service.protocol() {
        Protocol::Query { .. } => "ValidationError: ",
        Protocol::Json11 { .. } => "ValidationException: ",
    };
    let (first, rest) = member.name.split_at(1);
    let place = format!("at '{}{rest}'", first.to_ascii_lowercase());
    assert!(answer.starts_with(code) && answer.contains("validation error"), "{name} {parameters}: {answer}");
    let sentence = format!("{place} failed to satisfy constraint: {requirement}");
    assert!(answer.contains(&sentence), "{name} {parameters}: {answer}\nwanted: {sentence}");
    assert_eq!(world.trail.lines().len(), before + 1, "{name}: a refusal is recorded too");
}

fn least(shape: &Shape) -> Option<u64> {
    bound(shape, |constraint| if let Constraint::MinLength(least) = constraint { Some(*least) } else { None })
}

fn most(shape: &Shape) -> Option<u64> {
    bound(shape, |constraint| if let Constraint::MaxLength(most) = constraint { Some(*most) } else { None })
}

fn letters(count: u64) -> Value {
    "a".repeat(usize::try_from(count).unwrap()).into()
}

/// Values that break one of the shape's bounds, and the requirement that they break.
fn outside(shape: &Shape) -> Vec<(Value, String)> {
    let mut values = Vec::new();
    for constraint in shape.constraints.0 {
        let value = match (shape.kind, constraint) {
            (Kind::Text, Constraint::MinLength(least)) if *least > 0 => letters(least - 1),
            (Kind::Text, Constraint::MaxLength(most)) => letters(most + 1),
            (Kind::Text, Constraint::OneOf(_)) => {
                values.push(("Neither".into(), "Member must satisfy enum value set".to_owned()));
                continue;
            }
            (Kind::Integer, Constraint::Min(least)) => (least - 1).into(),
            (Kind::Integer, Constraint::Max(most)) => (most + 1).into(),
            (Kind::List(item), Constraint::MaxLength(most)) => (0..=*most).map(|_| sample(item)).collect(),
            (Kind::List(_), Constraint::MinLength(1)) => json!([]),
            _ => continue,
        };
        values.push((value, constraint.requirement()));
    }
    values
}

/// Values at the shape's bounds, where letters alone can be such a value.
fn inside(shape: &Shape) -> Vec<Value> {
    match shape.kind {
        Kind::Text => {
            let lengths = [least(shape), most(shape)].into_iter().flatten();
            let texts = lengths.map(letters);
            texts.filter(|text| shape.constraints.broken_by_text(text.as_str().unwrap()).next().is_none()).collect()
        }
        Kind::Integer => {
            let bounds = shape.constraints.0.iter().filter_map(|constraint| match constraint {
                Constraint::Min(bound) | Constraint::Max(bound) => Some(*bound),
                _ => None,
            });
            bounds.map(Value::from).collect()
        }
        _ => Vec::new(),
    }
}
