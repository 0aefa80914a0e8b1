//! The kit itself: calls arrive, are who they say they are, and leave a record; time moves only when told to.

#![expect(clippy::unwrap_used, reason = "tests")]

use rolecall_model::SecretKey;
use rolecall_service::Service;
use rolecall_testkit::{Credentials, Options, Request, TestServer};

fn who(server: &TestServer, credentials: &Credentials) -> String {
    let answer = server.query(credentials, Service::Sts, "GetCallerIdentity", &[]);
    answer.element("Arn").or_else(|| answer.element("Code")).unwrap().to_owned()
}

#[test]
fn a_signed_call_is_known_by_its_key_and_recorded() {
    let server = TestServer::start();
    assert_eq!(who(&server, server.admin()), "arn:aws:iam::123456789012:user/admin");
    let records = server.trail.lines();
    assert_eq!(records.len(), 1);
    assert!(records[0].contains("\"eventTime\":\"2026-07-01T12:00:00Z\""), "{}", records[0]);

    let wrong = Credentials { secret: SecretKey::new("wrong".to_owned()), ..server.admin().clone() };
    assert_eq!(who(&server, &wrong), "SignatureDoesNotMatch");
}

#[test]
fn a_signature_is_as_old_as_the_clock_says() {
    let server = TestServer::start();
    let request = Request::query(Service::Sts, "GetCallerIdentity", &[]);
    let signed = request.signed(server.admin(), "sts", &server.host(), Options::default().now);
    assert_eq!(server.send(signed.clone()).status, 200);
    server.clock.advance(16 * 60);
    assert_eq!(server.send(signed.clone()).element("Code"), Some("SignatureDoesNotMatch"));
    server.clock.set(Options::default().now);
    assert_eq!(server.send(signed).status, 200);
}

#[test]
fn the_same_seed_gives_the_same_keys() {
    let keys = |seed| TestServer::with(Options { seed, ..Options::default() }).admin().clone();
    let (one, again, other) = (keys(1), keys(1), keys(2));
    assert_eq!((&one.id, &one.secret), (&again.id, &again.secret));
    assert!(one.id != other.id && one.secret != other.secret);
}

#[test]
fn reset_keeps_the_key() {
    let server = TestServer::start();
    assert_eq!(server.send(Request::new("POST", "/_rolecall/reset")).status, 200);
    assert_eq!(who(&server, server.admin()), "arn:aws:iam::123456789012:user/admin");
}
