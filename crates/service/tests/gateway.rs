//! Decisions about requests to services behind the gateway: identity and bucket policies, owners, anonymous callers, records.
#![expect(clippy::unwrap_used, clippy::needless_pass_by_value, reason = "tests")]

mod support;

use rolecall_policy::{Context, ContextMap, Key};
use rolecall_service::directory::PublicAccessBlock;
use rolecall_service::fault::common;
use rolecall_service::gateway::{Asked, Happened, Reservation, Visit};
use rolecall_service::{Circumstances, Fault, Identified, Service};
use serde_json::{Value, json};
use support::{ACCOUNT, Keys, World, allow, block_on, deny, when};

const READ: &str = "s3:GetObject";

fn circumstances() -> Circumstances<'static> {
    Circumstances {
        request_id: "00000000-0000-4000-8000-000000000000",
        source_ip: [192, 0, 2, 1].into(),
        user_agent: Some("test"),
        referer: None,
        host: Some("s3.localhost"),
        tls: None,
    }
}

fn asked(action: &str, resource: &str) -> Asked {
    Asked {
        action: action.to_owned().into(),
        resource: resource.to_owned(),
        is_partial: false,
        keys: ContextMap::new(),
        unknown: vec!["s3:Known/", "s3:only"],
        told: Vec::new(),
    }
}

/// A request that asks for these.
fn visit<'a>(world: &World, identified: Option<&'a Identified>, asked: &'a [Asked]) -> Visit<'a> {
    Visit {
        identified,
        service: "s3",
        operation: "Operation",
        region: "eu-north-1",
        owner: ACCOUNT.parse().unwrap(),
        asked,
        circumstances: circumstances(),
        now: rolecall_model::Clock::now(&*world.clock),
    }
}

fn who(world: &World, keys: Option<&Keys>) -> Option<Identified> {
    keys.map(|keys| world.identify(keys, Service::Iam, "GetUser").unwrap())
}

/// What becomes of one action: `allowed`, or the sentence.
fn ruled(world: &World, keys: Option<&Keys>, wanted: &[(&str, &str)]) -> String {
    let asked: Vec<Asked> = wanted.iter().map(|(action, resource)| asked(action, resource)).collect();
    let identified = who(world, keys);
    match world.server.rule(&visit(world, identified.as_ref(), &asked)) {
        Ok(()) => "allowed".to_owned(),
        Err(fault) => {
            assert_eq!(fault.code, common::ACCESS_DENIED);
            fault.message.into_owned()
        }
    }
}

fn put_policy(world: &World, keys: &Keys, bucket: &str, policy: &Value) -> Result<(), Fault> {
    let asked = [asked("s3:PutBucketPolicy", &format!("arn:aws:s3:::{bucket}"))];
    let identified = who(world, Some(keys));
    block_on(world.server.put_bucket_policy(&visit(world, identified.as_ref(), &asked), bucket, &policy.to_string()))
}

fn open_to_the_public(world: &World, bucket: &str) {
    let asked = [asked("s3:PutBucketPublicAccessBlock", &format!("arn:aws:s3:::{bucket}"))];
    let identified = who(world, Some(&world.root));
    block_on(world.server.set_public_access_block(&visit(world, identified.as_ref(), &asked), bucket, None)).unwrap();
}

fn resource_policy(effect: &str, principal: Value, action: &str, resource: &str) -> Value {
    let statement = json!({"Effect": effect, "Principal": principal, "Action": action, "Resource": resource});
    json!({"Version": "2012-10-17", "Statement": statement})
}

#[test]
fn only_a_deny_that_certainly_holds_rules_out() {
    let world = World::new();
    let revoked = json!({"DateLessThan": {"aws:TokenIssueTime": "2999-01-01T00:00:00Z"}});
    for (name, policies, expected) in [
        ("silent", vec![], true),
        ("elsewhere", vec![deny("kms:*", "*")], true),
        ("narrow", vec![deny("ssm:*", "arn:aws:ssm:*:*:parameter/p")], true),
        ("everything", vec![allow("*", "*"), deny("*", "*")], false),
        ("service", vec![allow("*", "*"), deny("ssm:*", "*")], false),
        ("unmet", vec![when(deny("*", "*"), revoked.clone())], true),
    ] {
        let keys = world.user(name, &policies);
        let (identified, asked) = (who(&world, Some(&keys)), [asked("ssm:Unknown", "*")]);
        let ruled = world.server.rule_out(&visit(&world, identified.as_ref(), &asked));
        assert_eq!(ruled.is_ok(), expected, "{name}: {ruled:?}");
    }
    let session = world.session("web", &[allow("*", "*"), when(deny("*", "*"), revoked)]);
    let (identified, asked) = (who(&world, Some(&session)), [asked("ssm:Unknown", "*")]);
    let ruled = world.server.rule_out(&visit(&world, identified.as_ref(), &asked));
    assert!(ruled.is_err(), "a revoked session");
}

#[test]
fn identity_policies_decide_about_a_bucket_without_a_policy() {
    let world = World::new();
    let user = world.user("u", &[allow(READ, "arn:aws:s3:::b/in/*"), deny(READ, "arn:aws:s3:::b/in/secret")]);
    let session = world.session("web", &[allow("s3:*", "arn:aws:s3:::b/*")]);
    let denied = |who: &str, key: &str, why: &str| {
        format!("User: arn:aws:{who} is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::{key}{why}")
    };
    let named = format!("iam::{ACCOUNT}:user/u");
    let silent = " because no identity-based policy allows the s3:GetObject action";
    for (keys, key, expected) in [
        (Some(&user), "b/in/x", "allowed".to_owned()),
        (Some(&user), "b/out", denied(&named, "b/out", silent)),
        (
            Some(&user),
            "b/in/secret",
            denied(&named, "b/in/secret", " with an explicit deny in an identity-based policy"),
        ),
        (Some(&session), "b/x", "allowed".to_owned()),
        (Some(&session), "c/x", denied(&format!("sts::{ACCOUNT}:assumed-role/web/test"), "c/x", silent)),
        (Some(&world.root), "c/x", "allowed".to_owned()),
        (
            None,
            "b/in/x",
            "User: anonymous is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/in/x".to_owned(),
        ),
    ] {
        assert_eq!(ruled(&world, keys, &[(READ, &format!("arn:aws:s3:::{key}"))]), expected);
    }
}

#[test]
fn a_resource_of_which_a_part_is_told_is_decided_for_whatever_the_rest_is() {
    let world = World::new();
    let own = |id: &str| format!("arn:aws:cloudformation:eu-north-1:{ACCOUNT}:stack/live/{id}");
    let untold = "; the request does not tell all of the ARN, and what it leaves open ";
    let open = [Asked { is_partial: true, ..asked("cloudformation:DeleteStack", &own("*")) }];
    for (name, policies, expected) in [
        ("all", vec![allow("*", "*")], None),
        ("name", vec![allow("*", &own("*"))], None),
        ("id", vec![allow("*", &own("5a3d"))], Some("takes a wildcard to be allowed")),
        ("denied", vec![allow("*", "*"), deny("*", &own("5a3d"))], Some("may be what is denied")),
    ] {
        let identified = who(&world, Some(&world.user(name, &policies)));
        let ruled = world.server.rule(&visit(&world, identified.as_ref(), &open)).map_err(|fault| fault.message);
        match (ruled, expected) {
            (Ok(()), None) => {}
            (Err(message), Some(end)) => assert!(message.ends_with(&format!("{untold}{end}")), "{name}: {message}"),
            (ruled, _) => panic!("{name}: {ruled:?}"),
        }
    }
}

#[test]
fn all_that_is_asked_must_be_allowed_and_something_must_be_asked() {
    let world = World::new();
    let user = world.user("u", &[allow(READ, "arn:aws:s3:::b/*"), allow("s3:PutObject", "arn:aws:s3:::c/*")]);
    let copy = [(READ, "arn:aws:s3:::b/x"), ("s3:PutObject", "arn:aws:s3:::c/x")];
    assert_eq!(ruled(&world, Some(&user), &copy), "allowed");
    assert!(ruled(&world, Some(&user), &[copy[0], ("s3:PutObject", "arn:aws:s3:::b/x")]).contains("s3:PutObject"));
    assert_eq!(ruled(&world, Some(&user), &[]), "Nothing is known that would allow s3:Operation");
    assert_eq!(ruled(&world, Some(&world.root), &[]), "Nothing is known that would allow s3:Operation");
}

#[test]
fn bucket_policies_allow_and_deny_and_name_whom_they_mean() {
    let world = World::new();
    let user = world.user("u", &[]);
    let other = world.user("other", &[allow("s3:*", "*")]);
    let named = json!({"AWS": format!("arn:aws:iam::{ACCOUNT}:user/u")});
    put_policy(&world, &world.root, "b", &resource_policy("Allow", named.clone(), READ, "arn:aws:s3:::b/*")).unwrap();
    assert_eq!(ruled(&world, Some(&user), &[(READ, "arn:aws:s3:::b/x")]), "allowed");
    assert!(ruled(&world, Some(&user), &[(READ, "arn:aws:s3:::c/x")]).contains("not authorized"));

    put_policy(&world, &world.root, "b", &resource_policy("Deny", json!("*"), READ, "arn:aws:s3:::b/*")).unwrap();
    let refusal = ruled(&world, Some(&other), &[(READ, "arn:aws:s3:::b/x")]);
    assert!(refusal.ends_with("with an explicit deny in a resource-based policy"), "{refusal}");

    // A user of the same name is somebody else.
    put_policy(&world, &world.root, "b", &resource_policy("Allow", named, READ, "arn:aws:s3:::b/*")).unwrap();
    for (operation, parameters) in [
        ("DeleteUserPolicy", None),
        ("DeleteAccessKey", Some(json!({"UserName": "u", "AccessKeyId": user.id}))),
        ("DeleteUser", Some(json!({"UserName": "u"}))),
    ] {
        parameters.map(|parameters| world.ok(operation, parameters));
    }
    let again = world.user("u", &[]);
    assert!(ruled(&world, Some(&again), &[(READ, "arn:aws:s3:::b/x")]).contains("not authorized"));
    let asked = [asked("s3:GetBucketPolicy", "arn:aws:s3:::b")];
    let root = who(&world, Some(&world.root));
    let shown = world.server.bucket_policy(&visit(&world, root.as_ref(), &asked), "b").unwrap();
    assert!(shown.contains("\"AIDA"), "{shown}");
}

#[test]
fn anonymous_callers_need_a_public_policy_and_no_block() {
    let world = World::new();
    let public = resource_policy("Allow", json!("*"), READ, "arn:aws:s3:::b/*");
    let refused = put_policy(&world, &world.root, "b", &public).unwrap_err();
    assert!(refused.message.contains("BlockPublicPolicy"), "{}", refused.message);
    open_to_the_public(&world, "b");
    put_policy(&world, &world.root, "b", &public).unwrap();
    assert_eq!(ruled(&world, None, &[(READ, "arn:aws:s3:::b/x")]), "allowed");
    assert!(ruled(&world, None, &[("s3:PutObject", "arn:aws:s3:::b/x")]).contains("anonymous"));

    let restricts = PublicAccessBlock { block_public_policy: false, ..PublicAccessBlock::ALL };
    let asked = [asked("s3:PutBucketPublicAccessBlock", "arn:aws:s3:::b")];
    let root = who(&world, Some(&world.root));
    block_on(world.server.set_public_access_block(&visit(&world, root.as_ref(), &asked), "b", Some(restricts)))
        .unwrap();
    assert!(ruled(&world, None, &[(READ, "arn:aws:s3:::b/x")]).contains("RestrictPublicBuckets"));
    let user = world.user("u", &[]);
    assert_eq!(ruled(&world, Some(&user), &[(READ, "arn:aws:s3:::b/x")]), "allowed", "of the owner's account");
}

#[test]
fn a_key_that_only_the_upstream_knows_is_not_taken_as_absent() {
    let world = World::new();
    let guarded = when(deny(READ, "*"), json!({"StringEquals": {"s3:ExistingObjectTag/secret": "yes"}}));
    let user = world.user("u", &[allow("s3:*", "*"), guarded]);
    let refusal = ruled(&world, Some(&user), &[(READ, "arn:aws:s3:::b/x")]);
    assert!(
        refusal.ends_with("because a policy asks for `s3:existingobjecttag/secret`, which is not known here"),
        "{refusal}"
    );
    assert_eq!(ruled(&world, Some(&user), &[("s3:PutObject", "arn:aws:s3:::b/x")]), "allowed");
    for (key, is_known) in [("s3:known/x", false), ("s3:KNOWN", true), ("S3:Only", false), ("s3:only/x", true)] {
        let guarded = when(deny(READ, "*"), json!({"StringEquals": {key: "yes"}}));
        let name = format!("u{}", key.replace([':', '/'], "-"));
        let user = world.user(&name, &[allow("s3:*", "*"), guarded]);
        assert_eq!(ruled(&world, Some(&user), &[(READ, "arn:aws:s3:::b/x")]) == "allowed", is_known, "{key}");
    }
}

#[test]
fn documents_that_are_no_bucket_policies_are_refused() {
    let world = World::new();
    let root = json!({"AWS": ACCOUNT});
    for (policy, expected) in [
        (json!({"Version": "2012-10-17", "Statement": []}), None),
        (resource_policy("Allow", root.clone(), READ, "arn:aws:s3:::other/*"), Some("Policy has invalid resource")),
        (resource_policy("Allow", root.clone(), READ, "arn:aws:s3:::bb/*"), Some("Policy has invalid resource")),
        (resource_policy("Allow", root.clone(), READ, "*"), Some("Policy has invalid resource")),
        (
            resource_policy(
                "Allow",
                json!({"AWS": format!("arn:aws:iam::{ACCOUNT}:user/none")}),
                READ,
                "arn:aws:s3:::b",
            ),
            Some("Invalid principal in policy"),
        ),
        (allow(READ, "arn:aws:s3:::b"), None),
        (json!("text"), None),
    ] {
        let fault = put_policy(&world, &world.root, "b", &policy).unwrap_err();
        assert_eq!((fault.code.wire, fault.code.status), ("MalformedPolicy", 400), "{policy}");
        if let Some(expected) = expected {
            assert_eq!(fault.message, expected, "{policy}");
        }
    }
    let large = resource_policy("Allow", root, READ, &format!("arn:aws:s3:::b/{}", "x".repeat(21_000)));
    assert_eq!(put_policy(&world, &world.root, "b", &large).unwrap_err().code.wire, "MalformedPolicy");
}

#[test]
fn the_root_user_of_the_owner_is_never_shut_out_from_the_policy() {
    let world = World::new();
    let admin = world.user("admin", &[allow("*", "*")]);
    put_policy(&world, &world.root, "b", &resource_policy("Deny", json!("*"), "s3:*", "arn:aws:s3:::b")).unwrap();
    let remedy = resource_policy("Deny", json!("*"), READ, "arn:aws:s3:::b/*");
    assert_eq!(put_policy(&world, &admin, "b", &remedy).unwrap_err().code, common::ACCESS_DENIED);
    assert!(ruled(&world, Some(&world.root), &[("s3:ListBucket", "arn:aws:s3:::b")]).contains("explicit deny"));
    put_policy(&world, &world.root, "b", &remedy).unwrap();
    put_policy(&world, &admin, "b", &remedy).unwrap();
}

#[test]
fn one_account_gets_a_name_and_nobody_else() {
    let world = World::new();
    let user = world.user("u", &[allow("s3:CreateBucket", "*")]);
    let asked = [asked("s3:CreateBucket", "arn:aws:s3:::b")];
    let identified = who(&world, Some(&user));
    let visit = visit(&world, identified.as_ref(), &asked);
    assert_eq!(block_on(world.server.reserve_bucket(&visit, "b", false)).unwrap(), Reservation::Made);
    let document = json!({"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}});
    put_policy(&world, &world.root, "b", &document).unwrap();
    assert_eq!(block_on(world.server.reserve_bucket(&visit, "b", true)).unwrap(), Reservation::Held);
    assert!(ruled(&world, Some(&world.root), &[(READ, "arn:aws:s3:::b/x")]).contains("explicit deny"));
    // The upstream lost it: what was kept about it is not for the new one.
    assert_eq!(block_on(world.server.reserve_bucket(&visit, "b", false)).unwrap(), Reservation::Made);
    assert_eq!(ruled(&world, Some(&world.root), &[(READ, "arn:aws:s3:::b/x")]), "allowed");
    block_on(world.server.forget_bucket("b")).unwrap();
    assert_eq!(block_on(world.server.reserve_bucket(&visit, "b", false)).unwrap(), Reservation::Made);
    assert_eq!(block_on(world.server.reserve_bucket(&visit, "b", true)).unwrap(), Reservation::Held);
    let foreign = Visit { owner: "210987654321".parse().unwrap(), ..visit };
    assert_eq!(
        block_on(world.server.reserve_bucket(&foreign, "old", true)).unwrap_err().code.wire,
        "BucketAlreadyExists"
    );
    let nobody = Visit { identified: None, ..visit };
    assert_eq!(block_on(world.server.reserve_bucket(&nobody, "c", false)).unwrap_err().code, common::ACCESS_DENIED);
}

#[test]
fn what_is_asked_about_everything_is_the_owners() {
    let world = World::new();
    let user = world.user("u", &[allow("dynamodb:ListTables", "*"), allow("s3:ListAllMyBuckets", "*")]);
    let identified = who(&world, Some(&user));
    for (action, resource, of_other_upstream) in
        [("dynamodb:ListTables", "*", false), ("s3:ListAllMyBuckets", "arn:aws:s3:::*", true)]
    {
        let asked = [asked(action, resource)];
        let own = visit(&world, identified.as_ref(), &asked);
        assert!(world.server.rule(&own).is_ok(), "{action}");
        let elsewhere = Visit { owner: "210987654321".parse().unwrap(), ..own };
        assert_eq!(world.server.rule(&elsewhere).is_ok(), of_other_upstream, "{action}");
    }
}

#[test]
fn access_control_lists_for_the_public_are_blocked() {
    let world = World::new();
    let user = world.user("u", &[allow("s3:*", "*")]);
    let identified = who(&world, Some(&user));
    let made = [asked("s3:CreateBucket", "arn:aws:s3:::b")];
    block_on(world.server.reserve_bucket(&visit(&world, identified.as_ref(), &made), "b", false)).unwrap();
    for (key, value, expected) in [
        ("s3:x-amz-acl", "private", true),
        ("s3:x-amz-acl", "public-read", false),
        ("s3:x-amz-acl", "authenticated-read", false),
        ("s3:x-amz-grant-read", "uri=http://acs.amazonaws.com/groups/global/AllUsers", false),
        ("s3:x-amz-grant-read", "id=1", true),
    ] {
        let mut asked = [asked("s3:PutObject", "arn:aws:s3:::b/x")];
        asked[0].keys.insert(key, value);
        let ruled = world.server.rule(&visit(&world, identified.as_ref(), &asked));
        assert_eq!(ruled.is_ok(), expected, "{key} {value}");
    }
}

#[test]
fn a_resource_account_is_that_of_each_resource() {
    let world = World::new();
    let condition = json!({"StringEquals": {"s3:ResourceAccount": "210987654321"}});
    let user = world.user("u", &[when(allow("s3:GetObject", "*"), condition)]);
    let identified = who(&world, Some(&user));
    let asked = [asked(READ, "arn:aws:s3:::b/x")];
    let own = visit(&world, identified.as_ref(), &asked);
    assert!(world.server.rule(&own).is_err());
    // Whatever the request says of itself.
    let mut claimed = asked;
    claimed[0].keys.insert("s3:ResourceAccount", "210987654321");
    assert!(world.server.rule(&visit(&world, identified.as_ref(), &claimed)).is_err());
}

#[test]
fn a_record_says_who_did_what_and_what_became_of_it() {
    let world = World::new();
    let user = world.user("u", &[]);
    let identified = who(&world, Some(&user));
    let wanted = [asked(READ, "arn:aws:s3:::b/a \"key\"")];
    let visit = Visit { operation: "GetObject", ..visit(&world, identified.as_ref(), &wanted) };
    let fault = world.server.rule(&visit).unwrap_err();
    let happened = Happened {
        fault: Some(&fault),
        upstream_error: None,
        mode: "enforce",
        only_noted: None,
        read_only: true,
        is_data: true,
        parameters: &[("bucketName", "b"), ("key", "a \"key\"")],
        owner: ACCOUNT.parse().unwrap(),
    };
    block_on(world.server.record_visit(&visit, &happened)).unwrap();
    let record = world.last_record();
    for (member, expected) in [
        ("/eventSource", json!("s3.amazonaws.com")),
        ("/eventName", json!("GetObject")),
        ("/awsRegion", json!("eu-north-1")),
        ("/userIdentity/userName", json!("u")),
        ("/errorCode", json!("AccessDenied")),
        ("/errorMessage", json!(fault.message)),
        ("/requestParameters", json!({"bucketName": "b", "key": "a \"key\"", "Host": "s3.localhost"})),
        ("/resources/0/ARN", json!("arn:aws:s3:::b/a \"key\"")),
        ("/eventCategory", json!("Data")),
        ("/managementEvent", json!(false)),
        ("/readOnly", json!(true)),
        ("/recipientAccountId", json!(ACCOUNT)),
    ] {
        assert_eq!(record.pointer(member), Some(&expected), "{member}");
    }
    let anonymous = Visit { identified: None, ..visit };
    let noted = Happened { fault: None, mode: "soft", only_noted: Some(&fault), is_data: false, ..happened };
    block_on(world.server.record_visit(&anonymous, &noted)).unwrap();
    let record = world.last_record();
    assert_eq!(record["userIdentity"]["accountId"], "ANONYMOUS_PRINCIPAL");
    assert_eq!(record["additionalEventData"], json!({"rolecallMode": "soft", "rolecallWouldDeny": fault.message}));
    assert_eq!((&record["errorCode"], &record["eventCategory"]), (&Value::Null, &json!("Management")));
    let by_upstream = Happened { fault: None, upstream_error: Some("NoSuchKey"), ..happened };
    block_on(world.server.record_visit(&anonymous, &by_upstream)).unwrap();
    let record = world.last_record();
    assert_eq!((&record["errorCode"], record.get("errorMessage")), (&json!("NoSuchKey"), None));
}

#[test]
fn what_the_service_tells_is_decided_by() {
    let world = World::new();
    let tagged = |value: &str| json!({"StringEquals": {"s3:Known/team": value}});
    let open = |effect: Value, value: &str| when(effect, tagged(value));
    let cases = [
        ("by-tag", vec![open(allow("s3:*", "*"), "blue")], [(Some("blue"), true), (Some("red"), false), (None, false)]),
        (
            "guarded",
            vec![allow("s3:*", "*"), open(deny(READ, "*"), "red")],
            [(Some("blue"), true), (Some("red"), false), (None, true)],
        ),
    ];
    for (name, policies, told) in cases {
        let keys = world.user(name, &policies);
        let identified = who(&world, Some(&keys));
        let asked = [asked(READ, "arn:aws:s3:::b/x")];
        let refused = world.server.rule_or_ask(&visit(&world, identified.as_ref(), &asked)).unwrap_err();
        let missing: Vec<_> = refused.missing.iter().map(|one| (one.place, one.key.as_str())).collect();
        assert_eq!(missing, [(0, "s3:known/team")], "{name}");
        for (value, expected) in told {
            let [mut asked] = asked.clone();
            asked.learn("s3:Elsewhere/", [("team", "blue")]);
            assert!(asked.told.is_empty() && asked.keys.values(&Key::new("s3:Elsewhere/team")).is_none());
            asked.learn("s3:Known/", value.map(|value| ("TEAM", value)));
            let ruled = world.server.rule_or_ask(&visit(&world, identified.as_ref(), &[asked]));
            assert_eq!(ruled.is_ok(), expected, "{name} {value:?}");
            assert!(ruled.is_ok() || ruled.unwrap_err().missing.is_empty(), "{name} {value:?}");
        }
    }
}

/// What a request says of a key can be less than the service makes of it.
#[test]
fn a_key_that_is_known_in_part_is_not_known() {
    let world = World::new();
    let only = |effect: Value, operator: &str, value: &str| when(effect, json!({operator: {"s3:Known/team": value}}));
    for (name, policies, expected) in [
        ("plain", vec![allow("s3:*", "*")], true),
        ("by-value", vec![only(allow("s3:*", "*"), "StringEquals", "blue")], false),
        ("for-all", vec![only(allow("s3:*", "*"), "ForAllValues:StringEquals", "blue")], false),
        ("guarded", vec![allow("s3:*", "*"), only(deny(READ, "*"), "StringEquals", "red")], false),
    ] {
        let keys = world.user(name, &policies);
        let identified = who(&world, Some(&keys));
        let mut asked = asked(READ, "arn:aws:s3:::b/x");
        asked.keys.insert("s3:Known/team", "blue");
        let ruled = world.server.rule(&visit(&world, identified.as_ref(), &[asked]));
        assert_eq!(ruled.is_ok(), expected, "{name}");
    }
}

/// A set of many policies that is asked often is looked at through an index.
#[test]
fn a_key_is_missed_behind_an_index_too() {
    let world = World::new();
    let secret = json!({"StringEquals": {"s3:Known/class": "secret"}});
    let mut policies = vec![allow("s3:*", "*"), when(deny(READ, "*"), secret)];
    policies.extend((0..9).map(|number| allow("s3:GetObjectAcl", &format!("arn:aws:s3:::b{number}/*"))));
    policies.extend((0..9).map(|number| deny(READ, &format!("arn:aws:s3:::other{number}/*"))));
    let statements: Vec<Value> = policies.iter().map(|policy| policy["Statement"].clone()).collect();
    let keys = world.user("many", &[json!({"Version": "2012-10-17", "Statement": statements})]);
    let identified = who(&world, Some(&keys));
    let asked = [asked(READ, "arn:aws:s3:::b/x"), asked("s3:PutObject", "arn:aws:s3:::b/x")];
    for round in 0..500 {
        let refused = world.server.rule_or_ask(&visit(&world, identified.as_ref(), &asked)).unwrap_err();
        assert_eq!(refused.missing.len(), 1, "{round}");
        assert!(world.server.rule(&visit(&world, identified.as_ref(), &asked[1..])).is_ok());
    }
}

#[test]
fn nothing_is_missing_of_what_is_refused_all_the_same() {
    let world = World::new();
    let blue = || json!({"StringEquals": {"s3:Known/team": "blue"}});
    let resources = ["arn:aws:s3:::b/x", "arn:aws:s3:::c/x"];
    for (name, policies, expected) in [
        ("nothing", vec![allow("sqs:*", "*")], 0),
        ("one", vec![when(allow("s3:*", resources[0]), blue())], 0),
        ("both", vec![when(allow("s3:*", "*"), blue())], 2),
        ("one-known", vec![allow("s3:*", resources[0]), when(allow("s3:*", resources[1]), blue())], 1),
        ("denied", vec![when(allow("s3:*", "*"), blue()), deny("*", resources[1])], 0),
        ("never-told", vec![when(allow("s3:*", "*"), json!({"StringEquals": {"s3:BucketTag/team": "blue"}}))], 0),
    ] {
        let keys = world.user(name, &policies);
        let identified = who(&world, Some(&keys));
        let asked = resources.map(|resource| asked(READ, resource));
        let refused = world.server.rule_or_ask(&visit(&world, identified.as_ref(), &asked)).unwrap_err();
        assert_eq!(refused.missing.len(), expected, "{name}: {:?}", refused.missing);
    }
}
