//! Requests that hosts sign with keys of their own.

use rolecall_model::{SecretKey, Time};
use rolecall_sigv4::{
    Claim, Credentials, HostClaim, HostKey, HostSigner, PathStyle, PayloadHash, Regions, RequestParts, ServiceRules,
    SignatureError, Signer,
};

type Lines = Vec<(&'static str, String)>;

const BODY: &[u8] = b"{}";

fn key(seed: u8) -> HostKey {
    HostKey::from_seed(&[seed; 32]).unwrap()
}

fn now() -> Time {
    Time::from_epoch(1_800_000_000)
}

fn parts(headers: &Lines) -> RequestParts<'_> {
    RequestParts { method: "POST", path: "/", query: "", authority: None, headers }
}

fn signed() -> Lines {
    let mut headers: Lines =
        vec![("host", "rolecall.example".to_owned()), ("x-amz-target", "Rolecall.RenewHost".to_owned())];
    let signer = HostSigner { host_id: "RCHIAAAAAAAAAAAAAAAA", key: &key(1), region: "us-east-1", service: "rolecall" };
    let added = signer.headers(&parts(&headers), PayloadHash::of(BODY), now());
    headers.extend(added);
    headers
}

fn verified(headers: &Lines, body: &[u8], at: Time, key: &HostKey) -> Result<(), SignatureError> {
    let rules = ServiceRules::new("rolecall", Regions::Any);
    HostClaim::read(&parts(headers))?.check(at, &rules)?.verify(body, &key.public())
}

fn changed(name: &str, from: &str, to: &str) -> Lines {
    let mut headers = signed();
    for (own, value) in &mut headers {
        if *own == name {
            assert!(value.contains(from), "{value}");
            *value = value.replace(from, to);
        }
    }
    headers
}

#[test]
fn what_a_host_signed_is_verified_and_nothing_else() {
    assert!(HostClaim::is_in(&parts(&signed())));
    assert_eq!(verified(&signed(), BODY, now(), &key(1)), Ok(()));
    let mismatch = |result| matches!(result, Err(SignatureError::Mismatch { .. }));
    assert!(mismatch(verified(&signed(), BODY, now(), &key(2))), "another key");
    assert!(mismatch(verified(&signed(), b"{ }", now(), &key(1))), "another body");
    for (name, from, to) in [
        ("x-amz-target", "RenewHost", "IssueWorkloadCredentials"),
        ("host", "rolecall", "other"),
        ("authorization", "us-east-1", "us-east-2"),
        ("authorization", "host;x-amz-date;x-amz-target", "host;x-amz-date"),
        ("authorization", "Signature=", "Signature=00"),
    ] {
        assert!(mismatch(verified(&changed(name, from, to), BODY, now(), &key(1))), "{name} {from}");
    }
    for seconds in [-901, 901] {
        let result = verified(&signed(), BODY, now().plus(seconds), &key(1));
        assert!(result.is_err() && !mismatch(result), "{seconds}");
    }
}

#[test]
fn the_two_algorithms_are_never_taken_for_each_other() {
    assert!(matches!(Claim::read(&parts(&signed())), Err(SignatureError::UnsupportedAlgorithm(_))));
    let headers: Lines = vec![("host", "rolecall.example".to_owned())];
    let secret = SecretKey::new("secret".to_owned());
    let signer = Signer {
        credentials: Credentials { access_key_id: "AKIAAAAAAAAAAAAAAAAA", secret: &secret, session_token: None },
        region: "us-east-1",
        service: "rolecall",
        path_style: PathStyle::Normalized,
        send_payload_hash: false,
    };
    let added = signer.headers(&parts(&headers), PayloadHash::of(BODY), now());
    let shared: Lines = headers.into_iter().chain(added).collect();
    assert!(!HostClaim::is_in(&parts(&shared)));
    assert!(matches!(HostClaim::read(&parts(&shared)), Err(SignatureError::UnsupportedAlgorithm(_))));
    let longer = changed("authorization", "ROLECALL-ED25519-SHA256", "ROLECALL-ED25519-SHA256X");
    assert!(!HostClaim::is_in(&parts(&longer)));
}
