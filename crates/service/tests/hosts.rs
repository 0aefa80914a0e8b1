//! Hosts: how they join, what they can call, and how they end.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use rolecall_service::{Service, registry};
use rolecall_sigv4::HostKey;
use serde_json::{Value, json};
use support::{HostKeys, INSTANCE, Keys, Shared, TASK, World, allow, sample, text};

const INVALID: &str = "InvalidClientTokenId: The security token included in the request is invalid.";
const EXPIRED: &str = "ExpiredToken: The security token included in the request is expired";

type Headers = Vec<(&'static str, String)>;

fn key(seed: u8) -> Value {
    json!({"PublicKey": HostKey::from_seed(&[seed; 32]).unwrap().public().to_string()})
}

fn enroll(world: &World, token: &Keys) -> String {
    text(world.call(token, Service::Rolecall, "EnrollHost", key(1)))
}

/// Two workloads of which the first runs on the host of seed 1 and the second on that of seed 2.
fn two_hosts() -> (World, HostKeys, HostKeys) {
    let world = World::new();
    let (one, other) = (world.host(1), world.host(2));
    world.service_role("web", "ec2.amazonaws.com", Value::Null);
    world.service_role("app", "ecs-tasks.amazonaws.com", Value::Null);
    world.done("RegisterWorkload", json!({"WorkloadArn": INSTANCE, "RoleName": "web", "HostId": one.id}));
    world.done("RegisterWorkload", json!({"WorkloadArn": TASK, "RoleName": "app", "HostId": other.id}));
    (world, one, other)
}

#[test]
fn a_host_joins_is_listed_and_renews_itself() {
    let world = World::new();
    let host = world.host(1);
    let record = world.last_record();
    assert_eq!(
        (&record["eventName"], &record["userIdentity"]["type"]),
        (&json!("EnrollHost"), &json!("RolecallJoinToken"))
    );
    let listed = world.done("ListHosts", json!({}))["Hosts"].clone();
    let mut expected = json!([{
        "HostId": host.id, "HostName": "rack-1", "Status": "Active", "PublicKey": host.key.public().to_string(),
        "EnrolledDate": "2027-01-15T08:00:00Z", "ExpirationDate": "2027-01-16T08:00:00Z",
    }]);
    assert_eq!(listed, expected);
    world.clock.advance(3600);
    world.as_host(&host, "RenewHost", key(7)).unwrap();
    let renewed = HostKeys { id: host.id.clone(), key: HostKey::from_seed(&[7; 32]).unwrap() };
    let mismatch = text(world.as_host(&host, "ListWorkloads", json!({})));
    assert!(mismatch.starts_with("SignatureDoesNotMatch"), "the old key: {mismatch}");
    assert!(world.as_host(&renewed, "ListWorkloads", json!({})).is_ok());
    expected[0]["PublicKey"] = renewed.key.public().to_string().into();
    expected[0]["ExpirationDate"] = "2027-01-16T09:00:00Z".into();
    assert_eq!(world.done("ListHosts", json!({}))["Hosts"], expected);
}

#[test]
fn keys_that_are_none_or_the_same_are_refused() {
    let world = World::new();
    let host = world.host(1);
    let same = text(world.as_host(&host, "RenewHost", key(1)));
    assert_eq!(same, "InvalidInputException: PublicKey must be another key than the present one.");
    // The neutral element, and a point of order four: anybody can sign under them.
    for weak in ["AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="] {
        let weak = json!({"PublicKey": weak});
        let refused =
            "InvalidInputException: PublicKey must be an Ed25519 public key that is not weak: 32 bytes in base64.";
        assert_eq!(text(world.as_host(&host, "RenewHost", weak.clone())), refused);
        let token = world.join_token();
        assert_eq!(text(world.call(&token, Service::Rolecall, "EnrollHost", weak)), refused);
    }
    assert!(world.as_host(&host, "RenewHost", key(2)).is_ok());
}

#[test]
fn a_join_token_works_once() {
    let world = World::new();
    let token = world.join_token();
    assert!(enroll(&world, &token).starts_with("no error"));
    assert_eq!(enroll(&world, &token), INVALID);
}

#[test]
fn of_two_hosts_that_use_one_token_at_once_one_joins() {
    let world = World::new();
    let token = world.join_token();
    let both = [(), ()].map(|()| world.identify(&token, Service::Rolecall, "EnrollHost").unwrap());
    let answers = both.map(|who| text(world.execute(who, Service::Rolecall, "EnrollHost", key(1))));
    assert!(answers[0].starts_with("no error"), "{}", answers[0]);
    assert_eq!(answers[1], INVALID);
    assert_eq!(world.done("ListHosts", json!({}))["Hosts"].as_array().unwrap().len(), 1);
}

#[test]
fn of_many_hosts_that_race_for_one_token_one_joins() {
    let world = World::new();
    let token = world.join_token();
    let answers: Vec<String> = std::thread::scope(|scope| {
        let racers: Vec<_> = (0..8).map(|_| scope.spawn(|| enroll(&world, &token))).collect();
        racers.into_iter().map(|racer| racer.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().filter(|answer| answer.starts_with("no error")).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|answer| *answer == INVALID).count(), 7, "{answers:?}");
}

#[test]
fn renewing_twice_at_once_leaves_one_key() {
    let (world, host, _) = two_hosts();
    let identify = || world.identify_host(&host, Service::Rolecall, "RenewHost", |_| ()).unwrap();
    let (first, second) = (identify(), identify());
    assert!(world.execute(first, Service::Rolecall, "RenewHost", key(8)).is_ok());
    assert_eq!(text(world.execute(second, Service::Rolecall, "RenewHost", key(9))), INVALID);
}

#[test]
fn join_tokens_and_hosts_end() {
    let world = World::new();
    let token = world.join_token();
    let host = world.host(1);
    world.clock.advance(3600);
    assert_eq!(enroll(&world, &token), EXPIRED);
    world.join_token();
    assert_eq!(enroll(&world, &token), INVALID, "it made room for the next");
    world.clock.advance(86_400 - 3600);
    for operation in ["ListWorkloads", "RenewHost", "IssueWorkloadCredentials"] {
        assert_eq!(text(world.as_host(&host, operation, json!({}))), EXPIRED, "{operation}");
    }
    assert_eq!(world.done("ListHosts", json!({}))["Hosts"][0]["Status"], "Expired");
}

#[test]
fn a_removed_host_is_out_at_once_and_its_workloads_run_nowhere() {
    let (world, host, other) = two_hosts();
    let early = world.identify_host(&host, Service::Rolecall, "RenewHost", |_| ()).unwrap();
    world.done("RemoveHost", json!({"HostId": host.id}));
    assert_eq!(text(world.execute(early, Service::Rolecall, "RenewHost", key(3))), INVALID);
    let issue = json!({"WorkloadArn": INSTANCE});
    assert_eq!(text(world.as_host(&host, "IssueWorkloadCredentials", issue)), INVALID);
    assert_eq!(world.done("DescribeWorkload", json!({"WorkloadArn": INSTANCE}))["Workload"].get("HostId"), None);
    assert!(world.as_host(&other, "IssueWorkloadCredentials", json!({"WorkloadArn": TASK})).is_ok());
    let answer = text(world.rolecall("RemoveHost", json!({"HostId": host.id})));
    assert_eq!(answer, format!("ResourceNotFoundException: There is no host with the id {}.", host.id));
}

#[test]
fn a_host_gets_at_its_own_workloads_alone() {
    let (world, one, other) = two_hosts();
    let refused = format!(
        "AccessDeniedException: User: arn:aws:rolecall::123456789012:host/{} is not authorized to perform: \
         rolecall:IssueWorkloadCredentials",
        one.id
    );
    let issue =
        |host: &HostKeys, arn: &str| text(world.as_host(host, "IssueWorkloadCredentials", json!({"WorkloadArn": arn})));
    for arn in [TASK, "arn:aws:ec2:us-east-1:123456789012:instance/i-1", &INSTANCE.replace("1234", "4321")] {
        assert_eq!(issue(&one, arn), refused, "{arn}");
    }
    assert!(issue(&one, INSTANCE).starts_with("no error"));
    let listed = |host: &HostKeys, parameters: Value| {
        let page = world.as_host(host, "ListWorkloads", parameters).unwrap();
        page["Workloads"].as_array().unwrap().iter().map(|it| it["WorkloadArn"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(listed(&one, json!({})), [INSTANCE]);
    assert_eq!(listed(&one, json!({"HostId": other.id})), [INSTANCE], "whatever it asks for");
    let of_other = world.done("ListWorkloads", json!({"HostId": other.id}))["Workloads"].clone();
    assert_eq!(of_other[0]["WorkloadArn"], TASK);

    world.done("AssignWorkload", json!({"WorkloadArn": TASK, "HostId": one.id}));
    assert!(issue(&one, TASK).starts_with("no error"));
    assert!(issue(&other, TASK).starts_with("AccessDeniedException"));
    world.done("AssignWorkload", json!({"WorkloadArn": TASK}));
    assert_eq!(issue(&one, TASK), refused);
}

#[test]
fn hosts_and_join_tokens_call_nothing_else() {
    let (world, host, _) = two_hosts();
    let token = world.join_token();
    let of_host = ["IssueWorkloadCredentials", "ListWorkloads", "RenewHost"];
    for declaration in registry().filter(|declaration| declaration.spec.service == Service::Rolecall) {
        let name = declaration.spec.name;
        let parameters = sample(declaration.input);
        if !of_host.contains(&name) {
            let answer = text(world.as_host(&host, name, parameters.clone()));
            assert!(answer.starts_with("AccessDeniedException: "), "{name}: {answer}");
            let record = world.last_record();
            assert_eq!((&record["eventName"], &record["userIdentity"]["type"]), (&json!(name), &json!("RolecallHost")));
        }
        if name != "EnrollHost" {
            let answer = text(world.call(&token, Service::Rolecall, name, parameters.clone()));
            assert!(answer.starts_with("AccessDeniedException: "), "{name}: {answer}");
        }
        if ["EnrollHost", "RenewHost"].contains(&name) {
            let answer = text(world.rolecall(name, parameters));
            assert!(answer.starts_with("AccessDeniedException: "), "root, {name}: {answer}");
        }
    }
    for service in [Service::Iam, Service::Sts, Service::Organizations] {
        let answer = world.identify_host(&host, service, "GetCallerIdentity", |_| ()).map(|_| Value::Null);
        assert_eq!(text(answer), "IncompleteSignature: Unsupported AWS 'algorithm': 'ROLECALL-ED25519-SHA256'.");
        let answer = world.identify(&token, service, "GetCallerIdentity").map(|_| Value::Null);
        assert_eq!(text(answer), INVALID);
    }
}

#[test]
fn what_a_host_did_not_sign_is_refused() {
    let (world, host, other) = two_hosts();
    let refused = |host: &HostKeys, change: &dyn Fn(&mut Headers)| {
        let answer = world.identify_host(host, Service::Rolecall, "ListWorkloads", |headers| change(headers));
        text(answer.map(|_| Value::Null))
    };
    let replace = |name: &'static str, from: String, to: String| {
        move |headers: &mut Headers| {
            for (_, value) in headers.iter_mut().filter(|(own, _)| *own == name) {
                *value = value.replace(&from, &to);
            }
        }
    };
    let mismatch = "SignatureDoesNotMatch";
    for (name, from, to, expected) in [
        ("x-amz-target", "ListWorkloads".to_owned(), "RenewHost".to_owned(), mismatch),
        ("authorization", "Signature=".to_owned(), "Signature=0".to_owned(), mismatch),
        ("authorization", host.id.clone(), other.id.clone(), mismatch),
        ("authorization", host.id.clone(), "RCHIAAAAAAAAAAAAAAAA".to_owned(), INVALID),
        ("authorization", host.id.clone(), world.root.id.clone(), INVALID),
        ("authorization", ";x-amz-target".to_owned(), String::new(), "'X-Amz-Target' must be a 'SignedHeader'"),
        ("authorization", "/rolecall/".to_owned(), "/iam/".to_owned(), mismatch),
        ("x-amz-date", "20270115T08".to_owned(), "20270115T07".to_owned(), mismatch),
    ] {
        let answer = refused(&host, &replace(name, from.clone(), to.clone()));
        assert!(answer.contains(expected), "{name} {from} {to}: {answer}");
    }
    assert_eq!(refused(&host, &|_| ()), "no error: null");
    let stolen = HostKeys { id: other.id.clone(), key: HostKey::from_seed(&[1; 32]).unwrap() };
    assert!(refused(&stolen, &|_| ()).starts_with(mismatch));
}

#[test]
fn the_secret_of_a_join_token_is_in_no_record() {
    let world = World::new();
    let token = world.join_token();
    assert!(!world.trail.lines().iter().any(|line| line.contains(token.secret.expose())));
    let record = world.last_record();
    assert_eq!(record["responseElements"]["joinTokenId"], json!(token.id));
    assert_eq!(record["responseElements"].get("joinToken"), None);
}

#[test]
fn making_join_tokens_needs_permission() {
    let world = World::new();
    let nobody = world.user("nobody", &[allow("rolecall:ListHosts", "*")]);
    let answer = text(world.call(&nobody, Service::Rolecall, "CreateJoinToken", json!({})));
    assert!(answer.starts_with("AccessDeniedException: "), "{answer}");
}

#[test]
fn profiles_workloads_hosts_and_join_tokens_outlive_the_server() {
    let store = Shared::default();
    let world = store.world();
    world.service_role("web", "ec2.amazonaws.com", Value::Null);
    world.profile_of("p", "web");
    let (host, token) = (world.host(1), world.join_token());
    let tags = json!([{"Key": "k", "Value": "v"}]);
    let instance = json!({"WorkloadArn": INSTANCE, "InstanceProfileName": "p", "HostId": host.id, "Tags": tags});
    world.done("RegisterWorkload", instance);
    world.done("RegisterWorkload", json!({"WorkloadArn": TASK, "RoleName": "web", "ExecutionRoleName": "web"}));
    let lists = |world: &World| {
        let profiles = world.ok("ListInstanceProfilesForRole", json!({"RoleName": "web"}));
        let of_host = world.done("ListWorkloads", json!({"HostId": host.id}));
        [profiles, of_host, world.done("ListWorkloads", json!({})), world.done("ListHosts", json!({}))]
    };
    let before = lists(&world);
    drop(world);
    let world = store.world();
    assert_eq!(lists(&world), before);
    assert!(world.as_host(&host, "IssueWorkloadCredentials", json!({"WorkloadArn": INSTANCE})).is_ok());
    assert!(enroll(&world, &token).starts_with("no error"));
    drop(world);
    assert_eq!(enroll(&store.world(), &token), INVALID, "it stays used up");
}
