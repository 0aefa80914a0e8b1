//! Sessions of users and of the root user, and what tells which account a key belongs to.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use rolecall_model::Time;
use rolecall_service::Service;
use serde_json::{Value, json};
use support::{ACCOUNT, Keys, World, allow, deny, keys, text};

const NO_SUCH_DEVICE: &str = "AccessDenied: MultiFactorAuthentication failed, unable to validate MFA code.  Please \
                              verify your MFA serial number is valid and associated with this user.";

fn sts(world: &World, keys: &Keys, operation: &str, parameters: Value) -> Result<Value, rolecall_service::Fault> {
    world.call(keys, Service::Sts, operation, parameters)
}

fn seconds(world: &World, keys: &Keys, parameters: Value) -> i64 {
    let answer = sts(world, keys, "GetSessionToken", parameters).unwrap();
    let end = Time::parse_iso8601(answer["Credentials"]["Expiration"].as_str().unwrap()).unwrap();
    end.epoch() - rolecall_model::Clock::now(&*world.clock).epoch()
}

#[test]
fn a_session_lives_as_long_as_asked_and_the_root_users_at_most_an_hour() {
    let world = World::new();
    let user = world.user("anna", &[]);
    assert_eq!(seconds(&world, &user, json!({})), 43_200);
    assert_eq!(seconds(&world, &user, json!({"DurationSeconds": 900})), 900);
    assert_eq!(seconds(&world, &user, json!({"DurationSeconds": 129_600})), 129_600);
    assert_eq!(seconds(&world, &world.root, json!({})), 3600);
    assert_eq!(seconds(&world, &world.root, json!({"DurationSeconds": 900})), 900);
    assert_eq!(seconds(&world, &world.root, json!({"DurationSeconds": 43_200})), 3600);
}

#[test]
fn a_session_is_its_user_and_ends() {
    let world = World::new();
    let user = world.user("anna", &[]);
    let answer = sts(&world, &user, "GetSessionToken", json!({"MinimumSessionTokenSize": 2000})).unwrap();
    assert!(answer["SessionTokenSize"].as_i64().unwrap() >= 2000);
    let session = keys(&answer["Credentials"]);
    assert!(session.id.starts_with("ASIA"));
    let identity = |keys: &Keys| sts(&world, keys, "GetCallerIdentity", json!({}));
    assert_eq!(identity(&session).unwrap(), identity(&user).unwrap());
    world.clock.advance(43_199);
    assert!(identity(&session).is_ok());
    world.clock.advance(1);
    assert_eq!(text(identity(&session)), "ExpiredToken: The security token included in the request is expired");
}

#[test]
fn nobody_needs_permission_for_a_session_and_nobody_can_forbid_it() {
    let world = World::new();
    let user = world.user("anna", &[deny("*", "*")]);
    assert!(sts(&world, &user, "GetSessionToken", json!({})).is_ok());
}

#[test]
fn sessions_cannot_become_sessions_of_themselves() {
    let world = World::new();
    let user = world.user("anna", &[allow("*", "*")]);
    let own = keys(&sts(&world, &user, "GetSessionToken", json!({})).unwrap()["Credentials"]);
    let root = keys(&sts(&world, &world.root, "GetSessionToken", json!({})).unwrap()["Credentials"]);
    let role = world.session("worker", &[allow("*", "*")]);
    for session in [&own, &root, &role] {
        let answer = text(sts(&world, session, "GetSessionToken", json!({})));
        assert_eq!(answer, "AccessDenied: Cannot call GetSessionToken with session credentials");
    }
    for session in [&own, &root] {
        let key = json!({"AccessKeyId": user.id});
        let answer = text(sts(&world, session, "GetAccessKeyInfo", key));
        assert_eq!(answer, "AccessDenied: Cannot call GetAccessKeyInfo with session credentials");
        let answer = text(world.call(session, Service::Iam, "ListPolicies", json!({})));
        assert_eq!(answer, "InvalidClientTokenId: The security token included in the request is invalid");
    }
}

#[test]
fn a_second_factor_that_is_not_known_is_refused() {
    let world = World::new();
    let user = world.user("anna", &[]);
    let serial = format!("arn:aws:iam::{ACCOUNT}:mfa/anna");
    for parameters in [
        json!({"SerialNumber": serial, "TokenCode": "123456"}),
        json!({"SerialNumber": serial}),
        json!({"TokenCode": "123456"}),
    ] {
        assert_eq!(text(sts(&world, &user, "GetSessionToken", parameters)), NO_SUCH_DEVICE);
    }
}

#[test]
fn the_account_of_a_key_is_told_to_who_may_ask() {
    let world = World::new();
    let user = world.user("anna", &[allow("sts:GetAccessKeyInfo", "*")]);
    let session = world.session("worker", &[]);
    let ask = |keys: &Keys, id: &str| sts(&world, keys, "GetAccessKeyInfo", json!({"AccessKeyId": id}));
    for id in [&user.id, &session.id, &world.root.id] {
        assert_eq!(ask(&user, id).unwrap(), json!({"Account": ACCOUNT}), "{id}");
    }
    for unknown in ["AKIDEXAMPLE123456789", "ASIAQNZGKIQY56JQ7WML"] {
        let error = format!("ValidationError: The access key {unknown} does not exist.");
        assert_eq!(text(ask(&user, unknown)), error);
    }
    let denied = format!(
        "AccessDenied: User: arn:aws:iam::{ACCOUNT}:user/ben is not authorized to perform: sts:GetAccessKeyInfo on \
         resource: * because no identity-based policy allows the sts:GetAccessKeyInfo action"
    );
    assert_eq!(text(ask(&world.user("ben", &[]), &user.id)), denied);
}

#[test]
fn the_account_of_a_deleted_key_is_still_told() {
    let world = World::new();
    world.user("anna", &[]);
    let id = key_of(&world, "anna");
    world.ok("DeleteAccessKey", json!({"UserName": "anna", "AccessKeyId": id}));
    let told = sts(&world, &world.root, "GetAccessKeyInfo", json!({"AccessKeyId": id})).unwrap();
    assert_eq!(told["Account"], ACCOUNT);
}

fn key_of(world: &World, user: &str) -> Value {
    world.ok("ListAccessKeys", json!({"UserName": user}))["AccessKeyMetadata"][0]["AccessKeyId"].clone()
}
