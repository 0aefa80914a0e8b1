//! Requests that botocore signed (recorded by `botocore/record.py`) verify, and only with their own secret.

use crate::common::{Request, secret, time};
use rolecall_sigv4::{Regions, ServiceRules, SignatureError};

#[derive(serde::Deserialize)]
struct Recorded {
    name: String,
    secret: String,
    service: String,
    token: Option<String>,
    #[serde(flatten)]
    request: Request,
}

#[test]
fn recorded_requests_verify() {
    let recorded: Vec<Recorded> = serde_json::from_str(include_str!("../botocore/requests.json")).unwrap();
    assert!(!recorded.is_empty());
    let now = time("20260701T120500Z");
    for case in recorded {
        let regions = Regions::OneOf(&["eu-west-1"]);
        let rules =
            if case.service == "s3" { ServiceRules::s3(regions) } else { ServiceRules::new(&case.service, regions) };
        let name = &case.name;
        assert_eq!(case.request.verify(now, &rules, &secret(&case.secret)), Ok(()), "{name}");
        let claim = case.request.check(now, &rules).unwrap();
        assert_eq!(claim.access_key_id(), "AKIAORACLEORACLE0000", "{name}");
        assert_eq!(claim.session_token(), case.token.as_deref(), "{name}");
        assert_eq!(claim.time(), time("20260701T120000Z"), "{name}");
        let wrong = case.request.verify(now, &rules, &secret("wrong"));
        assert!(matches!(wrong, Err(SignatureError::Mismatch { .. })), "{name}");
    }
}
