//! Operations on roles that users do not have.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use rolecall_service::directory::Record;
use rolecall_service::{Quotas, Service};
use serde_json::{Value, json};
use support::{ACCOUNT, World, allow, text, trust, when};

fn create(world: &World, name: &str) -> Value {
    world.ok("CreateRole", json!({"RoleName": name, "AssumeRolePolicyDocument": trust()}))["Role"].clone()
}

#[test]
fn a_role_is_made_shown_and_listed_in_aws_form() {
    let world = World::new();
    let boundary = "arn:aws:iam::aws:policy/PowerUserAccess";
    let tags = json!([{"Key": "k", "Value": "v"}]);
    let made = world.ok(
        "CreateRole",
        json!({"RoleName": "Deploy", "Path": "/ci/", "AssumeRolePolicyDocument": trust(), "Description": "d",
               "MaxSessionDuration": 7200, "PermissionsBoundary": boundary, "Tags": tags}),
    )["Role"]
        .clone();
    let id = made["RoleId"].as_str().unwrap();
    assert!(id.starts_with("AROA") && id.len() == 21);
    let mut expected = json!({
        "Path": "/ci/", "RoleName": "Deploy", "RoleId": id, "Arn": format!("arn:aws:iam::{ACCOUNT}:role/ci/Deploy"),
        "CreateDate": "2027-01-15T08:00:00Z", "AssumeRolePolicyDocument": trust(), "Tags": tags,
        "PermissionsBoundary": {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": boundary},
    });
    assert_eq!(made, expected);
    expected["Description"] = "d".into();
    expected["MaxSessionDuration"] = 7200.into();
    expected["RoleLastUsed"] = json!({});
    // An account that is named by its id is saved as its root ARN.
    expected["AssumeRolePolicyDocument"] =
        trust().replace(&format!("\"{ACCOUNT}\""), &format!("\"arn:aws:iam::{ACCOUNT}:root\"")).into();
    assert_eq!(world.ok("GetRole", json!({"RoleName": "dEPLOY"}))["Role"], expected);
    for member in ["RoleLastUsed", "Tags", "PermissionsBoundary"] {
        expected.as_object_mut().unwrap().remove(member);
    }
    assert_eq!(world.ok("ListRoles", json!({}))["Roles"], json!([expected]));
}

#[test]
fn a_role_without_anything_set_shows_nothing_of_it() {
    let world = World::new();
    let made = create(&world, "r");
    for absent in ["Description", "MaxSessionDuration", "Tags", "PermissionsBoundary", "RoleLastUsed"] {
        assert_eq!(made.get(absent), None, "{absent}");
    }
    let shown = world.ok("GetRole", json!({"RoleName": "r"}))["Role"].clone();
    assert_eq!((&shown["MaxSessionDuration"], shown.get("Tags")), (&json!(3600), None));
}

#[test]
fn a_role_cannot_be_made() {
    let world = World::with(Quotas { roles: 1, ..Quotas::default() });
    let with = |name: &str, value: Value| {
        let mut parameters = json!({"RoleName": "r", "AssumeRolePolicyDocument": trust()});
        parameters[name] = value;
        text(world.iam("CreateRole", parameters))
    };
    for (name, value, expected) in [
        ("AssumeRolePolicyDocument", json!("{"), "MalformedPolicyDocument: This policy contains invalid Json"),
        (
            "Path",
            json!("/aws-service-role/ecs.amazonaws.com/"),
            "InvalidInput: Path prefix '/aws-service-role/' can only be used for AWS Service linked Roles",
        ),
        (
            "Path",
            json!("/aws-reserved/"),
            "InvalidInput: Path prefix '/aws-reserved/' can only be used for AWS Service linked Roles",
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
    create(&world, "Taken");
    assert_eq!(with("RoleName", "tAKEN".into()), "EntityAlreadyExists: Role with name tAKEN already exists.");
    assert_eq!(with("RoleName", "other".into()), "LimitExceeded: Cannot exceed quota for RolesPerAccount: 1");
}

#[test]
fn making_a_role_with_tags_needs_the_tagging_action() {
    let world = World::new();
    let maker = world.user("maker", &[allow("iam:CreateRole", "*")]);
    let mut parameters =
        json!({"RoleName": "r", "AssumeRolePolicyDocument": trust(), "Tags": [{"Key": "k", "Value": "v"}]});
    let answer = text(world.call(&maker, Service::Iam, "CreateRole", parameters.clone()));
    assert!(answer.contains("not authorized to perform: iam:TagRole on resource"), "{answer}");
    parameters.as_object_mut().unwrap().remove("Tags");
    assert!(world.call(&maker, Service::Iam, "CreateRole", parameters).is_ok());
}

#[test]
fn a_maker_can_be_held_to_a_boundary() {
    let world = World::new();
    let boundary = "arn:aws:iam::aws:policy/PowerUserAccess";
    let policy = when(allow("iam:CreateRole", "*"), json!({"StringEquals": {"iam:PermissionsBoundary": boundary}}));
    let maker = world.user("maker", &[policy]);
    let mut parameters = json!({"RoleName": "r", "AssumeRolePolicyDocument": trust()});
    for other in [Value::Null, json!("arn:aws:iam::aws:policy/AdministratorAccess")] {
        if !other.is_null() {
            parameters["PermissionsBoundary"] = other;
        }
        let answer = text(world.call(&maker, Service::Iam, "CreateRole", parameters.clone()));
        assert!(answer.starts_with("AccessDenied"), "{answer}");
    }
    parameters["PermissionsBoundary"] = boundary.into();
    assert!(world.call(&maker, Service::Iam, "CreateRole", parameters).is_ok());
}

#[test]
fn description_and_duration_are_updated_apart() {
    let world = World::new();
    create(&world, "r");
    let shown = || {
        let role = world.ok("GetRole", json!({"RoleName": "r"}))["Role"].clone();
        json!([role["Description"], role["MaxSessionDuration"]])
    };
    assert_eq!(world.ok("UpdateRole", json!({"RoleName": "r", "Description": "one"})), json!({}));
    assert_eq!(shown(), json!(["one", 3600]));
    world.ok("UpdateRole", json!({"RoleName": "r", "MaxSessionDuration": 43200}));
    assert_eq!(shown(), json!(["one", 43200]));
    world.ok("UpdateRole", json!({"RoleName": "r"}));
    let answer = world.ok("UpdateRoleDescription", json!({"RoleName": "r", "Description": "two"}))["Role"].clone();
    assert_eq!((&answer["Description"], answer.get("MaxSessionDuration")), (&json!("two"), None));
    assert_eq!(shown(), json!(["two", 43200]));
    for (operation, parameters) in [
        ("UpdateRole", json!({"RoleName": "gone"})),
        ("UpdateRoleDescription", json!({"RoleName": "gone", "Description": ""})),
        ("GetRole", json!({"RoleName": "gone"})),
        ("DeleteRole", json!({"RoleName": "gone"})),
        ("UpdateAssumeRolePolicy", json!({"RoleName": "gone", "PolicyDocument": trust()})),
    ] {
        let expected = "NoSuchEntity: The role with name gone cannot be found.";
        assert_eq!(text(world.iam(operation, parameters)), expected, "{operation}");
    }
}

#[test]
fn only_an_empty_update_answers_an_empty_result() {
    let has_result = |name| rolecall_service::declaration(Service::Iam, name).unwrap().has_result();
    assert!(has_result("UpdateRole") && has_result("GetRole") && !has_result("DeleteRole"));
}

#[test]
fn a_role_is_deleted_when_nothing_hangs_on_it() {
    let world = World::new();
    create(&world, "r");
    let policy = json!({"RoleName": "r", "PolicyArn": "arn:aws:iam::aws:policy/PowerUserAccess"});
    let inline = json!({"RoleName": "r", "PolicyName": "p", "PolicyDocument": allow("s3:*", "*").to_string()});
    world.ok("AttachRolePolicy", policy.clone());
    world.ok("PutRolePolicy", inline);
    let delete = || text(world.iam("DeleteRole", json!({"RoleName": "r"})));
    assert_eq!(delete(), "DeleteConflict: Cannot delete entity, must detach all policies first.");
    world.ok("DetachRolePolicy", policy);
    assert_eq!(delete(), "DeleteConflict: Cannot delete entity, must delete policies first.");
    world.ok("DeleteRolePolicy", json!({"RoleName": "r", "PolicyName": "p"}));
    assert_eq!(delete(), "no error: {}");
    assert_eq!(
        text(world.iam("GetRole", json!({"RoleName": "r"}))),
        "NoSuchEntity: The role with name r cannot be found."
    );
}

#[test]
fn roles_are_listed_by_path_and_name() {
    let world = World::new();
    for (path, name) in [("/", "b"), ("/a/", "z"), ("/", "A"), ("/a/b/", "c")] {
        world.ok("CreateRole", json!({"RoleName": name, "Path": path, "AssumeRolePolicyDocument": trust()}));
    }
    let names = |parameters: Value| -> Vec<String> {
        let roles = world.ok("ListRoles", parameters)["Roles"].clone();
        roles.as_array().unwrap().iter().map(|role| role["RoleName"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(json!({})), ["A", "b", "z", "c"]);
    assert_eq!(names(json!({"PathPrefix": "/a/"})), ["z", "c"]);
    let first = world.ok("ListRoles", json!({"MaxItems": 3}));
    assert_eq!(first["IsTruncated"], true);
    // A role that is deleted meanwhile does not move the next page.
    world.ok("DeleteRole", json!({"RoleName": "z"}));
    assert_eq!(names(json!({"Marker": first["Marker"]})), ["c"]);
    assert_eq!(text(world.iam("ListRoles", json!({"Marker": "x"}))), "ValidationError: Invalid Marker.");
}

/// A role that only AWS can make.
fn protected(name: &str, path: &str) -> Record {
    let text = json!({
        "account": ACCOUNT, "name": name, "path": path, "id": format!("AROA{name:A<17}"), "created": 1_800_000_000,
        "max_session_duration": 3600, "trust": {"text": trust(), "bindings": {}},
    });
    Record::Role(serde_json::from_value(text).unwrap())
}

#[test]
fn roles_of_aws_cannot_be_changed() {
    let linked = protected("LINKED", "/aws-service-role/ecs.amazonaws.com/");
    let world =
        World::seeded(Quotas::default(), vec![linked, protected("RESERVED", "/aws-reserved/sso.amazonaws.com/")]);
    let document = allow("s3:*", "*").to_string();
    let arn = "arn:aws:iam::aws:policy/PowerUserAccess";
    for name in ["LINKED", "RESERVED"] {
        let expected = format!(
            "UnmodifiableEntity: Cannot perform the operation on the protected role '{name}' - this role is only modifiable by AWS"
        );
        for (operation, mut parameters) in [
            ("DeleteRole", json!({})),
            ("UpdateAssumeRolePolicy", json!({"PolicyDocument": trust()})),
            ("UpdateRole", json!({"Description": "d", "MaxSessionDuration": 3600})),
            ("PutRolePolicy", json!({"PolicyName": "p", "PolicyDocument": document})),
            ("DeleteRolePolicy", json!({"PolicyName": "p"})),
            ("AttachRolePolicy", json!({"PolicyArn": arn})),
            ("DetachRolePolicy", json!({"PolicyArn": arn})),
            ("PutRolePermissionsBoundary", json!({"PermissionsBoundary": arn})),
            ("DeleteRolePermissionsBoundary", json!({})),
        ] {
            parameters["RoleName"] = name.into();
            assert_eq!(text(world.iam(operation, parameters)), expected, "{operation}");
        }
        for (operation, mut parameters) in
            [("UpdateRole", json!({"Description": "d"})), ("UpdateRoleDescription", json!({"Description": "d"}))]
        {
            parameters["RoleName"] = name.into();
            let answer = text(world.iam(operation, parameters));
            assert_eq!(answer.starts_with("no error"), name == "LINKED", "{operation}: {answer}");
        }
    }
}
