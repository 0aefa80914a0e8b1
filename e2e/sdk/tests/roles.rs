//! The main story through the AWS SDK for Rust: roles are made and assumed, and sessions are held to their policies.

use std::path::Path;
use std::time::Duration;
use std::{fs, process};

use aws_sdk_iam::client::Waiters;
use aws_sdk_iam::error::ProvideErrorMetadata;
use rolecall_sdk_tests::policies::{allow, trust, trust_denied, trust_if, trust_service};
use rolecall_sdk_tests::{ACCOUNT, Server, Session, denied, refused};

const INVALID_TOKEN: &str = "The security token included in the request is invalid.";
const ALL_ROLES: &str = "arn:aws:iam::111122223333:role/";

#[tokio::test]
async fn a_role_is_made_assumed_and_held_to_its_policy() {
    let server = Server::ephemeral();
    let admin = server.admin();
    assert_eq!(admin.arn().await, format!("arn:aws:iam::{ACCOUNT}:user/admin"));
    let role = admin.create_role("reader", &trust(ACCOUNT), &allow("iam:GetRole")).await;
    let seen = admin.iam.wait_until_role_exists().role_name("reader").wait(Duration::from_mins(1)).await;
    assert!(seen.is_ok(), "{seen:?}");

    let session = server.caller(&admin.assume(&role).await);
    let me = format!("arn:aws:sts::{ACCOUNT}:assumed-role/reader/me");
    assert_eq!(session.arn().await, me);
    let got = session.iam.get_role().role_name("reader").send().await.unwrap().role.unwrap();
    assert_eq!((got.arn, got.max_session_duration), (role, Some(3600)));
    // This SDK leaves documents as they come: encoded for a URL.
    assert!(got.assume_role_policy_document.unwrap().starts_with("%7B%22Version%22%3A%222012-10-17%22"));
    let because = " because no identity-based policy allows the iam:ListRoles action";
    denied(session.iam.list_roles().send().await, &me, "iam:ListRoles", ALL_ROLES, because);
}

#[tokio::test]
async fn trust_policies_admit_only_whom_they_name() {
    let server = Server::ephemeral();
    let admin = server.admin();
    let (user, key) = admin.create_user("user").await;
    let caller = server.caller(&key);
    let external = r#"{"StringEquals":{"sts:ExternalId":"open-sesame"}}"#;
    for (name, document, external_id, is_admitted) in [
        ("named", trust(&user), None, true),
        ("account", trust(ACCOUNT), None, false),
        ("denied", trust_denied(&user), None, false),
        ("service", trust_service("ec2.amazonaws.com"), None, false),
        ("right-id", trust_if(&user, external), Some("open-sesame"), true),
        ("wrong-id", trust_if(&user, external), Some("open-barley"), false),
        ("missing-id", trust_if(&user, external), None, false),
        ("mfa", trust_if(&user, r#"{"Bool":{"aws:MultiFactorAuthPresent":"true"}}"#), None, false),
        ("late", trust_if(&user, r#"{"DateLessThan":{"aws:CurrentTime":"2020-01-01T00:00:00Z"}}"#), None, false),
        ("here", trust_if(&user, r#"{"IpAddress":{"aws:SourceIp":"127.0.0.0/8"}}"#), None, true),
        ("elsewhere", trust_if(&user, r#"{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}"#), None, false),
    ] {
        let role = admin.create_role(name, &document, &allow("iam:GetRole")).await;
        let assume = caller.sts.assume_role().role_arn(&role).role_session_name("me");
        let result = assume.set_external_id(external_id.map(str::to_owned)).send().await;
        if is_admitted {
            assert!(result.is_ok(), "{name}: {result:?}");
        } else {
            denied(result, &user, "sts:AssumeRole", &role, "");
        }
    }
}

#[tokio::test]
async fn session_policies_and_boundaries_cut() {
    let server = Server::ephemeral();
    let admin = server.admin();
    let role = admin.create_role("role", &trust(ACCOUNT), &allow("iam:*")).await;
    let me = format!("arn:aws:sts::{ACCOUNT}:assumed-role/role/me");
    let get = allow("iam:GetRole");

    let assume = admin.sts.assume_role().role_arn(&role).role_session_name("me").policy(&get);
    let narrowed = server.caller(&assume.send().await.unwrap().credentials.unwrap().into());
    assert!(narrowed.iam.get_role().role_name("role").send().await.is_ok());
    let because = " because no session policy allows the iam:ListRoles action";
    denied(narrowed.iam.list_roles().send().await, &me, "iam:ListRoles", ALL_ROLES, because);

    let whole = server.caller(&admin.assume(&role).await);
    assert!(whole.iam.list_roles().send().await.is_ok());
    let policy = admin.iam.create_policy().policy_name("boundary").policy_document(&get).send().await;
    let boundary = policy.unwrap().policy.unwrap().arn.unwrap();
    let put = admin.iam.put_role_permissions_boundary().role_name("role").permissions_boundary(boundary);
    put.send().await.unwrap();
    assert!(whole.iam.get_role().role_name("role").send().await.is_ok());
    let because = " because no permissions boundary allows the iam:ListRoles action";
    denied(whole.iam.list_roles().send().await, &me, "iam:ListRoles", ALL_ROLES, because);
}

#[tokio::test]
async fn sessions_live_as_long_as_the_role_and_the_chain_allow() {
    let server = Server::ephemeral();
    let admin = server.admin();
    let first = admin.create_role("first", &trust(ACCOUNT), &allow("sts:AssumeRole")).await;
    let second = admin.create_role("second", &trust(&first), &allow("iam:GetRole")).await;
    let update = admin.iam.update_role().role_name("second").max_session_duration(43200);
    update.send().await.unwrap();

    let assume = admin.sts.assume_role().role_arn(&first).role_session_name("me").duration_seconds(3601);
    let text = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
    refused(assume.send().await, "ValidationError", text);
    let session = server.caller(&admin.assume(&first).await);
    let assume = session.sts.assume_role().role_arn(&second).role_session_name("me").duration_seconds(7200);
    let text = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.";
    refused(assume.send().await, "ValidationError", text);
    session.assume(&second).await;
}

#[tokio::test]
async fn what_is_not_a_session_is_refused() {
    let server = Server::ephemeral();
    let admin = server.admin();
    let role = admin.create_role("role", &trust(ACCOUNT), &allow("iam:GetRole")).await;
    let session = admin.assume(&role).await;

    let mut token = session.token.clone().unwrap();
    let last = token.pop().unwrap();
    token.push(if last == 'A' { 'B' } else { 'A' });
    let tampered = Session { token: Some(token), ..session.clone() };
    let wrong = Session { secret: "x".repeat(40), ..session.clone() };
    let bare = Session { token: None, ..session.clone() };
    for invalid in [tampered, bare] {
        let result = server.caller(&invalid).iam.get_role().role_name("role").send().await;
        refused(result, "InvalidClientTokenId", INVALID_TOKEN);
    }
    let error = server.caller(&wrong).iam.get_role().role_name("role").send().await.unwrap_err();
    assert_eq!(error.code(), Some("SignatureDoesNotMatch"));

    // A role that is made anew under its name is another role.
    admin.iam.delete_role_policy().role_name("role").policy_name("inline").send().await.unwrap();
    admin.iam.delete_role().role_name("role").send().await.unwrap();
    admin.create_role("role", &trust(ACCOUNT), &allow("iam:GetRole")).await;
    let result = server.caller(&session).iam.get_role().role_name("role").send().await;
    refused(result, "InvalidClientTokenId", INVALID_TOKEN);
}

#[tokio::test]
async fn expired_sessions_and_skewed_clocks_are_refused() {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("expired-{}", process::id()));
    // The server's clock is moved, and stays near enough to the client's for its signatures.
    let server = Server::with_data(&directory, -600);
    let admin_key = server.first();
    let admin = server.caller(&admin_key);
    let role = admin.create_role("role", &trust(ACCOUNT), &allow("iam:GetRole")).await;
    let assume = admin.sts.assume_role().role_arn(&role).role_session_name("me").duration_seconds(900);
    let session: Session = assume.send().await.unwrap().credentials.unwrap().into();
    assert!(server.caller(&session).iam.get_role().role_name("role").send().await.is_ok());
    drop(server);

    let server = Server::with_data(&directory, 600);
    let result = server.caller(&session).iam.get_role().role_name("role").send().await;
    refused(result, "ExpiredToken", "The security token included in the request is expired");
    drop(server);

    // Now too far off.
    let server = Server::with_data(&directory, 2000);
    let error = server.caller(&admin_key).sts.get_caller_identity().send().await.unwrap_err();
    assert_eq!(error.code(), Some("SignatureDoesNotMatch"));
    assert!(error.message().is_some_and(|text| text.starts_with("Signature expired: ")), "{error:?}");
    drop(server);
    fs::remove_dir_all(&directory).unwrap();
}
