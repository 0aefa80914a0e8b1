//! Explanations of generated cases: they say what the decision says, and every element they report says the same alone.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[allow(dead_code, unused_imports, reason = "the decision cases use the rest")]
mod decision_support;
mod explain_support;

use std::collections::{BTreeMap, BTreeSet};

use decision_support::Case;
use decision_support::run::asking;
use explain_support::faults;
use rolecall_oracle::from_seed;
use rolecall_policy::{
    Decision, ElementKind, ElementReport, Explanation, PolicyType, StatementEffect, StatementReport, decide, explain,
};
use serde_json::{Value, json};

/// How many cases are looked at, each with all its statements.
const CASES: u64 = 700;

/// A generated case in the form of case files.
fn generated(seed: u64) -> Value {
    let mut case = serde_json::to_value(from_seed(seed)).unwrap();
    case["name"] = json!(format!("seed {seed}"));
    case["expect"] = json!({"decision": "unknown"});
    case
}

fn read(case: &Value) -> Case {
    serde_json::from_value(case.clone()).unwrap()
}

fn explained(case: &Value) -> Explanation {
    asking(&read(case), |request, sets| {
        let explanation = explain(request, sets);
        let faults = faults(&explanation, &decide(request, sets));
        assert!(faults.is_empty(), "{case:#}\n{faults:#?}\n{explanation}");
        explanation
    })
}

#[test]
fn what_is_explained_is_what_is_decided_and_holds_for_each_element_alone() {
    let (mut seen, mut alone) = (BTreeSet::new(), 0);
    for seed in 0..CASES {
        let case = generated(seed);
        let explanation = explained(&case);
        seen.insert(format!("{:?}", explanation.outcome));
        let documents = documents(&case["policies"]);
        for statement in explanation.gates.iter().flat_map(|gate| &gate.statements) {
            let written = statement_of(documents[&statement.at.policy], statement.at.index);
            for element in &statement.elements {
                seen.insert(format!("{:?} {:?} {:?}", statement.effect, element.element, element.verdict));
                seen.extend(element.cause.map(|cause| format!("{cause:?}")));
                let question = only(element, statement, written, &case);
                assert_eq!(holds(&question, statement), !element.blocks, "{element:#?}\n{question:#}");
                alone += 1;
            }
        }
        seen.extend(explanation.gates.iter().map(|gate| format!("{:?} {:?}", gate.gate, gate.state)));
        seen.extend(explanation.gates.iter().map(|gate| format!("{:?}", gate.reason)));
    }
    assert!(alone > 3_000, "{alone}");
    // The cases are varied enough to mean something.
    assert!(seen.len() > 80, "{} {seen:#?}", seen.len());
}

/// The documents of a case by the names that they are given.
fn documents(policies: &Value) -> BTreeMap<String, &Value> {
    let list = |value: &'_ Value| -> Vec<usize> { (0..value.as_array().map_or(0, Vec::len)).collect() };
    let named = ["identity", "boundary", "session", "endpoint"].map(|name| (name.to_owned(), &policies[name]));
    let levels = [("scp", "scps"), ("rcp", "rcps")].map(|(name, levels)| {
        let of_level = move |level: usize| (format!("{name} level {level}"), &policies[levels][level]);
        list(&policies[levels]).into_iter().map(of_level)
    });
    let lists = named.into_iter().chain(levels.into_iter().flatten());
    let all = lists.flat_map(|(name, documents)| {
        list(documents).into_iter().map(move |place| (format!("{name} {place}"), &documents[place]))
    });
    all.chain([("resource 0".to_owned(), &policies["resource"])]).collect()
}

fn statement_of(document: &Value, index: usize) -> &Value {
    match &document["Statement"] {
        Value::Array(list) => &list[index],
        one => one,
    }
}

/// The case with one statement in place of its policies, and in that one element in place of all.
fn only(element: &ElementReport, statement: &StatementReport, written: &Value, case: &Value) -> Value {
    let resource_side = is_resource_side(statement);
    let effect = format!("{:?}", statement.effect);
    let mut alone = json!({"Effect": effect, "Action": "*", "Resource": "*"});
    if resource_side {
        alone["Principal"] = json!("*");
    }
    let name = format!("{:?}", element.element);
    if element.element == ElementKind::Condition {
        alone["Condition"] = condition(element, written);
    } else {
        let positive = name.trim_start_matches("Not");
        alone.as_object_mut().unwrap().remove(positive);
        if let Some(value) = written.get(&name) {
            alone[&name] = value.clone();
        }
    }
    let version = documents(&case["policies"])[&statement.at.policy]["Version"].clone();
    let mut document = json!({"Statement": [alone]});
    if !version.is_null() {
        document["Version"] = version;
    }
    let everything = json!({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]});
    let mut for_everyone = everything.clone();
    for_everyone["Statement"][0]["Principal"] = json!("*");
    let mut question = case.clone();
    question["policies"] = match (statement.effect, resource_side) {
        (StatementEffect::Allow, true) => json!({"endpoint": [document]}),
        (StatementEffect::Allow, false) => json!({"scps": [[document]]}),
        (StatementEffect::Deny, true) => json!({"endpoint": [for_everyone, document]}),
        (StatementEffect::Deny, false) => json!({"identity": [document]}),
    };
    // Callers with a boundary are special to `NotPrincipal`.
    if case["policies"].get("boundary").is_some_and(|boundary| !boundary.is_null()) {
        question["policies"]["boundary"] = json!([everything]);
    }
    if let Some(linked) = question["principal"].get_mut("serviceLinked") {
        *linked = json!(false);
    }
    question
}

fn is_resource_side(statement: &StatementReport) -> bool {
    match statement.at.policy_type {
        PolicyType::ResourceBased | PolicyType::RoleTrust | PolicyType::ResourceControl | PolicyType::VpcEndpoint => {
            true
        }
        PolicyType::IdentityBased
        | PolicyType::PermissionsBoundary
        | PolicyType::SessionPolicy
        | PolicyType::ServiceControl => false,
    }
}

/// The entry of the condition block of this operator and key.
fn condition(element: &ElementReport, written: &Value) -> Value {
    let (operator, key) = (element.operator.as_deref().unwrap(), element.key.as_deref().unwrap());
    let mut operators = written["Condition"].as_object().unwrap().iter();
    let (_, keys) = operators.find(|(name, _)| name.eq_ignore_ascii_case(operator)).unwrap();
    json!({operator: {key: keys[key]}})
}

/// Whether the one statement of the case holds.
fn holds(question: &Value, statement: &StatementReport) -> bool {
    let by = match (statement.effect, is_resource_side(statement)) {
        (_, true) => PolicyType::VpcEndpoint,
        (StatementEffect::Allow, false) => PolicyType::ServiceControl,
        (StatementEffect::Deny, false) => PolicyType::IdentityBased,
    };
    asking(&read(question), |request, sets| match (decide(request, sets), statement.effect) {
        (Decision::Denied(denial), StatementEffect::Allow) => denial.explicit || denial.policy_type != by,
        (Decision::Denied(denial), StatementEffect::Deny) => denial.explicit && denial.policy_type == by,
        (Decision::Allowed(_), effect) => effect == StatementEffect::Allow,
    })
}
