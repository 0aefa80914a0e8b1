//! Decisions about resources of which only a part is known, against decisions about everything that they can be.
//! `docs/guarantees.md` lists these tests.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use differential_support::{World, engine};
use proptest::prelude::*;
use proptest::sample::Index;
use rolecall_oracle::{Caller, Case, Context, Decision, Policies, crowd_from_seed};
use rolecall_policy::decide_partial;
use serde_json::{Value, json};

mod differential_support;

/// So often that the policies have an index.
const OFTEN: usize = 40;

const START: &str = "arn:aws:s3:::";

fn partly(world: &World, case: &Case, resource: &str) -> Decision {
    world.ask_by(decide_partial, &Case { resource: resource.to_owned(), ..case.clone() }).decision
}

fn wholly(world: &World, case: &Case, resources: &[String]) -> BTreeSet<Decision> {
    let of = |resource: &String| world.ask(&Case { resource: resource.clone(), ..case.clone() }).decision;
    resources.iter().map(of).collect()
}

/// Every text of at most three characters, of which `z` is in no policy.
fn values() -> Vec<String> {
    let longer = |texts: &[String]| -> Vec<String> {
        texts.iter().flat_map(|text| ["a", "b", "z"].map(|more| format!("{text}{more}"))).collect()
    };
    let one = longer(&[String::new()]);
    let (two, none) = (longer(&one), vec![String::new()]);
    let three = longer(&two);
    [none, one, two, three].concat()
}

/// A statement about resources in a small alphabet. Several exceptions can together leave nothing that is denied, which no look at
/// each of them shows: there is one.
fn statement(of_resource: bool) -> impl Strategy<Value = Value> {
    let patterns = prop::collection::vec("[ab/]{0,1}[ab/*?]{0,2}", 1..3);
    (any::<bool>(), prop::bool::weighted(0.3), patterns, prop::bool::weighted(0.1)).prop_map(
        move |(denies, negated, patterns, all)| {
            let take = if negated { 1 } else { patterns.len() };
            let mut patterns: Vec<String> =
                patterns.iter().take(take).map(|pattern| format!("{START}{pattern}")).collect();
            if all {
                patterns = vec!["*".to_owned()];
            }
            let element = if negated { "NotResource" } else { "Resource" };
            let effect = if denies { "Deny" } else { "Allow" };
            let mut statement = json!({"Effect": effect, "Action": "s3:GetObject", element: patterns});
            if of_resource {
                statement.as_object_mut().unwrap().insert("Principal".to_owned(), json!("*"));
            }
            statement
        },
    )
}

fn document(of_resource: bool) -> impl Strategy<Value = Value> {
    prop::collection::vec(statement(of_resource), 1..4)
        .prop_map(|statements| json!({"Version": "2012-10-17", "Statement": statements}))
}

fn policies() -> impl Strategy<Value = Policies> {
    let open = || json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}});
    let limit = || prop::option::weighted(0.2, document(false).prop_map(move |limit| vec![limit, open()]));
    let own = prop::collection::vec(document(false), 1..5);
    let of_resource = prop::option::weighted(0.3, document(true));
    (own, limit(), limit(), limit(), of_resource).prop_map(|(identity, boundary, session, scps, resource)| Policies {
        identity,
        boundary,
        session,
        resource,
        scps: scps.map(|level| vec![level]),
        ..Policies::default()
    })
}

fn of_user(policies: Policies) -> Case {
    let (account, arn) = ("111111111111".to_owned(), "arn:aws:iam::111111111111:user/u".to_owned());
    Case {
        name: String::new(),
        principal: Caller::User { account, arn, id: None },
        action: "s3:GetObject".to_owned(),
        resource: "*".to_owned(),
        resource_account: Some("111111111111".to_owned()),
        context: Context::new(),
        policies,
        bindings: None,
        expect: None,
    }
}

/// Every text without wildcards that stands in the policies as a resource.
fn named(policies: &Policies) -> BTreeSet<String> {
    let text = serde_json::to_string(policies).unwrap();
    let texts = text.split('"').filter(|text| text.starts_with("arn:") && !text.contains(['*', '?', '$', '\\']));
    texts.map(str::to_owned).collect()
}

/// The resource with one part of it unknown, and what that part is.
fn with_unknown_part(resource: &str, at: &Index) -> Option<(String, String)> {
    let name = resource.splitn(6, ':').nth(5).filter(|_| !resource.contains(['*', '?']))?;
    let parts: Vec<&str> = name.split(['/', ':']).collect();
    let part = at.get(&parts);
    let start = resource.len() - name.len() + (part.as_ptr() as usize - name.as_ptr() as usize);
    let (before, rest) = resource.split_at(start);
    Some((before.to_owned(), rest.split_at(part.len()).1.to_owned()))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    // Patterns have three characters, so that longer values show nothing new.
    #[test]
    fn of_partly_known_resources_all_must_be_allowed_and_none_denied(
        policies in policies(), before in "[ab/]{0,2}", after in "[ab/]{0,1}",
    ) {
        let case = of_user(policies);
        let world = World::compile(&case).unwrap();
        let all: Vec<String> = values().iter().map(|value| format!("{START}{before}{value}{after}")).collect();
        let answers = wholly(&world, &case, &all);
        let answer = partly(&world, &case, &format!("{START}{before}*{after}"));
        if answer == Decision::Allowed {
            prop_assert_eq!(&answers, &BTreeSet::from([Decision::Allowed]));
        }
        prop_assert_eq!(answer == Decision::ExplicitDeny, answers.contains(&Decision::ExplicitDeny));
    }

    #[test]
    fn so_it_is_under_many_policies_of_every_type(seed in any::<u64>(), which in any::<Index>(), at in any::<Index>()) {
        let crowd = crowd_from_seed(seed);
        let case = which.get(&crowd);
        let Some((before, after)) = with_unknown_part(&case.resource, &at) else { return Ok(()) };
        let world = World::compile(case).unwrap();
        let alone = engine(case).unwrap();
        prop_assert!((0..OFTEN).all(|_| world.ask(case) == alone));
        let fits = |resource: &String| {
            let part = resource.strip_prefix(&before).and_then(|rest| rest.strip_suffix(&after));
            part.is_some_and(|part| !part.contains(['/', ':']))
        };
        let mut all: Vec<String> = named(&case.policies).into_iter().filter(fits).collect();
        all.extend(crowd.iter().map(|case| case.resource.clone()).filter(fits));
        all.extend(["", "zzz"].map(|part| format!("{before}{part}{after}")));
        let answers = wholly(&world, case, &all);
        let answer = partly(&world, case, &format!("{before}*{after}"));
        if answer == Decision::Allowed {
            prop_assert_eq!(&answers, &BTreeSet::from([Decision::Allowed]));
        }
        prop_assert!(answer == Decision::ExplicitDeny || !answers.contains(&Decision::ExplicitDeny));
    }
}
