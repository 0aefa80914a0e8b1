//! What holds for every decision, on random policies over a small vocabulary and on arbitrary text.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use rolecall_policy::{
    Bindings, ContextMap, Decision, Member, Policy, PolicySet, PolicySets, Principal, Request, decide, document,
};
use serde_json::{Value, json};

const USER: &str = "arn:aws:iam::111111111111:user/u";
const ROLE: &str = "arn:aws:iam::111111111111:role/r";
const SESSION: &str = "arn:aws:sts::111111111111:assumed-role/r/s";

/// The documents that bear on a request, as lists of statements.
#[derive(Debug, Clone)]
struct World {
    identity: Vec<Vec<Value>>,
    boundary: Option<Vec<Value>>,
    session: Option<Vec<Value>>,
    resource: Option<Vec<Value>>,
    scp: Option<Vec<Value>>,
    trust_required: bool,
}

#[derive(Debug, Clone)]
struct Question {
    caller: usize,
    action: &'static str,
    resource: &'static str,
    owner: Option<&'static str>,
    context: Vec<(&'static str, &'static str)>,
}

fn statement(with_principal: bool) -> impl Strategy<Value = Value> {
    let element = |positive: &'static str, negative: &'static str| select(vec![positive, positive, positive, negative]);
    let actions = select(vec!["*", "s3:*", "s3:Get*", "s3:GetObject", "S3:putobject", "ec2:*", "sts:AssumeRole"]);
    let resources = select(vec![
        "*",
        "arn:aws:s3:::b/*",
        "arn:aws:s3:::b/x",
        "arn:aws:s3:::b/${aws:username}",
        "arn:aws:s3:::*",
        ROLE,
    ]);
    let principals = select(vec![
        json!("*"),
        json!({"AWS": "111111111111"}),
        json!({"AWS": "222222222222"}),
        json!({"AWS": USER}),
        json!({"AWS": ["111111111111", ROLE, SESSION]}),
        json!({"AWS": SESSION}),
        json!({"Service": "ec2.amazonaws.com"}),
    ]);
    let conditions = select(vec![
        json!({}),
        json!({}),
        json!({"Bool": {"aws:SecureTransport": "true"}}),
        json!({"StringNotEquals": {"aws:username": "u"}}),
        json!({"ForAllValues:StringEquals": {"aws:TagKeys": "a"}}),
        json!({"Null": {"aws:username": "true"}}),
    ]);
    (
        select(vec!["Allow", "Allow", "Deny"]),
        element("Action", "NotAction"),
        actions,
        element("Resource", "NotResource"),
        resources,
        element("Principal", "NotPrincipal"),
        principals,
        conditions,
    )
        .prop_map(move |(effect, action, actions, resource, resources, who, principal, condition)| {
            let mut statement = json!({"Effect": effect, action: actions, resource: resources, "Condition": condition});
            if with_principal {
                statement.as_object_mut().unwrap().insert(who.to_owned(), principal);
            }
            statement
        })
}

fn statements(with_principal: bool) -> impl Strategy<Value = Vec<Value>> {
    prop::collection::vec(statement(with_principal), 1..4)
}

fn world() -> impl Strategy<Value = World> {
    (
        prop::collection::vec(statements(false), 0..3),
        prop::option::of(statements(false)),
        prop::option::of(statements(false)),
        prop::option::of(statements(true)),
        prop::option::of(statements(false)),
        any::<bool>(),
    )
        .prop_map(|(identity, boundary, session, resource, scp, trust_required)| World {
            identity,
            boundary,
            session,
            resource,
            scp,
            trust_required,
        })
}

fn question() -> impl Strategy<Value = Question> {
    (
        0..6_usize,
        select(vec!["s3:GetObject", "s3:PutObject", "sts:AssumeRole", "ec2:RunInstances"]),
        select(vec!["arn:aws:s3:::b/x", "arn:aws:s3:::b/u", "arn:aws:s3:::c", ROLE, "*"]),
        select(vec![None, Some("111111111111"), Some("222222222222")]),
        prop::sample::subsequence(
            vec![("aws:username", "u"), ("aws:SecureTransport", "true"), ("aws:TagKeys", "b")],
            0..=3,
        ),
    )
        .prop_map(|(caller, action, resource, owner, context)| Question {
            caller,
            action,
            resource,
            owner,
            context,
        })
}

fn compile(statements: &[Value]) -> Policy {
    let text = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    Policy::compile(&document::parse(&text).unwrap(), Bindings::ByArn)
}

/// What is left of the outcome when names and positions are dropped.
#[derive(Debug, PartialEq)]
enum Outcome {
    Allowed,
    Denied { explicit: bool, policy_type: rolecall_policy::PolicyType },
}

fn ask(world: &World, question: &Question) -> Outcome {
    let member = |statements: &Vec<Value>| Member::new("policy", Arc::new(compile(statements)));
    let identity = PolicySet::new(world.identity.iter().map(member));
    let one =
        |statements: &Option<Vec<Value>>| statements.as_ref().map(|statements| PolicySet::new([member(statements)]));
    let [boundary, session, resource, scp] = [&world.boundary, &world.session, &world.resource, &world.scp].map(one);
    let level = scp.as_ref().map(|level| [level]);
    let sets = PolicySets {
        identity: &identity,
        boundary: boundary.as_ref(),
        session: session.as_ref(),
        resource: resource.as_ref(),
        trust_required: world.trust_required,
        scps: level.as_ref().map(<[_; 1]>::as_slice),
        ..PolicySets::default()
    };
    let account = "111111111111".parse().unwrap();
    let principal = [
        Principal::User { account, arn: USER, id: None },
        Principal::RoleSession { account, role_arn: ROLE, role_id: None, session_arn: SESSION, service_linked: false },
        Principal::FederatedUser {
            account,
            arn: "arn:aws:sts::111111111111:federated-user/fed",
            issuer_arn: USER,
            issuer_id: None,
        },
        Principal::Root { account },
        Principal::Service { name: "ec2.amazonaws.com" },
        Principal::Anonymous,
    ][question.caller];
    let mut context = ContextMap::new();
    for (key, value) in &question.context {
        if *key == "aws:TagKeys" { context.insert_many(key, [*value]) } else { context.insert(key, value) }
    }
    let request = Request {
        principal,
        action: question.action,
        resource: question.resource,
        resource_account: question.owner.map(|owner| owner.parse().unwrap()),
        context: &context,
    };
    match decide(&request, &sets) {
        Decision::Allowed(_) => Outcome::Allowed,
        Decision::Denied(denial) => Outcome::Denied { explicit: denial.explicit, policy_type: denial.policy_type },
    }
}

impl World {
    /// Every document, with whether its statements name principals.
    fn documents(&mut self) -> Vec<(&mut Vec<Value>, bool)> {
        let limits = [&mut self.boundary, &mut self.session, &mut self.scp].into_iter().flatten();
        let callers = self.identity.iter_mut().chain(limits).map(|statements| (statements, false));
        callers.chain(self.resource.iter_mut().map(|statements| (statements, true))).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn adding_a_deny_never_allows(
        world in world(), question in question(), at in any::<Index>(), plain in statement(false), naming in statement(true),
    ) {
        let before = ask(&world, &question);
        let mut stricter = world.clone();
        let mut documents = stricter.documents();
        if !documents.is_empty() {
            let at = at.index(documents.len());
            let (statements, names) = &mut documents[at];
            let mut deny = if *names { naming } else { plain };
            deny["Effect"] = json!("Deny");
            statements.push(deny);
        }
        prop_assert!(ask(&stricter, &question) != Outcome::Allowed || before == Outcome::Allowed);
    }

    #[test]
    fn a_limit_that_is_taken_away_never_denies(world in world(), question in question(), which in 0..3_usize) {
        // A federated user's session policy is a grant as well as a limit.
        prop_assume!(!(which == 1 && question.caller == 2));
        let before = ask(&world, &question);
        let mut freer = world.clone();
        match which {
            0 => freer.boundary = None,
            1 => freer.session = None,
            _ => freer.scp = None,
        }
        prop_assert!(before != Outcome::Allowed || ask(&freer, &question) == Outcome::Allowed);
    }

    #[test]
    fn limits_alone_never_allow(world in world(), question in question()) {
        let world = World { identity: Vec::new(), resource: None, ..world };
        // A root user needs no policy in its own account.
        prop_assume!(question.caller != 3);
        prop_assert!(ask(&world, &question) != Outcome::Allowed);
    }

    #[test]
    fn a_deny_that_covers_everything_denies(world in world(), question in question(), at in any::<Index>()) {
        let mut world = world;
        let everything = json!({"Effect": "Deny", "Action": "*", "Resource": "*"});
        let account_less = question.caller >= 4;
        let index = at.index(world.documents().len().max(1));
        if let Some((statements, names)) = world.documents().get_mut(index) {
            statements.push(everything);
            if *names {
                statements.last_mut().unwrap()["Principal"] = json!("*");
            }
        }
        let holds = !world.documents().is_empty();
        // Service control policies do not bind callers without an account.
        prop_assume!(holds && !account_less);
        let explicit = matches!(ask(&world, &question), Outcome::Denied { explicit: true, .. });
        prop_assert!(explicit);
    }

    #[test]
    fn order_does_not_matter(world in world(), question in question()) {
        let mut reversed = world.clone();
        reversed.identity.reverse();
        for (statements, _) in reversed.documents() {
            statements.reverse();
        }
        prop_assert_eq!(ask(&world, &question), ask(&reversed, &question));
    }

    #[test]
    fn any_text_anywhere_is_decided(
        texts in prop::collection::vec("[-a-z0-9:*?/.${}', éTZ+]{0,40}|\\PC{0,20}", 6),
        operator in select(vec!["StringLike", "StringNotEqualsIgnoreCase", "NumericLessThan", "DateEquals", "Bool", "BinaryEquals", "NotIpAddress", "ArnLike", "Null", "ForAnyValue:StringEquals"]),
    ) {
        let [action, resource, key, wanted, actual, who] = texts.as_slice() else { unreachable!() };
        let statement = |effect: &str| json!({
            "Effect": effect, "Action": action, "Resource": resource, "Condition": {operator: {key: wanted}},
            "Principal": {"AWS": who},
        });
        let Ok(document) = document::parse(&json!({"Version": "2012-10-17", "Statement": [statement("Allow"), statement("Deny")]}).to_string())
        else { return Ok(()) };
        let policy = Arc::new(Policy::compile(&document, Bindings::ByArn));
        let context = ContextMap::new().with(key, actual).with("aws:username", wanted);
        let request = Request {
            principal: Principal::Service { name: who },
            action: actual,
            resource: wanted,
            resource_account: None,
            context: &context,
        };
        let set = PolicySet::new([Member::new("policy", policy)]);
        let sets = PolicySets { identity: &set, resource: Some(&set), ..PolicySets::default() };
        // The Deny covers whatever the Allow does.
        prop_assert!(!decide(&request, &sets).is_allowed());
    }
}
