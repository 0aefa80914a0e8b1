//! What the server knows of the instances on this host, and their metadata tell: when they were registered, and their tags.

use std::sync::Arc;

use rolecall_workload::imds::Imds;
use serde_json::{Value, json};

use super::enrolment::Host;
use crate::client::NotAnswered;
use crate::issuing::{Caller, moment};

/// The instances of this host by their ARNs.
pub(super) type Instances = Vec<(String, Arc<Imds>)>;

/// Brings the metadata up to date. What the server does not tell now stays as it is.
pub(super) async fn refresh(host: &Host, instances: &Instances) -> Result<(), NotAnswered> {
    let mut input = json!({});
    while !instances.is_empty() {
        let answer = host.client().call_json(host.endpoint(), "ListWorkloads", &input).await?;
        for workload in answer.get("Workloads").and_then(Value::as_array).into_iter().flatten() {
            let arn = workload.get("WorkloadArn").and_then(Value::as_str);
            let found = instances.iter().find(|(own, _)| Some(own.as_str()) == arn);
            if let (Some((_, imds)), Some(registered)) = (found, workload.get("RegisteredDate").and_then(moment)) {
                imds.describe(registered, tags(workload));
            }
        }
        match answer.get("NextToken").filter(|token| token.is_string()) {
            Some(token) => input = json!({"NextToken": token}),
            None => break,
        }
    }
    Ok(())
}

fn tags(workload: &Value) -> Vec<(String, String)> {
    let text = |tag: &Value, name: &str| tag.get(name).and_then(Value::as_str).map(str::to_owned);
    let tags = workload.get("Tags").and_then(Value::as_array).into_iter().flatten();
    tags.filter_map(|tag| Some((text(tag, "Key")?, text(tag, "Value")?))).collect()
}
