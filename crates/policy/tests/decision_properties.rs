//! What holds for every decision, on the oracle's cases and on arbitrary text. `docs/guarantees.md` lists these tests.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use differential_support::engine;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use rolecall_oracle::{Caller, Case, Decision, Unstructured, crowd_from_seed, from_seed, generate};
use rolecall_policy::{
    Bindings, ContextMap, Member, Policy, PolicySet, PolicySets, Principal, Request, decide, document,
};
use serde_json::{Value, json};
use std::sync::Arc;

mod differential_support;

fn case() -> impl Strategy<Value = Case> {
    let one_of_many = (any::<u64>(), any::<Index>()).prop_map(|(seed, at)| at.get(&crowd_from_seed(seed)).clone());
    prop_oneof![9 => any::<u64>().prop_map(from_seed), 1 => one_of_many]
}

fn ask(case: &Case) -> Decision {
    engine(case).unwrap().decision
}

/// A document of a case.
struct Place<'c> {
    document: &'c mut Value,
    names_principals: bool,
    of_organization: bool,
}

fn places(case: &mut Case) -> Vec<Place<'_>> {
    let policies = &mut case.policies;
    let place =
        |names_principals, of_organization| move |document| Place { document, names_principals, of_organization };
    let own = [&mut policies.boundary, &mut policies.session].into_iter().flatten().flatten();
    let own = policies.identity.iter_mut().chain(own).map(place(false, false));
    let resource = policies.resource.iter_mut().chain(policies.endpoint.iter_mut().flatten()).map(place(true, false));
    let scps = policies.scps.iter_mut().flatten().flatten().map(place(false, true));
    let rcps = policies.rcps.iter_mut().flatten().flatten().map(place(true, true));
    own.chain(resource).chain(scps).chain(rcps).collect()
}

fn statements(document: &mut Value) -> &mut Vec<Value> {
    let element = &mut document["Statement"];
    if element.is_object() {
        *element = json!([element.take()]);
    }
    element.as_array_mut().unwrap()
}

fn everything(effect: &str, names_principals: bool) -> Value {
    let mut statement = json!({"Effect": effect, "Action": "*", "Resource": "*"});
    if names_principals {
        statement["Principal"] = json!("*");
    }
    statement
}

/// Whether the caller is allowed without any policy.
fn needs_no_policy(case: &Case) -> bool {
    matches!(case.principal, Caller::Root { .. }) || case.action.eq_ignore_ascii_case("sts:GetCallerIdentity")
}

fn without_allows(document: &mut Value) {
    statements(document).retain(|statement| statement["Effect"] != "Allow");
    if statements(document).is_empty() {
        *document = json!({"Statement": {"Effect": "Deny", "Action": "none:None", "Resource": "*", "Principal": {"AWS": "999999999999"}}});
    }
}

/// Each list in another order.
fn reversed(case: &Case) -> Case {
    let mut case = case.clone();
    for place in places(&mut case) {
        statements(place.document).reverse();
    }
    let policies = &mut case.policies;
    policies.identity.reverse();
    [&mut policies.boundary, &mut policies.session, &mut policies.endpoint]
        .into_iter()
        .flatten()
        .for_each(|set| set.reverse());
    for levels in [&mut policies.scps, &mut policies.rcps].into_iter().flatten() {
        levels.reverse();
        for level in levels {
            level.reverse();
        }
    }
    case
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) })]

    #[test]
    fn deny_trumps_allow(case in case(), at in any::<Index>()) {
        let mut case = case;
        let is_user = matches!(case.principal, Caller::User { .. });
        prop_assume!(!case.action.eq_ignore_ascii_case("sts:GetCallerIdentity"));
        // Policies of organizations do not bind everybody.
        let mut places: Vec<_> =
            places(&mut case).into_iter().filter(|place| !place.of_organization || is_user && !place.names_principals).collect();
        prop_assume!(!places.is_empty());
        let place = at.get_mut(&mut places);
        let deny = everything("Deny", place.names_principals);
        statements(place.document).push(deny);
        prop_assert_eq!(ask(&case), Decision::ExplicitDeny);
    }

    #[test]
    fn what_nothing_allows_is_denied(case in case()) {
        let mut case = case;
        prop_assume!(!needs_no_policy(&case));
        for place in places(&mut case) {
            without_allows(place.document);
        }
        prop_assert_ne!(ask(&case), Decision::Allowed);
    }

    #[test]
    fn adding_a_deny_never_allows(case in case(), other in case(), at in any::<Index>(), from in any::<Index>()) {
        let before = ask(&case);
        let (mut stricter, mut other) = (case, other);
        let (mut places, mut sources) = (places(&mut stricter), places(&mut other));
        prop_assume!(!places.is_empty() && !sources.is_empty());
        let source = statements(from.get_mut(&mut sources).document);
        let mut deny = from.get(source).clone();
        deny["Effect"] = json!("Deny");
        statements(at.get_mut(&mut places).document).push(deny);
        drop(places);
        prop_assert!(ask(&stricter) != Decision::Allowed || before == Decision::Allowed);
    }

    #[test]
    fn adding_an_allow_to_a_limit_never_grants(case in case()) {
        let mut case = case;
        prop_assume!(!needs_no_policy(&case));
        // Nothing grants, and every limit allows everything.
        case.policies.identity.iter_mut().chain(case.policies.resource.iter_mut()).for_each(without_allows);
        let document = |names_principals| json!({"Version": "2012-10-17", "Statement": everything("Allow", names_principals)});
        let policies = &mut case.policies;
        for (set, names_principals) in [(&mut policies.boundary, false), (&mut policies.session, false), (&mut policies.endpoint, true)] {
            set.get_or_insert_default().push(document(names_principals));
        }
        for (levels, names_principals) in [(&mut policies.scps, false), (&mut policies.rcps, true)] {
            let levels = levels.get_or_insert_default();
            for level in levels.iter_mut() {
                level.push(document(names_principals));
            }
            levels.push(vec![document(names_principals)]);
        }
        prop_assert_ne!(ask(&case), Decision::Allowed);
    }

    #[test]
    fn a_limit_that_is_taken_away_never_denies(case in case(), which in 0..5_usize) {
        // A federated user's session policy is a grant as well as a limit.
        prop_assume!(!(which == 1 && matches!(case.principal, Caller::FederatedUser { .. })));
        let mut freer = case.clone();
        match which {
            0 => freer.policies.boundary = None,
            1 => freer.policies.session = None,
            2 => freer.policies.scps = None,
            3 => freer.policies.rcps = None,
            _ => freer.policies.endpoint = None,
        }
        prop_assert!(ask(&case) != Decision::Allowed || ask(&freer) == Decision::Allowed);
    }

    #[test]
    fn order_does_not_matter(case in case()) {
        prop_assert_eq!(engine(&case).unwrap(), engine(&reversed(&case)).unwrap());
    }

    #[test]
    fn a_round_trip_changes_no_decision(case in case()) {
        let mut again = case.clone();
        for place in places(&mut again) {
            let printed = document::print(&document::parse(&place.document.to_string()).unwrap());
            *place.document = serde_json::from_str(&printed).unwrap();
        }
        prop_assert_eq!(engine(&case).unwrap(), engine(&again).unwrap());
    }

    #[test]
    fn any_bytes_make_a_case_that_is_decided(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let case = generate(&mut Unstructured::new(&bytes)).unwrap();
        prop_assert!(engine(&case).is_ok());
    }

    #[test]
    fn any_text_anywhere_is_decided(
        texts in prop::collection::vec("[-a-z0-9:*?/.${}', éTZ+]{0,40}|\\PC{0,20}", 6),
        operator in select(vec!["StringLike", "StringNotEqualsIgnoreCase", "NumericLessThan", "DateEquals", "Bool", "BinaryEquals", "NotIpAddress", "ArnLike", "Null", "ForAnyValue:StringEquals"]),
    ) {
        let [action, resource, key, wanted, actual, who] = texts.as_slice() else { unreachable!() };
        let statement = |effect: &str| json!({
            "Effect": effect, "Action": action, "Resource": resource, "Condition": {operator: {key: wanted}},
            "Principal": {"AWS": who},
        });
        let Ok(document) = document::parse(&json!({"Version": "2012-10-17", "Statement": [statement("Allow"), statement("Deny")]}).to_string())
        else { return Ok(()) };
        let policy = Policy::compile(&document, Bindings::ByArn);
        let context = ContextMap::new().with(key, actual).with("aws:username", wanted);
        let request = Request {
            principal: Principal::Service { name: who },
            action: actual,
            resource: wanted,
            resource_account: None,
            context: &context,
        };
        let set = PolicySet::new([Member::new("policy", Arc::new(policy))]);
        let sets = PolicySets { identity: &set, resource: Some(&set), ..PolicySets::default() };
        // The Deny covers whatever the Allow does.
        prop_assert!(!decide(&request, &sets).is_allowed());
    }
}
