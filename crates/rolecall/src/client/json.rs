//! Calls in the JSON 1.1 protocol of the service `rolecall`.

use bytes::Bytes;
use serde_json::Value;

use super::endpoint::Endpoint;
use super::{Client, NotAnswered, transport};

/// The name of the service in signatures and in endpoints.
pub(crate) const SERVICE: &str = "rolecall";

impl Client {
    /// Calls an operation of the service `rolecall`; its answer.
    pub(crate) async fn call_json(
        &self,
        endpoint: &Endpoint,
        operation: &str,
        input: &Value,
    ) -> Result<Value, NotAnswered> {
        let body = input.to_string();
        let headers = vec![
            ("host", endpoint.authority.clone()),
            ("content-type", "application/x-amz-json-1.1".to_owned()),
            ("x-amz-target", format!("Rolecall.{operation}")),
        ];
        let headers = self.signed(endpoint, headers, body.as_bytes());
        let (status, body) = transport::post(endpoint, self.ca_bundle.as_deref(), &headers, Bytes::from(body)).await?;
        let answer: Value = serde_json::from_slice(&body)
            .map_err(|_| NotAnswered::Senseless(format!("{status}, and it is not JSON")))?;
        if status.is_success() {
            return Ok(answer);
        }
        let text = |names: [&str; 2]| {
            let found = names.iter().find_map(|name| answer.get(name).and_then(Value::as_str));
            found.unwrap_or_default().to_owned()
        };
        let code = text(["__type", "code"]);
        if status.is_server_error() {
            return Err(NotAnswered::Unreachable(format!("{status} {code}")));
        }
        // `prefix#Code` in some services.
        let code = code.rsplit('#').next().unwrap_or_default().to_owned();
        Err(NotAnswered::Refused { code, message: text(["message", "Message"]) })
    }
}
