//! An organization and its accounts: made, described and listed, and each way in which that is refused.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use rolecall_service::{Fault, Quotas, Service};
use serde_json::{Value, json};
use support::{ACCOUNT, Keys, World, allow, keys, text, when};

const NOT_IN_USE: &str = "AWSOrganizationsNotInUseException: Your account is not a member of an organization.";
const HIDDEN: &str = "HIDDEN_DUE_TO_SECURITY_REASONS";

fn call(world: &World, keys: &Keys, operation: &str, parameters: Value) -> Result<Value, Fault> {
    world.call(keys, Service::Organizations, operation, parameters)
}

/// As the root user of the management account.
fn ask(world: &World, operation: &str, parameters: Value) -> Result<Value, Fault> {
    call(world, &world.root, operation, parameters)
}

fn refused(world: &World, operation: &str, parameters: Value, error: &str) {
    assert_eq!(text(ask(world, operation, parameters)), error, "{operation}");
}

fn organization(world: &World) -> Value {
    ask(world, "CreateOrganization", json!({})).unwrap()["Organization"].clone()
}

fn account(world: &World, name: &str) -> Value {
    let request = json!({"Email": format!("{name}@example.org"), "AccountName": name});
    ask(world, "CreateAccount", request).unwrap()["CreateAccountStatus"].clone()
}

/// The keys of a session of the role in a new account.
fn enter(world: &World, account: &Value, role: &str) -> Result<Keys, Fault> {
    let caller = world.user(&format!("via-{role}"), &[allow("sts:AssumeRole", "*")]);
    let arn = format!("arn:aws:iam::{}:role/{role}", account.as_str().unwrap());
    let request = json!({"RoleArn": arn, "RoleSessionName": "entry"});
    world.call(&caller, Service::Sts, "AssumeRole", request).map(|answer| keys(&answer["Credentials"]))
}

#[test]
fn an_organization_is_made_once() {
    let world = World::new();
    refused(&world, "DescribeOrganization", json!({}), NOT_IN_USE);
    let made = organization(&world);
    let id = made["Id"].as_str().unwrap();
    assert!(id.starts_with("o-") && id.len() == 12, "{id}");
    assert_eq!(made["Arn"], format!("arn:aws:organizations::{ACCOUNT}:organization/{id}"));
    assert_eq!((&made["FeatureSet"], &made["MasterAccountId"]), (&json!("ALL"), &json!(ACCOUNT)));
    assert_eq!(made["MasterAccountArn"], format!("arn:aws:organizations::{ACCOUNT}:account/{id}/{ACCOUNT}"));
    assert_eq!(world.last_record()["responseElements"]["organization"]["masterAccountEmail"], HIDDEN);
    assert_eq!(ask(&world, "DescribeOrganization", json!({})).unwrap()["Organization"], made);
    let again = "AlreadyInOrganizationException: The AWS account is already a member of an organization.";
    refused(&world, "CreateOrganization", json!({"FeatureSet": "CONSOLIDATED_BILLING"}), again);

    let world = World::new();
    let billing = ask(&world, "CreateOrganization", json!({"FeatureSet": "CONSOLIDATED_BILLING"})).unwrap();
    assert_eq!(billing["Organization"]["FeatureSet"], "CONSOLIDATED_BILLING");
}

#[test]
fn an_account_is_made_at_once_and_its_management_account_can_enter() {
    let world = World::new();
    let organization = organization(&world);
    let status = account(&world, "build");
    assert_eq!((&status["State"], &status["AccountName"]), (&json!("SUCCEEDED"), &json!("build")));
    assert!(status.get("FailureReason").is_none() && status["Id"].as_str().unwrap().starts_with("car-"));
    let described = json!({"CreateAccountRequestId": status["Id"]});
    assert_eq!(ask(&world, "DescribeCreateAccountStatus", described).unwrap()["CreateAccountStatus"], status);

    let id = status["AccountId"].as_str().unwrap();
    let shown = ask(&world, "DescribeAccount", json!({"AccountId": id})).unwrap()["Account"].clone();
    let organization_id = organization["Id"].as_str().unwrap();
    assert_eq!(shown["Arn"], format!("arn:aws:organizations::{ACCOUNT}:account/{organization_id}/{id}"));
    assert_eq!(shown["Email"], "build@example.org");
    for (member, value) in [("Name", "build"), ("Status", "ACTIVE"), ("State", "ACTIVE"), ("JoinedMethod", "CREATED")] {
        assert_eq!(shown[member], value);
    }
    let path = shown["Paths"][0].as_str().unwrap();
    assert!(path.starts_with(&format!("{organization_id}/r-")) && path.ends_with(&format!("/{id}/")), "{path}");

    let admin = enter(&world, &status["AccountId"], "OrganizationAccountAccessRole").unwrap();
    let role = json!({"RoleName": "OrganizationAccountAccessRole"});
    let role = world.call(&admin, Service::Iam, "GetRole", role).unwrap()["Role"].clone();
    let trust: Value = serde_json::from_str(role["AssumeRolePolicyDocument"].as_str().unwrap()).unwrap();
    assert_eq!(trust["Statement"][0]["Principal"]["AWS"], format!("arn:aws:iam::{ACCOUNT}:root"));
    assert_eq!(role["Arn"], format!("arn:aws:iam::{id}:role/OrganizationAccountAccessRole"));
}

#[test]
fn the_role_of_a_new_account_can_have_another_name_and_no_stranger_enters() {
    let world = World::new();
    organization(&world);
    let request = json!({
        "Email": "a@example.org", "AccountName": "a", "RoleName": "Entry", "IamUserAccessToBilling": "DENY",
    });
    let first = ask(&world, "CreateAccount", request).unwrap()["CreateAccountStatus"]["AccountId"].clone();
    assert!(
        text(enter(&world, &first, "OrganizationAccountAccessRole").map(|_| json!({}))).starts_with("AccessDenied")
    );
    let admin = enter(&world, &first, "Entry").unwrap();
    let second = account(&world, "b")["AccountId"].clone();
    let arn = format!("arn:aws:iam::{}:role/OrganizationAccountAccessRole", second.as_str().unwrap());
    let stranger = world.call(&admin, Service::Sts, "AssumeRole", json!({"RoleArn": arn, "RoleSessionName": "x1"}));
    assert!(text(stranger).starts_with("AccessDenied"));
}

#[test]
fn an_email_address_is_used_once_and_the_failure_can_be_described() {
    let world = World::new();
    organization(&world);
    account(&world, "build");
    let status = ask(&world, "CreateAccount", json!({"Email": "BUILD@example.org", "AccountName": "other"})).unwrap();
    let status = status["CreateAccountStatus"].clone();
    assert_eq!((&status["State"], &status["FailureReason"]), (&json!("FAILED"), &json!("EMAIL_ALREADY_EXISTS")));
    assert!(status.get("AccountId").is_none());
    let described = json!({"CreateAccountRequestId": status["Id"]});
    assert_eq!(ask(&world, "DescribeCreateAccountStatus", described).unwrap()["CreateAccountStatus"], status);
    let listed = ask(&world, "ListAccounts", json!({})).unwrap();
    assert_eq!(listed["Accounts"].as_array().unwrap().len(), 2);
}

#[test]
fn only_the_latest_failures_are_kept() {
    let world = World::new();
    organization(&world);
    let kept = account(&world, "build");
    let fail = || account(&world, "build")["Id"].clone();
    let status = |id: &Value| ask(&world, "DescribeCreateAccountStatus", json!({"CreateAccountRequestId": id}));
    let first = fail();
    for _ in 0..99 {
        world.clock.advance(1);
        fail();
    }
    assert!(status(&first).is_ok());
    world.clock.advance(1);
    let last = fail();
    let forgotten = "CreateAccountStatusNotFoundException: We can't find an create account request with the \
                     CreateAccountRequestId that you specified.";
    assert_eq!(text(status(&first)), forgotten);
    assert!(status(&last).is_ok() && status(&kept["Id"]).is_ok());
}

#[test]
fn audit_records_hide_names_and_addresses() {
    let world = World::new();
    organization(&world);
    account(&world, "secretproject");
    let record = world.last_record();
    assert_eq!(record["requestParameters"], json!({"email": HIDDEN, "accountName": HIDDEN}));
    assert_eq!(record["responseElements"]["createAccountStatus"]["accountName"], HIDDEN);
    assert_eq!(record["responseElements"]["createAccountStatus"]["state"], "SUCCEEDED");
    assert!(!world.trail.lines().concat().contains("secretproject"));
}

#[test]
fn the_quota_of_accounts_counts_the_management_account() {
    let world = World::with(Quotas { accounts: 2, ..Quotas::default() });
    organization(&world);
    account(&world, "one");
    let full = "ConstraintViolationException: You have exceeded the allowed number of AWS accounts.";
    refused(&world, "CreateAccount", json!({"Email": "two@example.org", "AccountName": "two"}), full);
}

#[test]
fn tags_of_a_new_account_are_checked_and_decide_who_may_see_it() {
    let world = World::with(Quotas { tags: 2, ..Quotas::default() });
    organization(&world);
    let request =
        |name: &str, tags: Value| json!({"Email": format!("{name}@example.org"), "AccountName": name, "Tags": tags});
    let twice = json!([{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}]);
    let duplicate = "InvalidInputException: Tag keys must be unique, without regard to case.";
    refused(&world, "CreateAccount", request("x", twice), duplicate);
    let reserved = "InvalidInputException: Tag keys that start with aws: are reserved for system use.";
    refused(&world, "CreateAccount", request("x", json!([{"Key": "aws:a", "Value": ""}])), reserved);
    let three: Vec<Value> = ["a", "b", "c"].iter().map(|key| json!({"Key": key, "Value": ""})).collect();
    let many = "ConstraintViolationException: You have exceeded the number of tags allowed on this resource.";
    refused(&world, "CreateAccount", request("x", three.into()), many);

    let tags = json!([{"Key": "team", "Value": "web"}]);
    let maker = world.user("maker", &[allow("organizations:CreateAccount", "*")]);
    let denied = text(call(&world, &maker, "CreateAccount", request("x", tags.clone())));
    assert!(denied.starts_with("AccessDeniedException") && denied.contains("organizations:TagResource"), "{denied}");
    let id = ask(&world, "CreateAccount", request("x", tags)).unwrap()["CreateAccountStatus"]["AccountId"].clone();
    let condition = json!({"StringEquals": {"aws:ResourceTag/team": "web"}});
    let viewer = world.user("viewer", &[when(allow("organizations:DescribeAccount", "*"), condition)]);
    let view = |id: &Value| text(call(&world, &viewer, "DescribeAccount", json!({"AccountId": id})));
    assert!(view(&id).starts_with("no error"));
    assert!(view(&json!(ACCOUNT)).starts_with("AccessDeniedException"));
}

#[test]
fn accounts_are_listed_in_pages() {
    let world = World::new();
    organization(&world);
    let mut made: Vec<String> =
        (0..4).map(|number| account(&world, &format!("a{number}"))["AccountId"].as_str().unwrap().to_owned()).collect();
    made.push(ACCOUNT.to_owned());
    made.sort_unstable();
    let (mut listed, mut request) = (Vec::new(), json!({"MaxResults": 2}));
    loop {
        let page = ask(&world, "ListAccounts", request.clone()).unwrap();
        let accounts = page["Accounts"].as_array().unwrap();
        assert!(accounts.len() <= 2);
        listed.extend(accounts.iter().map(|account| account["Id"].as_str().unwrap().to_owned()));
        match page.get("NextToken") {
            Some(token) => request["NextToken"] = token.clone(),
            None => break,
        }
    }
    assert_eq!(listed, made);
    let invalid = "InvalidInputException: You provided an invalid NextToken.";
    refused(&world, "ListAccounts", json!({"NextToken": "nonsense"}), invalid);
}

#[test]
fn what_is_not_there_is_said() {
    let world = World::new();
    let calls = [
        ("CreateAccount", json!({"Email": "a@example.org", "AccountName": "a"})),
        ("DescribeCreateAccountStatus", json!({"CreateAccountRequestId": "car-0123456789"})),
        ("DescribeAccount", json!({"AccountId": ACCOUNT})),
        ("ListAccounts", json!({})),
    ];
    for (operation, parameters) in calls {
        refused(&world, operation, parameters, NOT_IN_USE);
    }
    organization(&world);
    let missing = "AccountNotFoundException: You specified an account that doesn't exist.";
    refused(&world, "DescribeAccount", json!({"AccountId": "999999999999"}), missing);
}

#[test]
fn members_may_only_look_at_the_organization() {
    let world = World::new();
    let organization = organization(&world);
    let member = account(&world, "build")["AccountId"].clone();
    let admin = enter(&world, &member, "OrganizationAccountAccessRole").unwrap();
    let seen = call(&world, &admin, "DescribeOrganization", json!({})).unwrap();
    assert_eq!(seen["Organization"]["Id"], organization["Id"]);
    let again = "AlreadyInOrganizationException: The AWS account is already a member of an organization.";
    assert_eq!(text(call(&world, &admin, "CreateOrganization", json!({}))), again);
    let refused = "AccessDeniedException: You don't have permissions to access this resource.";
    for (operation, parameters) in [
        ("CreateAccount", json!({"Email": "a@example.org", "AccountName": "a"})),
        ("DescribeCreateAccountStatus", json!({"CreateAccountRequestId": "car-0123456789"})),
        ("DescribeAccount", json!({"AccountId": member})),
        ("DescribeAccount", json!({"AccountId": ACCOUNT})),
        ("ListAccounts", json!({})),
    ] {
        assert_eq!(text(call(&world, &admin, operation, parameters)), refused, "{operation}");
    }
}
