//! Credentials for workloads: whom a trust policy lets have them, and what they are worth.

mod support;

use rolecall_model::{Clock as _, WorkloadArn};
use rolecall_service::Service;
use rolecall_service::rolecall::WorkloadRole;
use rolecall_service::token::RoleDelivery;
use serde_json::{Value, json};
use support::{ACCOUNT, FUNCTION, INSTANCE, TASK, World, allow, keys, text, when};

const EC2: &str = "ec2.amazonaws.com";
const ISSUE: &str = "IssueWorkloadCredentials";

fn instance(condition: Value) -> World {
    let world = World::new();
    world.service_role("web", EC2, condition);
    world.profile_of("p", "web");
    world.done("RegisterWorkload", json!({"WorkloadArn": INSTANCE, "InstanceProfileName": "p"}));
    world
}

fn issue(world: &World, arn: &str) -> Result<Value, rolecall_service::Fault> {
    world.rolecall(ISSUE, json!({"WorkloadArn": arn}))
}

#[test]
fn an_instance_gets_a_session_of_the_role_in_its_profile() {
    let world = instance(Value::Null);
    let issued = issue(&world, INSTANCE).unwrap();
    let id = world.ok("GetInstanceProfile", json!({"InstanceProfileName": "p"}))["InstanceProfile"].clone();
    assert_eq!(issued["RoleArn"], format!("arn:aws:iam::{ACCOUNT}:role/web"));
    assert_eq!((&issued["AccountId"], &issued["SessionName"]), (&json!(ACCOUNT), &json!("i-0123456789abcdef0")));
    assert_eq!(issued["InstanceProfileArn"], id["Arn"]);
    assert_eq!(issued["InstanceProfileId"], id["InstanceProfileId"]);
    assert_eq!(issued["Credentials"]["Expiration"], "2027-01-15T14:00:00Z", "six hours");
    let who = world.call(&keys(&issued["Credentials"]), Service::Sts, "GetCallerIdentity", json!({})).unwrap();
    assert_eq!(who["Arn"], format!("arn:aws:sts::{ACCOUNT}:assumed-role/web/i-0123456789abcdef0"));
}

#[test]
fn the_service_and_the_call_are_both_recorded() {
    let world = instance(Value::Null);
    let issued = issue(&world, INSTANCE).unwrap();
    let lines = world.trail.lines();
    let [assumed, called] = [2, 1].map(|back| serde_json::from_str::<Value>(&lines[lines.len() - back]).unwrap());
    assert_eq!(assumed["userIdentity"], json!({"type": "AWSService", "invokedBy": EC2}));
    for member in ["sourceIPAddress", "userAgent"] {
        assert_eq!(assumed[member], EC2);
    }
    assert_eq!((&assumed["eventSource"], &assumed["eventName"]), (&json!("sts.amazonaws.com"), &json!("AssumeRole")));
    assert_eq!(
        assumed["requestParameters"],
        json!({"roleArn": issued["RoleArn"], "roleSessionName": "i-0123456789abcdef0", "durationSeconds": 21600})
    );
    let key = &issued["Credentials"]["AccessKeyId"];
    assert_eq!(&assumed["responseElements"]["credentials"]["accessKeyId"], key);
    assert_eq!((&called["eventSource"], &called["eventName"]), (&json!("rolecall"), &json!(ISSUE)));
    assert_eq!(&called["responseElements"]["credentials"]["accessKeyId"], key);
    assert_eq!(called["requestID"], assumed["requestID"]);
    assert_ne!(called["eventID"], assumed["eventID"]);
    let secret = issued["Credentials"]["SecretAccessKey"].as_str().unwrap();
    assert!(!lines.iter().any(|line| line.contains(secret)));
}

#[test]
fn the_trust_policy_decides() {
    let equals = |key: &str, value: &str| json!({"StringEquals": {key: value}});
    let like = |value: &str| json!({"ArnLike": {"aws:SourceArn": value}});
    for (condition, admitted) in [
        (Value::Null, true),
        (equals("aws:SourceArn", INSTANCE), true),
        (equals("aws:SourceAccount", ACCOUNT), true),
        (like("arn:aws:ec2:*:*:instance/*"), true),
        (json!({"Bool": {"aws:PrincipalIsAWSService": "true", "aws:SecureTransport": "true"}}), true),
        (equals("aws:PrincipalServiceName", EC2), true),
        (json!({"ForAnyValue:StringEquals": {"aws:PrincipalServiceNamesList": EC2}}), true),
        (equals("sts:RoleSessionName", "i-0123456789abcdef0"), true),
        (json!({"Null": {"aws:SourceIp": "true", "aws:PrincipalArn": "true", "aws:PrincipalType": "true"}}), true),
        (equals("aws:SourceArn", TASK), false),
        (like("arn:aws:ec2:*:*:instance/i-9*"), false),
        (equals("aws:SourceAccount", "210987654321"), false),
        (equals("aws:PrincipalServiceName", "lambda.amazonaws.com"), false),
        (equals("aws:PrincipalAccount", ACCOUNT), false),
        (json!({"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}), false),
    ] {
        let world = instance(condition.clone());
        let answer = text(issue(&world, INSTANCE));
        let refused = format!(
            "AccessDeniedException: User: {EC2} is not authorized to perform: sts:AssumeRole on resource: \
             arn:aws:iam::{ACCOUNT}:role/web"
        );
        assert_eq!(answer.starts_with("no error"), admitted, "{condition}: {answer}");
        assert_eq!(answer == refused, !admitted, "{condition}: {answer}");
    }
}

#[test]
fn a_role_that_trusts_another_service_or_nobody_is_not_handed_out() {
    let world = World::new();
    for (name, principal) in
        [("other", json!({"Service": "lambda.amazonaws.com"})), ("account", json!({"AWS": ACCOUNT}))]
    {
        world.ok("CreateRole", json!({"RoleName": name, "AssumeRolePolicyDocument": trusting(&principal)}));
        let arn = format!("arn:aws:ec2:us-east-1:{ACCOUNT}:instance/i-{name}");
        world.done("RegisterWorkload", json!({"WorkloadArn": arn, "RoleName": name}));
        let answer = text(issue(&world, &arn));
        assert!(answer.starts_with("AccessDeniedException: User: ec2.amazonaws.com"), "{name}: {answer}");
        let record: Value = serde_json::from_str(world.trail.lines().iter().rev().nth(1).unwrap()).unwrap();
        assert_eq!(
            (&record["errorCode"], &record["userIdentity"]["type"]),
            (&json!("AccessDenied"), &json!("AWSService"))
        );
        assert_eq!(record["requestParameters"], Value::Null);
    }
}

#[test]
fn a_role_that_trusts_everyone_trusts_services_too() {
    let world = World::new();
    world.ok("CreateRole", json!({"RoleName": "r", "AssumeRolePolicyDocument": trusting(&json!({"AWS": "*"}))}));
    world.done("RegisterWorkload", json!({"WorkloadArn": INSTANCE, "RoleName": "r"}));
    assert!(issue(&world, INSTANCE).is_ok());
}

fn trusting(principal: &Value) -> String {
    let statement = json!({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal});
    json!({"Version": "2012-10-17", "Statement": statement}).to_string()
}

#[test]
fn people_need_permission_and_the_trust_policy_both() {
    let world = instance(Value::Null);
    let action = "rolecall:IssueWorkloadCredentials";
    let one = world.user("one", &[allow(action, INSTANCE)]);
    let none = world.user("none", &[allow(action, TASK), allow("sts:AssumeRole", "*")]);
    let call = |keys| text(world.call(keys, Service::Rolecall, ISSUE, json!({"WorkloadArn": INSTANCE})));
    assert!(call(&one).starts_with("no error"));
    assert!(call(&none).starts_with("AccessDeniedException"), "{}", call(&none));
}

#[test]
fn a_role_counts_as_it_is_now() {
    let world = instance(Value::Null);
    let missing = format!("ResourceNotFoundException: The workload {INSTANCE} has no such role now.");
    let both = json!({"InstanceProfileName": "p", "RoleName": "web"});
    world.ok("RemoveRoleFromInstanceProfile", both.clone());
    assert_eq!(text(issue(&world, INSTANCE)), missing);
    world.ok("AddRoleToInstanceProfile", both);
    assert!(issue(&world, INSTANCE).is_ok());

    world.service_role("next", EC2, Value::Null);
    world.done("SwapWorkloadRole", json!({"WorkloadArn": INSTANCE, "RoleName": "next"}));
    assert_eq!(issue(&world, INSTANCE).unwrap()["RoleArn"], format!("arn:aws:iam::{ACCOUNT}:role/next"));
    world.ok("DeleteRole", json!({"RoleName": "next"}));
    world.service_role("next", EC2, Value::Null);
    assert_eq!(text(issue(&world, INSTANCE)), missing, "a role of the same name is another role");
}

#[test]
fn the_roles_of_a_task_are_apart() {
    let world = World::new();
    for name in ["run", "start"] {
        world.service_role(name, "ecs-tasks.amazonaws.com", Value::Null);
    }
    world.done("RegisterWorkload", json!({"WorkloadArn": TASK, "RoleName": "run"}));
    let arn = |purpose: &str| world.rolecall(ISSUE, json!({"WorkloadArn": TASK, "Purpose": purpose}));
    assert_eq!(arn("Role").unwrap()["RoleArn"], format!("arn:aws:iam::{ACCOUNT}:role/run"));
    assert!(text(arn("Execution")).starts_with("ResourceNotFoundException"));
    world.done("SwapWorkloadRole", json!({"WorkloadArn": TASK, "ExecutionRoleName": "start"}));
    assert_eq!(arn("Execution").unwrap()["RoleArn"], format!("arn:aws:iam::{ACCOUNT}:role/start"));
}

#[test]
fn sessions_say_where_they_were_delivered() {
    let world = instance(Value::Null);
    world.service_role("resize", "lambda.amazonaws.com", Value::Null);
    world.done("RegisterWorkload", json!({"WorkloadArn": FUNCTION, "RoleName": "resize"}));
    let equals = |key: &str, value: &str| when(allow("iam:ListRoles", "*"), json!({"StringEquals": {key: value}}));
    let newest = when(allow("iam:ListUsers", "*"), json!({"NumericEquals": {"ec2:RoleDelivery": "2.0"}}));
    for (role, name, policy) in [
        ("web", "a", equals("ec2:SourceInstanceArn", INSTANCE)),
        ("web", "b", newest),
        ("resize", "a", equals("lambda:SourceFunctionArn", FUNCTION)),
    ] {
        world.ok("PutRolePolicy", json!({"RoleName": role, "PolicyName": name, "PolicyDocument": policy.to_string()}));
    }
    let permitted = |credentials: &Value, operation: &str| {
        world.call(&keys(&credentials["Credentials"]), Service::Iam, operation, json!({})).is_ok()
    };
    let by = |version: &str| world.rolecall(ISSUE, json!({"WorkloadArn": INSTANCE, "RoleDelivery": version})).unwrap();
    assert!(permitted(&by("2.0"), "ListRoles") && permitted(&by("2.0"), "ListUsers"));
    assert_eq!(world.last_record()["userIdentity"]["sessionContext"]["ec2RoleDelivery"], "2.0");
    assert!(permitted(&by("1.0"), "ListRoles") && !permitted(&by("1.0"), "ListUsers"));
    assert!(permitted(&issue(&world, FUNCTION).unwrap(), "ListRoles"));
    let answer = text(world.rolecall(ISSUE, json!({"WorkloadArn": FUNCTION, "RoleDelivery": "2.0"})));
    assert!(answer.starts_with("InvalidInputException"), "{answer}");
}

#[test]
fn services_are_not_bound_to_the_longest_session_of_a_role() {
    let world = instance(Value::Null);
    let issued = world.rolecall(ISSUE, json!({"WorkloadArn": INSTANCE, "DurationSeconds": 43200})).unwrap();
    assert_eq!(issued["Credentials"]["Expiration"], "2027-01-15T20:00:00Z");
}

#[test]
fn a_server_issues_for_workloads_of_its_own() {
    let world = instance(json!({"StringEquals": {"aws:SourceArn": INSTANCE}}));
    let arn: WorkloadArn = INSTANCE.parse().unwrap();
    let ask = |arn: &WorkloadArn, wanted| world.server.issue_for_workload(arn, wanted, RoleDelivery::V2, Some(900));
    let issued = ask(&arn, WorkloadRole::InstanceProfile("p")).unwrap();
    assert_eq!(issued.session_name.as_str(), "i-0123456789abcdef0");
    assert_eq!(issued.expiration, world.clock.now().plus(900));
    assert!(issued.instance_profile.is_some());
    assert!(!format!("{issued:?}").contains(issued.secret_access_key.expose()));
    assert_eq!(world.last_record()["userIdentity"], json!({"type": "AWSService", "invokedBy": EC2}));
    assert!(ask(&arn, WorkloadRole::Role("web")).unwrap().instance_profile.is_none());

    let other: WorkloadArn = INSTANCE.replace("i-0", "i-1").parse().unwrap();
    let foreign: WorkloadArn = INSTANCE.replace(ACCOUNT, "210987654321").parse().unwrap();
    for (arn, wanted, code) in [
        (&other, WorkloadRole::InstanceProfile("p"), "AccessDeniedException"),
        (&TASK.parse().unwrap(), WorkloadRole::Role("web"), "AccessDeniedException"),
        (&arn, WorkloadRole::InstanceProfile("none"), "ResourceNotFoundException"),
        (&arn, WorkloadRole::Role("none"), "ResourceNotFoundException"),
        (&foreign, WorkloadRole::Role("web"), "InvalidInputException"),
    ] {
        assert_eq!(ask(arn, wanted).unwrap_err().code.wire, code, "{arn} {wanted:?}");
    }
}
