//! Request ids: random UUIDs, as AWS's are.

use http::HeaderValue;
use rolecall_model::Entropy;
use rolecall_service::trail::uuid;

/// The id of one request, ready to be sent.
#[derive(Debug, Clone)]
pub(super) struct RequestId(HeaderValue);

impl RequestId {
    pub(super) fn new(entropy: &dyn Entropy) -> Self {
        Self(HeaderValue::try_from(uuid(entropy)).unwrap_or(HeaderValue::from_static("")))
    }

    pub(super) fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }

    /// As a header, which shares the text.
    pub(super) fn to_header(&self) -> HeaderValue {
        self.0.clone()
    }
}
