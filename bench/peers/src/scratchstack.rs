//! `scratchstack-aspen`: parsed policies by source; every pattern becomes a regular expression in every decision.

use std::str::FromStr;

use scratchstack_arn::Arn;
use scratchstack_aspen::{Context, Decision, Policy, PolicySet, PolicySource};
use scratchstack_aws_principal::{AssumedRole, Principal, SessionData, SessionValue};

use crate::input::{Typed, context, joined};
use crate::peer::{Ask, Peer, ask};
use crate::workload::{ROLE, SESSION, Workload};

pub(crate) const PEER: Peer = Peer {
    name: "scratchstack-aspen 0.3.1",
    lacks: &[
        "`ForAllValues`, `ForAnyValue` and keys of several values",
        "a role named as principal does not match its sessions",
        "levels of SCPs: every SCP document must allow, so each level's documents were joined into one",
        "any cache of compiled patterns",
    ],
    prepare,
};

fn prepare(workload: &Workload) -> Result<Ask, String> {
    let policies = policies(workload)?;
    let context = request(workload)?;
    policies.evaluate(&context).map_err(|error| error.to_string())?;
    Ok(ask(move || matches!(policies.evaluate(&context), Ok((Decision::Allow, _)))))
}

fn policies(workload: &Workload) -> Result<PolicySet, String> {
    let levels: Vec<String> = workload.scps.iter().map(|level| joined(level)).collect();
    let own = |document| (PolicySource::new_entity_inline(ROLE, "AROAEXAMPLEROLEID0000", "own"), document);
    let on_resource = |document| (PolicySource::new_resource(workload.resource, None::<String>), document);
    let boundary = |document| (PolicySource::new_permission_boundary(ROLE, "ANPAEXAMPLE", "v1"), document);
    let session = |document| (PolicySource::new_session(), document);
    let scp = |document| (PolicySource::new_org_service_control("p-example", "level", "ou-example"), document);
    let all = (workload.identity.iter().map(own))
        .chain(workload.resource_policy.iter().map(on_resource))
        .chain(workload.boundary.iter().map(boundary))
        .chain(workload.session.iter().map(session))
        .chain(levels.iter().map(scp));
    let mut set = PolicySet::new();
    for (source, document) in all {
        set.add_policy(source, Policy::from_str(document).map_err(|error| error.to_string())?);
    }
    Ok(set)
}

fn request(workload: &Workload) -> Result<Context, String> {
    let (service, api) = workload.action.split_once(':').ok_or("an action")?;
    let mut data = SessionData::new();
    for (key, typed) in context(workload) {
        if let Some(value) = value(typed) {
            data.insert(key, value);
        }
    }
    let actor = AssumedRole::from_str(SESSION).map_err(|error| error.to_string())?;
    Context::builder()
        .service(service)
        .api(api)
        .actor(Principal::from(actor))
        .resources(vec![Arn::from_str(workload.resource).map_err(|error| error.to_string())?])
        .session_data(data)
        .build()
        .map_err(|error| error.to_string())
}

fn value(typed: Typed) -> Option<SessionValue> {
    match typed {
        Typed::Text(text) => Some(SessionValue::String(text.to_owned())),
        Typed::Texts(_) => None,
        Typed::Flag(flag) => Some(SessionValue::Bool(flag)),
        Typed::Number(number) => Some(SessionValue::Integer(number.into())),
        Typed::Time(time) => Some(SessionValue::Timestamp(time)),
        Typed::Address(address) => Some(SessionValue::IpAddr(address)),
    }
}
