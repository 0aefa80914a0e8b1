//! `iam-rs`: one list of parsed policies.

use iam_rs::{
    Arn, Context, ContextValue, Decision, EvaluationOptions, IAMPolicy, IAMRequest, PolicyEvaluator, Principal,
    PrincipalId,
};

use crate::input::{Typed, context};
use crate::peer::{Ask, Peer, ask, has_caps};
use crate::workload::{ROLE, Workload};

pub(crate) const PEER: Peer = Peer {
    name: "iam-rs 0.8.0",
    lacks: &[
        "permissions boundaries, session policies, SCPs: all policies are one list in which any Allow suffices",
        "accounts: identity and resource policies are not told apart, so no cross-account decision",
        "more than 1,000 statements unless a limit is raised",
    ],
    prepare,
};

fn prepare(workload: &Workload) -> Result<Ask, String> {
    if has_caps(workload) {
        return Err("no boundary, session policy or SCP".to_owned());
    }
    let documents = workload.identity.iter().chain(&workload.resource_policy);
    let policies: Result<Vec<IAMPolicy>, _> = documents.map(|document| IAMPolicy::from_json(document)).collect();
    let options = EvaluationOptions { max_statements: usize::MAX, ..EvaluationOptions::default() };
    let evaluator = PolicyEvaluator::with_policies(policies.map_err(|error| error.to_string())?).with_options(options);
    let request = IAMRequest::new_with_context(
        Principal::Aws(PrincipalId::String(ROLE.to_owned())),
        workload.action,
        Arn::parse(workload.resource).map_err(|error| error.to_string())?,
        Context::with_data(context(workload).map(|(key, typed)| (key.to_owned(), value(typed))).collect()),
    );
    evaluator.evaluate(&request).map_err(|error| error.to_string())?;
    Ok(ask(move || evaluator.evaluate(&request).is_ok_and(|result| result.decision == Decision::Allow)))
}

fn value(typed: Typed) -> ContextValue {
    match typed {
        Typed::Text(text) => ContextValue::String(text.to_owned()),
        Typed::Texts(texts) => ContextValue::StringList(texts.iter().map(ToString::to_string).collect()),
        Typed::Flag(flag) => ContextValue::Boolean(flag),
        Typed::Number(number) => ContextValue::Number(f64::from(number)),
        Typed::Time(time) => ContextValue::DateTime(time),
        Typed::Address(address) => ContextValue::String(address.to_string()),
    }
}
