//! Cases can be made again, written and read, and made smaller.

use rolecall_oracle::{Case, Unstructured, evaluate, from_seed, generate, shrink};
use serde_json::Value;

#[test]
fn a_seed_gives_the_same_case() {
    for seed in 0..100 {
        assert_eq!(from_seed(seed), from_seed(seed));
    }
    assert_ne!(from_seed(1), from_seed(2));
}

#[test]
fn no_bytes_give_a_case() {
    evaluate(&generate(&mut Unstructured::new(&[])).unwrap());
}

#[test]
fn what_is_written_is_read() {
    for seed in 0..1_000 {
        let case = from_seed(seed);
        let again: Case = serde_json::from_str(&serde_json::to_string(&case).unwrap()).unwrap();
        assert_eq!(again, case);
        assert_eq!(evaluate(&again), evaluate(&case));
    }
}

#[test]
fn the_smallest_case_has_nothing_to_spare() {
    let has_deny = |case: &Case| case.policies.identity.iter().any(|document| document.to_string().contains("Deny"));
    let large = (0..1_000).map(from_seed).find(has_deny).unwrap();
    let small = shrink(&large, has_deny);
    let deny: Value = serde_json::from_str(r#"{"Statement": [{"Effect": "Deny"}]}"#).unwrap();
    let expected: Case = serde_json::from_value(serde_json::json!({
        "principal": {"arn": serde_json::to_value(&large.principal).unwrap()["arn"]},
        "action": large.action, "resource": large.resource, "policies": {"identity": [deny]},
    }))
    .unwrap();
    let statement = |case: &Case| case.policies.identity.first().map(|document| document["Statement"].to_string());
    assert_eq!(small.policies.identity.len(), 1);
    assert!(statement(&small).unwrap().len() <= statement(&expected).unwrap().len());
    assert_eq!(small.context, expected.context);
    assert_eq!(small.policies.resource, None);
}
