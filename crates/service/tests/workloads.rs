//! Workloads and the roles that are handed to them.

mod support;

use rolecall_service::{Quotas, Service};
use serde_json::{Value, json};
use support::{ACCOUNT, FUNCTION, INSTANCE, TASK, World, allow, text, when};

const EC2: &str = "ec2.amazonaws.com";
const ECS: &str = "ecs-tasks.amazonaws.com";

fn world() -> World {
    let world = World::with(Quotas { workloads: 3, ..Quotas::default() });
    world.service_role("web", EC2, Value::Null);
    world.service_role("db", EC2, Value::Null);
    world.service_role("app", ECS, Value::Null);
    world.profile_of("p", "web");
    world
}

fn role(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/{name}")
}

#[test]
fn a_workload_is_registered_shown_swapped_and_removed() {
    let world = world();
    let tags = json!([{"Key": "k", "Value": "v"}]);
    let registered = world.done(
        "RegisterWorkload",
        json!({"WorkloadArn": INSTANCE, "InstanceProfileName": "P", "Tags": tags}),
    )["Workload"]
        .clone();
    let mut expected = json!({
        "WorkloadArn": INSTANCE, "Kind": "Instance", "ServicePrincipal": EC2, "RoleArn": role("web"),
        "InstanceProfileArn": format!("arn:aws:iam::{ACCOUNT}:instance-profile/p"),
        "RegisteredDate": "2027-01-15T08:00:00Z", "RoleSince": "2027-01-15T08:00:00Z", "Tags": tags,
    });
    assert_eq!(registered, expected);
    assert_eq!(world.done("DescribeWorkload", json!({"WorkloadArn": INSTANCE}))["Workload"], expected);

    world.clock.advance(60);
    let swapped =
        world.done("SwapWorkloadRole", json!({"WorkloadArn": INSTANCE, "RoleName": "db"}))["Workload"].clone();
    expected.as_object_mut().unwrap().remove("InstanceProfileArn");
    expected["RoleArn"] = role("db").into();
    expected["RoleSince"] = "2027-01-15T08:01:00Z".into();
    assert_eq!(swapped, expected);
    assert_eq!(world.done("ListWorkloads", json!({}))["Workloads"], json!([expected]));

    world.done("DeregisterWorkload", json!({"WorkloadArn": INSTANCE}));
    assert_eq!(world.done("ListWorkloads", json!({}))["Workloads"], json!([]));
    for operation in ["DescribeWorkload", "DeregisterWorkload", "IssueWorkloadCredentials"] {
        let answer = text(world.rolecall(operation, json!({"WorkloadArn": INSTANCE})));
        assert_eq!(answer, format!("ResourceNotFoundException: The workload {INSTANCE} is not registered."));
    }
}

#[test]
fn a_task_has_two_roles() {
    let world = world();
    let task = |more: Value| {
        let mut parameters = more;
        parameters["WorkloadArn"] = TASK.into();
        parameters
    };
    let made = world.done("RegisterWorkload", task(json!({"ExecutionRoleName": "app"})))["Workload"].clone();
    assert_eq!((&made["ExecutionRoleArn"], made.get("RoleArn")), (&json!(role("app")), None));
    let swapped = world.done("SwapWorkloadRole", task(json!({"RoleName": "web"})))["Workload"].clone();
    assert_eq!((&swapped["ExecutionRoleArn"], &swapped["RoleArn"]), (&json!(role("app")), &json!(role("web"))));
}

#[test]
fn what_makes_no_sense_is_refused() {
    let world = world();
    let long = json!([{"Key": "aws:x", "Value": ""}]);
    let double = json!([{"Key": "a", "Value": ""}, {"Key": "A", "Value": ""}]);
    for (parameters, expected) in [
        (json!({"WorkloadArn": INSTANCE}), "InvalidInputException: A role must be named."),
        (
            json!({"WorkloadArn": INSTANCE, "RoleName": "web", "InstanceProfileName": "p"}),
            "InvalidInputException: RoleName and InstanceProfileName cannot be used together.",
        ),
        (
            json!({"WorkloadArn": TASK, "InstanceProfileName": "p"}),
            "InvalidInputException: Only instances have instance profiles.",
        ),
        (
            json!({"WorkloadArn": FUNCTION, "ExecutionRoleName": "web"}),
            "InvalidInputException: Only tasks have execution roles.",
        ),
        (
            json!({"WorkloadArn": INSTANCE, "RoleName": "none"}),
            "ResourceNotFoundException: The role with name none cannot be found.",
        ),
        (
            json!({"WorkloadArn": INSTANCE, "InstanceProfileName": "none"}),
            "ResourceNotFoundException: Instance Profile none cannot be found.",
        ),
        (
            json!({"WorkloadArn": INSTANCE, "RoleName": "web", "HostId": "RCHIAAAAAAAAAAAAAAAA"}),
            "ResourceNotFoundException: There is no host with the id RCHIAAAAAAAAAAAAAAAA.",
        ),
        (
            json!({"WorkloadArn": INSTANCE, "RoleName": "web", "Tags": long}),
            "InvalidInputException: Tag keys that start with aws: are reserved for system use.",
        ),
        (
            json!({"WorkloadArn": INSTANCE, "RoleName": "web", "Tags": double}),
            "InvalidInputException: Tag keys must be unique, without regard to case.",
        ),
    ] {
        assert_eq!(text(world.rolecall("RegisterWorkload", parameters.clone())), expected, "{parameters}");
    }
    let register = |number: u8| {
        let arn = format!("arn:aws:lambda:us-east-1:{ACCOUNT}:function:f{number}");
        text(world.rolecall("RegisterWorkload", json!({"WorkloadArn": arn, "RoleName": "web"})))
    };
    for number in 0..3 {
        assert!(register(number).starts_with("no error"), "{}", register(number));
    }
    assert!(register(1).starts_with("ConflictException: "), "{}", register(1));
    assert_eq!(register(3), "ServiceQuotaExceededException: An account can have at most 3 workloads.");
}

#[test]
fn a_workload_of_another_account_is_out_of_reach() {
    let world = world();
    let foreign = INSTANCE.replace(ACCOUNT, "210987654321");
    for operation in ["RegisterWorkload", "SwapWorkloadRole", "DescribeWorkload", "IssueWorkloadCredentials"] {
        let answer = text(world.rolecall(operation, json!({"WorkloadArn": foreign})));
        assert!(answer.starts_with("AccessDeniedException: "), "{operation}: {answer}");
    }
}

#[test]
fn pages_hold_every_workload_once() {
    let world = World::new();
    world.service_role("f", "lambda.amazonaws.com", Value::Null);
    let arns: Vec<_> = (0..5).map(|at| format!("arn:aws:lambda:us-east-1:{ACCOUNT}:function:f{at}")).collect();
    for arn in &arns {
        world.done("RegisterWorkload", json!({"WorkloadArn": arn, "RoleName": "f"}));
    }
    let (mut seen, mut token) = (Vec::new(), Value::Null);
    loop {
        let mut parameters = json!({"MaxResults": 2});
        if !token.is_null() {
            parameters["NextToken"] = token;
        }
        let page = world.done("ListWorkloads", parameters);
        seen.extend(
            page["Workloads"].as_array().unwrap().iter().map(|it| it["WorkloadArn"].as_str().unwrap().to_owned()),
        );
        token = page["NextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    assert_eq!(seen, arns);
    for token in ["x", "AAAA", "!"] {
        let answer = text(world.rolecall("ListWorkloads", json!({"NextToken": token})));
        assert_eq!(answer, "InvalidInputException: You provided an invalid NextToken.");
    }
}

#[test]
fn whoever_hands_a_role_to_a_workload_must_be_allowed_to_pass_it() {
    let world = world();
    let host = world.host(1).id;
    let pass = |resource: &str| allow("iam:PassRole", resource);
    let condition = |key: &str, value: &str| when(pass(&role("web")), json!({"StringEquals": {key: value}}));
    let calls = |number: usize| {
        let arn = format!("arn:aws:ec2:us-east-1:{ACCOUNT}:instance/i-{number}");
        [
            ("RegisterWorkload", json!({"WorkloadArn": arn, "RoleName": "web"})),
            ("SwapWorkloadRole", json!({"WorkloadArn": arn, "InstanceProfileName": "p"})),
            ("AssignWorkload", json!({"WorkloadArn": arn, "HostId": host})),
        ]
    };
    for (number, (policy, permitted)) in [
        (pass(&role("db")), false),
        (condition("iam:PassedToService", "lambda.amazonaws.com"), false),
        (condition("iam:AssociatedResourceArn", INSTANCE), false),
        (condition("iam:PassedToService", EC2), true),
        (condition("iam:AssociatedResourceArn", &format!("arn:aws:ec2:us-east-1:{ACCOUNT}:instance/i-4")), true),
    ]
    .into_iter()
    .enumerate()
    {
        let caller = world.user(&format!("u{number}"), &[allow("rolecall:*", "*"), policy.clone()]);
        let [register, ..] = calls(number);
        for (operation, parameters) in calls(number) {
            let answer = text(world.call(&caller, Service::Rolecall, operation, parameters));
            let refused = format!("not authorized to perform: iam:PassRole on resource: {}", role("web"));
            assert_eq!(answer.starts_with("no error"), permitted, "{operation} {policy}: {answer}");
            assert_eq!(answer.contains(&refused), !permitted, "{operation} {policy}: {answer}");
            if !permitted && operation == "RegisterWorkload" {
                world.done("RegisterWorkload", register.1.clone());
            }
        }
        world.done("DeregisterWorkload", json!({"WorkloadArn": register.1["WorkloadArn"]}));
    }
}

#[test]
fn permissions_see_tags_and_hosts() {
    let world = world();
    let host = world.host(1).id;
    let conditions = json!({"StringEquals": {"aws:RequestTag/team": "a", "rolecall:HostId": host}});
    let tagged = when(allow("rolecall:RegisterWorkload", INSTANCE), conditions);
    let shown = when(allow("rolecall:DescribeWorkload", "*"), json!({"StringEquals": {"aws:ResourceTag/team": "a"}}));
    let caller = world.user("u", &[tagged, shown, allow("iam:PassRole", "*")]);
    let register = |tags: Value| {
        let parameters = json!({"WorkloadArn": INSTANCE, "RoleName": "web", "HostId": host, "Tags": tags});
        text(world.call(&caller, Service::Rolecall, "RegisterWorkload", parameters))
    };
    assert!(register(json!([])).starts_with("AccessDeniedException"));
    let made = register(json!([{"Key": "team", "Value": "a"}]));
    assert!(made.starts_with("no error"), "{made}");
    let describe = || world.call(&caller, Service::Rolecall, "DescribeWorkload", json!({"WorkloadArn": INSTANCE}));
    assert!(describe().is_ok());
}
