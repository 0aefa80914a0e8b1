//! Operations on instance profiles.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use rolecall_service::directory::Record;
use rolecall_service::{Quotas, Service};
use serde_json::{Value, json};
use support::{ACCOUNT, World, allow, text, trust, when};

const PASS: &str = "iam:PassRole";
const ADD: &str = "iam:AddRoleToInstanceProfile";

fn role(world: &World, name: &str) -> String {
    let made = world.ok("CreateRole", json!({"RoleName": name, "AssumeRolePolicyDocument": trust()}));
    made["Role"]["RoleId"].as_str().unwrap().to_owned()
}

fn profile(world: &World, name: &str) -> Value {
    world.ok("CreateInstanceProfile", json!({"InstanceProfileName": name}))["InstanceProfile"].clone()
}

fn both(role: &str, profile: &str) -> Value {
    json!({"RoleName": role, "InstanceProfileName": profile})
}

#[test]
fn a_profile_is_made_shown_and_listed_in_aws_form() {
    let world = World::new();
    let tags = json!([{"Key": "k", "Value": "v"}]);
    let made = world.ok("CreateInstanceProfile", json!({"InstanceProfileName": "Web", "Path": "/a/", "Tags": tags}))
        ["InstanceProfile"]
        .clone();
    let id = made["InstanceProfileId"].as_str().unwrap();
    assert!(id.starts_with("AIPA") && id.len() == 21);
    let mut expected = json!({
        "Path": "/a/", "InstanceProfileName": "Web", "InstanceProfileId": id, "CreateDate": "2027-01-15T08:00:00Z",
        "Arn": format!("arn:aws:iam::{ACCOUNT}:instance-profile/a/Web"), "Roles": [], "Tags": tags,
    });
    assert_eq!(made, expected);
    let role_id = role(&world, "R");
    world.ok("AddRoleToInstanceProfile", both("R", "wEB"));
    let shown = world.ok("GetInstanceProfile", json!({"InstanceProfileName": "WEB"}))["InstanceProfile"].clone();
    assert_eq!(shown["Roles"][0]["RoleId"], role_id);
    assert_eq!(shown["Roles"], world.ok("ListRoles", json!({}))["Roles"]);
    expected["Roles"] = shown["Roles"].clone();
    assert_eq!(shown, expected);
    expected.as_object_mut().unwrap().remove("Tags");
    for (operation, parameters) in [
        ("ListInstanceProfiles", json!({})),
        ("ListInstanceProfiles", json!({"PathPrefix": "/a"})),
        ("ListInstanceProfilesForRole", json!({"RoleName": "R"})),
    ] {
        assert_eq!(world.ok(operation, parameters)["InstanceProfiles"], json!([expected]), "{operation}");
    }
    assert_eq!(world.ok("ListInstanceProfiles", json!({"PathPrefix": "/b"}))["InstanceProfiles"], json!([]));
}

#[test]
fn what_cannot_be_done_is_refused_in_the_words_of_aws() {
    let world = World::with(Quotas { instance_profiles: 2, ..Quotas::default() });
    role(&world, "r");
    role(&world, "other");
    profile(&world, "Full");
    world.ok("AddRoleToInstanceProfile", both("r", "Full"));
    profile(&world, "empty");
    let named = |name: &str| json!({"InstanceProfileName": name});
    for (operation, parameters, expected) in [
        ("CreateInstanceProfile", named("fULL"), "EntityAlreadyExists: Instance Profile fULL already exists."),
        (
            "CreateInstanceProfile",
            named("third"),
            "LimitExceeded: Cannot exceed quota for InstanceProfilesPerAccount: 2",
        ),
        ("GetInstanceProfile", named("none"), "NoSuchEntity: Instance Profile none cannot be found."),
        ("DeleteInstanceProfile", named("none"), "NoSuchEntity: Instance Profile none cannot be found."),
        (
            "DeleteInstanceProfile",
            named("Full"),
            "DeleteConflict: Cannot delete entity, must remove roles from instance profile first.",
        ),
        (
            "DeleteRole",
            json!({"RoleName": "r"}),
            "DeleteConflict: Cannot delete entity, must remove roles from instance profile first.",
        ),
        (
            "AddRoleToInstanceProfile",
            both("other", "Full"),
            "LimitExceeded: Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1",
        ),
        ("AddRoleToInstanceProfile", both("no", "empty"), "NoSuchEntity: The role with name no cannot be found."),
        (
            "RemoveRoleFromInstanceProfile",
            both("other", "Full"),
            "NoSuchEntity: Role other in Instance Profile Full cannot be found.",
        ),
        (
            "RemoveRoleFromInstanceProfile",
            both("r", "empty"),
            "NoSuchEntity: Role r in Instance Profile empty cannot be found.",
        ),
        (
            "ListInstanceProfilesForRole",
            json!({"RoleName": "no"}),
            "NoSuchEntity: The role with name no cannot be found.",
        ),
        (
            "TagInstanceProfile",
            json!({"InstanceProfileName": "Full", "Tags": [{"Key": "a", "Value": ""}, {"Key": "a", "Value": ""}]}),
            "InvalidInput: Duplicate tag keys found.",
        ),
    ] {
        assert_eq!(text(world.iam(operation, parameters.clone())), expected, "{operation} {parameters}");
    }
}

#[test]
fn a_profile_and_its_role_part_in_order() {
    let world = World::new();
    role(&world, "r");
    profile(&world, "p");
    world.ok("AddRoleToInstanceProfile", both("r", "p"));
    world.ok("RemoveRoleFromInstanceProfile", both("r", "p"));
    assert_eq!(world.ok("ListInstanceProfilesForRole", json!({"RoleName": "r"}))["InstanceProfiles"], json!([]));
    world.ok("DeleteRole", json!({"RoleName": "r"}));
    world.ok("DeleteInstanceProfile", json!({"InstanceProfileName": "p"}));
    assert_eq!(world.ok("ListInstanceProfiles", json!({}))["InstanceProfiles"], json!([]));
}

#[test]
fn adding_a_role_needs_to_pass_it_to_ec2() {
    let world = World::new();
    role(&world, "r");
    profile(&world, "p");
    let arn = format!("arn:aws:iam::{ACCOUNT}:role/r");
    let to = |service: &str| when(allow(PASS, &arn), json!({"StringEquals": {"iam:PassedToService": service}}));
    let of = |resource: &str| when(allow(PASS, &arn), json!({"ArnLike": {"iam:AssociatedResourceArn": resource}}));
    let refused = format!("not authorized to perform: {PASS} on resource: {arn}");
    for (number, (pass, permitted)) in [
        (allow(PASS, "arn:aws:iam::*:role/other"), false),
        (to("lambda.amazonaws.com"), false),
        (of("arn:aws:iam::*:instance-profile/q"), false),
        (of("arn:aws:iam::*:instance-profile/p"), true),
        (to("ec2.amazonaws.com"), true),
    ]
    .into_iter()
    .enumerate()
    {
        let caller = world.user(&format!("u{number}"), &[allow(ADD, "*"), pass.clone()]);
        let answer = text(world.call(&caller, Service::Iam, "AddRoleToInstanceProfile", both("r", "p")));
        assert_eq!(answer.contains(&refused), !permitted, "{pass}: {answer}");
        if permitted {
            world.ok("RemoveRoleFromInstanceProfile", both("r", "p"));
        }
    }
}

#[test]
fn tags_are_set_listed_asked_for_and_taken_off() {
    let world = World::new();
    profile(&world, "p");
    let tags = json!([{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]);
    world.ok("TagInstanceProfile", json!({"InstanceProfileName": "p", "Tags": tags}));
    let page = world.ok("ListInstanceProfileTags", json!({"InstanceProfileName": "p", "MaxItems": 1}));
    assert_eq!((&page["Tags"], &page["IsTruncated"]), (&json!([tags[0]]), &json!(true)));
    let tagged = when(allow("iam:GetInstanceProfile", "*"), json!({"StringEquals": {"aws:ResourceTag/a": "1"}}));
    let caller = world.user("u", &[tagged]);
    let get = || world.call(&caller, Service::Iam, "GetInstanceProfile", json!({"InstanceProfileName": "p"}));
    assert_eq!(get().unwrap()["InstanceProfile"]["Tags"], tags);
    world.ok("UntagInstanceProfile", json!({"InstanceProfileName": "p", "TagKeys": ["A", "none"]}));
    assert!(text(get()).starts_with("AccessDenied"));
    assert_eq!(
        world.ok("ListInstanceProfileTags", json!({"InstanceProfileName": "p"}))["Tags"],
        json!([{"Key": "b", "Value": "2"}])
    );
}

#[test]
fn roles_of_services_cannot_be_in_a_profile() {
    let linked = json!({
        "account": ACCOUNT, "name": "Linked", "path": "/aws-service-role/x.amazonaws.com/", "id": "AROALINKEDLINKEDLINKE",
        "created": 0, "max_session_duration": 3600, "trust": {"text": trust(), "bindings": {}},
    });
    let linked = serde_json::from_value(linked).unwrap();
    let world = World::seeded(Quotas::default(), vec![Record::Role(linked)]);
    profile(&world, "p");
    let answer = text(world.iam("AddRoleToInstanceProfile", both("Linked", "p")));
    assert!(answer.starts_with("UnmodifiableEntity: "), "{answer}");
}
