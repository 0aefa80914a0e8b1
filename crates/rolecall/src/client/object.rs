//! Requests to S3, and requests without a signature.

use bytes::Bytes;
use http::StatusCode;

use super::endpoint::Endpoint;
use super::{Client, NotAnswered, transport};

impl Client {
    /// Sends a request to S3: method, path and query; status and body of the answer.
    pub(crate) async fn object(
        &self,
        endpoint: &Endpoint,
        (method, path, query): (&str, &str, &str),
        body: Bytes,
    ) -> Result<(StatusCode, Bytes), NotAnswered> {
        let headers = vec![("host", endpoint.authority.clone())];
        let headers = self.signed_as(endpoint, (method, path, query), headers, &body);
        let target = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
        transport::send(endpoint, self.ca_bundle.as_deref(), (method, &target), &headers, body).await
    }
}

/// Sends a request that nobody signs; status and body of the answer.
pub(crate) async fn unsigned(
    endpoint: &Endpoint,
    (method, path): (&str, &str),
    header: (&'static str, &str),
) -> Result<(StatusCode, Bytes), NotAnswered> {
    let headers = vec![("host", endpoint.authority.clone()), (header.0, header.1.to_owned())];
    transport::send(endpoint, None, (method, path), &headers, Bytes::new()).await
}
