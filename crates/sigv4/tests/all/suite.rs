//! The public signing test suite of AWS, verified and signed in both forms.

use crate::common::{Lines, Request, secret, time};
use rolecall_sigv4::{Credentials, PathStyle, PayloadHash, Regions, ServiceRules, SignatureError, Signer};

const ACCESS_KEY_ID: &str = "AKIDEXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const NOW: &str = "20150830T123600Z";
const EXPIRES: u32 = 3600;

#[derive(serde::Deserialize)]
struct Case {
    name: String,
    normalize: bool,
    sign_body: bool,
    token: Option<String>,
    /// The client adds the session token after it has signed.
    #[serde(default)]
    token_after_signing: bool,
    #[serde(flatten)]
    request: Request,
    header: HeaderForm,
    presigned: PresignedForm,
}

#[derive(serde::Deserialize)]
struct HeaderForm {
    added: Lines,
    #[serde(flatten)]
    expected: Expected,
}

#[derive(serde::Deserialize)]
struct PresignedForm {
    query: String,
    #[serde(flatten)]
    expected: Expected,
}

#[derive(serde::Deserialize)]
struct Expected {
    canonical_request: String,
    string_to_sign: String,
    signature: String,
}

impl Case {
    fn path_style(&self) -> PathStyle {
        if self.normalize { PathStyle::Normalized } else { PathStyle::AsSent }
    }

    /// A session token that is added after signing, as a few services want it, is not part of any form that is
    /// supported when it stands in the query.
    fn presigned_is_supported(&self) -> bool {
        !self.token_after_signing
    }

    fn with_header(&self) -> Request {
        let mut request = self.request.clone();
        request.headers.extend(self.header.added.clone());
        request
    }

    fn with_query(&self) -> Request {
        Request { query: self.presigned.query.clone(), ..self.request.clone() }
    }

    /// The token as messages show it.
    fn masked(&self, text: &str) -> String {
        let Some(token) = &self.token else { return text.to_owned() };
        let encoded = token.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
        text.replace(token, "***").replace(&encoded, "***")
    }

    fn verify(&self, request: &Request, expected: &Expected) {
        let rules = ServiceRules {
            path_style: self.path_style(),
            ..ServiceRules::new("service", Regions::OneOf(&["us-east-1"]))
        };
        let name = &self.name;
        assert_eq!(request.verify(time(NOW), &rules, &secret(SECRET)), Ok(()), "{name}");
        let Err(SignatureError::Mismatch { canonical_request, string_to_sign }) =
            request.verify(time(NOW), &rules, &secret("another"))
        else {
            panic!("{name}: verified with another secret");
        };
        assert_eq!(canonical_request, self.masked(&expected.canonical_request), "{name}");
        assert_eq!(string_to_sign, expected.string_to_sign, "{name}");
    }

    fn signer<'a>(&'a self, secret: &'a rolecall_model::SecretKey) -> Signer<'a> {
        Signer {
            credentials: Credentials {
                access_key_id: ACCESS_KEY_ID,
                secret,
                session_token: self.token.as_deref().filter(|_| !self.token_after_signing),
            },
            region: "us-east-1",
            service: "service",
            path_style: self.path_style(),
            send_payload_hash: self.sign_body,
        }
    }
}

fn cases() -> Vec<Case> {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../suite/cases.json")).unwrap();
    assert_eq!(cases.len(), 38);
    cases
}

#[test]
fn header_forms_verify() {
    for case in cases() {
        case.verify(&case.with_header(), &case.header.expected);
    }
}

#[test]
fn presigned_forms_verify() {
    for case in cases().iter().filter(|case| case.presigned_is_supported()) {
        case.verify(&case.with_query(), &case.presigned.expected);
    }
}

#[test]
fn header_forms_are_signed_alike() {
    for case in cases() {
        let payload = PayloadHash::of(case.request.body.as_bytes());
        let secret = secret(SECRET);
        let mut added = case.signer(&secret).headers(&case.request.parts(), payload, time(NOW));
        let mut wanted = case.header.added.clone();
        if case.token_after_signing {
            wanted.retain(|(name, _)| name != "x-amz-security-token");
        }
        added.sort_unstable();
        wanted.sort_unstable();
        let added: Lines = added.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        assert_eq!(added, wanted, "{}", case.name);
    }
}

#[test]
fn presigned_forms_are_signed_alike() {
    for case in cases() {
        let payload = PayloadHash::of(case.request.body.as_bytes());
        let secret = secret(SECRET);
        let query = case.signer(&secret).presigned_query(&case.request.parts(), payload, time(NOW), EXPIRES);
        let signature = format!("&X-Amz-Signature={}", case.presigned.expected.signature);
        assert!(query.ends_with(&signature), "{}: {query}", case.name);
    }
}
