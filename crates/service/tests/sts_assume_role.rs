//! `sts:AssumeRole`: who gets a session, what it carries, and each way in which it is refused.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
#![expect(clippy::needless_pass_by_value, reason = "`json!` is written in place")]

mod support;

use rolecall_service::{Fault, Service};
use serde_json::{Value, json};
use support::{ACCOUNT, Keys, World, allow, deny, keys, text};

fn arn(role: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/{role}")
}

/// A role with the trust policy of one statement, to which `Action` `sts:*` family is given by the caller.
fn role(world: &World, name: &str, statement: Value) {
    let trust = json!({"Version": "2012-10-17", "Statement": statement}).to_string();
    world.ok("CreateRole", json!({"RoleName": name, "AssumeRolePolicyDocument": trust}));
}

/// A statement that lets a principal assume the role with everything.
fn admits(principal: Value) -> Value {
    let actions = json!(["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]);
    json!({"Effect": "Allow", "Principal": principal, "Action": actions})
}

fn with_condition(mut statement: Value, condition: Value) -> Value {
    statement["Condition"] = condition;
    statement
}

/// A user that may ask for every role.
fn asker(world: &World, name: &str) -> Keys {
    world.user(name, &[allow("sts:*", "*")])
}

fn assume(world: &World, caller: &Keys, role: &str, more: Value) -> Result<Value, Fault> {
    let mut request = json!({"RoleArn": arn(role), "RoleSessionName": "test"});
    request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    world.call(caller, Service::Sts, "AssumeRole", request)
}

fn assumed(world: &World, caller: &Keys, role: &str, more: Value) -> Keys {
    keys(&assume(world, caller, role, more).unwrap()["Credentials"])
}

fn refused(world: &World, caller: &Keys, role: &str, more: Value, error: &str) {
    assert_eq!(text(assume(world, caller, role, more)), error);
}

/// The refusal that says nothing about the role.
fn denied(caller: &str, action: &str, role: &str) -> String {
    let role = arn(role);
    format!("AccessDenied: User: {caller} is not authorized to perform: {action} on resource: {role}")
}

fn user_arn(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:user/{name}")
}

#[test]
fn the_answer_names_the_session() {
    let world = World::new();
    let anna = asker(&world, "anna");
    let trust = json!({"Version": "2012-10-17", "Statement": admits(json!({"AWS": ACCOUNT}))}).to_string();
    let request = json!({"RoleName": "Deep", "Path": "/a/b/", "AssumeRolePolicyDocument": trust});
    let id = world.ok("CreateRole", request)["Role"]["RoleId"].as_str().unwrap().to_owned();
    let answer = assume(&world, &anna, "a/b/Deep", json!({})).unwrap();
    let session = format!("arn:aws:sts::{ACCOUNT}:assumed-role/Deep/test");
    assert_eq!(answer["AssumedRoleUser"], json!({"Arn": session, "AssumedRoleId": format!("{id}:test")}));
    assert!(answer.get("PackedPolicySize").is_none() && answer.get("SourceIdentity").is_none(), "{answer}");
    let identity = world.call(&keys(&answer["Credentials"]), Service::Sts, "GetCallerIdentity", json!({})).unwrap();
    assert_eq!(identity, json!({"Account": ACCOUNT, "Arn": session, "UserId": format!("{id}:test")}));
    for other in ["Deep", "a/b/deep", "a/Deep"] {
        refused(&world, &anna, other, json!({}), &denied(&user_arn("anna"), "sts:AssumeRole", other));
    }
}

#[test]
fn the_trust_policy_admits_whom_it_names() {
    let world = World::new();
    let (anna, ben) = (asker(&world, "anna"), asker(&world, "ben"));
    let worker = world.session("worker", &[allow("sts:AssumeRole", "*")]);
    let session_arn = format!("arn:aws:sts::{ACCOUNT}:assumed-role/worker/test");
    let root = format!("arn:aws:iam::{ACCOUNT}:root");
    for (name, principal, admitted) in [
        ("account", json!({"AWS": ACCOUNT}), [true, true, true]),
        ("root", json!({"AWS": root}), [true, true, true]),
        ("everyone", json!({"AWS": "*"}), [true, true, true]),
        ("user", json!({"AWS": user_arn("anna")}), [true, false, false]),
        ("role", json!({"AWS": arn("worker")}), [false, false, true]),
        ("session", json!({"AWS": session_arn}), [false, false, true]),
        ("both", json!({"AWS": [user_arn("ben"), arn("worker")]}), [false, true, true]),
        ("service", json!({"Service": "ec2.amazonaws.com"}), [false, false, false]),
        ("stranger", json!({"AWS": "999999999999"}), [false, false, false]),
    ] {
        role(&world, name, admits(principal));
        for (caller, admitted) in [&anna, &ben, &worker].into_iter().zip(admitted) {
            assert_eq!(assume(&world, caller, name, json!({})).is_ok(), admitted, "{name}");
        }
    }
    let other = format!("arn:aws:sts::{ACCOUNT}:assumed-role/worker/other");
    role(&world, "other-session", admits(json!({"AWS": other})));
    let refusal = denied(&session_arn, "sts:AssumeRole", "other-session");
    refused(&world, &worker, "other-session", json!({}), &refusal);
}

#[test]
fn both_sides_must_agree_unless_the_trust_policy_names_the_caller() {
    let world = World::new();
    let nobody = world.user("nobody", &[]);
    role(&world, "by-account", admits(json!({"AWS": ACCOUNT})));
    role(&world, "by-name", admits(json!({"AWS": user_arn("nobody")})));
    let refusal = denied(&user_arn("nobody"), "sts:AssumeRole", "by-account");
    refused(&world, &nobody, "by-account", json!({}), &refusal);
    assert!(assume(&world, &nobody, "by-name", json!({})).is_ok());
    let forbidden = world.user("forbidden", &[allow("sts:*", "*"), deny("sts:AssumeRole", &arn("by-account"))]);
    assert!(text(assume(&world, &forbidden, "by-account", json!({}))).starts_with("AccessDenied: "));
    let statements = json!([
        admits(json!({"AWS": ACCOUNT})),
        {"Effect": "Deny", "Principal": {"AWS": user_arn("anna")}, "Action": "sts:AssumeRole"},
    ]);
    let anna = asker(&world, "anna");
    role(&world, "not-anna", statements);
    assert!(text(assume(&world, &anna, "not-anna", json!({}))).starts_with("AccessDenied: "));
    assert!(assume(&world, &asker(&world, "ben"), "not-anna", json!({})).is_ok());
}

#[test]
fn root_users_and_strange_arns_are_refused() {
    let world = World::new();
    role(&world, "any", admits(json!({"AWS": "*"})));
    let root = "AccessDenied: Roles may not be assumed by root accounts.";
    refused(&world, &world.root, "any", json!({}), root);
    let anna = asker(&world, "anna");
    for strange in [
        "this is certainly no ARN".to_owned(),
        user_arn("anna-the-user"),
        format!("arn:aws:iam:us-east-1:{ACCOUNT}:role/any"),
        "arn:aws:iam::aws:role/any/role".to_owned(),
        format!("arn:aws:iam::{ACCOUNT}:role/any/"),
    ] {
        let error = format!("ValidationError: {strange} is invalid");
        refused(&world, &anna, "any", json!({"RoleArn": strange}), &error);
    }
    let elsewhere = "arn:aws:iam::999999999999:role/any";
    let refusal = format!(
        "AccessDenied: User: {} is not authorized to perform: sts:AssumeRole on resource: {elsewhere}",
        user_arn("anna")
    );
    refused(&world, &anna, "any", json!({"RoleArn": elsewhere}), &refusal);
}

#[test]
fn an_external_id_that_is_demanded_must_be_given() {
    let world = World::new();
    let anna = asker(&world, "anna");
    let statement = admits(json!({"AWS": ACCOUNT}));
    role(&world, "guarded", with_condition(statement, json!({"StringEquals": {"sts:ExternalId": "secret-word"}})));
    let refusal = denied(&user_arn("anna"), "sts:AssumeRole", "guarded");
    refused(&world, &anna, "guarded", json!({}), &refusal);
    refused(&world, &anna, "guarded", json!({"ExternalId": "Secret-Word"}), &refusal);
    assert!(assume(&world, &anna, "guarded", json!({"ExternalId": "secret-word"})).is_ok());
}

#[test]
fn a_session_policy_narrows_and_never_widens() {
    let world = World::new();
    let anna = asker(&world, "anna");
    role(&world, "reader", admits(json!({"AWS": ACCOUNT})));
    let may = json!({
        "RoleName": "reader", "PolicyName": "p", "PolicyDocument": allow("iam:ListPolicies", "*").to_string(),
    });
    world.ok("PutRolePolicy", may);
    let can = |more: Value, operation: &str, parameters: Value| {
        let session = assumed(&world, &anna, "reader", more);
        text(world.call(&session, Service::Iam, operation, parameters))
    };
    let lists = |more: Value| can(more, "ListPolicies", json!({}));
    assert!(lists(json!({})).starts_with("no error"));
    assert!(lists(json!({"Policy": allow("iam:*", "*").to_string()})).starts_with("no error"));
    let narrowed = lists(json!({"Policy": allow("s3:*", "*").to_string()}));
    let session = format!("arn:aws:sts::{ACCOUNT}:assumed-role/reader/test");
    let refusal = format!(
        "AccessDenied: User: {session} is not authorized to perform: iam:ListPolicies on resource: * because no \
         session policy allows the iam:ListPolicies action"
    );
    assert_eq!(narrowed, refusal);
    let widened = can(json!({"Policy": allow("iam:*", "*").to_string()}), "GetRole", json!({"RoleName": "reader"}));
    assert!(widened.ends_with("because no identity-based policy allows the iam:GetRole action"), "{widened}");

    let managed = |arn: &str| json!({"PolicyArns": [{"arn": arn}]});
    assert!(lists(managed("arn:aws:iam::aws:policy/AdministratorAccess")).starts_with("no error"));
    let document = allow("s3:*", "*").to_string();
    let own = world.ok("CreatePolicy", json!({"PolicyName": "s3", "PolicyDocument": document}))["Policy"].clone();
    let own = own["Arn"].as_str().unwrap();
    assert_eq!(lists(managed(own)), refusal);
    let session = assumed(&world, &anna, "reader", managed(own));
    world.ok("DeletePolicy", json!({"PolicyArn": own}));
    let after = text(world.call(&session, Service::Iam, "ListPolicies", json!({})));
    assert!(after.starts_with("AccessDenied: "), "a limit that is gone must not be no limit: {after}");
}

#[test]
fn session_policies_that_cannot_be_are_refused() {
    let world = World::new();
    let anna = asker(&world, "anna");
    role(&world, "any", admits(json!({"AWS": ACCOUNT})));
    for (policy, reason) in [
        ("{", "Syntax errors in policy."),
        (r#"{"Statement":[]}"#, "Syntax errors in policy."),
        (
            r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}"#,
            "Policy document should not specify a principal.",
        ),
    ] {
        refused(&world, &anna, "any", json!({"Policy": policy}), &format!("MalformedPolicyDocument: {reason}"));
    }
    for missing in ["arn:aws:iam::aws:policy/NoSuchPolicy", "arn:aws:iam::999999999999:policy/foreign"] {
        let error = format!("ValidationError: ARN {missing} is not valid.");
        refused(&world, &anna, "any", json!({"PolicyArns": [{"arn": missing}]}), &error);
    }
    refused(&world, &anna, "any", json!({"PolicyArns": [{}]}), "ValidationError: ARN  is not valid.");
    let eleven: Vec<Value> = (0..11).map(|_| json!({"arn": "arn:aws:iam::aws:policy/AdministratorAccess"})).collect();
    let many = "InvalidParameterValue: The number of managed session policies exceeds the limit of 10.";
    refused(&world, &anna, "any", json!({"PolicyArns": eleven}), many);
}

#[test]
fn what_a_session_carries_must_fit() {
    let world = World::new();
    let anna = asker(&world, "anna");
    role(&world, "any", admits(json!({"AWS": ACCOUNT})));
    let small = assume(&world, &anna, "any", json!({"Policy": allow("*", "*").to_string()})).unwrap();
    let size = small["PackedPolicySize"].as_i64().unwrap();
    assert!((1..=10).contains(&size), "{size}");
    // Nothing in it repeats, so that nothing of it can be packed away.
    let mut seed = 1_u64;
    let mut noise = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        format!("arn:aws:s3:::{seed:016x}{:016x}", seed.rotate_left(17).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    };
    let resources: Vec<String> = (0..150).map(|_| noise()).collect();
    let statement = json!({"Effect": "Allow", "Action": "s3:*", "Resource": resources});
    let large = json!({"Version": "2012-10-17", "Statement": statement}).to_string();
    let answer = text(assume(&world, &anna, "any", json!({"Policy": large})));
    let percent = answer.strip_prefix("PackedPolicyTooLarge: Packed policy consumes ").unwrap();
    let percent = percent.strip_suffix("% of allotted space, please use smaller policy.").unwrap();
    assert!(percent.parse::<u32>().unwrap() > 100, "{answer}");
}

#[test]
fn durations_are_bounded_by_the_role_and_by_chaining() {
    let world = World::new();
    let anna = asker(&world, "anna");
    role(&world, "short", admits(json!({"AWS": ACCOUNT})));
    role(&world, "long", admits(json!({"AWS": ACCOUNT})));
    world.ok("UpdateRole", json!({"RoleName": "long", "MaxSessionDuration": 43_200}));
    let lasts = |keys: &Keys, seconds: i64| {
        world.clock.advance(seconds - 1);
        let before = world.call(keys, Service::Sts, "GetCallerIdentity", json!({})).is_ok();
        world.clock.advance(1);
        before && world.call(keys, Service::Sts, "GetCallerIdentity", json!({})).is_err()
    };
    assert!(lasts(&assumed(&world, &anna, "short", json!({})), 3600));
    assert!(lasts(&assumed(&world, &anna, "short", json!({"DurationSeconds": 900})), 900));
    assert!(lasts(&assumed(&world, &anna, "long", json!({"DurationSeconds": 43_200})), 43_200));
    let role_max = "ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
    refused(&world, &anna, "short", json!({"DurationSeconds": 3601}), role_max);

    let worker = world.session("worker", &[allow("sts:AssumeRole", "*")]);
    assert!(assume(&world, &worker, "long", json!({"DurationSeconds": 3600})).is_ok());
    let chained = "ValidationError: The requested DurationSeconds exceeds the 1 hour session limit for roles assumed \
                   by role chaining.";
    refused(&world, &worker, "long", json!({"DurationSeconds": 3601}), chained);
}

#[test]
fn session_tags_speak_in_policies_and_transitive_ones_are_handed_on() {
    let world = World::new();
    let anna = asker(&world, "anna");
    role(&world, "first", admits(json!({"AWS": ACCOUNT})));
    let tagged = json!({"StringEquals": {"aws:PrincipalTag/team": "web"}});
    role(&world, "second", with_condition(admits(json!({"AWS": ACCOUNT})), tagged.clone()));
    role(&world, "third", with_condition(admits(json!({"AWS": ACCOUNT})), tagged));
    for name in ["first", "second"] {
        let may = allow("sts:*", "*").to_string();
        world.ok("PutRolePolicy", json!({"RoleName": name, "PolicyName": "p", "PolicyDocument": may}));
    }
    let tags = json!([{"Key": "team", "Value": "web"}]);
    let kept = assumed(&world, &anna, "first", json!({"Tags": tags}));
    let handed_on = assumed(&world, &anna, "first", json!({"Tags": tags, "TransitiveTagKeys": ["team"]}));
    assert!(assume(&world, &assumed(&world, &anna, "first", json!({})), "second", json!({})).is_err());
    let second = assumed(&world, &kept, "second", json!({}));
    assert!(assume(&world, &second, "third", json!({})).is_err(), "the tag was not handed on");
    let second = assumed(&world, &handed_on, "second", json!({}));
    assert!(assume(&world, &second, "third", json!({})).is_ok());
    let conflict = "InvalidParameterValue: One of the specified transitive tag keys can't be set because it conflicts \
                    with a transitive tag key from the calling session.";
    refused(&world, &handed_on, "second", json!({"Tags": [{"Key": "TEAM", "Value": "other"}]}), conflict);
}

#[test]
fn session_tags_have_rules_and_need_permission() {
    let world = World::new();
    let anna = asker(&world, "anna");
    role(&world, "any", admits(json!({"AWS": ACCOUNT})));
    let statement = json!({"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"});
    role(&world, "untagged", statement);
    let tags = json!([{"Key": "team", "Value": "web"}]);
    let refusal = denied(&user_arn("anna"), "sts:TagSession", "untagged");
    refused(&world, &anna, "untagged", json!({"Tags": tags}), &refusal);
    let missing = "InvalidParameterValue: The specified transitive tag key must be included in the requested tags.";
    refused(&world, &anna, "any", json!({"Tags": tags, "TransitiveTagKeys": ["other"]}), missing);
    let twice = json!([{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}]);
    let duplicate = "InvalidParameterValue: Duplicate tag keys found. Please note that Tag keys are case insensitive.";
    refused(&world, &anna, "any", json!({"Tags": twice}), duplicate);
    let reserved = "InvalidParameterValue: Tag keys that start with aws: are reserved for system use.";
    refused(&world, &anna, "any", json!({"Tags": [{"Key": "aws:x", "Value": ""}]}), reserved);
    let demanded = json!({"StringEquals": {"aws:RequestTag/team": "web"}});
    role(&world, "demanding", with_condition(admits(json!({"AWS": ACCOUNT})), demanded));
    assert!(assume(&world, &anna, "demanding", json!({})).is_err());
    assert!(assume(&world, &anna, "demanding", json!({"Tags": tags})).is_ok());
}

#[test]
fn a_source_identity_stays_for_good() {
    let world = World::new();
    let anna = asker(&world, "anna");
    for name in ["first", "second"] {
        role(&world, name, admits(json!({"AWS": ACCOUNT})));
        let may = allow("sts:*", "*").to_string();
        world.ok("PutRolePolicy", json!({"RoleName": name, "PolicyName": "p", "PolicyDocument": may}));
    }
    let answer = assume(&world, &anna, "first", json!({"SourceIdentity": "anna@example"})).unwrap();
    assert_eq!(answer["SourceIdentity"], "anna@example");
    let session = keys(&answer["Credentials"]);
    let chained = assume(&world, &session, "second", json!({})).unwrap();
    assert_eq!(chained["SourceIdentity"], "anna@example");
    assert!(assume(&world, &session, "second", json!({"SourceIdentity": "anna@example"})).is_ok());
    let set = "ValidationError: The source identity is already set for this assume role session";
    refused(&world, &session, "second", json!({"SourceIdentity": "somebody"}), set);
    let reserved = "ValidationError: 1 validation error detected: Value 'aws:x' at 'sourceIdentity' failed to satisfy \
                    constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*";
    refused(&world, &anna, "first", json!({"SourceIdentity": "aws:x"}), reserved);

    let statement = json!({"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"});
    role(&world, "silent", statement);
    let refusal = denied(&user_arn("anna"), "sts:SetSourceIdentity", "silent");
    refused(&world, &anna, "silent", json!({"SourceIdentity": "anna"}), &refusal);
    let first = format!("arn:aws:sts::{ACCOUNT}:assumed-role/first/test");
    refused(&world, &session, "silent", json!({}), &denied(&first, "sts:SetSourceIdentity", "silent"));
}

#[test]
fn what_cannot_be_verified_is_refused() {
    let world = World::new();
    let anna = asker(&world, "anna");
    role(&world, "any", admits(json!({"AWS": ACCOUNT})));
    let device = "AccessDenied: MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your \
                  MFA serial number is valid and associated with this user.";
    refused(&world, &anna, "any", json!({"TokenCode": "123456"}), device);
    refused(&world, &anna, "any", json!({"SerialNumber": "GAHT12345678", "TokenCode": "123456"}), device);
    let contexts =
        json!([{"ProviderArn": "arn:aws:iam::aws:contextProvider/IdentityCenter", "ContextAssertion": "abcd"}]);
    let refusal = denied(&user_arn("anna"), "sts:SetContext", "any");
    refused(&world, &anna, "any", json!({"ProvidedContexts": contexts}), &refusal);
}

#[test]
fn a_role_made_again_is_another_role() {
    let world = World::new();
    let anna = asker(&world, "anna");
    role(&world, "target", admits(json!({"AWS": ACCOUNT})));
    role(&world, "gate", admits(json!({"AWS": arn("target")})));
    let session = assumed(&world, &anna, "target", json!({}));
    assert!(assume(&world, &session, "gate", json!({})).is_ok());
    let identity = |keys: &Keys| text(world.call(keys, Service::Sts, "GetCallerIdentity", json!({})));
    let invalid = "InvalidClientTokenId: The security token included in the request is invalid.";
    world.ok("DeleteRole", json!({"RoleName": "target"}));
    assert_eq!(identity(&session), invalid);
    role(&world, "target", admits(json!({"AWS": ACCOUNT})));
    assert_eq!(identity(&session), invalid);
    let new = assumed(&world, &anna, "target", json!({}));
    let new_arn = format!("arn:aws:sts::{ACCOUNT}:assumed-role/target/test");
    refused(&world, &new, "gate", json!({}), &denied(&new_arn, "sts:AssumeRole", "gate"));
}

#[test]
fn a_user_made_again_is_another_user() {
    let world = World::new();
    asker(&world, "anna");
    role(&world, "gate", admits(json!({"AWS": user_arn("anna")})));
    let key = world.ok("ListAccessKeys", json!({"UserName": "anna"}))["AccessKeyMetadata"][0]["AccessKeyId"].clone();
    world.ok("DeleteAccessKey", json!({"UserName": "anna", "AccessKeyId": key}));
    world.ok("DeleteUserPolicy", json!({"UserName": "anna", "PolicyName": "p0"}));
    world.ok("DeleteUser", json!({"UserName": "anna"}));
    let anna = asker(&world, "anna");
    refused(&world, &anna, "gate", json!({}), &denied(&user_arn("anna"), "sts:AssumeRole", "gate"));
}

#[test]
fn the_trail_shows_the_session_and_not_its_secret() {
    let world = World::new();
    let anna = asker(&world, "anna");
    role(&world, "any", admits(json!({"AWS": ACCOUNT})));
    let answer = assume(&world, &anna, "any", json!({"ExternalId": "word"})).unwrap();
    let record = world.last_record();
    assert_eq!(record["readOnly"], true);
    assert_eq!(record["requestParameters"]["roleArn"], arn("any"));
    let credentials = &record["responseElements"]["credentials"];
    assert_eq!(credentials["accessKeyId"], answer["Credentials"]["AccessKeyId"]);
    assert!(credentials.get("secretAccessKey").is_none());
    let secret = answer["Credentials"]["SecretAccessKey"].as_str().unwrap();
    assert!(!world.trail.lines().concat().contains(secret));
}
