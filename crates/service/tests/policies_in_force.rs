//! A change of policies is in force at the very next call, however often the caller's policies were asked before.
#![expect(clippy::indexing_slicing, reason = "tests")]

mod support;

use rolecall_service::Service;
use serde_json::{Value, json};
use support::{ACCOUNT, Keys, World, allow, deny};

/// More calls than it takes for an index to be made.
const MANY: usize = 50;

/// Who calls: a user or a role's session.
struct Holder {
    world: World,
    kind: &'static str,
    keys: Keys,
}

impl Holder {
    fn all() -> [Self; 2] {
        let (one, other) = (World::new(), World::new());
        let (user, role) = (one.user("ada", &[]), other.session("ada", &[]));
        [Self { world: one, kind: "User", keys: user }, Self { world: other, kind: "Role", keys: role }]
    }

    /// Calls a per-kind operation such as `Attach{}Policy` on the caller.
    fn change(&self, operation: &str, mut parameters: Value) {
        parameters[format!("{}Name", self.kind)] = "ada".into();
        self.world.ok(&operation.replace("{}", self.kind), parameters);
    }

    /// Whether the caller may list roles, asked once and then often.
    #[track_caller]
    fn check(&self, after: &str, expected: bool) {
        for _ in 0..MANY {
            let answer = self.world.call(&self.keys, Service::Iam, "ListRoles", json!({}));
            assert_eq!(answer.is_ok(), expected, "{} after {after}: {answer:?}", self.kind);
        }
    }

    fn policy(&self, name: &str, document: &Value) {
        self.world.ok("CreatePolicy", json!({"PolicyName": name, "PolicyDocument": document.to_string()}));
    }

    fn version(&self, name: &str, document: &Value) {
        let document = document.to_string();
        let version = json!({"PolicyArn": arn(name), "PolicyDocument": document, "SetAsDefault": true});
        self.world.ok("CreatePolicyVersion", version);
    }

    fn default_version(&self, name: &str, version: &str) {
        self.world.ok("SetDefaultPolicyVersion", json!({"PolicyArn": arn(name), "VersionId": version}));
    }
}

fn arn(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:policy/{name}")
}

/// Many statements about something else, then this one.
fn among_others(last: &Value) -> Value {
    let other = |number: usize| json!({"Effect": "Allow", "Action": "s3:Get*", "Resource": format!("arn:aws:s3:::b{number}/*")});
    let statements: Vec<Value> = (0..20).map(other).chain([last["Statement"].clone()]).collect();
    json!({"Version": "2012-10-17", "Statement": statements})
}

#[test]
fn of_managed_policies() {
    for holder in Holder::all() {
        holder.policy("lists", &among_others(&allow("iam:ListRoles", "*")));
        holder.check("nothing", false);
        holder.change("Attach{}Policy", json!({"PolicyArn": arn("lists")}));
        holder.check("AttachPolicy", true);
        holder.version("lists", &among_others(&allow("iam:ListUsers", "*")));
        holder.check("CreatePolicyVersion", false);
        holder.default_version("lists", "v1");
        holder.check("SetDefaultPolicyVersion", true);
        holder.world.ok("DeletePolicyVersion", json!({"PolicyArn": arn("lists"), "VersionId": "v2"}));
        holder.check("DeletePolicyVersion", true);
        holder.change("Detach{}Policy", json!({"PolicyArn": arn("lists")}));
        holder.check("DetachPolicy", false);
        holder.world.ok("DeletePolicy", json!({"PolicyArn": arn("lists")}));
        holder.policy("lists", &allow("iam:ListRoles", "*"));
        holder.change("Attach{}Policy", json!({"PolicyArn": arn("lists")}));
        holder.check("a policy of the same name", true);
    }
}

#[test]
fn of_inline_policies() {
    for holder in Holder::all() {
        let put = |name: &str, document: &Value| {
            holder.change("Put{}Policy", json!({"PolicyName": name, "PolicyDocument": document.to_string()}));
        };
        put("own", &among_others(&allow("iam:List*", "*")));
        holder.check("PutPolicy", true);
        put("own", &among_others(&allow("iam:Get*", "*")));
        holder.check("PutPolicy of another document", false);
        put("own", &among_others(&allow("iam:List*", "*")));
        holder.check("PutPolicy of the first document", true);
        put("against", &deny("iam:ListRoles", "*"));
        holder.check("PutPolicy of a Deny", false);
        holder.change("Delete{}Policy", json!({"PolicyName": "against"}));
        holder.check("DeletePolicy of the Deny", true);
        holder.change("Delete{}Policy", json!({"PolicyName": "own"}));
        holder.check("DeletePolicy", false);
    }
}

#[test]
fn of_boundaries() {
    for holder in Holder::all() {
        let document = allow("iam:*", "*").to_string();
        holder.change("Put{}Policy", json!({"PolicyName": "own", "PolicyDocument": document}));
        holder.check("PutPolicy", true);
        holder.policy("limit", &among_others(&allow("iam:Get*", "*")));
        holder.change("Put{}PermissionsBoundary", json!({"PermissionsBoundary": arn("limit")}));
        holder.check("PutPermissionsBoundary", false);
        holder.version("limit", &among_others(&allow("iam:List*", "*")));
        holder.check("CreatePolicyVersion of the boundary", true);
        holder.default_version("limit", "v1");
        holder.check("SetDefaultPolicyVersion of the boundary", false);
        holder.change("Delete{}PermissionsBoundary", json!({}));
        holder.check("DeletePermissionsBoundary", true);
    }
}

#[test]
fn of_one_policy_that_several_hold() {
    let world = World::new();
    let callers = ["ada", "bob"].map(|name| world.user(name, &[]));
    let document = among_others(&allow("iam:ListRoles", "*")).to_string();
    world.ok("CreatePolicy", json!({"PolicyName": "lists", "PolicyDocument": document}));
    let may = |keys| world.call(keys, Service::Iam, "ListRoles", json!({})).is_ok();
    for name in ["ada", "bob"] {
        world.ok("AttachUserPolicy", json!({"UserName": name, "PolicyArn": arn("lists")}));
    }
    assert!((0..MANY).all(|_| callers.iter().all(&may)));
    world.ok("DetachUserPolicy", json!({"UserName": "bob", "PolicyArn": arn("lists")}));
    assert_eq!(callers.each_ref().map(&may), [true, false]);
    let document = allow("iam:ListUsers", "*").to_string();
    world.ok(
        "CreatePolicyVersion",
        json!({"PolicyArn": arn("lists"), "PolicyDocument": document, "SetAsDefault": true}),
    );
    assert_eq!(callers.each_ref().map(&may), [false, false]);
}
