//! What roles and users hold alike, once for each kind: inline and attached policies, boundaries, tags.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use rolecall_service::Quotas;
use rolecall_service::directory::Record;
use serde_json::{Value, json};
use support::{ACCOUNT, World, allow, text, trust, when};

/// The words in which the kinds differ.
struct Kind {
    title: &'static str,
    noun: &'static str,
    inline_limit: usize,
    attached_quota: &'static str,
}

const KINDS: [Kind; 2] = [
    Kind { title: "Role", noun: "role", inline_limit: 10_240, attached_quota: "PoliciesPerRole" },
    Kind { title: "User", noun: "user", inline_limit: 2_048, attached_quota: "PoliciesPerUser" },
];

/// One holder, `h`, of one kind, in a fresh world.
struct Holder {
    world: World,
    kind: &'static Kind,
}

impl Holder {
    fn each(test: impl Fn(&Self)) {
        Self::each_with(&Quotas::default(), test);
    }

    fn each_with(quotas: &Quotas, test: impl Fn(&Self)) {
        for kind in &KINDS {
            let holder = Self { world: World::seeded(quotas.clone(), another_account()), kind };
            holder.ok("Create@", json!({"AssumeRolePolicyDocument": trust()}));
            test(&holder);
        }
    }

    /// The operation and the parameters of this kind: `@` stands for its title, and the holder's name is put in.
    fn request(&self, operation: &str, mut parameters: Value) -> (String, Value) {
        let operation = operation.replace('@', self.kind.title);
        let name = format!("{}Name", self.kind.title);
        if parameters.get(&name).is_none() {
            parameters[name] = "h".into();
        }
        if self.kind.title == "User" {
            parameters.as_object_mut().unwrap().remove("AssumeRolePolicyDocument");
        }
        (operation, parameters)
    }

    fn ok(&self, operation: &str, parameters: Value) -> Value {
        let (operation, parameters) = self.request(operation, parameters);
        self.world.ok(&operation, parameters)
    }

    fn fails(&self, operation: &str, parameters: Value, expected: &str) {
        let (operation, parameters) = self.request(operation, parameters);
        let expected = expected.replace('@', self.kind.noun);
        assert_eq!(text(self.world.iam(&operation, parameters)), expected, "{operation}");
    }

    /// Parameters that name a holder that does not exist.
    fn missing(&self, mut parameters: Value) -> Value {
        parameters[format!("{}Name", self.kind.title)] = "gone".into();
        parameters
    }

    /// All items of a list that is read in pages of `page`.
    fn pages(&self, operation: &str, list: &str, page: usize) -> Vec<Value> {
        let (mut items, mut marker) = (Vec::new(), Value::Null);
        loop {
            let mut parameters = json!({"MaxItems": page});
            if !marker.is_null() {
                parameters["Marker"] = marker;
            }
            let answer = self.ok(operation, parameters);
            let found = answer[list].as_array().unwrap();
            assert!(found.len() <= page);
            items.extend(found.clone());
            marker = answer["Marker"].clone();
            assert_eq!(answer["IsTruncated"], !marker.is_null());
            if marker.is_null() {
                return items;
            }
        }
    }
}

const THEIRS: &str = "arn:aws:iam::999999999999:policy/theirs";

/// An account with a managed policy, [`THEIRS`], that nobody else may use.
fn another_account() -> Vec<Record> {
    let account = json!({"id": "999999999999", "created": 1_800_000_000});
    let policy = json!({
        "arn": THEIRS, "name": "theirs", "path": "/", "id": "ANPATHEIRSTHEIRSTHEIR", "created": 1_800_000_000,
        "updated": 1_800_000_000, "default_version": 1, "next_version": 2,
        "versions": [{"number": 1, "created": 1_800_000_000, "document": allow("*", "*").to_string()}],
    });
    vec![
        Record::Account(serde_json::from_value(account).unwrap()),
        Record::Policy(serde_json::from_value(policy).unwrap()),
    ]
}

fn aws(name: &str) -> String {
    format!("arn:aws:iam::aws:policy/{name}")
}

fn own(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:policy/{name}")
}

#[test]
fn inline_policies_come_and_go() {
    Holder::each(|holder| {
        let document = "{\"Version\":\"2012-10-17\",\n \"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}}";
        for name in ["b", "c", "a"] {
            holder.ok("Put@Policy", json!({"PolicyName": name, "PolicyDocument": document}));
        }
        let mut expected = json!({"PolicyName": "a", "PolicyDocument": document});
        expected[format!("{}Name", holder.kind.title)] = "h".into();
        assert_eq!(holder.ok("Get@Policy", json!({"PolicyName": "a"})), expected);
        for page in [1, 2, 3, 1000] {
            assert_eq!(holder.pages("List@Policies", "PolicyNames", page), ["a", "b", "c"]);
        }
        let replaced = allow("s3:GetObject", "*").to_string();
        holder.ok("Put@Policy", json!({"PolicyName": "a", "PolicyDocument": replaced}));
        assert_eq!(holder.ok("Get@Policy", json!({"PolicyName": "a"}))["PolicyDocument"], replaced);
        holder.ok("Delete@Policy", json!({"PolicyName": "a"}));
        assert_eq!(holder.pages("List@Policies", "PolicyNames", 1), ["b", "c"]);
    });
}

#[test]
fn inline_policies_that_are_not_there_or_not_valid() {
    Holder::each(|holder| {
        let gone = "NoSuchEntity: The @ policy with name p cannot be found.";
        holder.fails("Get@Policy", json!({"PolicyName": "p"}), gone);
        holder.fails("Delete@Policy", json!({"PolicyName": "p"}), gone);
        let nobody = "NoSuchEntity: The @ with name gone cannot be found.";
        let document = allow("s3:*", "*").to_string();
        let put = json!({"PolicyName": "p", "PolicyDocument": document});
        for (operation, parameters) in [
            ("Put@Policy", put),
            ("Get@Policy", json!({"PolicyName": "p"})),
            ("Delete@Policy", json!({"PolicyName": "p"})),
            ("List@Policies", json!({})),
        ] {
            holder.fails(operation, holder.missing(parameters), nobody);
        }
        for (document, reason) in [
            ("{", "Syntax errors in policy."),
            (r#"{"Statement":[]}"#, "Syntax errors in policy."),
            (
                r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*"}}"#,
                "Policy statement must contain resources.",
            ),
            (
                r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*","Principal":"*"}}"#,
                "Policy document should not specify a principal.",
            ),
        ] {
            let put = json!({"PolicyName": "p", "PolicyDocument": document});
            holder.fails("Put@Policy", put, &format!("MalformedPolicyDocument: {reason}"));
        }
        assert_eq!(holder.pages("List@Policies", "PolicyNames", 1).len(), 0);
        holder.fails("List@Policies", json!({"Marker": "?"}), "ValidationError: Invalid Marker.");
    });
}

#[test]
fn inline_policies_are_measured_together_without_white_space() {
    Holder::each(|holder| {
        let limit = holder.kind.inline_limit;
        // Two halves of exactly the limit, white space not counted.
        let filled = |size: usize| {
            let rest = allow("s3:*", "").to_string().len();
            allow("s3:*", &format!("arn:aws:s3:::{}", "b".repeat(size - rest - "arn:aws:s3:::".len()))).to_string()
        };
        let put = |name: &str, document: String| json!({"PolicyName": name, "PolicyDocument": document});
        let exceeded = format!("LimitExceeded: Maximum policy size of {limit} bytes exceeded for @ h");
        holder.ok("Put@Policy", put("a", filled(limit / 2)));
        holder.fails("Put@Policy", put("b", filled(limit / 2 + 1)), &exceeded);
        holder.ok("Put@Policy", put("b", format!(" \t\r\n{}", filled(limit / 2))));
        holder.fails("Put@Policy", put("c", filled(200)), &exceeded);
        // The old document of the same name does not count.
        holder.ok("Put@Policy", put("a", filled(limit / 2)));
        holder.fails("Put@Policy", put("a", filled(limit / 2 + 1)), &exceeded);
    });
}

#[test]
fn managed_policies_are_attached_once_and_in_order() {
    Holder::each(|holder| {
        let document = allow("s3:*", "*").to_string();
        holder.world.ok("CreatePolicy", json!({"PolicyName": "mine", "Path": "/team/", "PolicyDocument": document}));
        let arns = [aws("IAMReadOnlyAccess"), own("team/mine"), aws("PowerUserAccess")];
        for arn in arns.iter().chain(&arns) {
            holder.ok("Attach@Policy", json!({"PolicyArn": arn}));
        }
        let entry = |arn: &String| json!({"PolicyName": arn.rsplit('/').next(), "PolicyArn": arn});
        let expected: Vec<Value> = arns.iter().map(entry).collect();
        for page in [1, 2, 100] {
            assert_eq!(holder.pages("ListAttached@Policies", "AttachedPolicies", page), expected);
        }
        for (prefix, count) in [("/", 3), ("/team/", 1), ("/te/", 0)] {
            let listed = holder.ok("ListAttached@Policies", json!({"PathPrefix": prefix}));
            assert_eq!(listed["AttachedPolicies"].as_array().unwrap().len(), count, "{prefix}");
        }
        holder.ok("Detach@Policy", json!({"PolicyArn": own("team/mine")}));
        assert_eq!(holder.pages("ListAttached@Policies", "AttachedPolicies", 9).len(), 2);
        let gone = format!("NoSuchEntity: Policy {} was not found.", own("team/mine"));
        holder.fails("Detach@Policy", json!({"PolicyArn": own("team/mine")}), &gone);
    });
}

#[test]
fn managed_policies_that_cannot_be_attached() {
    Holder::each(|holder| {
        let malformed = "not-an-arn-but-long-enough";
        for operation in ["Attach@Policy", "Detach@Policy"] {
            let invalid = format!("ValidationError: ARN {malformed} is not valid.");
            holder.fails(operation, json!({"PolicyArn": malformed}), &invalid);
            let nobody = "NoSuchEntity: The @ with name gone cannot be found.";
            holder.fails(operation, holder.missing(json!({"PolicyArn": aws("PowerUserAccess")})), nobody);
        }
        holder.fails(
            "ListAttached@Policies",
            holder.missing(json!({})),
            "NoSuchEntity: The @ with name gone cannot be found.",
        );
        for arn in [aws("NoSuchPolicy"), own("mine"), THEIRS.to_owned()] {
            let missing = format!("NoSuchEntity: Policy {arn} does not exist or is not attachable.");
            holder.fails("Attach@Policy", json!({"PolicyArn": arn}), &missing);
            let missing = format!("NoSuchEntity: Policy {arn} was not found.");
            holder.fails("Detach@Policy", json!({"PolicyArn": arn}), &missing);
        }
    });
}

#[test]
fn attached_policies_have_a_quota() {
    let quotas = Quotas { attached_policies_per_role: 1, attached_policies_per_user: 1, ..Quotas::default() };
    Holder::each_with(&quotas, |holder| {
        holder.ok("Attach@Policy", json!({"PolicyArn": aws("PowerUserAccess")}));
        let full = format!("LimitExceeded: Cannot exceed quota for {}: 1", holder.kind.attached_quota);
        holder.fails("Attach@Policy", json!({"PolicyArn": aws("IAMReadOnlyAccess")}), &full);
        holder.ok("Attach@Policy", json!({"PolicyArn": aws("PowerUserAccess")}));
    });
}

#[test]
fn boundaries_are_set_shown_and_removed() {
    Holder::each(|holder| {
        let shown = || holder.ok("Get@", json!({}))[holder.kind.title]["PermissionsBoundary"].clone();
        assert_eq!(shown(), Value::Null);
        for boundary in [aws("PowerUserAccess"), aws("IAMReadOnlyAccess")] {
            holder.ok("Put@PermissionsBoundary", json!({"PermissionsBoundary": boundary}));
            assert_eq!(shown(), json!({"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": boundary}));
        }
        holder.ok("Delete@PermissionsBoundary", json!({}));
        assert_eq!(shown(), Value::Null);
        holder.ok("Delete@PermissionsBoundary", json!({}));
    });
}

#[test]
fn boundaries_that_cannot_be_set() {
    Holder::each(|holder| {
        let malformed = "not-an-arn-but-long-enough";
        let invalid = format!("InvalidInput: ARN {malformed} is not valid.");
        holder.fails("Put@PermissionsBoundary", json!({"PermissionsBoundary": malformed}), &invalid);
        for arn in [own("mine"), aws("NoSuchPolicy"), THEIRS.to_owned()] {
            let missing = format!("NoSuchEntity: Scope ARN: {arn} does not exist or is not attachable.");
            holder.fails("Put@PermissionsBoundary", json!({"PermissionsBoundary": arn}), &missing);
        }
        let nobody = "NoSuchEntity: The @ with name gone cannot be found.";
        let boundary = json!({"PermissionsBoundary": aws("PowerUserAccess")});
        holder.fails("Put@PermissionsBoundary", holder.missing(boundary), nobody);
        holder.fails("Delete@PermissionsBoundary", holder.missing(json!({})), nobody);
    });
}

#[test]
fn tags_are_replaced_without_regard_to_case() {
    Holder::each(|holder| {
        let tag = |key: &str, value: &str| json!({"Key": key, "Value": value});
        holder.ok("Tag@", json!({"Tags": [tag("Team", "red"), tag("cost", "1"), tag("env", "")]}));
        holder.ok("Tag@", json!({"Tags": [tag("TEAM", "blue")]}));
        let expected = [tag("TEAM", "blue"), tag("cost", "1"), tag("env", "")];
        for page in [1, 2, 100] {
            assert_eq!(holder.pages("List@Tags", "Tags", page), expected);
        }
        assert_eq!(holder.ok("Get@", json!({}))[holder.kind.title]["Tags"], json!(expected));
        holder.ok("Untag@", json!({"TagKeys": ["COST", "absent"]}));
        assert_eq!(holder.pages("List@Tags", "Tags", 100), [tag("TEAM", "blue"), tag("env", "")]);
    });
}

#[test]
fn tags_that_are_refused() {
    Holder::each(|holder| {
        let tag = |key: &str| json!({"Key": key, "Value": "v"});
        let twice = "InvalidInput: Duplicate tag keys found. Please note that Tag keys are case insensitive.";
        holder.fails("Tag@", json!({"Tags": [tag("a"), tag("A")]}), twice);
        let reserved = "InvalidInput: Tag keys that start with aws: are reserved for system use.";
        holder.fails("Tag@", json!({"Tags": [tag("AWS:a")]}), reserved);
        let fifty: Vec<Value> = (0..50).map(|at| tag(&format!("k{at}"))).collect();
        holder.ok("Tag@", json!({"Tags": fifty}));
        holder.ok("Tag@", json!({"Tags": fifty}));
        holder.fails(
            "Tag@",
            json!({"Tags": [tag("one-more")]}),
            "LimitExceeded: The number of tags has reached the maximum limit.",
        );
        let nobody = "NoSuchEntity: The @ with name gone cannot be found.";
        holder.fails("Tag@", holder.missing(json!({"Tags": [tag("a")]})), nobody);
        holder.fails("Untag@", holder.missing(json!({"TagKeys": ["a"]})), nobody);
        holder.fails("List@Tags", holder.missing(json!({})), nobody);
    });
}

/// A caller with one policy; which of two requests it allows.
fn only_the_first(holder: &Holder, policy: &Value, operation: &str, allowed: Value, refused: Value) {
    let caller = holder.world.user("caller", std::slice::from_ref(policy));
    let call = |parameters: Value| {
        let (operation, parameters) = holder.request(operation, parameters);
        text(holder.world.call(&caller, rolecall_service::Service::Iam, &operation, parameters))
    };
    let answer = call(refused);
    assert!(answer.starts_with("AccessDenied: User: arn:aws:iam::"), "{operation}: {answer}");
    let answer = call(allowed);
    assert!(answer.starts_with("no error"), "{operation}: {answer}");
}

#[test]
fn conditions_see_what_the_request_is_about() {
    let (power, admin) = (aws("PowerUserAccess"), aws("AdministratorAccess"));
    let tag = |value: &str| json!({"Tags": [{"Key": "Team", "Value": value}]});
    let tagged = |value: &str| json!({"TagKeys": [value]});
    let boundary = |arn: &str| json!({"PermissionsBoundary": arn});
    let equals = |key: &str, value: &str| json!({"StringEquals": {key: value}});
    for (operation, condition, allowed, refused) in [
        ("Attach@Policy", equals("iam:PolicyARN", &power), json!({"PolicyArn": power}), json!({"PolicyArn": admin})),
        ("Put@PermissionsBoundary", equals("iam:PermissionsBoundary", &power), boundary(&power), boundary(&admin)),
        ("Tag@", equals("aws:RequestTag/team", "red"), tag("red"), tag("blue")),
        (
            "Tag@",
            json!({"ForAllValues:StringEquals": {"aws:TagKeys": "Team"}}),
            tag("red"),
            json!({"Tags": [{"Key": "x", "Value": ""}]}),
        ),
        ("Untag@", json!({"ForAllValues:StringEquals": {"aws:TagKeys": "x"}}), tagged("x"), tagged("y")),
    ] {
        Holder::each(|holder| {
            let action = format!("iam:{}", operation.replace('@', holder.kind.title));
            let policy = when(allow(&action, "*"), condition.clone());
            only_the_first(holder, &policy, operation, allowed.clone(), refused.clone());
        });
    }
}

#[test]
fn the_boundary_and_tags_of_the_holder_are_seen_by_every_operation_on_it() {
    Holder::each(|holder| {
        holder.ok("Put@PermissionsBoundary", json!({"PermissionsBoundary": aws("PowerUserAccess")}));
        holder.ok("Tag@", json!({"Tags": [{"Key": "Team", "Value": "red"}]}));
        let other = holder.missing(json!({"AssumeRolePolicyDocument": trust()}));
        holder.ok("Create@", other.clone());
        let condition = json!({"StringEquals": {
            "iam:PermissionsBoundary": aws("PowerUserAccess"), "iam:ResourceTag/team": "red", "aws:ResourceTag/Team": "red",
        }});
        let policy = when(allow("iam:*", "*"), condition);
        only_the_first(holder, &policy, "List@Tags", json!({}), holder.missing(json!({})));
    });
    Holder::each(|holder| {
        holder.ok("Put@PermissionsBoundary", json!({"PermissionsBoundary": aws("PowerUserAccess")}));
        // Who may not take a boundary off cannot do so by another one's name either.
        let policy = json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "iam:*", "Resource": "*"},
            {"Effect": "Deny", "Action": "iam:Delete*PermissionsBoundary", "Resource": "*",
             "Condition": {"StringEquals": {"iam:PermissionsBoundary": aws("PowerUserAccess")}}}]});
        holder.ok("Create@", holder.missing(json!({"AssumeRolePolicyDocument": trust()})));
        only_the_first(holder, &policy, "Delete@PermissionsBoundary", holder.missing(json!({})), json!({}));
    });
}

#[test]
fn what_is_attached_works_at_the_next_call_and_a_boundary_limits_it() {
    let world = World::new();
    let caller = world.user("u", &[]);
    let list = || text(world.call(&caller, rolecall_service::Service::Iam, "ListUsers", json!({})));
    let attached = json!({"UserName": "u", "PolicyArn": aws("AdministratorAccess")});
    assert!(list().starts_with("AccessDenied"));
    world.ok("AttachUserPolicy", attached.clone());
    assert!(list().starts_with("no error"));
    world.ok("PutUserPermissionsBoundary", json!({"UserName": "u", "PermissionsBoundary": aws("AmazonS3FullAccess")}));
    assert!(list().starts_with("AccessDenied"));
    world.ok("DeleteUserPermissionsBoundary", json!({"UserName": "u"}));
    assert!(list().starts_with("no error"));
    world.ok("DetachUserPolicy", attached);
    assert!(list().starts_with("AccessDenied"));
}
