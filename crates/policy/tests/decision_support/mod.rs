//! Reads case files and asks the engine what they ask; see `tests/cases/decisions/README.md` for the forms.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rolecall_model::UniqueId;
use rolecall_policy::{
    Bindings, ContextMap, Decision, Named, Policy, PolicySets, Principal, Request, StatementRef, decide, document,
};
use serde::Deserialize;
use serde_json::Value;

const USER: &str = "arn:aws:iam::111111111111:user/u";

/// A whole decision.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) principal: Caller,
    pub(crate) action: String,
    pub(crate) resource: String,
    pub(crate) resource_account: Option<String>,
    #[serde(default)]
    pub(crate) context: BTreeMap<String, OneOrMany>,
    #[serde(default)]
    pub(crate) policies: Policies,
    /// Binds ARNs in the resource policy to unique ids; without it they are compared as text.
    pub(crate) bindings: Option<BTreeMap<String, String>>,
    pub(crate) expect: Expected,
}

/// One statement against one request; it is tried as an Allow and as a Deny.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct StatementCase {
    pub(crate) name: String,
    /// 2012-10-17 if absent.
    pub(crate) version: Option<String>,
    pub(crate) statement: serde_json::Map<String, Value>,
    pub(crate) action: Option<String>,
    pub(crate) resource: Option<String>,
    #[serde(default)]
    pub(crate) context: BTreeMap<String, OneOrMany>,
    pub(crate) matches: bool,
}

/// One operator with a value for which it holds and one for which it fails.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OperatorCase {
    pub(crate) operator: String,
    pub(crate) wanted: String,
    pub(crate) holds: String,
    pub(crate) fails: String,
    /// Whether it holds for an absent key.
    pub(crate) absent: bool,
}

impl OperatorCase {
    /// The operator with every set prefix, with and without `IfExists`, for an absent key, one value and sets.
    pub(crate) fn expanded(&self) -> Vec<StatementCase> {
        let mut cases = Vec::new();
        for (prefix, absent) in [("", self.absent), ("ForAllValues:", true), ("ForAnyValue:", false)] {
            for suffix in ["", "IfExists"] {
                let absent = absent || !suffix.is_empty();
                let operator = format!("{prefix}{}{suffix}", self.operator);
                let set =
                    |values: &[&String]| Some(OneOrMany::Many(values.iter().map(|&value| value.clone()).collect()));
                let (holds, fails) = (&self.holds, &self.fails);
                let prefixed = !prefix.is_empty();
                cases.extend([
                    self.case(&operator, "absent", None, absent),
                    self.case(&operator, "one that holds", Some(OneOrMany::One(holds.clone())), true),
                    self.case(&operator, "one that fails", Some(OneOrMany::One(fails.clone())), false),
                    self.case(&operator, "set of one", set(&[holds]), prefixed),
                    self.case(&operator, "all hold", set(&[holds, holds]), prefixed),
                    self.case(&operator, "some hold", set(&[holds, fails]), prefix == "ForAnyValue:"),
                    self.case(&operator, "none holds", set(&[fails, fails]), false),
                    self.case(&operator, "empty set", set(&[]), absent),
                ]);
            }
        }
        cases
    }

    fn case(&self, operator: &str, what: &str, actual: Option<OneOrMany>, matches: bool) -> StatementCase {
        let condition = serde_json::json!({operator: {"aws:Key": self.wanted}});
        StatementCase {
            name: format!("{operator}: {what}"),
            version: None,
            statement: std::iter::once(("Condition".to_owned(), condition)).collect(),
            action: None,
            resource: None,
            context: actual.map(|actual| ("aws:Key".to_owned(), actual)).into_iter().collect(),
            matches,
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize, Clone)]
#[serde(untagged)]
pub(crate) enum Caller {
    /// An ARN, the name of a service, or `*` for an anonymous caller.
    Text(String),
    Detailed(Detailed),
}

#[derive(Deserialize, Clone, Default)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Detailed {
    pub(crate) arn: String,
    /// The unique id of the user, the role, or the user behind a federated session.
    pub(crate) id: Option<String>,
    /// The role of a session, if it has a path.
    pub(crate) role_arn: Option<String>,
    /// Who called `GetFederationToken`.
    pub(crate) issuer_arn: Option<String>,
    #[serde(default)]
    pub(crate) service_linked: bool,
    /// The caller is one whom the provider of this ARN or name vouches for.
    #[serde(default)]
    pub(crate) provider: bool,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Policies {
    #[serde(default)]
    pub(crate) identity: Vec<Value>,
    pub(crate) boundary: Option<Vec<Value>>,
    pub(crate) session: Option<Vec<Value>>,
    pub(crate) resource: Option<Value>,
    #[serde(default)]
    pub(crate) trust_required: bool,
    pub(crate) scps: Option<Vec<Vec<Value>>>,
    pub(crate) rcps: Option<Vec<Vec<Value>>>,
    pub(crate) endpoint: Option<Vec<Value>>,
}

#[derive(Deserialize, PartialEq, Debug)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Expected {
    pub(crate) decision: String,
    /// The deciding type of policy; absent where no policy decides.
    pub(crate) by: Option<String>,
    /// The deciding statement's place in its document.
    pub(crate) statement: Option<usize>,
    pub(crate) sid: Option<String>,
}

/// Every case file under `folder` with its text.
pub(crate) fn files(folder: &str) -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/decisions").join(folder);
    let mut paths: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "no cases in {}", folder.display());
    paths.into_iter().map(|path| (path.clone(), std::fs::read_to_string(&path).unwrap())).collect()
}

/// Every line of every file under `folder`, read as a case, with the place where it stands.
pub(crate) fn lines<T: for<'de> Deserialize<'de>>(folder: &str) -> Vec<(String, T)> {
    let mut cases = Vec::new();
    for (path, text) in files(folder) {
        for (number, line) in text.lines().enumerate() {
            let place = format!("{}:{}", path.file_name().unwrap().display(), number + 1);
            cases.push((place.clone(), serde_json::from_str(line).unwrap_or_else(|error| panic!("{place}: {error}"))));
        }
    }
    cases
}

/// Fails with all the differences at once.
pub(crate) fn report(count: usize, wrong: &[String]) {
    assert!(wrong.is_empty(), "{} of {count} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The difference between what a case expects and what the engine says.
pub(crate) fn check(case: &Case) -> Option<String> {
    let found = outcome(case);
    (found != case.expect).then(|| format!("{}: expected {:?}, found {found:?}", case.name, case.expect))
}

fn outcome(case: &Case) -> Expected {
    let bound = |arn: &str| case.bindings.as_ref()?.get(arn)?.parse::<UniqueId>().ok();
    let bindings = if case.bindings.is_some() { Bindings::ById(&bound) } else { Bindings::ByArn };
    let compile = |value: &Value| compile(value, bindings);
    let list = |values: &Vec<Value>| values.iter().map(compile).collect::<Vec<_>>();
    let levels = |levels: &Option<Vec<Vec<Value>>>| levels.as_ref().map(|all| all.iter().map(list).collect::<Vec<_>>());
    let (identity, resource) = (list(&case.policies.identity), case.policies.resource.as_ref().map(compile));
    let [boundary, session, endpoint] =
        [&case.policies.boundary, &case.policies.session, &case.policies.endpoint].map(|set| set.as_ref().map(list));
    let (scps, rcps) = (levels(&case.policies.scps), levels(&case.policies.rcps));
    let identity = named(&identity);
    let [boundary, session, endpoint] = [&boundary, &session, &endpoint].map(|set| set.as_deref().map(named));
    let [scps, rcps] =
        [&scps, &rcps].map(|all| all.as_ref().map(|all| all.iter().map(|level| named(level)).collect::<Vec<_>>()));
    let [scps, rcps] =
        [&scps, &rcps].map(|all| all.as_ref().map(|all| all.iter().map(Vec::as_slice).collect::<Vec<_>>()));
    let sets = PolicySets {
        identity: &identity,
        boundary: boundary.as_deref(),
        session: session.as_deref(),
        resource: resource.as_ref().map(|policy| Named { name: "resource", policy }),
        trust_required: case.policies.trust_required,
        scps: scps.as_deref(),
        rcps: rcps.as_deref(),
        endpoint: endpoint.as_deref(),
    };
    let caller = match case.principal.clone() {
        Caller::Text(arn) => Detailed { arn, ..Detailed::default() },
        Caller::Detailed(detailed) => detailed,
    };
    let context = context(&case.context);
    with_principal(&caller, |principal| {
        let request = Request {
            principal,
            action: &case.action,
            resource: &case.resource,
            resource_account: case.resource_account.as_ref().map(|account| account.parse().unwrap()),
            context: &context,
        };
        expected(decide(&request, &sets))
    })
}

fn expected(decision: Decision<'_>) -> Expected {
    let (text, policy_type, statement) = match decision {
        Decision::Allowed(allowance) => ("allowed", allowance.policy_type, allowance.statement),
        Decision::Denied(denial) if denial.explicit => ("explicitDeny", Some(denial.policy_type), denial.statement),
        Decision::Denied(denial) => ("implicitDeny", Some(denial.policy_type), denial.statement),
    };
    Expected {
        decision: text.to_owned(),
        by: policy_type.map(|policy_type| format!("{policy_type:?}")),
        statement: statement.map(|statement: StatementRef<'_>| statement.index),
        sid: statement.and_then(|statement| statement.sid).map(str::to_owned),
    }
}

fn with_principal<R>(caller: &Detailed, then: impl FnOnce(Principal<'_>) -> R) -> R {
    let id: Option<UniqueId> = caller.id.as_ref().map(|id| id.parse().unwrap());
    let arn = caller.arn.as_str();
    let fields: Vec<&str> = arn.splitn(6, ':').collect();
    let [_, _, service, _, account, rest] = fields.as_slice() else {
        return then(match arn {
            "*" => Principal::Anonymous,
            provider if caller.provider => Principal::Federated { provider },
            name => Principal::Service { name },
        });
    };
    if caller.provider {
        return then(Principal::Federated { provider: arn });
    }
    let account = account.parse().unwrap();
    match (*service, rest.split('/').collect::<Vec<_>>().as_slice()) {
        ("iam", ["root"]) => then(Principal::Root { account }),
        ("iam", ["user", ..]) => then(Principal::User { account, arn, id: id.as_ref() }),
        ("sts", ["assumed-role", role, _]) => {
            let plain = format!("arn:aws:iam::{account}:role/{role}");
            then(Principal::RoleSession {
                account,
                role_arn: caller.role_arn.as_deref().unwrap_or(&plain),
                role_id: id.as_ref(),
                session_arn: arn,
                service_linked: caller.service_linked,
            })
        }
        ("sts", ["federated-user", _]) => {
            let issuer_arn = caller.issuer_arn.as_deref().unwrap_or(USER);
            then(Principal::FederatedUser { account, arn, issuer_arn, issuer_id: id.as_ref() })
        }
        _ => panic!("no caller: {arn}"),
    }
}

fn context(values: &BTreeMap<String, OneOrMany>) -> ContextMap {
    values.iter().fold(ContextMap::new(), |context, (key, value)| match value {
        OneOrMany::One(value) => context.with(key, value),
        OneOrMany::Many(values) => context.with_many(key, values.iter().map(String::as_str)),
    })
}

fn compile(value: &Value, bindings: Bindings<'_>) -> Policy {
    let parsed = document::parse(&value.to_string()).unwrap_or_else(|error| panic!("{error}: {value}"));
    Policy::compile(&parsed, bindings)
}

fn named(policies: &[Policy]) -> Vec<Named<'_>> {
    policies.iter().map(|policy| Named { name: "policy", policy }).collect()
}

/// Tries the statement as an Allow, then as a Deny beside an Allow of everything.
pub(crate) fn check_statement(case: &StatementCase) -> Option<String> {
    let with_effect = |effect: &str| {
        let mut statement = case.statement.clone();
        statement.insert("Effect".into(), effect.into());
        for (element, negated) in [("Action", "NotAction"), ("Resource", "NotResource")] {
            if !statement.contains_key(element) && !statement.contains_key(negated) {
                statement.insert(element.into(), "*".into());
            }
        }
        Value::Object(statement)
    };
    let everything = serde_json::json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
    let version = case.version.as_deref().unwrap_or("2012-10-17");
    let decided = |statements: Value| {
        let policy = compile(&serde_json::json!({"Version": version, "Statement": statements}), Bindings::ByArn);
        let request = Request {
            principal: Principal::User { account: "111111111111".parse().unwrap(), arn: USER, id: None },
            action: case.action.as_deref().unwrap_or("s3:GetObject"),
            resource: case.resource.as_deref().unwrap_or("arn:aws:s3:::b/x"),
            resource_account: None,
            context: &context(&case.context),
        };
        let sets = PolicySets { identity: &[Named { name: "policy", policy: &policy }], ..PolicySets::default() };
        decide(&request, &sets).is_allowed()
    };
    let allow_holds = decided(serde_json::json!([with_effect("Allow")]));
    let deny_holds = !decided(serde_json::json!([everything, with_effect("Deny")]));
    let found = [("Allow", allow_holds), ("Deny", deny_holds)];
    let wrong: Vec<_> = found.iter().filter(|(_, holds)| *holds != case.matches).map(|(effect, _)| *effect).collect();
    (!wrong.is_empty()).then(|| format!("{}: expected {} but not as {}", case.name, case.matches, wrong.join(" and ")))
}
