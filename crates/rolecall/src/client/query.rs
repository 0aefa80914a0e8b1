//! Calls in the Query protocol of IAM and STS.

use bytes::Bytes;

use super::endpoint::Endpoint;
use super::xml::Element;
use super::{Client, NotAnswered, transport};

impl Client {
    /// Calls an operation of the endpoint's service; its answer.
    pub(crate) async fn call(
        &self,
        endpoint: &Endpoint,
        operation: &str,
        parameters: &[(String, String)],
    ) -> Result<Element, NotAnswered> {
        let form = form(endpoint.service, operation, parameters);
        let headers = vec![
            ("host", endpoint.authority.clone()),
            ("content-type", "application/x-www-form-urlencoded; charset=utf-8".to_owned()),
        ];
        let headers = self.signed(endpoint, headers, form.as_bytes());
        let (_, body) = transport::post(endpoint, self.ca_bundle.as_deref(), &headers, Bytes::from(form)).await?;
        let text = String::from_utf8_lossy(&body);
        let answer = Element::parse(&text).ok_or_else(|| NotAnswered::Senseless("it is not XML".to_owned()))?;
        match answer.find(&["Error"]) {
            None => Ok(answer),
            Some(error) => {
                let part = |name| error.text_of(&[name]).unwrap_or_default().to_owned();
                Err(NotAnswered::Refused { code: part("Code"), message: part("Message") })
            }
        }
    }
}

/// `Action`, `Version` and the parameters as a form.
fn form(service: &str, operation: &str, parameters: &[(String, String)]) -> String {
    let version = if service == "sts" { "2011-06-15" } else { "2010-05-08" };
    let mut form = format!("Action={operation}&Version={version}");
    for (name, value) in parameters {
        form.push('&');
        form.push_str(name);
        form.push('=');
        escape(&mut form, value);
    }
    form
}

/// Everything but unreserved characters (RFC 3986, section 2.3).
fn escape(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let [high, low] = [byte >> 4, byte & 15].map(|half| char::from_digit(half.into(), 16).unwrap_or('0'));
            out.extend(['%', high.to_ascii_uppercase(), low.to_ascii_uppercase()]);
        }
    }
}
