//! `awsim-iam-policy`: parsed documents, scanned statement by statement.

use std::collections::HashMap;

use awsim_iam_policy::{AuthzRequest, ContextValue, Decision, EvalContext, PolicyDocument, evaluate, parse};

use crate::input::{Typed, context, joined};
use crate::peer::{Ask, Peer, ask};
use crate::workload::{ACCOUNT, ROLE, Workload};

pub(crate) const PEER: Peer = Peer {
    name: "awsim-iam-policy 0.8.0",
    lacks: &[
        "levels of SCPs: every SCP document must allow, so each level's documents were joined into one",
        "resource control policies, VPC endpoint policies, more than one session policy",
        "role sessions: a principal is one ARN, here the role's",
    ],
    prepare,
};

fn prepare(workload: &Workload) -> Result<Ask, String> {
    let one = |document: &Option<String>| document.as_deref().map(parse).transpose().map_err(|error| error.to_string());
    let several = |documents: &mut dyn Iterator<Item = &str>| -> Result<Vec<PolicyDocument>, String> {
        documents.map(|document| parse(document).map_err(|error| error.to_string())).collect()
    };
    let identity = several(&mut workload.identity.iter().map(String::as_str))?;
    let levels: Vec<String> = workload.scps.iter().map(|level| joined(level)).collect();
    let scps = several(&mut levels.iter().map(String::as_str))?;
    let (boundary, resource, session) =
        (one(&workload.boundary)?, one(&workload.resource_policy)?, one(&workload.session)?);
    let context: HashMap<String, ContextValue> =
        context(workload).map(|(key, typed)| (key.to_owned(), value(typed))).collect();
    let (action, resource_arn) = (workload.action, workload.resource);
    Ok(ask(move || {
        let request =
            AuthzRequest { principal_arn: ROLE, principal_account: ACCOUNT, action, resource_arn, context: &context };
        let policies = EvalContext {
            identity_policies: &identity,
            permissions_boundary: boundary.as_ref(),
            resource_policy: resource.as_ref(),
            scps: &scps,
            session_policy: session.as_ref(),
        };
        evaluate(&request, &policies) == Decision::Allow
    }))
}

fn value(typed: Typed) -> ContextValue {
    match typed {
        Typed::Text(text) => ContextValue::String(text.to_owned()),
        Typed::Texts(texts) => ContextValue::StringList(texts.iter().map(ToString::to_string).collect()),
        Typed::Flag(flag) => ContextValue::Bool(flag),
        Typed::Number(number) => ContextValue::Number(f64::from(number)),
        Typed::Time(time) => ContextValue::Date(time),
        Typed::Address(address) => ContextValue::Ip(address.to_string()),
    }
}
