//! Requests as boto3 1.44.5 sends them, one for each operation with the members that it requires: each is mapped to the operation
//! that was called.

use crate::case::{Request, lines};
use data_encoding::BASE64;
use serde::Deserialize;
use std::collections::BTreeMap;

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
            service: if self.service == "cloudwatch" { "monitoring".to_owned() } else { self.service },
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
