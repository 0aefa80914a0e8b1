//! Operations on access keys.

mod support;

use rolecall_model::AccessKeyId;
use rolecall_service::Service;
use serde_json::{Value, json};
use support::{ACCOUNT, Keys, World, account, allow, keys, text};

fn iam(world: &World, caller: &Keys, operation: &str, parameters: Value) -> String {
    text(world.call(caller, Service::Iam, operation, parameters))
}

#[test]
fn a_key_shows_its_secret_once_and_signs_at_once() {
    let world = World::new();
    world.ok("CreateUser", json!({"UserName": "bob"}));
    let made = world.ok("CreateAccessKey", json!({"UserName": "bob"}))["AccessKey"].clone();
    let (id, secret) = (made["AccessKeyId"].as_str().unwrap(), made["SecretAccessKey"].as_str().unwrap());
    let mut expected = json!({"UserName": "bob", "AccessKeyId": id, "Status": "Active", "SecretAccessKey": secret,
        "CreateDate": "2027-01-15T08:00:00Z"});
    assert_eq!(made, expected);
    assert!(id.starts_with("AKIA") && secret.len() == 40);
    assert_eq!(id.parse::<AccessKeyId>().unwrap().account(), Some(account()));
    let record = world.last_record();
    assert_eq!(record["responseElements"]["accessKey"]["accessKeyId"], id);
    assert!(world.trail.lines().iter().all(|line| !line.contains(secret)), "no secret in the trail");
    expected.as_object_mut().unwrap().remove("SecretAccessKey");
    assert_eq!(world.ok("ListAccessKeys", json!({"UserName": "bob"}))["AccessKeyMetadata"], json!([expected]));
    let identity = world.call(&keys(&made), Service::Sts, "GetCallerIdentity", json!({})).unwrap();
    assert_eq!(identity["Arn"], format!("arn:aws:iam::{ACCOUNT}:user/bob"));
}

#[test]
fn a_user_and_the_root_user_have_two_keys_at_most() {
    let world = World::new();
    world.user("bob", &[]);
    world.clock.advance(1);
    world.ok("CreateAccessKey", json!({"UserName": "bob"}));
    let full = "LimitExceeded: Cannot exceed quota for AccessKeysPerUser: 2";
    assert_eq!(text(world.iam("CreateAccessKey", json!({"UserName": "bob"}))), full);
    let made = world.ok("CreateAccessKey", json!({}))["AccessKey"].clone();
    assert_eq!(made.get("UserName"), None, "the root user has no name");
    assert_eq!(text(world.iam("CreateAccessKey", json!({}))), full);
    let root = world.call(&keys(&made), Service::Sts, "GetCallerIdentity", json!({})).unwrap();
    assert_eq!(root["Arn"], format!("arn:aws:iam::{ACCOUNT}:root"));

    let first = world.ok("ListAccessKeys", json!({"UserName": "bob", "MaxItems": 1}));
    assert_eq!((first["AccessKeyMetadata"].as_array().unwrap().len(), &first["IsTruncated"]), (1, &json!(true)));
    let second = world.ok("ListAccessKeys", json!({"UserName": "bob", "Marker": first["Marker"]}));
    assert_eq!((second["AccessKeyMetadata"].as_array().unwrap().len(), &second["IsTruncated"]), (1, &json!(false)));
    assert!(
        first["AccessKeyMetadata"][0]["CreateDate"].as_str() < second["AccessKeyMetadata"][0]["CreateDate"].as_str()
    );
}

#[test]
fn an_inactive_or_deleted_key_is_refused() {
    let world = World::new();
    let bob = world.user("bob", &[]);
    let identity = || text(world.call(&bob, Service::Sts, "GetCallerIdentity", json!({})));
    let update = |status: &str| {
        let parameters = json!({"UserName": "bob", "AccessKeyId": bob.id, "Status": status});
        text(world.iam("UpdateAccessKey", parameters))
    };
    let invalid = "InvalidClientTokenId: The security token included in the request is invalid.";
    assert!(identity().starts_with("no error"));
    assert_eq!(update("Inactive"), "no error: {}");
    assert_eq!(identity(), invalid);
    assert_eq!(update("Active"), "no error: {}");
    assert!(identity().starts_with("no error"));
    assert_eq!(update("Expired"), "InvalidInput: The status Expired can only be set by AWS");
    world.ok("DeleteAccessKey", json!({"UserName": "bob", "AccessKeyId": bob.id}));
    assert_eq!(identity(), invalid);
}

/// Permission over one's own keys must not reach another's.
#[test]
fn a_key_is_found_only_with_its_owner() {
    let world = World::new();
    let own = format!("arn:aws:iam::{ACCOUNT}:user/${{aws:username}}");
    let (alice, bob) = (world.user("alice", &[allow("iam:*", &own)]), world.user("bob", &[]));
    let gone = |id: &str| format!("NoSuchEntity: The Access Key with id {id} cannot be found.");
    for id in [&bob.id, &world.root.id, &"AKIAUNKNOWNUNKNOWN00".to_owned()] {
        let (delete, update) = (json!({"AccessKeyId": id}), json!({"AccessKeyId": id, "Status": "Inactive"}));
        assert_eq!(iam(&world, &alice, "DeleteAccessKey", delete.clone()), gone(id));
        assert_eq!(iam(&world, &alice, "UpdateAccessKey", update.clone()), gone(id));
        for (operation, mut parameters) in [("DeleteAccessKey", delete), ("UpdateAccessKey", update)] {
            parameters["UserName"] = "alice".into();
            assert_eq!(iam(&world, &alice, operation, parameters.clone()), gone(id));
            parameters["UserName"] = "bob".into();
            assert!(iam(&world, &alice, operation, parameters).starts_with("AccessDenied"));
        }
    }
    // The root user's own keys are not those of its users.
    assert_eq!(iam(&world, &world.root, "DeleteAccessKey", json!({"AccessKeyId": bob.id})), gone(&bob.id));
    let own = iam(&world, &alice, "DeleteAccessKey", json!({"AccessKeyId": alice.id}));
    assert_eq!(own, "no error: {}");
}

#[test]
fn who_names_no_user_means_themselves() {
    let world = World::new();
    let own = format!("arn:aws:iam::{ACCOUNT}:user/${{aws:username}}");
    let bob = world.user("bob", &[allow("iam:*", &own)]);
    let listed = world.call(&bob, Service::Iam, "ListAccessKeys", json!({})).unwrap();
    assert_eq!(listed["AccessKeyMetadata"][0]["AccessKeyId"], bob.id);
    let made = world.call(&bob, Service::Iam, "CreateAccessKey", json!({})).unwrap()["AccessKey"].clone();
    assert_eq!(made["UserName"], "bob");
    let listed = world.ok("ListAccessKeys", json!({}));
    assert_eq!(listed["AccessKeyMetadata"][0]["AccessKeyId"], world.root.id);
    assert_eq!(listed["AccessKeyMetadata"][0].get("UserName"), None);
    let role = world.session("r", &[allow("iam:*", "*")]);
    let needed = "ValidationError: Must specify userName when calling with non-User credentials";
    for (operation, parameters) in [
        ("CreateAccessKey", json!({})),
        ("ListAccessKeys", json!({})),
        ("DeleteAccessKey", json!({"AccessKeyId": bob.id})),
        ("UpdateAccessKey", json!({"AccessKeyId": bob.id, "Status": "Inactive"})),
    ] {
        assert_eq!(iam(&world, &role, operation, parameters.clone()), needed);
        let mut named = parameters;
        named["UserName"] = "nobody".into();
        let gone = "NoSuchEntity: The user with name nobody cannot be found.";
        assert_eq!(iam(&world, &role, operation, named), gone);
    }
}

#[test]
fn the_last_use_names_the_owner() {
    let world = World::new();
    world.ok("CreateUser", json!({"UserName": "bob"}));
    let id = world.ok("CreateAccessKey", json!({"UserName": "bob"}))["AccessKey"]["AccessKeyId"].clone();
    let never = json!({"UserName": "bob", "AccessKeyLastUsed": {"ServiceName": "N/A", "Region": "N/A"}});
    assert_eq!(world.ok("GetAccessKeyLastUsed", json!({"AccessKeyId": id})), never);
    let root = world.ok("GetAccessKeyLastUsed", json!({"AccessKeyId": world.root.id}));
    assert_eq!(root.get("UserName"), None);
    let alice = world.user("alice", &[allow("iam:GetAccessKeyLastUsed", "arn:aws:iam::*:user/bob")]);
    assert_eq!(world.call(&alice, Service::Iam, "GetAccessKeyLastUsed", json!({"AccessKeyId": id})).unwrap(), never);
    let answer = iam(&world, &alice, "GetAccessKeyLastUsed", json!({"AccessKeyId": alice.id}));
    assert!(answer.starts_with("AccessDenied: User: "), "{answer}");
    let unknown = "AKIAUNKNOWNUNKNOWN00";
    let expected = format!(
        "AccessDenied: User: arn:aws:iam::{ACCOUNT}:user/alice is not authorized to perform iam:GetAccessKeyLastUsed on \
         resource: access key {unknown}"
    );
    assert_eq!(iam(&world, &alice, "GetAccessKeyLastUsed", json!({"AccessKeyId": unknown})), expected);
}
