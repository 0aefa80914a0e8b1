//! Simulations with the policies of users and roles of the directory: which of them take part, who may ask, and what the trust
//! policies of roles have to do with it.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::needless_pass_by_value, reason = "tests")]

mod support;

use rolecall_service::Service;
use serde_json::{Value, json};
use support::{ACCOUNT, World, allow, deny, text, when};

const A: &str = "arn:aws:s3:::simulation/a";

fn arn(resource: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:{resource}")
}

fn trusting(principal: &Value, condition: &Value) -> String {
    let mut statement = json!({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"});
    if !condition.is_null() {
        statement["Condition"] = condition.clone();
    }
    json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
}

fn make_role(world: &World, name: &str, trust: &str) -> String {
    let made = world.ok("CreateRole", json!({"RoleName": name, "AssumeRolePolicyDocument": trust, "Path": "/team/"}));
    made["Role"]["Arn"].as_str().unwrap().to_owned()
}

fn make_policy(world: &World, name: &str, document: &Value) -> String {
    let made = world.ok("CreatePolicy", json!({"PolicyName": name, "PolicyDocument": document.to_string()}));
    made["Policy"]["Arn"].as_str().unwrap().to_owned()
}

fn simulate(world: &World, source: &str, actions: &[&str], more: Value) -> Result<Value, rolecall_service::Fault> {
    let mut asked = json!({"PolicySourceArn": source, "ActionNames": actions, "ResourceArns": [A]});
    asked.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    world.iam("SimulatePrincipalPolicy", asked)
}

fn results(world: &World, source: &str, actions: &[&str], more: Value) -> Vec<Value> {
    simulate(world, source, actions, more).unwrap()["EvaluationResults"].as_array().unwrap().clone()
}

fn decisions(world: &World, source: &str, actions: &[&str], more: Value) -> Vec<String> {
    let results = results(world, source, actions, more);
    results.iter().map(|result| result["EvalDecision"].as_str().unwrap().to_owned()).collect()
}

fn ids(result: &Value) -> Vec<String> {
    let matched = result["MatchedStatements"].as_array().unwrap();
    matched.iter().map(|one| one["SourcePolicyId"].as_str().unwrap().to_owned()).collect()
}

/// A user with an inline policy for `s3:GetObject` and an attached one for `s3:PutObject`, and a reader attached by AWS.
fn alice(world: &World) -> String {
    world.user("alice", &[allow("s3:GetObject", "*")]);
    for policy in
        [make_policy(world, "Put", &allow("s3:PutObject", "*")), "arn:aws:iam::aws:policy/IAMReadOnlyAccess".to_owned()]
    {
        world.ok("AttachUserPolicy", json!({"UserName": "alice", "PolicyArn": policy}));
    }
    arn("user/alice")
}

const ACTIONS: [&str; 4] = ["s3:GetObject", "s3:PutObject", "iam:GetUser", "s3:DeleteObject"];

#[test]
fn all_policies_of_a_user_take_part_under_their_names() {
    let world = World::new();
    let alice = alice(&world);
    let results = results(&world, &alice, &ACTIONS, json!({}));
    let shown: Vec<_> = results.iter().map(|result| (result["EvalDecision"].as_str().unwrap(), ids(result))).collect();
    let of = |id: &str| vec![id.to_owned()];
    assert_eq!(
        shown,
        [
            ("allowed", of("user_alice_p0")),
            ("allowed", of("Put")),
            ("allowed", of("IAMReadOnlyAccess")),
            ("implicitDeny", vec![])
        ]
    );
    assert_eq!(results[0]["OrganizationsDecisionDetail"], Value::Null, "there is no organization");
    let more = json!({"PolicyInputList": [allow("s3:DeleteObject", "*").to_string()]});
    assert_eq!(decisions(&world, &alice, &ACTIONS[3..], more), ["allowed"]);
    let wrong_path = arn("user/elsewhere/alice");
    assert_eq!(decisions(&world, &wrong_path, &ACTIONS[..1], json!({})), ["allowed"], "names count, paths do not");
}

#[test]
fn roles_bring_their_policies_and_call_as_a_session() {
    let world = World::new();
    let role = make_role(&world, "r", &trusting(&json!({"AWS": ACCOUNT}), &Value::Null));
    let mine = when(allow("s3:GetObject", "*"), json!({"ArnEquals": {"aws:PrincipalArn": role}}));
    world.ok("PutRolePolicy", json!({"RoleName": "r", "PolicyName": "inline", "PolicyDocument": mine.to_string()}));
    let result = &results(&world, &role, &["s3:GetObject"], json!({}))[0];
    assert_eq!((&result["EvalDecision"], ids(result)), (&json!("allowed"), vec!["role_r_inline".to_owned()]));
    let granting = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": role},
        "Action": "s3:PutObject", "Resource": A}});
    let more = json!({"ResourcePolicy": granting.to_string()});
    let result = &results(&world, &role, &["s3:PutObject"], more)[0];
    assert_eq!((&result["EvalDecision"], ids(result)), (&json!("allowed"), vec!["ResourcePolicy".to_owned()]));
}

#[test]
fn the_boundary_cuts_unless_the_question_has_another() {
    let world = World::new();
    let alice = alice(&world);
    let boundary = make_policy(&world, "Boundary", &allow("s3:Get*", "*"));
    world.ok("PutUserPermissionsBoundary", json!({"UserName": "alice", "PermissionsBoundary": boundary}));
    let both = ["s3:GetObject", "s3:PutObject"];
    let outcome = results(&world, &alice, &both, json!({}));
    assert_eq!(outcome[0]["PermissionsBoundaryDecisionDetail"], json!({"AllowedByPermissionsBoundary": true}));
    assert_eq!(outcome[1]["PermissionsBoundaryDecisionDetail"], json!({"AllowedByPermissionsBoundary": false}));
    assert_eq!((&outcome[1]["EvalDecision"], ids(&outcome[1])), (&json!("implicitDeny"), vec![]));
    let other = json!({"PermissionsBoundaryPolicyInputList": [allow("s3:Put*", "*").to_string()]});
    assert_eq!(decisions(&world, &alice, &both, other), ["implicitDeny", "allowed"]);
    let without = json!({"PolicyExclusionList": [{"PolicyType": "permission-boundary"}]});
    let outcome = results(&world, &alice, &both, without);
    assert_eq!(
        (&outcome[1]["EvalDecision"], &outcome[1]["PermissionsBoundaryDecisionDetail"]),
        (&json!("allowed"), &Value::Null)
    );
    let denying = make_policy(&world, "Denying", &deny("s3:*", "*"));
    world.ok("PutUserPermissionsBoundary", json!({"UserName": "alice", "PermissionsBoundary": denying}));
    let outcome = &results(&world, &alice, &both[..1], json!({}))[0];
    assert_eq!((&outcome["EvalDecision"], ids(outcome)), (&json!("explicitDeny"), vec!["Denying".to_owned()]));
    assert_eq!(outcome["MatchedStatements"][0]["SourcePolicyType"], "Permissions Boundary Policy");
}

#[test]
fn policies_can_be_left_out() {
    let world = World::new();
    let alice = alice(&world);
    let inline = |name: &str, kind: &str, holder: &str| json!({"InlinePolicyIdentifier": {"PolicyName": name, "AttachmentType": kind, "AttachmentName": holder}});
    let (yes, no) = ("allowed", "implicitDeny");
    let cases = [
        (json!({"PolicyType": "inline"}), [no, yes, yes]),
        (json!({"PolicyType": "user-managed"}), [yes, no, yes]),
        (json!({"PolicyType": "aws-managed"}), [yes, yes, no]),
        (json!({"PolicyType": "rcp"}), [yes, yes, yes]),
        (json!({"PolicyArn": arn("policy/Put")}), [yes, no, yes]),
        (json!({"PolicyArn": "arn:aws:iam::aws:policy/IAMReadOnlyAccess"}), [yes, yes, no]),
        (json!({"PolicyArn": arn("policy/Other")}), [yes, yes, yes]),
        (inline("p0", "user", "alice"), [no, yes, yes]),
        (inline("p0", "user", "bob"), [yes, yes, yes]),
        (inline("p0", "role", "alice"), [yes, yes, yes]),
        (inline("p1", "user", "alice"), [yes, yes, yes]),
    ];
    for (excluded, expected) in cases {
        let more = json!({"PolicyExclusionList": [excluded]});
        assert_eq!(decisions(&world, &alice, &ACTIONS[..3], more), expected, "{excluded}");
    }
    let more = json!({"PolicyExclusionList": [{"PolicyType": "inline"}], "PolicyInputList": [allow("s3:GetObject", "*").to_string()]});
    assert_eq!(decisions(&world, &alice, &ACTIONS[..1], more), [yes], "what the question brings stays");
    for wrong in [json!({}), json!({"PolicyType": "inline", "PolicyArn": arn("policy/Put")})] {
        let answer = text(simulate(&world, &alice, &ACTIONS[..1], json!({"PolicyExclusionList": [wrong]})));
        assert!(answer.starts_with("InvalidInput: "), "{answer}");
    }
}

#[test]
fn what_follows_from_the_user_is_known() {
    let world = World::new();
    world.user("alice", &[]);
    world.ok("TagUser", json!({"UserName": "alice", "Tags": [{"Key": "team", "Value": "blue"}]}));
    let id = world.ok("GetUser", json!({"UserName": "alice"}))["User"]["UserId"].clone();
    let condition = json!({"StringEquals": {"aws:username": "alice", "aws:userid": id, "aws:PrincipalTag/team": "blue",
        "aws:PrincipalAccount": ACCOUNT, "aws:PrincipalType": "User"}});
    let policy = when(allow("s3:GetObject", "arn:aws:s3:::simulation/${aws:PrincipalTag/letter}"), condition);
    let more = json!({"PolicyInputList": [policy.to_string()]});
    let outcome = &results(&world, &arn("user/alice"), &["s3:GetObject"], more.clone())[0];
    assert_eq!(
        (&outcome["EvalDecision"], &outcome["MissingContextValues"]),
        (&json!("implicitDeny"), &json!(["aws:PrincipalTag/letter"]))
    );
    world.ok("TagUser", json!({"UserName": "alice", "Tags": [{"Key": "letter", "Value": "a"}]}));
    assert_eq!(decisions(&world, &arn("user/alice"), &["s3:GetObject"], more), ["allowed"]);
}

#[test]
fn members_of_an_organization_are_told_what_it_allows() {
    let world = World::new();
    let alice = alice(&world);
    world.call(&world.root, Service::Organizations, "CreateOrganization", json!({})).unwrap();
    let outcome = &results(&world, &alice, &ACTIONS[..1], json!({}))[0];
    assert_eq!(outcome["OrganizationsDecisionDetail"], json!({"AllowedByOrganizations": true}));
    let without = json!({"PolicyExclusionList": [{"PolicyType": "scp"}]});
    assert_eq!(results(&world, &alice, &ACTIONS[..1], without)[0]["OrganizationsDecisionDetail"], Value::Null);
}

#[test]
fn sources_are_users_and_roles_of_the_own_account() {
    let world = World::new();
    let invalid = |arn: &str| format!("InvalidInput: Invalid ARN provided in the request: {arn}");
    let foreign = "InvalidInput: Invalid Policy Source Arn: caller's account 123456789012 does not have access to policies in account 999999999999.";
    let missing = "NoSuchEntity: Unable to retrieve specified IAM entity.";
    let cases = [
        (arn("user/nobody"), missing.to_owned()),
        (arn("role/nobody"), missing.to_owned()),
        (arn("group/nobody"), missing.to_owned()),
        ("arn:aws:iam::999999999999:user/u".to_owned(), foreign.to_owned()),
        (arn("root"), invalid(&arn("root"))),
        (arn("user/"), invalid(&arn("user/"))),
        (arn("policy/p"), invalid(&arn("policy/p"))),
        ("not-an-arn-but-long-enough".to_owned(), invalid("not-an-arn-but-long-enough")),
        (
            format!("arn:aws:sts::{ACCOUNT}:assumed-role/r/s"),
            invalid(&format!("arn:aws:sts::{ACCOUNT}:assumed-role/r/s")),
        ),
    ];
    for (source, error) in cases {
        assert_eq!(text(simulate(&world, &source, &["s3:GetObject"], json!({}))), error);
        assert_eq!(text(world.iam("GetContextKeysForPrincipalPolicy", json!({"PolicySourceArn": source}))), error);
    }
}

#[test]
fn only_who_may_ask_is_answered() {
    let world = World::new();
    alice(&world);
    let (alice, role) = (arn("user/alice"), make_role(&world, "r", &trusting(&json!({"AWS": ACCOUNT}), &Value::Null)));
    let helpdesk = world.user(
        "helpdesk",
        &[allow("iam:SimulatePrincipalPolicy", &alice), allow("iam:GetContextKeysForPrincipalPolicy", &role)],
    );
    let ask = |operation: &str, mut question: Value| {
        question["ActionNames"] = json!(["s3:GetObject"]);
        text(world.call(&helpdesk, Service::Iam, operation, question))
    };
    let denied = |action: &str, resource: &str| {
        format!(
            "AccessDenied: User: {} is not authorized to perform: iam:{action} on resource: {resource} because no identity-based policy allows the iam:{action} action",
            arn("user/helpdesk")
        )
    };
    let source = |arn: &str| json!({"PolicySourceArn": arn});
    assert!(ask("SimulatePrincipalPolicy", source(&alice)).starts_with("no error"));
    assert!(ask("GetContextKeysForPrincipalPolicy", source(&role)).starts_with("no error"));
    assert_eq!(ask("SimulatePrincipalPolicy", source(&role)), denied("SimulatePrincipalPolicy", &role));
    assert_eq!(
        ask("SimulatePrincipalPolicy", source(&arn("role/wrong-path/r"))),
        denied("SimulatePrincipalPolicy", &role),
        "decided on the role itself"
    );
    assert_eq!(
        ask("SimulatePrincipalPolicy", source(&arn("user/nobody"))),
        denied("SimulatePrincipalPolicy", &arn("user/nobody"))
    );
    assert_eq!(
        ask("GetContextKeysForPrincipalPolicy", source(&alice)),
        denied("GetContextKeysForPrincipalPolicy", &alice)
    );
    assert_eq!(ask("SimulateCustomPolicy", json!({"PolicyInputList": []})), denied("SimulateCustomPolicy", "*"));
    assert_eq!(
        ask("GetContextKeysForCustomPolicy", json!({"PolicyInputList": []})),
        denied("GetContextKeysForCustomPolicy", "*")
    );
}

#[test]
fn keys_of_a_principal_are_those_of_all_its_policies() {
    let world = World::new();
    world.user("alice", &[when(allow("*", "*"), json!({"Bool": {"aws:SecureTransport": "true"}}))]);
    let attached = make_policy(&world, "Attached", &allow("*", "arn:aws:s3:::${aws:username}/*"));
    world.ok("AttachUserPolicy", json!({"UserName": "alice", "PolicyArn": attached}));
    let boundary =
        make_policy(&world, "Boundary", &when(allow("*", "*"), json!({"Null": {"aws:TokenIssueTime": "true"}})));
    world.ok("PutUserPermissionsBoundary", json!({"UserName": "alice", "PermissionsBoundary": boundary}));
    let further = when(allow("*", "*"), json!({"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}));
    let asked = json!({"PolicySourceArn": arn("user/alice"), "PolicyInputList": [further.to_string()]});
    let keys = world.ok("GetContextKeysForPrincipalPolicy", asked)["ContextKeyNames"].clone();
    assert_eq!(keys, json!(["aws:SecureTransport", "aws:username", "aws:TokenIssueTime", "aws:SourceIp"]));
}

/// Whether `source` may assume `role`, in simulation and in truth; `sts` are the parameters of the real call.
fn assumes(world: &World, name: &str, role: &str, more: Value) -> Value {
    let mut more = more;
    more["ResourceArns"] = json!([role]);
    results(world, &arn(&format!("user/{name}")), &["sts:AssumeRole"], more)[0].clone()
}

#[test]
fn who_is_not_trusted_does_not_assume_a_role_whatever_the_own_policies_say() {
    let world = World::new();
    let admin = world.user("admin", &[allow("*", "*")]);
    let bare = world.user("bare", &[]);
    let cases = [
        ("of-ec2", trusting(&json!({"Service": "ec2.amazonaws.com"}), &Value::Null), "implicitDeny", "implicitDeny"),
        ("of-account", trusting(&json!({"AWS": ACCOUNT}), &Value::Null), "allowed", "implicitDeny"),
        ("of-bare", trusting(&json!({"AWS": arn("user/bare")}), &Value::Null), "implicitDeny", "allowed"),
        ("of-all", trusting(&json!({"AWS": "*"}), &Value::Null), "allowed", "allowed"),
    ];
    for (name, trust, of_admin, of_bare) in cases {
        let role = make_role(&world, name, &trust);
        for (user, keys, expected) in [("admin", &admin, of_admin), ("bare", &bare, of_bare)] {
            let outcome = assumes(&world, user, &role, json!({}));
            assert_eq!(outcome["EvalDecision"], expected, "{user} {name}");
            let call = json!({"RoleArn": role, "RoleSessionName": "session"});
            let real = world.call(keys, Service::Sts, "AssumeRole", call);
            assert_eq!(real.is_ok(), expected == "allowed", "{user} {name}: the truth");
        }
    }
    let outcome = assumes(&world, "bare", &arn("role/team/of-bare"), json!({}));
    assert_eq!(ids(&outcome), ["role_of-bare_AssumeRolePolicyDocument"]);
    assert_eq!(outcome["MatchedStatements"][0]["SourcePolicyType"], "Resource Policy");
    let other =
        results(&world, &arn("user/admin"), &["iam:GetRole"], json!({"ResourceArns": [arn("role/team/of-ec2")]}));
    assert_eq!(other[0]["EvalDecision"], "allowed", "only who assumes the role must be trusted");
}

#[test]
fn trust_is_bound_to_who_was_named() {
    let world = World::new();
    world.user("alice", &[]);
    let role = make_role(&world, "r", &trusting(&json!({"AWS": arn("user/alice")}), &Value::Null));
    assert_eq!(assumes(&world, "alice", &role, json!({}))["EvalDecision"], "allowed");
    let keys = world.ok("ListAccessKeys", json!({"UserName": "alice"}))["AccessKeyMetadata"][0]["AccessKeyId"].clone();
    world.ok("DeleteAccessKey", json!({"UserName": "alice", "AccessKeyId": keys}));
    world.ok("DeleteUser", json!({"UserName": "alice"}));
    world.user("alice", &[]);
    assert_eq!(assumes(&world, "alice", &role, json!({}))["EvalDecision"], "implicitDeny", "another of the same name");
}

#[test]
fn conditions_of_trust_ask_for_their_keys() {
    let world = World::new();
    world.user("alice", &[]);
    let condition = json!({"StringEquals": {"sts:ExternalId": "secret", "aws:ResourceTag/team": "blue"}});
    let role = make_role(&world, "r", &trusting(&json!({"AWS": arn("user/alice")}), &condition));
    world.ok("TagRole", json!({"RoleName": "r", "Tags": [{"Key": "team", "Value": "blue"}]}));
    let outcome = assumes(&world, "alice", &role, json!({}));
    assert_eq!(
        (&outcome["EvalDecision"], &outcome["MissingContextValues"]),
        (&json!("implicitDeny"), &json!(["sts:ExternalId"]))
    );
    let given = json!({"ContextEntries": [{"ContextKeyName": "sts:ExternalId", "ContextKeyValues": ["secret"], "ContextKeyType": "string"}]});
    assert_eq!(assumes(&world, "alice", &role, given)["EvalDecision"], "allowed");
}

#[test]
fn a_trust_policy_in_the_question_stands_for_that_of_the_role() {
    let world = World::new();
    world.user("alice", &[allow("sts:AssumeRole", "*")]);
    let ec2 = trusting(&json!({"Service": "ec2.amazonaws.com"}), &Value::Null);
    let role = make_role(&world, "r", &ec2);
    let account = trusting(&json!({"AWS": ACCOUNT}), &Value::Null);
    assert_eq!(assumes(&world, "alice", &role, json!({"ResourcePolicy": account}))["EvalDecision"], "allowed");
    let elsewhere = "arn:aws:iam::999999999999:role/r";
    let blind = assumes(&world, "alice", elsewhere, json!({}));
    assert_eq!(blind["EvalDecision"], "implicitDeny", "another account has not said yes");
    assert_eq!(blind["EvalDecisionDetails"], json!({"IAM Policy": "allowed", "Resource Policy": "implicitDeny"}));
    let seeing = assumes(&world, "alice", elsewhere, json!({"ResourcePolicy": account}));
    assert_eq!(seeing["EvalDecision"], "allowed");
    assert_eq!(seeing["EvalDecisionDetails"], json!({"IAM Policy": "allowed", "Resource Policy": "allowed"}));
    let hypothetical = assumes(&world, "alice", &arn("role/none"), json!({}));
    assert_eq!(hypothetical["EvalDecision"], "allowed", "a role that there is not is judged from the caller's side");
}

#[test]
fn roles_of_other_accounts_tell_nothing() {
    let world = World::new();
    world.call(&world.root, Service::Organizations, "CreateOrganization", json!({})).unwrap();
    let member = json!({"AccountName": "member", "Email": "m@example.org"});
    let made = world.call(&world.root, Service::Organizations, "CreateAccount", member).unwrap();
    let account = made["CreateAccountStatus"]["AccountId"].as_str().unwrap().to_owned();
    world.user("alice", &[allow("*", "*")]);
    let real =
        assumes(&world, "alice", &format!("arn:aws:iam::{account}:role/OrganizationAccountAccessRole"), json!({}));
    let unreal = assumes(&world, "alice", &format!("arn:aws:iam::{account}:role/NoSuchRole"), json!({}));
    for outcome in [&real, &unreal] {
        assert_eq!(outcome["EvalDecision"], "implicitDeny");
        assert_eq!(outcome["EvalDecisionDetails"], json!({"IAM Policy": "allowed", "Resource Policy": "implicitDeny"}));
        assert_eq!(ids(outcome), [""; 0]);
    }
}

#[test]
fn trust_policies_are_told_only_to_who_may_read_them() {
    let world = World::new();
    world.user("alice", &[allow("sts:AssumeRole", "*")]);
    let role = make_role(&world, "r", &trusting(&json!({"AWS": arn("user/alice")}), &Value::Null));
    let simulates = allow("iam:Simulate*", "*");
    let blind = world.user("blind", std::slice::from_ref(&simulates));
    let reader = world.user("reader", &[simulates, allow("iam:GetRole", &role)]);
    let policy = allow("sts:AssumeRole", "*").to_string();
    let custom =
        |role: &str| json!({"PolicyInputList": [policy], "ActionNames": ["sts:AssumeRole"], "ResourceArns": [role]});
    let own = |caller: Value| json!({"PolicySourceArn": arn("user/alice"), "ActionNames": ["sts:AssumeRole"], "ResourceArns": [role], "CallerArn": caller});
    let ask = |keys, operation, question| match world.call(keys, Service::Iam, operation, question) {
        Ok(answer) => answer["EvaluationResults"][0]["EvalDecision"].as_str().unwrap().to_owned(),
        Err(fault) => text(Err(fault)),
    };
    let denied = |role: &str| {
        format!(
            "AccessDenied: User: {} is not authorized to perform: iam:GetRole on resource: {role} because no identity-based policy allows the iam:GetRole action",
            arn("user/blind")
        )
    };
    assert_eq!(ask(&blind, "SimulateCustomPolicy", custom(&role)), denied(&role));
    assert_eq!(
        ask(&blind, "SimulateCustomPolicy", custom(&arn("role/none"))),
        denied(&arn("role/none")),
        "whether or not it exists"
    );
    assert_eq!(ask(&reader, "SimulateCustomPolicy", custom(&role)), "implicitDeny", "nobody calls");
    let mut by_alice = custom(&role);
    by_alice["CallerArn"] = arn("user/alice").into();
    assert_eq!(ask(&reader, "SimulateCustomPolicy", by_alice), "allowed");
    let mut with_policy = custom(&role);
    with_policy["ResourcePolicy"] = trusting(&json!({"AWS": "*"}), &Value::Null).into();
    with_policy["CallerArn"] = arn("user/alice").into();
    assert_eq!(ask(&blind, "SimulateCustomPolicy", with_policy), "allowed", "nothing is read");
    assert_eq!(
        ask(&blind, "SimulatePrincipalPolicy", own(arn("user/alice").into())),
        "allowed",
        "that is alice's permission"
    );
    assert_eq!(ask(&blind, "SimulatePrincipalPolicy", own(arn("user/blind").into())), denied(&role));
}

/// Once, a policy that the question brought could ask for the tags of any role, and so for which roles there are.
#[test]
fn tags_of_roles_are_told_only_to_who_may_read_them() {
    let world = World::new();
    world.user("alice", &[]);
    let role = make_role(&world, "r", &trusting(&json!({"AWS": ACCOUNT}), &Value::Null));
    world.ok("TagRole", json!({"RoleName": "r", "Tags": [{"Key": "team", "Value": "blue"}]}));
    let blind = world.user("blind", &[allow("iam:Simulate*", "*")]);
    let asks = when(allow("sts:AssumeRole", "*"), json!({"StringLike": {"aws:ResourceTag/team": "b*"}})).to_string();
    let asked = |more: Value| {
        let mut asked = json!({"ActionNames": ["sts:AssumeRole"], "ResourceArns": [role]});
        asked.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        asked
    };
    let ask = |operation, more| world.call(&blind, Service::Iam, operation, asked(more));

    let everyone = trusting(&json!({"AWS": ACCOUNT}), &Value::Null);
    let custom = json!({"PolicyInputList": [asks], "CallerArn": arn("user/alice"), "ResourcePolicy": everyone});
    let outcome = &ask("SimulateCustomPolicy", custom).unwrap()["EvaluationResults"][0];
    assert_eq!(
        (&outcome["EvalDecision"], &outcome["MissingContextValues"]),
        (&json!("implicitDeny"), &json!(["aws:ResourceTag/team"]))
    );

    let alice = json!({"PolicySourceArn": arn("user/alice")});
    assert!(ask("SimulatePrincipalPolicy", alice.clone()).is_ok(), "that is alice's permission");
    for list in ["PolicyInputList", "PermissionsBoundaryPolicyInputList"] {
        let mut bringing = alice.clone();
        bringing[list] = json!([asks]);
        let refusal = text(ask("SimulatePrincipalPolicy", bringing));
        assert!(refusal.contains(&format!("to perform: iam:GetRole on resource: {role}")), "{list}: {refusal}");
    }
}

#[test]
fn of_others_no_more_is_known_than_their_arn() {
    let world = World::new();
    world.user("alice", &[]);
    world.user("bob", &[]);
    world.ok("TagUser", json!({"UserName": "bob", "Tags": [{"Key": "team", "Value": "blue"}]}));
    let policy = when(
        allow("*", "*"),
        json!({"StringLike": {"aws:PrincipalTag/team": "*", "aws:userid": "*", "aws:username": "bob"}}),
    );
    let asked = json!({"PolicyInputList": [policy.to_string()], "CallerArn": arn("user/bob")});
    let outcome = &results(&world, &arn("user/alice"), &["s3:GetObject"], asked.clone())[0];
    let unknown = json!(["aws:PrincipalTag/team", "aws:userid"]);
    assert_eq!((&outcome["EvalDecision"], &outcome["MissingContextValues"]), (&json!("implicitDeny"), &unknown));
    let mut custom = asked;
    custom["ActionNames"] = json!(["s3:GetObject"]);
    let outcome = &world.ok("SimulateCustomPolicy", custom)["EvaluationResults"][0];
    assert_eq!((&outcome["EvalDecision"], &outcome["MissingContextValues"]), (&json!("implicitDeny"), &unknown));
}
