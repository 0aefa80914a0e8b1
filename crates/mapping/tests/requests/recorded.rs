//! Requests as boto3 1.44.5 sends them, one for each operation with the members that it requires: each is mapped to the operation
//! that was called.

use crate::case::{Request, lines};
use data_encoding::BASE64;
use rolecall_mapping::models::signing_name;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// A request before it was signed.
#[derive(Deserialize)]
struct Sent {
    service: String,
    operation: String,
    method: String,
    host: String,
    target: String,
    headers: BTreeMap<String, String>,
    body: String,
}

impl Sent {
    fn request(self) -> Request {
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        let host = [("host".to_owned(), self.host.into_bytes())];
        let headers = self.headers.into_iter().map(|(name, value)| (name, value.into_bytes()));
        Request {
            method: self.method,
            path: path.to_owned(),
            query: query.to_owned(),
            headers: headers.chain(host).collect(),
            body: BASE64.decode(self.body.as_bytes()).unwrap(),
            service: signing_name(&self.service).unwrap().to_owned(),
            literal_keys: false,
        }
    }
}

#[test]
fn requests_of_boto3_are_the_operations_that_it_called() {
    let lines = lines("boto3.jsonl");
    let mut wrong = Vec::new();
    for line in &lines {
        let sent: Sent = serde_json::from_str(line).unwrap();
        let (service, operation) = (sent.service.clone(), sent.operation.clone());
        match sent.request().map() {
            Ok(mapped) if mapped.operation == operation => {}
            other => wrong.push(format!("{service} {operation}: {other:?}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(lines.len() > 550, "only {} requests", lines.len());
}

/// A selection, by `cases/record.py`, of the services for which the table is enough: an operation is known even where it is refused, because the members
/// that it requires do not say with certainty what it is about.
#[test]
fn operations_of_other_services_are_told_apart() {
    let lines = lines("boto3_services.jsonl");
    let (mut services, mut mapped) = (BTreeSet::new(), 0);
    let mut wrong = Vec::new();
    for line in &lines {
        let sent: Sent = serde_json::from_str(line).unwrap();
        let (service, operation) = (sent.service.clone(), sent.operation.clone());
        services.insert(service.clone());
        let found = sent.request().map();
        mapped += usize::from(found.is_ok());
        let told = match &found {
            Ok(mapped) => Some(mapped.operation.to_string()),
            Err(unmapped) => unmapped.operation.map(str::to_owned),
        };
        if told.as_deref() != Some(&operation) {
            wrong.push(format!("{service} {operation}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(services.len() >= 40 && lines.len() > 600, "{} services, {} requests", services.len(), lines.len());
    assert!(mapped * 2 > lines.len(), "only {mapped} of {} are mapped", lines.len());
}
