//! What callers try who want more than they were given: each case is a hole that was once there, or nearly.

mod support;

use rolecall_service::Service;
use serde_json::json;
use support::{ACCOUNT, World, allow, keys, text};

const INVALID: &str = "InvalidClientTokenId: The security token included in the request is invalid.";

/// A session is identified, its role is deleted and the deletion acknowledged; what comes to its turn then is refused.
#[test]
fn a_change_waits_for_its_turn_and_the_caller_is_gone_by_then() {
    let world = World::new();
    let session = world.session("worker", &[allow("iam:*", "*")]);
    let identified = world.identify(&session, Service::Iam, "CreateUser").unwrap();
    world.ok("DeleteRolePolicy", json!({"RoleName": "worker", "PolicyName": "p0"}));
    world.ok("DeleteRole", json!({"RoleName": "worker"}));
    let late = world.execute(identified, Service::Iam, "CreateUser", json!({"UserName": "late"}));
    assert_eq!(text(late), INVALID);
    assert!(world.iam("GetUser", json!({"UserName": "late"})).is_err());
}

#[test]
fn a_change_waits_for_its_turn_and_the_key_is_off_by_then() {
    let world = World::new();
    let user = world.user("anna", &[allow("iam:*", "*")]);
    let identified = world.identify(&user, Service::Iam, "CreateUser").unwrap();
    world.ok("UpdateAccessKey", json!({"UserName": "anna", "AccessKeyId": user.id, "Status": "Inactive"}));
    let late = world.execute(identified, Service::Iam, "CreateUser", json!({"UserName": "late"}));
    assert_eq!(text(late), INVALID);
}

#[test]
fn a_change_waits_for_its_turn_and_the_permission_is_gone_by_then() {
    let world = World::new();
    let user = world.user("anna", &[allow("iam:*", "*")]);
    let identified = world.identify(&user, Service::Iam, "CreateUser").unwrap();
    world.ok("DeleteUserPolicy", json!({"UserName": "anna", "PolicyName": "p0"}));
    let late = world.execute(identified, Service::Iam, "CreateUser", json!({"UserName": "late"}));
    assert!(text(late).starts_with("AccessDenied: "));
}

/// A refused value comes back in the error and goes into the trail, once for each constraint that it breaks.
#[test]
fn a_huge_value_makes_no_huge_record() {
    let world = World::new();
    let user = world.user("anna", &[]);
    let parameters = json!({"RoleArn": "\u{1}".repeat(5_000_000), "RoleSessionName": "s"});
    let fault = world.call(&user, Service::Sts, "AssumeRole", parameters).unwrap_err();
    assert_eq!(fault.code.wire, "ValidationError");
    assert!(fault.message.len() < 10_000, "{}", fault.message.len());
    assert!(world.trail.lines().last().unwrap().len() < 20_000);
}

#[test]
fn parameters_beyond_a_hundred_kilobytes_are_not_recorded() {
    let world = World::new();
    let document = format!("{{\"Version\":\"2012-10-17\",\"Statement\":[]{}}}", " ".repeat(120_000));
    let parameters = json!({"PolicyName": "big", "PolicyDocument": document});
    assert!(world.iam("CreatePolicy", parameters).is_err());
    assert!(world.trail.lines().last().unwrap().len() < 5_000);
}

/// Tag keys are the same whatever their case, beyond ASCII too: what is transitive stays so.
#[test]
fn a_transitive_tag_cannot_be_shaken_off_by_its_case() {
    let world = World::new();
    let trust = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": ACCOUNT},
        "Action": ["sts:AssumeRole", "sts:TagSession"]}});
    world.ok("CreateRole", json!({"RoleName": "tagged", "AssumeRolePolicyDocument": trust.to_string()}));
    let all = allow("sts:*", "*").to_string();
    world.ok("PutRolePolicy", json!({"RoleName": "tagged", "PolicyName": "p", "PolicyDocument": all}));
    let user = world.user("anna", &[allow("sts:*", "*")]);
    let assume = |keys, tags: serde_json::Value, transitive: serde_json::Value| {
        let parameters = json!({"RoleArn": format!("arn:aws:iam::{ACCOUNT}:role/tagged"), "RoleSessionName": "s1",
            "Tags": tags, "TransitiveTagKeys": transitive});
        world.call(keys, Service::Sts, "AssumeRole", parameters)
    };
    let first = assume(&user, json!([{"Key": "équipe", "Value": "blue"}]), json!(["ÉQUIPE"])).unwrap();
    let chained = assume(&keys(&first["Credentials"]), json!([{"Key": "Équipe", "Value": "red"}]), json!([]));
    assert_eq!(
        text(chained),
        "InvalidParameterValue: One of the specified transitive tag keys can't be set because it conflicts with a \
         transitive tag key from the calling session."
    );
}

/// The header chooses the operation, so that it must be part of what was signed.
#[test]
fn an_unsigned_target_is_refused() {
    let world = World::new();
    let host = || vec![("host", "organizations.amazonaws.com".to_owned())];
    let target = || vec![("x-amz-target", "AWSOrganizationsV20161128.CreateOrganization".to_owned())];
    let refused = world.identify_with(&world.root, Service::Organizations, b"{}", host(), target());
    assert_eq!(refused.err().unwrap().code.wire, "SignatureDoesNotMatch");
    let signed = [host(), target()].concat();
    assert!(world.identify_with(&world.root, Service::Organizations, b"{}", signed, Vec::new()).is_ok());
}
