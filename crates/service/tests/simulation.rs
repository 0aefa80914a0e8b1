//! Simulations of policies in the request: every member of the answer, and each way in which a question is refused. The cases
//! that say so have the answers that AWS gave.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::needless_pass_by_value, reason = "tests")]

mod support;

use serde_json::{Value, json};
use support::{ACCOUNT, World, allow, deny, text, when};

const A: &str = "arn:aws:s3:::simulation/a";
const B: &str = "arn:aws:s3:::simulation/b";

/// One statement, written as AWS's recorded questions have it, in a document of one line.
fn line(statements: &[&str]) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","))
}

const GET: &str = r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}"#;
const PUT: &str = r#"{"Effect":"Allow","Action":"s3:PutObject","Resource":"*"}"#;
const NO_GET: &str = r#"{"Effect":"Deny","Action":"s3:GetObject","Resource":"*"}"#;
const ALL: &str = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;

fn user(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:user/{name}")
}

/// The question whether `policies` let somebody get an object, with more members.
fn question(policies: &[String], more: Value) -> Value {
    let mut question = json!({"PolicyInputList": policies, "ActionNames": ["s3:GetObject"]});
    question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    question
}

fn results(world: &World, policies: &[String], more: Value) -> Value {
    world.ok("SimulateCustomPolicy", question(policies, more))["EvaluationResults"].clone()
}

/// The only outcome.
fn result(world: &World, policies: &[String], more: Value) -> Value {
    let results = results(world, policies, more);
    assert_eq!(results.as_array().unwrap().len(), 1, "{results}");
    results[0].clone()
}

fn decision(world: &World, policies: &[String], more: Value) -> String {
    result(world, policies, more)["EvalDecision"].as_str().unwrap().to_owned()
}

fn matched(id: &str, kind: &str, start: [i32; 2], end: [i32; 2]) -> Value {
    let position = |[line, column]: [i32; 2]| json!({"Line": line, "Column": column});
    json!({"SourcePolicyId": id, "SourcePolicyType": kind, "StartPosition": position(start), "EndPosition": position(end)})
}

fn identity(position: usize, end: i32) -> Value {
    matched(&format!("PolicyInputList.{position}"), "IAM Policy", [1, 38], [1, end])
}

#[test]
fn answers_have_the_members_that_aws_gives() {
    let world = World::new();
    let get = line(&[GET]);
    let one = result(&world, std::slice::from_ref(&get), json!({}));
    assert_eq!(
        one,
        json!({"EvalActionName": "s3:GetObject", "EvalResourceName": "*", "EvalDecision": "allowed",
            "MatchedStatements": [identity(1, 95)], "MissingContextValues": []})
    );
    let on_one = result(&world, std::slice::from_ref(&get), json!({"ResourceArns": [A]}));
    assert_eq!(
        on_one,
        json!({"EvalActionName": "s3:GetObject", "EvalResourceName": A, "EvalDecision": "allowed",
            "MatchedStatements": [identity(1, 95)], "MissingContextValues": [], "EvalDecisionDetails": {},
            "ResourceSpecificResults": [
                {"EvalResourceName": A, "EvalResourceDecision": "allowed", "MatchedStatements": [identity(1, 95)]}]})
    );
    let of_a = line(&[r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::simulation/a"}"#]);
    let mixed = result(&world, &[of_a], json!({"ResourceArns": [A, B]}));
    assert_eq!(
        mixed,
        json!({"EvalActionName": "s3:GetObject", "EvalDecision": "implicitDeny",
            "MatchedStatements": [identity(1, 119)], "MissingContextValues": [], "EvalDecisionDetails": {},
            "ResourceSpecificResults": [
                {"EvalResourceName": A, "EvalResourceDecision": "allowed", "MatchedStatements": [identity(1, 119)]},
                {"EvalResourceName": B, "EvalResourceDecision": "implicitDeny"}]})
    );
    let answer = world.ok("SimulateCustomPolicy", question(&[get], json!({})));
    assert_eq!((&answer["IsTruncated"], &answer["Marker"]), (&json!(false), &Value::Null));
}

#[test]
fn statements_that_decide_are_shown_with_their_places() {
    let world = World::new();
    let shown = |policies: &[String], more| result(&world, policies, more)["MatchedStatements"].clone();
    let get = line(&[GET]);
    assert_eq!(shown(&[get.clone(), get.clone()], json!({})), json!([identity(1, 95), identity(2, 95)]));
    assert_eq!(shown(&[get.clone(), line(&[NO_GET])], json!({})), json!([identity(2, 94)]), "only what denies");
    assert_eq!(
        shown(&[line(&[GET, NO_GET])], json!({})),
        json!([matched("PolicyInputList.1", "IAM Policy", [1, 95], [1, 152])]),
        "from the end of the statement before"
    );
    let boundary = json!({"PermissionsBoundaryPolicyInputList": [line(&[NO_GET])]});
    let of_boundary = matched("PermissionsBoundaryPolicyInputList.1", "Permissions Boundary Policy", [1, 38], [1, 94]);
    assert_eq!(shown(std::slice::from_ref(&get), boundary.clone()), json!([of_boundary.clone()]));
    assert_eq!(shown(&[line(&[NO_GET])], boundary), json!([identity(1, 94), of_boundary]));
    assert_eq!(shown(&[line(&[PUT])], json!({})), json!([]));
    assert_eq!(shown(&[], json!({})), json!([]));
}

#[test]
fn explicit_denial_of_one_resource_is_the_reason_for_all() {
    let world = World::new();
    let no_a = r#"{"Effect":"Deny","Action":"s3:GetObject","Resource":"arn:aws:s3:::simulation/a"}"#;
    let outcome = result(&world, &[line(&[GET]), line(&[no_a])], json!({"ResourceArns": [A, B]}));
    assert_eq!(outcome["EvalDecision"], "explicitDeny");
    assert_eq!(outcome["MatchedStatements"], json!([identity(2, 118)]));
    let each = outcome["ResourceSpecificResults"].as_array().unwrap();
    assert_eq!(each[0]["EvalResourceDecision"], "explicitDeny");
    assert_eq!(
        (&each[1]["EvalResourceDecision"], &each[1]["MatchedStatements"]),
        (&json!("allowed"), &json!([identity(1, 95)]))
    );
}

#[test]
fn places_are_in_the_text_as_it_was_sent() {
    let world = World::new();
    let pretty = serde_json::to_string_pretty(&json!({"Version": "2012-10-17", "Statement": [
        {"Sid": "First", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
        {"Sid": "Second", "Effect": "Deny", "Action": ["s3:PutObject"], "Resource": "*"}]}))
    .unwrap();
    let actions = json!({"ActionNames": ["s3:GetObject", "s3:PutObject"]});
    for (at, sid) in ["First", "Second"].into_iter().enumerate() {
        let shown = results(&world, std::slice::from_ref(&pretty), actions.clone())[at]["MatchedStatements"][0].clone();
        let found = between(&pretty, &shown["StartPosition"], &shown["EndPosition"]);
        let statement: Value = serde_json::from_str(found.trim_start_matches([',', '\n', ' '])).unwrap();
        assert_eq!(statement["Sid"], sid, "{found}");
    }
}

/// What stands between two places.
fn between<'a>(text: &'a str, start: &Value, end: &Value) -> &'a str {
    let offset = |place: &Value| {
        let number = |name: &str| usize::try_from(place[name].as_u64().unwrap()).unwrap();
        let line: usize = text.split_inclusive('\n').take(number("Line") - 1).map(str::len).sum();
        line + number("Column") - 1
    };
    text.get(offset(start)..offset(end)).unwrap()
}

#[test]
fn actions_are_taken_as_they_are_written() {
    let world = World::new();
    let cases = [
        ("S3:gEtObJeCt", GET, "allowed"),
        ("s3:*", GET, "implicitDeny"),
        ("s3:*", ALL, "allowed"),
        ("madeup:Action", ALL, "allowed"),
        ("s3:MadeUp", GET, "implicitDeny"),
        ("s3:", ALL, "allowed"),
    ];
    for (action, statement, expected) in cases {
        let outcome = result(&world, &[line(&[statement])], json!({"ActionNames": [action]}));
        assert_eq!(
            (outcome["EvalActionName"].as_str(), outcome["EvalDecision"].as_str()),
            (Some(action), Some(expected))
        );
    }
    let own_identity = result(
        &world,
        &[line(&[r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#])],
        json!({"ActionNames": ["sts:GetCallerIdentity"]}),
    );
    assert_eq!((&own_identity["EvalDecision"], &own_identity["MatchedStatements"]), (&json!("allowed"), &json!([])));
}

#[test]
fn boundaries_cut_and_say_so() {
    let world = World::new();
    for (boundary, decided, passed) in
        [(GET, "allowed", true), (PUT, "implicitDeny", false), (NO_GET, "explicitDeny", false)]
    {
        let more = json!({"PermissionsBoundaryPolicyInputList": [line(&[boundary])], "ResourceArns": [A, B]});
        let outcome = result(&world, &[line(&[GET])], more);
        let detail = json!({"AllowedByPermissionsBoundary": passed});
        assert_eq!(
            (&outcome["EvalDecision"], &outcome["PermissionsBoundaryDecisionDetail"]),
            (&json!(decided), &detail)
        );
        for each in outcome["ResourceSpecificResults"].as_array().unwrap() {
            assert_eq!(
                (&each["EvalResourceDecision"], &each["PermissionsBoundaryDecisionDetail"]),
                (&json!(decided), &detail)
            );
        }
    }
    let without = result(&world, &[line(&[GET])], json!({}));
    assert_eq!(without["PermissionsBoundaryDecisionDetail"], Value::Null);
}

#[test]
fn organizations_cut_level_by_level() {
    let world = World::new();
    let level = |statements: &[&str]| json!({"ServiceControlPolicyInputList": statements.iter().map(|one| line(&[one])).collect::<Vec<_>>()});
    let cases = [
        (json!([level(&[ALL]), level(&[ALL])]), "allowed", true),
        (json!([level(&[ALL]), level(&[NO_GET])]), "explicitDeny", false),
        (json!([level(&[ALL]), level(&[PUT])]), "implicitDeny", false),
        (json!([level(&[PUT, GET]), level(&[ALL])]), "allowed", true),
        (json!([level(&[NO_GET, ALL]), level(&[ALL])]), "explicitDeny", false),
    ];
    for (levels, decided, passed) in cases {
        let outcome = result(&world, &[line(&[GET])], json!({"OrderedOrganizationPolicyInputList": levels}));
        assert_eq!(outcome["EvalDecision"], decided, "{levels}");
        assert_eq!(outcome["OrganizationsDecisionDetail"], json!({"AllowedByOrganizations": passed}), "{levels}");
        assert_eq!(outcome["MatchedStatements"], if passed { json!([identity(1, 95)]) } else { json!([]) });
    }
    let more = json!({"OrderedOrganizationPolicyInputList": [level(&[PUT])]});
    let outcome = result(&world, &[line(&[NO_GET])], more);
    assert_eq!(outcome["EvalDecision"], "explicitDeny");
    assert_eq!(
        outcome["OrganizationsDecisionDetail"],
        json!({"AllowedByOrganizations": false}),
        "whatever denies first"
    );
}

#[test]
fn missing_keys_are_those_of_statements_that_apply() {
    let world = World::new();
    let asks = |mut policy: Value, operator: &str| {
        policy = when(policy, json!({operator: {"stack:missing": "yes"}}));
        policy.to_string()
    };
    let get = || line(&[GET]);
    let missing: &[&str] = &["stack:missing"];
    let cases: [(Vec<String>, &str, &[&str]); 11] = [
        (vec![asks(allow("s3:GetObject", "*"), "StringEquals")], "implicitDeny", missing),
        (vec![asks(deny("s3:GetObject", "*"), "StringEquals")], "implicitDeny", missing),
        (vec![asks(allow("s3:GetObject", "*"), "ForAnyValue:StringEquals")], "implicitDeny", missing),
        (vec![asks(allow("s3:GetObject", "*"), "StringEqualsIfExists")], "allowed", missing),
        (vec![get(), asks(deny("s3:GetObject", "*"), "StringEquals")], "allowed", missing),
        (vec![get(), asks(deny("s3:GetObject", "*"), "StringNotEquals")], "explicitDeny", missing),
        (vec![asks(allow("s3:PutObject", "*"), "StringEquals")], "implicitDeny", &[]),
        (vec![asks(allow("s3:GetObject", B), "StringEquals")], "implicitDeny", &[]),
        (vec![allow("s3:*", "arn:aws:s3:::simulation/${stack:missing}").to_string()], "implicitDeny", missing),
        (vec![allow("s3:*", "arn:aws:s3:::simulation/b${stack:missing}").to_string()], "implicitDeny", &[]),
        (vec![allow("s3:*", "arn:aws:s3:::simulation/${stack:missing, 'a'}").to_string()], "allowed", missing),
    ];
    for (policies, decided, keys) in cases {
        let outcome = result(&world, &policies, json!({"ResourceArns": [A]}));
        assert_eq!(
            (&outcome["EvalDecision"], &outcome["MissingContextValues"]),
            (&json!(decided), &json!(keys)),
            "{policies:?}"
        );
        let each = &outcome["ResourceSpecificResults"][0]["MissingContextValues"];
        assert_eq!(*each, if keys.is_empty() { Value::Null } else { json!(keys) });
    }
    let spelt =
        when(allow("*", "*"), json!({"StringEquals": {"STACK:missing": "a"}, "StringLike": {"stack:missing": "a"}}));
    let outcome = result(&world, &[spelt.to_string()], json!({}));
    assert_eq!(outcome["MissingContextValues"], json!(["STACK:missing", "stack:missing"]), "each spelling");
}

#[test]
fn a_key_that_is_given_or_follows_is_not_missing() {
    let world = World::new();
    let condition = json!({"StringEquals": {"aws:username": "alice", "aws:PrincipalAccount": ACCOUNT, "stack:given": "x"},
        "ArnEquals": {"aws:PrincipalArn": user("team/alice")}});
    let policy = [when(allow("*", "*"), condition).to_string()];
    let given = json!([{"ContextKeyName": "STACK:Given", "ContextKeyValues": ["x"], "ContextKeyType": "string"}]);
    let known = result(&world, &policy, json!({"CallerArn": user("team/alice"), "ContextEntries": given}));
    assert_eq!((&known["EvalDecision"], &known["MissingContextValues"]), (&json!("allowed"), &json!([])));
    let unknown = result(&world, &policy, json!({"ContextEntries": given}));
    assert_eq!(unknown["MissingContextValues"], json!(["aws:PrincipalArn", "aws:username"]), "nobody calls");
    let role = format!("arn:aws:iam::{ACCOUNT}:role/alice");
    let session = result(&world, &policy, json!({"CallerArn": role, "ContextEntries": given}));
    assert_eq!(session["MissingContextValues"], json!(["aws:username"]), "roles have no user name");
    let name =
        json!([{"ContextKeyName": "aws:username", "ContextKeyValues": ["override"], "ContextKeyType": "string"}]);
    let policy = [when(allow("*", "*"), json!({"StringEquals": {"aws:username": "override"}})).to_string()];
    assert_eq!(decision(&world, &policy, json!({"CallerArn": user("alice"), "ContextEntries": name})), "allowed");
}

#[test]
fn context_entries_are_of_their_type() {
    let world = World::new();
    let entry = |kind: &str, values: &[&str]| json!({"ContextEntries": [{"ContextKeyName": "stack:test", "ContextKeyValues": values, "ContextKeyType": kind}]});
    let decides = |condition: Value, kind: &str, values: &[&str]| {
        decision(&world, &[when(allow("*", "*"), condition).to_string()], entry(kind, values))
    };
    let any = || json!({"ForAnyValue:StringEquals": {"stack:test": "b"}});
    assert_eq!(decides(any(), "stringList", &["a", "b"]), "allowed");
    assert_eq!(decides(any(), "stringList", &[]), "implicitDeny");
    assert_eq!(
        decides(json!({"StringEquals": {"stack:test": "b"}}), "stringList", &["b"]),
        "implicitDeny",
        "a set needs a set operator"
    );
    assert_eq!(decides(json!({"NumericLessThan": {"stack:test": "10"}}), "numeric", &["9.5"]), "allowed");
    assert_eq!(
        decides(json!({"DateGreaterThan": {"stack:test": "2027-01-01T00:00:00Z"}}), "date", &["2027-06-01T00:00:00Z"]),
        "allowed"
    );
    assert_eq!(decides(json!({"IpAddress": {"stack:test": "192.0.2.0/24"}}), "ip", &["192.0.2.7"]), "allowed");
    assert_eq!(decides(json!({"Bool": {"stack:test": "true"}}), "boolean", &["TRUE"]), "allowed");
    assert_eq!(decides(json!({"BinaryEquals": {"stack:test": "AQI="}}), "binary", &["AQI="]), "allowed");
}

/// A resource policy that lets `principal` get objects.
fn granting(principal: &str) -> String {
    let statement = json!({"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::simulation/*"});
    json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
}

#[test]
fn a_resource_policy_takes_part_as_it_would() {
    let world = World::new();
    let alice = user("alice");
    let role = format!("arn:aws:iam::{ACCOUNT}:role/r");
    let session = format!("arn:aws:sts::{ACCOUNT}:assumed-role/r/s");
    let root = format!("arn:aws:iam::{ACCOUNT}:root");
    let (get, none): (&[&str], &[&str]) = (&[GET], &[]);
    // Whom the policy names, who calls, with which policies and boundary: section 3.3 of the evaluation logic.
    let cases = [
        (&alice, &alice, none, None, "allowed"),
        (&alice, &alice, none, Some(PUT), "allowed"),
        (&alice, &alice, none, Some(NO_GET), "explicitDeny"),
        (&root, &alice, none, None, "implicitDeny"),
        (&root, &alice, get, None, "allowed"),
        (&role, &role, none, None, "allowed"),
        (&role, &role, none, Some(PUT), "implicitDeny"),
        (&session, &role, none, None, "implicitDeny"),
        (&alice, &role, none, None, "implicitDeny"),
        (&alice, &role, get, None, "allowed"),
    ];
    for (named, caller, identity, boundary, expected) in cases {
        let mut more = json!({"ResourcePolicy": granting(named), "CallerArn": caller, "ResourceArns": [A]});
        if let Some(boundary) = boundary {
            more["PermissionsBoundaryPolicyInputList"] = json!([line(&[boundary])]);
        }
        let identity: Vec<_> = identity.iter().map(|one| line(&[one])).collect();
        assert_eq!(decision(&world, &identity, more), expected, "{named} {caller} {identity:?} {boundary:?}");
    }
    let both = result(
        &world,
        &[line(&[GET])],
        json!({"ResourcePolicy": granting(&alice), "CallerArn": alice, "ResourceArns": [A]}),
    );
    assert_eq!(both["EvalDecisionDetails"], json!({}), "one account");
    let ids: Vec<_> =
        both["MatchedStatements"].as_array().unwrap().iter().map(|one| one["SourcePolicyId"].clone()).collect();
    assert_eq!(ids, ["PolicyInputList.1", "ResourcePolicy"]);
    assert_eq!(both["MatchedStatements"][1]["SourcePolicyType"], "Resource Policy");
}

#[test]
fn across_accounts_each_side_says_what_it_decides() {
    let world = World::new();
    let alice = user("alice");
    let owner = "arn:aws:iam::999999999999:root";
    let details = |identity: &str, resource: &str, boundary: Option<&str>| {
        let mut details = json!({"IAM Policy": identity, "Resource Policy": resource});
        if let Some(boundary) = boundary {
            details["Permissions Boundary Policy"] = boundary.into();
        }
        details
    };
    let cases = [
        (vec![], Some(granting(&alice)), None, "implicitDeny", details("implicitDeny", "allowed", None)),
        (vec![GET], Some(granting(&alice)), None, "allowed", details("allowed", "allowed", None)),
        (vec![GET], Some(granting(&alice)), Some(GET), "allowed", details("allowed", "allowed", Some("allowed"))),
        (
            vec![GET],
            Some(granting(&alice)),
            Some(PUT),
            "implicitDeny",
            details("allowed", "allowed", Some("implicitDeny")),
        ),
        (
            vec![GET],
            Some(granting(&alice)),
            Some(NO_GET),
            "explicitDeny",
            details("allowed", "allowed", Some("explicitDeny")),
        ),
        (vec![GET], Some(granting(&user("bob"))), None, "implicitDeny", details("allowed", "implicitDeny", None)),
        (vec![GET], None, None, "implicitDeny", details("allowed", "implicitDeny", None)),
    ];
    for (identity, resource, boundary, expected, details) in cases {
        let mut more = json!({"CallerArn": alice, "ResourceOwner": owner, "ResourceArns": [A]});
        if let Some(resource) = &resource {
            more["ResourcePolicy"] = resource.as_str().into();
        }
        if let Some(boundary) = boundary {
            more["PermissionsBoundaryPolicyInputList"] = json!([line(&[boundary])]);
        }
        let identity: Vec<_> = identity.iter().map(|one| line(&[one])).collect();
        let outcome = result(&world, &identity, more);
        assert_eq!(
            (&outcome["EvalDecision"], &outcome["EvalDecisionDetails"]),
            (&json!(expected), &details),
            "{identity:?} {resource:?}"
        );
        assert_eq!(outcome["ResourceSpecificResults"][0]["EvalDecisionDetails"], details);
    }
    let queue = "arn:aws:sqs:us-east-1:999999999999:q";
    let named = result(&world, &[line(&[ALL])], json!({"ActionNames": ["sqs:SendMessage"], "ResourceArns": [queue]}));
    assert_eq!(named["EvalDecision"], "implicitDeny", "the ARN says whose it is");
}

#[test]
fn pages_hold_actions_and_go_on_where_they_ended() {
    let world = World::new();
    let actions = json!(["s3:PutObject", "iam:GetUser", "s3:GetObject"]);
    let mut asked = question(&[line(&[ALL])], json!({"ActionNames": actions, "ResourceArns": [A, B], "MaxItems": 2}));
    let first = world.ok("SimulateCustomPolicy", asked.clone());
    assert_eq!(first["EvaluationResults"].as_array().unwrap().len(), 2);
    assert_eq!(first["IsTruncated"], true);
    asked["Marker"] = first["Marker"].clone();
    let second = world.ok("SimulateCustomPolicy", asked.clone());
    assert_eq!(second["EvaluationResults"][0]["EvalActionName"], "s3:GetObject");
    assert_eq!((&second["IsTruncated"], &second["Marker"]), (&json!(false), &Value::Null));
    asked["Marker"] = "not-a-marker".into();
    assert_eq!(text(world.iam("SimulateCustomPolicy", asked)), "InvalidInput: Invalid marker for pagination.");
}

#[test]
fn pages_end_early_where_there_are_many_resources() {
    let world = World::new();
    let resources: Vec<_> = (0..400).map(|at| format!("arn:aws:s3:::simulation/{at}")).collect();
    let actions: Vec<_> = (0..5).map(|at| format!("s3:Action{at}")).collect();
    let asked = question(&[line(&[ALL])], json!({"ActionNames": actions, "ResourceArns": resources}));
    let first = world.ok("SimulateCustomPolicy", asked);
    assert_eq!((first["EvaluationResults"].as_array().unwrap().len(), &first["IsTruncated"]), (2, &json!(true)));
}

#[test]
fn questions_are_refused_in_the_words_of_aws() {
    let world = World::new();
    let get = line(&[GET]);
    let refused = |policies: &[String], more: Value, error: &str| {
        assert_eq!(text(world.iam("SimulateCustomPolicy", question(policies, more))), error);
    };
    let documentation = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html";
    let cases = [
        (json!({"ActionNames": ["GetObject"]}), "The action is invalid since it is missing names".to_owned()),
        (
            json!({"ResourceArns": ["not-an-arn"]}),
            "ResourceNames are not in a valid ARN format: not-an-arn.".to_owned(),
        ),
        (
            json!({"ResourceArns": [A, "arn:aws:s3"]}),
            "ResourceNames are not in a valid ARN format: arn:aws:s3.".to_owned(),
        ),
        (
            json!({"PermissionsBoundaryPolicyInputList": [get, get]}),
            "The list of Permissions Boundary policies cannot exceed 1 items.".to_owned(),
        ),
        (
            json!({"OrderedOrganizationPolicyInputList": [{"ServiceControlPolicyInputList": []}]}),
            "Organization policy at index 1 must contain at least one service control policy".to_owned(),
        ),
        (
            json!({"ResourcePolicy": granting("*"), "ResourceArns": [A]}),
            "Invalid caller - Caller cannot be null or empty.".to_owned(),
        ),
        (
            json!({"ResourcePolicy": granting("*"), "CallerArn": user("u")}),
            "Invalid Entity Arn: * does not clearly define entity type and name.".to_owned(),
        ),
        (
            json!({"ResourcePolicy": "{", "CallerArn": user("u"), "ResourceArns": [A]}),
            "Resource policy has invalid content".to_owned(),
        ),
        (
            json!({"CallerArn": format!("arn:aws:iam::{ACCOUNT}:root")}),
            "Invalid caller - Caller must be an IAM user, role or group in this context.".to_owned(),
        ),
        (
            json!({"CallerArn": format!("arn:aws:sts::{ACCOUNT}:assumed-role/r/s")}),
            "Invalid caller - Caller must be an IAM user, role or group in this context.".to_owned(),
        ),
        (json!({"ResourceOwner": "999999999999"}), "'999999999999' is not a valid as a Resource Owner.".to_owned()),
        (json!({"ResourceOwner": "not-an-arn"}), "'not-an-arn' is not a valid as a Resource Owner.".to_owned()),
        (
            json!({"ResourceArns": [A], "ResourceHandlingOption": "EC2-VPC-EBS"}),
            format!(
                "Invalid input resource handling options. Action does not support resource handling options: s3:GetObject. Please refer to the documentation for more details: {documentation}"
            ),
        ),
        (json!({"ResourceArns": vec![A; 1001]}), "The list of resources cannot exceed 1000 items.".to_owned()),
    ];
    for (more, error) in cases {
        refused(std::slice::from_ref(&get), more, &format!("InvalidInput: {error}"));
    }
    let content = "InvalidInput: Policy input list item 2 has invalid content";
    for text in
        ["{", r#"{"Version":"2099-01-01","Statement":[]}"#, &granting("*"), r#"{"Statement":{"Effect":"allow"}}"#]
    {
        refused(&[get.clone(), text.to_owned()], json!({}), content);
    }
    assert_eq!(
        decision(&world, &[get], json!({"ResourceHandlingOption": "fictional"})),
        "allowed",
        "without resources it says nothing"
    );
}

#[test]
fn scenarios_of_ec2_are_decided_on_the_resources_that_are_given() {
    let world = World::new();
    let resources = ["instance/i-1", "volume/vol-1"].map(|rest| format!("arn:aws:ec2:us-east-1:{ACCOUNT}:{rest}"));
    let more = json!({"ActionNames": ["ec2:RunInstances"], "ResourceArns": resources, "ResourceHandlingOption": "EC2-VPC-EBS"});
    let outcome = result(&world, &[allow("ec2:*", &resources[0]).to_string()], more);
    assert_eq!(outcome["EvalDecision"], "implicitDeny");
    assert_eq!(outcome["ResourceSpecificResults"][0]["EvalResourceDecision"], "allowed");
}

#[test]
fn what_would_take_too_long_is_refused() {
    let world = World::new();
    let patterns: Vec<_> = (0..2000).map(|_| format!("arn:aws:s3:::*{}*z", "a?".repeat(20))).collect();
    let policy =
        json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": patterns}});
    let resource = format!("arn:aws:s3:::{}", "a".repeat(2000));
    let asked = question(&[policy.to_string()], json!({"ResourceArns": [resource]}));
    let answer = text(world.iam("SimulateCustomPolicy", asked));
    assert_eq!(answer, "PolicyEvaluation: The policies take too many comparisons to be evaluated.");
    let statements = vec![GET; 1000];
    let resources: Vec<_> = (0..100).map(|at| format!("arn:aws:s3:::simulation/{at}")).collect();
    let asked = question(&[line(&statements)], json!({"ResourceArns": resources}));
    let answer = text(world.iam("SimulateCustomPolicy", asked));
    assert_eq!(answer, "PolicyEvaluation: The answer would be too long. Ask about fewer resources.");
}

#[test]
fn pages_end_early_where_they_grow_long() {
    let world = World::new();
    let asked = question(&[line(&vec![GET; 1000])], json!({"ActionNames": vec!["s3:GetObject"; 20]}));
    let mut asked = (asked, 0);
    for _ in 0..10 {
        let page = world.ok("SimulateCustomPolicy", asked.0.clone());
        asked.1 += page["EvaluationResults"].as_array().unwrap().len();
        assert_eq!(page["IsTruncated"], asked.1 < 20);
        match page["Marker"].as_str() {
            Some(marker) => asked.0["Marker"] = marker.into(),
            None => break,
        }
    }
    assert_eq!(asked.1, 20, "nothing is left out and nothing comes twice");
}

#[test]
fn keys_are_listed_as_they_are_written() {
    let world = World::new();
    let keys = |policies: &[String]| {
        world.ok("GetContextKeysForCustomPolicy", json!({"PolicyInputList": policies}))["ContextKeyNames"].clone()
    };
    let documented = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "dynamodb:*",
        "Resource": "arn:aws:dynamodb:us-west-2:123456789012:table/${aws:username}",
        "Condition": {"DateGreaterThan": {"aws:CurrentTime": "2015-08-16T12:00:00Z"}}}});
    assert_eq!(keys(&[documented.to_string()]), json!(["aws:username", "aws:CurrentTime"]));
    let other = when(allow("*", "*"), json!({"StringEquals": {"AWS:username": "${aws:PrincipalTag/team}"}}));
    assert_eq!(
        keys(&[documented.to_string(), other.to_string()]),
        json!(["aws:username", "aws:CurrentTime", "AWS:username", "aws:PrincipalTag/team"])
    );
    assert_eq!(keys(&[]), json!([]));
    let refused = world.iam("GetContextKeysForCustomPolicy", json!({"PolicyInputList": ["[]"]}));
    assert_eq!(text(refused), "InvalidInput: Policy input list item 1 has invalid content");
}
