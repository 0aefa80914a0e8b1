//! What a server answered.

use http::{HeaderMap, StatusCode};
use rolecall_model::SecretKey;
use serde_json::Value;

use crate::Credentials;

/// A whole response.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: String,
}

impl Answer {
    /// What stands between the first `<name>` and the next `</name>` of an XML body, as it stands there.
    pub fn element(&self, name: &str) -> Option<&str> {
        let (_, rest) = self.body.split_once(&format!("<{name}>"))?;
        rest.split_once(&format!("</{name}>")).map(|(content, _)| content)
    }

    /// The body as JSON. Panics if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The credentials in the answer of `AssumeRole`, `GetSessionToken` or `CreateAccessKey`. Panics if there are none.
    pub fn credentials(&self) -> Credentials {
        let part = |name| self.element(name).map(str::to_owned);
        Credentials {
            id: part("AccessKeyId").unwrap(),
            secret: SecretKey::new(part("SecretAccessKey").unwrap()),
            session_token: part("SessionToken"),
        }
    }
}
