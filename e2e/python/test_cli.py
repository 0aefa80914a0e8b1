"""The main story through the stock `aws` command."""

import json
from dataclasses import replace

import pytest
from support.cli import Cli
from support.cloud import Cloud, fresh
from support.policies import allow, document, trust, trusting
from support.refusal import INVALID_TOKEN
from support.server import Credentials

WHO = ["sts", "get-caller-identity"]


def ok(cli, *arguments):
    """Runs a command that must succeed, and gives what it printed."""
    return cli.run(*arguments).json()


def failed(result, operation, message, code="AccessDenied"):
    """The command must have ended with this error; the text may go on."""
    assert result.code != 0, result.output
    assert f"An error occurred ({code}) when calling the {operation} operation: {message}" in result.error


@pytest.fixture
def account(cli):
    identity = ok(cli, *WHO)
    assert identity["Arn"] == f"arn:aws:iam::{identity['Account']}:user/admin"
    return identity["Account"]


def create_role(cli, trust_policy, *statements):
    name = fresh("cli-role")
    made = ok(cli, "iam", "create-role", "--role-name", name, "--assume-role-policy-document", trust_policy)["Role"]
    assert made["AssumeRolePolicyDocument"] == json.loads(trust_policy)
    if statements:
        policy = document(*statements)
        ok(cli, "iam", "put-role-policy", "--role-name", name, "--policy-name", "p", "--policy-document", policy)
    return name, made["Arn"]


def ask(cli, arn, *flags):
    """The result of asking for a session."""
    return cli.run("sts", "assume-role", "--role-arn", arn, "--role-session-name", "me", *flags)


def assume(cli, arn, *flags):
    """The command with a session, which must be given."""
    return cli.as_(Credentials.of(ask(cli, arn, *flags).json()["Credentials"]))


def create_user(cli, *statements):
    """A user's ARN, and the command as that user."""
    name = fresh("cli-user")
    arn = ok(cli, "iam", "create-user", "--user-name", name)["User"]["Arn"]
    if statements:
        policy = document(*statements)
        ok(cli, "iam", "put-user-policy", "--user-name", name, "--policy-name", "p", "--policy-document", policy)
    key = ok(cli, "iam", "create-access-key", "--user-name", name)["AccessKey"]
    return arn, cli.as_(Credentials(key["AccessKeyId"], key["SecretAccessKey"]))


def not_authorized(who, action, resource, because=""):
    return f"User: {who} is not authorized to perform: {action} on resource: {resource}{because}"


def test_create_assume_call_and_be_denied(cli, account):
    condition = {"StringEquals": {"sts:ExternalId": "open-sesame"}}
    name, arn = create_role(cli, trust(account, condition), allow("iam:GetRole"))
    session = assume(cli, arn, "--external-id", "open-sesame", "--duration-seconds", "900")
    caller = f"arn:aws:sts::{account}:assumed-role/{name}/me"
    assert ok(session, *WHO)["Arn"] == caller
    assert ok(session, "iam", "get-role", "--role-name", name)["Role"]["Arn"] == arn
    because = " because no identity-based policy allows the iam:ListRoles action"
    message = not_authorized(caller, "iam:ListRoles", f"arn:aws:iam::{account}:role/", because)
    failed(session.run("iam", "list-roles"), "ListRoles", message)
    for flags in [[], ["--external-id", "guess"]]:
        message = not_authorized(f"arn:aws:iam::{account}:user/admin", "sts:AssumeRole", arn)
        failed(ask(cli, arn, *flags), "AssumeRole", message)
    message = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
    result = ask(cli, arn, "--external-id", "open-sesame", "--duration-seconds", "7200")
    failed(result, "AssumeRole", message, "ValidationError")


def test_an_instance_role_admits_no_user(cli, account):
    _, arn = create_role(cli, trust({"Service": "ec2.amazonaws.com"}))
    message = not_authorized(f"arn:aws:iam::{account}:user/admin", "sts:AssumeRole", arn)
    failed(ask(cli, arn), "AssumeRole", message)


def test_a_session_policy_narrows(cli, account):
    name, arn = create_role(cli, trust(account), allow(["iam:GetRole", "iam:ListRoles"]))
    session = assume(cli, arn, "--policy", document(allow("iam:GetRole")))
    ok(session, "iam", "get-role", "--role-name", name)
    who = f"arn:aws:sts::{account}:assumed-role/{name}/me"
    because = " because no session policy allows the iam:ListRoles action"
    message = not_authorized(who, "iam:ListRoles", f"arn:aws:iam::{account}:role/", because)
    failed(session.run("iam", "list-roles"), "ListRoles", message)


def test_a_boundary_cuts(cli, account):
    policy = document(allow("iam:GetRole"))
    made = ok(cli, "iam", "create-policy", "--policy-name", fresh("cli"), "--policy-document", policy)
    boundary = made["Policy"]["Arn"]
    name, arn = create_role(cli, trust(account), allow("iam:*"))
    ok(cli, "iam", "put-role-permissions-boundary", "--role-name", name, "--permissions-boundary", boundary)
    session = assume(cli, arn)
    ok(session, "iam", "get-role", "--role-name", name)
    who = f"arn:aws:sts::{account}:assumed-role/{name}/me"
    because = " because no permissions boundary allows the iam:ListRoles action"
    message = not_authorized(who, "iam:ListRoles", f"arn:aws:iam::{account}:role/", because)
    failed(session.run("iam", "list-roles"), "ListRoles", message)


def test_across_accounts(cli, account):
    """The management account makes another, enters it, and leaves there a role that one of its users may assume."""
    ok(cli, "organizations", "create-organization")
    made = ok(cli, "organizations", "create-account", "--email", "cli@example.com", "--account-name", "second")
    request = made["CreateAccountStatus"]["Id"]
    done = ok(cli, "organizations", "describe-create-account-status", "--create-account-request-id", request)
    second = done["CreateAccountStatus"]["AccountId"]
    inside = assume(cli, f"arn:aws:iam::{second}:role/OrganizationAccountAccessRole")
    assert ok(inside, *WHO)["Account"] == second
    _, arn = create_role(inside, trust(account))
    _, able = create_user(cli, allow("sts:AssumeRole", arn))
    assert ok(assume(able, arn), *WHO)["Account"] == second
    who, unable = create_user(cli)
    failed(ask(unable, arn), "AssumeRole", not_authorized(who, "sts:AssumeRole", arn))


@pytest.mark.parametrize(
    ("condition", "effect"),
    [
        (None, "Deny"),
        ({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, "Allow"),
        ({"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}, "Allow"),
        ({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}, "Allow"),
    ],
)
def test_trust_policies_that_do_not_admit(cloud, cli, condition, effect):
    allowed = [trusting(cloud.root)] if effect == "Deny" else []
    role = cloud.role(document(*allowed, trusting(cloud.root, condition, effect)))
    message = not_authorized(cloud.whoami(), "sts:AssumeRole", role.arn)
    failed(ask(cli, role.arn), "AssumeRole", message)


def test_a_chain(cloud, cli):
    first = cloud.role()
    second = cloud.role(trust(first.arn), MaxSessionDuration=43200)
    session = cli.as_(cloud.assume(first))
    assume(session, second.arn)
    message = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
    result = ask(session, second.arn, "--duration-seconds", "7200")
    failed(result, "AssumeRole", message, "ValidationError")


def test_sessions_that_are_none_any_more(cloud, cli):
    role = cloud.role(None, allow("iam:GetRole"))
    session = cloud.assume(role)
    command = ["iam", "get-role", "--role-name", role.name]
    ok(cli.as_(session), *command)
    tampered = session.token[:-1] + ("A" if session.token[-1] != "A" else "B")
    result = cli.as_(replace(session, token=tampered)).run(*command)
    failed(result, "GetRole", INVALID_TOKEN, "InvalidClientTokenId")
    cloud.delete_role(role)
    cloud.role(None, allow("iam:GetRole"), RoleName=role.name)
    failed(cli.as_(session).run(*command), "GetRole", INVALID_TOKEN, "InvalidClientTokenId")


def test_expired_sessions_and_skewed_clocks(kept, environment):
    """The server's clock is moved; the first two times it stays near enough to the client's for its signatures."""
    kept.start(flags=["--clock-offset=-600"])
    cloud = Cloud(kept)
    session = cloud.assume(cloud.role(), DurationSeconds=900)
    cli = Cli(kept.endpoint, session, environment)
    ok(cli, *WHO)
    kept.restart("--clock-offset=600")
    expired = "The security token included in the request is expired"
    failed(cli.run(*WHO), "GetCallerIdentity", expired, "ExpiredToken")
    for seconds, text in [(-2000, "Signature not yet current: "), (2000, "Signature expired: ")]:
        kept.restart(f"--clock-offset={seconds}")
        failed(cli.as_(kept.credentials).run(*WHO), "GetCallerIdentity", text, "SignatureDoesNotMatch")


def test_credentials_that_are_wrong(cli):
    wrong = cli.as_(Credentials(cli.credentials.key, "x" * 40))
    text = "The request signature we calculated does not match the signature you provided."
    failed(wrong.run(*WHO), "GetCallerIdentity", text, "SignatureDoesNotMatch")
    unknown = cli.as_(Credentials("AKIAIOSFODNN7EXAMPLE", "x" * 40))
    failed(unknown.run(*WHO), "GetCallerIdentity", INVALID_TOKEN, "InvalidClientTokenId")


def test_pages_and_waiters(cli, account):
    names = [create_role(cli, trust(account))[0] for _ in range(3)]
    ok(cli, "iam", "wait", "role-exists", "--role-name", names[0])
    listed = ok(cli, "iam", "list-roles", "--page-size", "1", "--query", "Roles[].RoleName")
    assert set(names) <= set(listed)
    page = ok(cli, "iam", "list-roles", "--max-items", "1")
    assert len(page["Roles"]) == 1 and page["NextToken"]


def test_the_printed_exports_are_all_that_a_shell_needs(server, cli, environment):
    exports = server.exports
    assert set(exports) >= {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"}
    key = Credentials(exports["AWS_ACCESS_KEY_ID"], exports["AWS_SECRET_ACCESS_KEY"])
    assert ok(Cli(exports["AWS_ENDPOINT_URL"], key, environment), *WHO) == ok(cli, *WHO)
