//! Operations on users that roles do not have.

mod support;

use rolecall_service::{Quotas, Service};
use serde_json::{Value, json};
use support::{ACCOUNT, World, allow, text};

#[test]
fn a_user_is_made_shown_and_listed_in_aws_form() {
    let world = World::new();
    let boundary = "arn:aws:iam::aws:policy/PowerUserAccess";
    let tags = json!([{"Key": "k", "Value": "v"}]);
    let parameters = json!({"UserName": "Bob", "Path": "/team/", "PermissionsBoundary": boundary, "Tags": tags});
    let made = world.ok("CreateUser", parameters)["User"].clone();
    let id = made["UserId"].as_str().unwrap();
    assert!(id.starts_with("AIDA") && id.len() == 21);
    let mut expected = json!({
        "Path": "/team/", "UserName": "Bob", "UserId": id, "Arn": format!("arn:aws:iam::{ACCOUNT}:user/team/Bob"),
        "CreateDate": "2027-01-15T08:00:00Z", "Tags": tags,
        "PermissionsBoundary": {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": boundary},
    });
    assert_eq!(made, expected);
    assert_eq!(world.ok("GetUser", json!({"UserName": "bOB"}))["User"], expected);
    for member in ["Tags", "PermissionsBoundary"] {
        expected.as_object_mut().unwrap().remove(member);
    }
    assert_eq!(world.ok("ListUsers", json!({}))["Users"], json!([expected]));
}

#[test]
fn a_user_cannot_be_made() {
    let world = World::with(Quotas { users: 1, ..Quotas::default() });
    let with = |name: &str, value: Value| {
        let mut parameters = json!({"UserName": "u"});
        parameters[name] = value;
        text(world.iam("CreateUser", parameters))
    };
    for (name, value, expected) in [
        (
            "Path",
            json!("team"),
            "ValidationError: The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
        ),
        (
            "PermissionsBoundary",
            json!("arn:not-quite-valid-arn"),
            "InvalidInput: ARN arn:not-quite-valid-arn is not valid.",
        ),
        (
            "PermissionsBoundary",
            json!("arn:aws:iam::aws:policy/Nothing"),
            "NoSuchEntity: Scope ARN: arn:aws:iam::aws:policy/Nothing does not exist or is not attachable.",
        ),
        (
            "Tags",
            json!([{"Key": "a", "Value": ""}, {"Key": "A", "Value": ""}]),
            "InvalidInput: Duplicate tag keys found. Please note that Tag keys are case insensitive.",
        ),
    ] {
        assert_eq!(with(name, value), expected);
    }
    world.ok("CreateUser", json!({"UserName": "Taken"}));
    assert_eq!(with("UserName", "tAKEN".into()), "EntityAlreadyExists: User with name tAKEN already exists.");
    assert_eq!(with("UserName", "other".into()), "LimitExceeded: Cannot exceed quota for UsersPerAccount: 1");
}

#[test]
fn making_a_user_with_tags_needs_the_tagging_action() {
    let world = World::new();
    let maker = world.user("maker", &[allow("iam:CreateUser", "*")]);
    let mut parameters = json!({"UserName": "u", "Tags": [{"Key": "k", "Value": "v"}]});
    let answer = text(world.call(&maker, Service::Iam, "CreateUser", parameters.clone()));
    assert!(answer.contains("not authorized to perform: iam:TagUser on resource"), "{answer}");
    parameters.as_object_mut().unwrap().remove("Tags");
    assert!(world.call(&maker, Service::Iam, "CreateUser", parameters).is_ok());
}

#[test]
fn who_names_no_user_means_themselves() {
    let world = World::new();
    let root = json!({"User": {
        "UserId": ACCOUNT, "Arn": format!("arn:aws:iam::{ACCOUNT}:root"), "CreateDate": "2027-01-15T08:00:00Z"}});
    assert_eq!(world.ok("GetUser", json!({})), root);
    let own = format!("arn:aws:iam::{ACCOUNT}:user/${{aws:username}}");
    let bob = world.user("bob", &[allow("iam:GetUser", &own)]);
    assert_eq!(world.call(&bob, Service::Iam, "GetUser", json!({})).unwrap()["User"]["UserName"], "bob");
    let answer = text(world.call(&bob, Service::Iam, "GetUser", json!({"UserName": "alice"})));
    assert!(answer.starts_with("AccessDenied"), "{answer}");
    let role = world.session("r", &[allow("iam:*", "*")]);
    let needed = "ValidationError: Must specify userName when calling with non-User credentials";
    assert_eq!(text(world.call(&role, Service::Iam, "GetUser", json!({}))), needed);
    assert_eq!(
        world.call(&role, Service::Iam, "GetUser", json!({"UserName": "bob"})).unwrap()["User"]["UserName"],
        "bob"
    );
    let gone = "NoSuchEntity: The user with name alice cannot be found.";
    assert_eq!(text(world.iam("GetUser", json!({"UserName": "alice"}))), gone);
}

#[test]
fn a_renamed_user_keeps_everything() {
    let world = World::new();
    let keys = world.user("bob", &[allow("iam:GetUser", "*")]);
    let policy = json!({"UserName": "bob", "PolicyArn": "arn:aws:iam::aws:policy/IAMReadOnlyAccess"});
    world.ok("AttachUserPolicy", policy);
    let trust = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:user/bob")}}});
    world.ok("CreateRole", json!({"RoleName": "r", "AssumeRolePolicyDocument": trust.to_string()}));
    let before = world.ok("GetUser", json!({"UserName": "bob"}))["User"].clone();
    world.ok("UpdateUser", json!({"UserName": "bob", "NewUserName": "Robert", "NewPath": "/team/"}));

    let after = world.call(&keys, Service::Iam, "GetUser", json!({})).unwrap()["User"].clone();
    assert_eq!(after["UserId"], before["UserId"]);
    let arn = format!("arn:aws:iam::{ACCOUNT}:user/team/Robert");
    assert_eq!((&after["UserName"], &after["Arn"]), (&json!("Robert"), &json!(arn)));
    let attached = world.ok("ListAttachedUserPolicies", json!({"UserName": "robert"}));
    assert_eq!(attached["AttachedPolicies"].as_array().unwrap().len(), 1);
    let role = world.ok("GetRole", json!({"RoleName": "r"}))["Role"]["AssumeRolePolicyDocument"].clone();
    assert!(role.as_str().unwrap().contains(&arn), "trust follows: {role}");
    let gone = "NoSuchEntity: The user with name bob cannot be found.";
    assert_eq!(text(world.iam("GetUser", json!({"UserName": "bob"}))), gone);
    assert_eq!(world.ok("ListUsers", json!({}))["Users"].as_array().unwrap().len(), 1);
    let users = world.ok("ListEntitiesForPolicy", json!({"PolicyArn": "arn:aws:iam::aws:policy/IAMReadOnlyAccess"}));
    assert_eq!(users["PolicyUsers"][0]["UserName"], "Robert");
}

#[test]
fn renaming_to_another_case_or_to_a_name_that_is_taken() {
    let world = World::new();
    world.ok("CreateUser", json!({"UserName": "bob"}));
    world.ok("CreateUser", json!({"UserName": "alice"}));
    world.ok("UpdateUser", json!({"UserName": "bob", "NewUserName": "BOB"}));
    assert_eq!(world.ok("GetUser", json!({"UserName": "bob"}))["User"]["UserName"], "BOB");
    let taken = "EntityAlreadyExists: User with name ALICE already exists.";
    assert_eq!(text(world.iam("UpdateUser", json!({"UserName": "bob", "NewUserName": "ALICE"}))), taken);
    let gone = "NoSuchEntity: The user with name carol cannot be found.";
    assert_eq!(text(world.iam("UpdateUser", json!({"UserName": "carol", "NewUserName": "x"}))), gone);
    world.ok("UpdateUser", json!({"UserName": "bob"}));
    assert_eq!(world.ok("ListUsers", json!({}))["Users"].as_array().unwrap().len(), 2);
}

#[test]
fn renaming_needs_permission_on_both_names() {
    for (resource, allowed) in [("user/bob", false), ("user/team/robert", false), ("user/*", true)] {
        let world = World::new();
        world.ok("CreateUser", json!({"UserName": "bob"}));
        let renamer = world.user("renamer", &[allow("iam:UpdateUser", &format!("arn:aws:iam::{ACCOUNT}:{resource}"))]);
        let parameters = json!({"UserName": "bob", "NewUserName": "robert", "NewPath": "/team/"});
        assert_eq!(world.call(&renamer, Service::Iam, "UpdateUser", parameters).is_ok(), allowed, "{resource}");
    }
}

#[test]
fn a_user_is_deleted_when_nothing_hangs_on_it() {
    let world = World::new();
    let keys = world.user("bob", &[allow("s3:*", "*")]);
    let boundary = "arn:aws:iam::aws:policy/PowerUserAccess";
    let policy = json!({"UserName": "bob", "PolicyArn": boundary});
    world.ok("AttachUserPolicy", policy.clone());
    world.ok("PutUserPermissionsBoundary", json!({"UserName": "bob", "PermissionsBoundary": boundary}));
    let delete = || text(world.iam("DeleteUser", json!({"UserName": "bob"})));
    assert_eq!(delete(), "DeleteConflict: Cannot delete entity, must delete access keys first.");
    world.ok("DeleteAccessKey", json!({"UserName": "bob", "AccessKeyId": keys.id}));
    assert_eq!(delete(), "DeleteConflict: Cannot delete entity, must detach all policies first.");
    world.ok("DetachUserPolicy", policy);
    assert_eq!(delete(), "DeleteConflict: Cannot delete entity, must delete policies first.");
    world.ok("DeleteUserPolicy", json!({"UserName": "bob", "PolicyName": "p0"}));
    assert_eq!(delete(), "no error: {}");
    assert_eq!(delete(), "NoSuchEntity: The user with name bob cannot be found.");
    let used = world.ok("ListEntitiesForPolicy", json!({"PolicyArn": boundary}));
    assert_eq!(used["PolicyUsers"], json!([]), "the boundary went with the user");
}

#[test]
fn users_are_listed_in_pages() {
    let world = World::new();
    for at in 0..5 {
        world.ok("CreateUser", json!({"UserName": format!("u{at}"), "Path": if at < 3 { "/a/" } else { "/b/" }}));
    }
    let first = world.ok("ListUsers", json!({"MaxItems": 2, "PathPrefix": "/a"}));
    assert_eq!((first["Users"].as_array().unwrap().len(), &first["IsTruncated"]), (2, &json!(true)));
    let second = world.ok("ListUsers", json!({"MaxItems": 2, "PathPrefix": "/a", "Marker": first["Marker"]}));
    assert_eq!((second["Users"][0]["UserName"].as_str(), &second["IsTruncated"]), (Some("u2"), &json!(false)));
    assert_eq!(second["Users"].as_array().unwrap().len(), 1);
    assert_eq!(text(world.iam("ListUsers", json!({"Marker": "x"}))), "ValidationError: Invalid Marker.");
}
