//! Managed policies: made, read, versioned, tagged, listed and deleted, and each way in which that is refused.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use rolecall_service::{Quotas, Service};
use serde_json::{Value, json};
use support::{ACCOUNT, World, allow, deny, text, trust, when};

const ADMINISTRATOR: &str = "arn:aws:iam::aws:policy/AdministratorAccess";

fn arn(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:policy/{name}")
}

fn document() -> String {
    allow("s3:GetObject", "*").to_string()
}

/// A policy of this name at the root path; its ARN.
fn made(world: &World, name: &str) -> String {
    let made = world.ok("CreatePolicy", json!({"PolicyName": name, "PolicyDocument": document()}));
    made["Policy"]["Arn"].as_str().unwrap().to_owned()
}

fn role_with(world: &World, role: &str, policy: &str) {
    world.ok("CreateRole", json!({"RoleName": role, "AssumeRolePolicyDocument": trust()}));
    world.ok("AttachRolePolicy", json!({"RoleName": role, "PolicyArn": policy}));
}

fn refused(world: &World, operation: &str, parameters: Value, error: &str) {
    assert_eq!(text(world.iam(operation, parameters)), error, "{operation}");
}

fn names(page: &Value, list: &str, name: &str) -> Vec<String> {
    page[list].as_array().unwrap().iter().map(|item| item[name].as_str().unwrap().to_owned()).collect()
}

/// All pages of a list, one item each; the items of every one of `lists`.
fn paged(world: &World, operation: &str, mut parameters: Value, lists: &[(&str, &str)]) -> Vec<String> {
    let mut all = Vec::new();
    parameters["MaxItems"] = 1.into();
    loop {
        let page = world.ok(operation, parameters.clone());
        let before = all.len();
        for (list, name) in lists {
            all.extend(names(&page, list, name));
        }
        assert!(all.len() <= before + 1, "{page}");
        assert_eq!(page["IsTruncated"], json!(page["Marker"].is_string()), "{page}");
        match page["Marker"].as_str() {
            Some(marker) => parameters["Marker"] = marker.into(),
            None => return all,
        }
    }
}

#[test]
fn a_policy_is_shown_as_aws_shows_it() {
    let world = World::new();
    let request = json!({
        "PolicyName": "Readers", "Path": "/team/web/", "PolicyDocument": document(), "Description": "reads",
        "Tags": [{"Key": "team", "Value": "web"}],
    });
    let made = world.ok("CreatePolicy", request)["Policy"].clone();
    assert_eq!(made["Arn"], arn("team/web/Readers"));
    assert_eq!(made["DefaultVersionId"], "v1");
    assert_eq!(made["AttachmentCount"], 0);
    assert_eq!(made["IsAttachable"], true);
    assert!(made["PolicyId"].as_str().unwrap().starts_with("ANPA"));
    assert_eq!(made["Tags"], json!([{"Key": "team", "Value": "web"}]));
    assert!(made.get("Description").is_none(), "{made}");

    let shown = world.ok("GetPolicy", json!({"PolicyArn": made["Arn"]}))["Policy"].clone();
    assert_eq!(shown["Description"], "reads");
    assert_eq!(shown["PolicyId"], made["PolicyId"]);
    let listed = world.ok("ListPolicies", json!({"Scope": "Local"}))["Policies"][0].clone();
    assert!(listed.get("Description").is_none() && listed.get("Tags").is_none(), "{listed}");

    let version = world.ok("GetPolicyVersion", json!({"PolicyArn": made["Arn"], "VersionId": "v1"}));
    assert_eq!(version["PolicyVersion"]["Document"], document());
    assert_eq!(version["PolicyVersion"]["IsDefaultVersion"], true);
    let aws = world.ok("GetPolicy", json!({"PolicyArn": ADMINISTRATOR}))["Policy"].clone();
    assert_eq!((&aws["Tags"], &aws["Arn"]), (&json!([]), &json!(ADMINISTRATOR)));
}

#[test]
fn what_cannot_be_made_is_refused() {
    let world = World::with(Quotas { policies: 1, ..Quotas::default() });
    let create = |name: &str, document: &str| json!({"PolicyName": name, "PolicyDocument": document});
    let bad = |document: &str, error: &str| refused(&world, "CreatePolicy", create("p", document), error);
    bad("{", "MalformedPolicyDocument: Syntax errors in policy.");
    let old = r#"{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#;
    bad(old, "MalformedPolicyDocument: Policy document must be version 2012-10-17 or greater.");
    let principal = document().replace("\"Effect\"", "\"Principal\":\"*\",\"Effect\"");
    bad(&principal, "MalformedPolicyDocument: Policy document should not specify a principal.");
    let large = allow("s3:GetObject", &format!("arn:aws:s3:::{}", "a".repeat(6144))).to_string();
    bad(&large, "LimitExceeded: Cannot exceed quota for PolicySize: 6144");
    let padded = format!("{}{}", document(), " \n\t".repeat(3000));
    world.ok("CreatePolicy", create("padded", &padded));

    let taken = "EntityAlreadyExists: A policy called PADDED already exists. Duplicate names are not allowed.";
    refused(&world, "CreatePolicy", create("PADDED", &document()), taken);
    let full = "LimitExceeded: Cannot exceed quota for PoliciesPerAccount: 1";
    refused(&world, "CreatePolicy", create("second", &document()), full);
    let tags = |tags: Value| json!({"PolicyName": "t", "PolicyDocument": document(), "Tags": tags});
    let twice = tags(json!([{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]));
    refused(&world, "CreatePolicy", twice, "InvalidInput: Duplicate tag keys found.");
    let path = json!({"PolicyName": "t", "PolicyDocument": document(), "Path": "/no end"});
    let pattern = r"((/[A-Za-z0-9\.,\+@=_-]+)*)/";
    let error = format!(
        "ValidationError: 1 validation error detected: Value at 'path' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: {pattern}"
    );
    refused(&world, "CreatePolicy", path, &error);
}

#[test]
fn what_is_not_there_is_said_in_the_words_of_each_operation() {
    let world = World::new();
    made(&world, "Readers");
    let elsewhere = "arn:aws:iam::999999999999:policy/Readers";
    for missing in [arn("Nothing"), arn("readers"), arn("path/Readers"), elsewhere.to_owned()] {
        let not_found = format!("NoSuchEntity: Policy {missing} was not found.");
        for operation in ["GetPolicy", "DeletePolicy", "ListPolicyVersions", "ListPolicyTags"] {
            refused(&world, operation, json!({"PolicyArn": missing}), &not_found);
        }
        for operation in ["GetPolicyVersion", "SetDefaultPolicyVersion", "DeletePolicyVersion"] {
            refused(&world, operation, json!({"PolicyArn": missing, "VersionId": "v1"}), &not_found);
        }
        let version = json!({"PolicyArn": missing, "PolicyDocument": document()});
        refused(&world, "CreatePolicyVersion", version, &not_found);
        refused(&world, "TagPolicy", json!({"PolicyArn": missing, "Tags": []}), &not_found);
        refused(&world, "UntagPolicy", json!({"PolicyArn": missing, "TagKeys": []}), &not_found);
        let unattachable = format!("NoSuchEntity: Policy {missing} does not exist or is not attachable.");
        refused(&world, "ListEntitiesForPolicy", json!({"PolicyArn": missing}), &unattachable);
    }
    let no_arn = "this is certainly no ARN";
    refused(&world, "GetPolicy", json!({"PolicyArn": no_arn}), &format!("ValidationError: ARN {no_arn} is not valid."));
    for version in ["v2", "v99999999999", "v1.x"] {
        let error =
            format!("NoSuchEntity: Policy {} version {version} does not exist or is not attachable.", arn("Readers"));
        for operation in ["GetPolicyVersion", "SetDefaultPolicyVersion", "DeletePolicyVersion"] {
            refused(&world, operation, json!({"PolicyArn": arn("Readers"), "VersionId": version}), &error);
        }
    }
}

#[test]
fn five_versions_are_kept_and_numbers_are_never_used_again() {
    let world = World::new();
    let arn = made(&world, "Readers");
    let create = |default: bool| json!({"PolicyArn": arn, "PolicyDocument": document(), "SetAsDefault": default});
    world.clock.advance(60);
    let second = world.ok("CreatePolicyVersion", create(false))["PolicyVersion"].clone();
    assert_eq!((&second["VersionId"], &second["IsDefaultVersion"]), (&json!("v2"), &json!(false)));
    assert!(second.get("Document").is_none());
    assert_eq!(world.ok("GetPolicy", json!({"PolicyArn": arn}))["Policy"]["UpdateDate"], second["CreateDate"]);
    for number in 3..=5 {
        let version = world.ok("CreatePolicyVersion", create(number == 5))["PolicyVersion"].clone();
        assert_eq!(version["IsDefaultVersion"], number == 5);
    }
    let limit = "LimitExceeded: A managed policy can have up to 5 versions. Before you create a new version, you must \
                 delete an existing version.";
    refused(&world, "CreatePolicyVersion", create(false), limit);
    refused(
        &world,
        "CreatePolicyVersion",
        json!({"PolicyArn": arn, "PolicyDocument": "[]"}),
        "MalformedPolicyDocument: Syntax errors in policy.",
    );

    let in_force = json!({"PolicyArn": arn, "VersionId": "v5"});
    let conflict = "DeleteConflict: Cannot delete the default version of a policy.";
    refused(&world, "DeletePolicyVersion", in_force, conflict);
    world.ok("SetDefaultPolicyVersion", json!({"PolicyArn": arn, "VersionId": "v2"}));
    world.ok("DeletePolicyVersion", json!({"PolicyArn": arn, "VersionId": "v5"}));
    assert_eq!(world.ok("CreatePolicyVersion", create(false))["PolicyVersion"]["VersionId"], "v6");
    let versions = paged(&world, "ListPolicyVersions", json!({"PolicyArn": arn}), &[("Versions", "VersionId")]);
    assert_eq!(versions, ["v6", "v4", "v3", "v2", "v1"]);
    refused(&world, "ListPolicyVersions", json!({"PolicyArn": arn, "Marker": "?"}), "ValidationError: Invalid Marker.");
}

#[test]
fn the_version_in_force_decides() {
    let world = World::new();
    let user = world.user("reader", &[]);
    let policy = made(&world, "Readers");
    world.ok("AttachUserPolicy", json!({"UserName": "reader", "PolicyArn": policy}));
    let asks = || world.call(&user, Service::Iam, "ListPolicies", json!({})).is_ok();
    assert!(!asks());
    let listing = allow("iam:ListPolicies", "*").to_string();
    world.ok("CreatePolicyVersion", json!({"PolicyArn": policy, "PolicyDocument": listing}));
    assert!(!asks(), "a version that is not in force allows nothing");
    world.ok("SetDefaultPolicyVersion", json!({"PolicyArn": policy, "VersionId": "v2"}));
    assert!(asks());
}

#[test]
fn a_policy_in_use_or_with_versions_is_not_deleted() {
    let world = World::new();
    let policy = made(&world, "Readers");
    let delete = || world.iam("DeletePolicy", json!({"PolicyArn": policy}));
    let attached = "DeleteConflict: Cannot delete a policy attached to entities.";
    role_with(&world, "worker", &policy);
    assert_eq!(text(delete()), attached);
    world.ok("DetachRolePolicy", json!({"RoleName": "worker", "PolicyArn": policy}));
    world.ok("PutRolePermissionsBoundary", json!({"RoleName": "worker", "PermissionsBoundary": policy}));
    assert_eq!(text(delete()), attached);
    let shown = world.ok("GetPolicy", json!({"PolicyArn": policy}))["Policy"].clone();
    assert_eq!((&shown["AttachmentCount"], &shown["PermissionsBoundaryUsageCount"]), (&json!(0), &json!(1)));
    world.ok("DeleteRole", json!({"RoleName": "worker"}));

    world.ok("CreatePolicyVersion", json!({"PolicyArn": policy, "PolicyDocument": document()}));
    let versions = "DeleteConflict: This policy has more than one version. Before you delete a policy, you must delete \
                    the policy's versions. The default version is deleted with the policy.";
    assert_eq!(text(delete()), versions);
    world.ok("DeletePolicyVersion", json!({"PolicyArn": policy, "VersionId": "v2"}));
    assert!(delete().is_ok());
    let gone = format!("NoSuchEntity: Policy {policy} was not found.");
    refused(&world, "GetPolicy", json!({"PolicyArn": policy}), &gone);
}

#[test]
fn policies_of_aws_cannot_be_changed() {
    let world = World::new();
    let version = json!({"PolicyArn": ADMINISTRATOR, "VersionId": "v1"});
    let update = "AccessDenied: Cannot update policies outside your own account.";
    for (operation, parameters, error) in [
        (
            "DeletePolicy",
            json!({"PolicyArn": ADMINISTRATOR}),
            "AccessDenied: Cannot delete policies outside your own account.",
        ),
        (
            "DeletePolicyVersion",
            version.clone(),
            "AccessDenied: Cannot delete policy versions for policies outside your own account.",
        ),
        ("SetDefaultPolicyVersion", version, update),
        ("CreatePolicyVersion", json!({"PolicyArn": ADMINISTRATOR, "PolicyDocument": document()}), update),
        ("TagPolicy", json!({"PolicyArn": ADMINISTRATOR, "Tags": [{"Key": "a", "Value": ""}]}), update),
        ("UntagPolicy", json!({"PolicyArn": ADMINISTRATOR, "TagKeys": ["a"]}), update),
    ] {
        refused(&world, operation, parameters, error);
    }
}

#[test]
fn lists_of_policies_are_filtered_and_paged() {
    let world = World::new();
    for (name, path) in [("b", "/"), ("A", "/"), ("c", "/team/"), ("d", "/team/web/")] {
        world.ok("CreatePolicy", json!({"PolicyName": name, "Path": path, "PolicyDocument": document()}));
    }
    role_with(&world, "worker", &arn("b"));
    world.ok("PutRolePermissionsBoundary", json!({"RoleName": "worker", "PermissionsBoundary": arn("team/c")}));
    world.ok("AttachRolePolicy", json!({"RoleName": "worker", "PolicyArn": ADMINISTRATOR}));
    let list = |filter: Value| paged(&world, "ListPolicies", filter, &[("Policies", "PolicyName")]);
    assert_eq!(list(json!({"Scope": "Local"})), ["A", "b", "c", "d"]);
    assert_eq!(list(json!({"Scope": "Local", "PathPrefix": "/team/"})), ["c", "d"]);
    assert_eq!(list(json!({"OnlyAttached": true})), ["b", "AdministratorAccess"]);
    assert_eq!(list(json!({"OnlyAttached": true, "Scope": "AWS"})), ["AdministratorAccess"]);
    assert_eq!(list(json!({"PolicyUsageFilter": "PermissionsBoundary"})), ["c"]);
    assert_eq!(list(json!({"PolicyUsageFilter": "PermissionsPolicy", "Scope": "Local"})), ["b"]);
    let (all, aws) = (list(json!({})), list(json!({"Scope": "AWS"})));
    assert_eq!(all.len(), 4 + aws.len());
    assert_eq!(all[4..], aws);
    let whole = world.ok("ListPolicies", json!({}));
    assert_eq!((names(&whole, "Policies", "PolicyName"), &whole["IsTruncated"]), (all, &json!(false)));
    refused(&world, "ListPolicies", json!({"Marker": "?"}), "ValidationError: Invalid Marker.");
}

#[test]
fn the_entities_of_a_policy_are_filtered_and_paged() {
    let world = World::new();
    let policy = made(&world, "Readers");
    for (name, path) in [("anna", "/"), ("ben", "/team/")] {
        world.ok("CreateUser", json!({"UserName": name, "Path": path}));
        world.ok("AttachUserPolicy", json!({"UserName": name, "PolicyArn": policy}));
    }
    role_with(&world, "worker", &policy);
    world.ok("CreateRole", json!({"RoleName": "bounded", "Path": "/team/", "AssumeRolePolicyDocument": trust()}));
    for bounded in ["bounded", "worker"] {
        world.ok("PutRolePermissionsBoundary", json!({"RoleName": bounded, "PermissionsBoundary": policy}));
    }
    let list = |mut filter: Value| {
        filter["PolicyArn"] = policy.clone().into();
        let lists = [("PolicyUsers", "UserName"), ("PolicyRoles", "RoleName"), ("PolicyGroups", "GroupName")];
        let mut found = paged(&world, "ListEntitiesForPolicy", filter, &lists);
        found.sort_unstable();
        found
    };
    assert_eq!(list(json!({})), ["anna", "ben", "bounded", "worker"]);
    assert_eq!(list(json!({"EntityFilter": "User"})), ["anna", "ben"]);
    assert_eq!(list(json!({"EntityFilter": "Role"})), ["bounded", "worker"]);
    assert_eq!(list(json!({"EntityFilter": "Group"})), [""; 0]);
    assert_eq!(list(json!({"EntityFilter": "LocalManagedPolicy"})), [""; 0]);
    assert_eq!(list(json!({"PathPrefix": "/team/"})), ["ben", "bounded"]);
    assert_eq!(list(json!({"PolicyUsageFilter": "PermissionsPolicy"})), ["anna", "ben", "worker"]);
    assert_eq!(list(json!({"PolicyUsageFilter": "PermissionsBoundary"})), ["bounded", "worker"]);
    let both = world.ok("ListEntitiesForPolicy", json!({"PolicyArn": policy}));
    assert_eq!(both["PolicyGroups"], json!([]));
    assert!(both["PolicyUsers"][0]["UserId"].as_str().unwrap().starts_with("AIDA"));
}

#[test]
fn tags_are_set_replaced_removed_and_counted() {
    let world = World::with(Quotas { tags: 3, ..Quotas::default() });
    let policy = made(&world, "Readers");
    let tag = |tags: Value| world.iam("TagPolicy", json!({"PolicyArn": policy, "Tags": tags}));
    let shown = || world.ok("GetPolicy", json!({"PolicyArn": policy}))["Policy"]["Tags"].clone();
    tag(json!([{"Key": "a", "Value": "1"}, {"Key": "b", "Value": ""}])).unwrap();
    tag(json!([{"Key": "a", "Value": "2"}])).unwrap();
    assert_eq!(shown(), json!([{"Key": "a", "Value": "2"}, {"Key": "b", "Value": ""}]));
    let four = json!([{"Key": "c", "Value": ""}, {"Key": "d", "Value": ""}]);
    assert_eq!(text(tag(four)), "LimitExceeded: The number of tags has reached the maximum limit.");
    let twice = json!([{"Key": "c", "Value": "1"}, {"Key": "c", "Value": "2"}]);
    assert_eq!(text(tag(twice)), "InvalidInput: Duplicate tag keys found.");
    let reserved = "InvalidInput: Tag keys that start with aws: are reserved for system use.";
    assert_eq!(text(tag(json!([{"Key": "AWS:x", "Value": "1"}]))), reserved);
    let keys = paged(&world, "ListPolicyTags", json!({"PolicyArn": policy}), &[("Tags", "Key")]);
    assert_eq!(keys, ["a", "b"]);
    world.ok("UntagPolicy", json!({"PolicyArn": policy, "TagKeys": ["a", "never"]}));
    assert_eq!(shown(), json!([{"Key": "b", "Value": ""}]));
}

#[test]
fn the_arn_and_the_tags_of_the_policy_decide_who_may() {
    let world = World::new();
    let mine = when(allow("iam:*", "*"), json!({"StringEquals": {"aws:ResourceTag/team": "web"}}));
    let tagged = world.user("tagged", &[mine]);
    let named = world.user("named", &[allow("iam:GetPolicy", &arn("Readers"))]);
    let policy = made(&world, "Readers");
    let other = made(&world, "Others");
    let get = |keys, arn: &str| text(world.call(keys, Service::Iam, "GetPolicy", json!({"PolicyArn": arn})));
    let denied = |user: &str, arn: &str| {
        format!(
            "AccessDenied: User: arn:aws:iam::{ACCOUNT}:user/{user} is not authorized to perform: iam:GetPolicy on \
             resource: {arn} because no identity-based policy allows the iam:GetPolicy action"
        )
    };
    assert!(get(&named, &policy).starts_with("no error"));
    assert_eq!(get(&named, &other), denied("named", &other));
    assert_eq!(get(&named, &arn("Nothing")), denied("named", &arn("Nothing")), "what does not exist is not told");
    assert_eq!(get(&tagged, &policy), denied("tagged", &policy));
    world.ok("TagPolicy", json!({"PolicyArn": policy, "Tags": [{"Key": "team", "Value": "web"}]}));
    assert!(get(&tagged, &policy).starts_with("no error"));
}

#[test]
fn tags_at_creation_need_their_own_permission_and_can_be_demanded() {
    let world = World::new();
    let create = |keys, tags: Value| {
        let request = json!({"PolicyName": "p", "PolicyDocument": document(), "Tags": tags});
        text(world.call(keys, Service::Iam, "CreatePolicy", request))
    };
    let tags = json!([{"Key": "team", "Value": "web"}]);
    let maker = world.user("maker", &[allow("iam:CreatePolicy", "*")]);
    assert!(create(&maker, tags.clone()).contains("iam:TagPolicy"), "{}", create(&maker, tags.clone()));
    let condition = json!({"StringEquals": {"aws:RequestTag/team": "web"}});
    let team = world.user("team", &[when(allow("iam:*", "*"), condition), deny("iam:TagRole", "*")]);
    assert!(create(&team, json!([])).starts_with("AccessDenied"));
    assert!(create(&team, tags).starts_with("no error"));
}
