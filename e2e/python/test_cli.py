"""The main story through the stock `aws` command."""

import json

import pytest
from support.cli import Cli
from support.cloud import fresh
from support.policies import allow, document, trust
from support.server import Credentials


def ok(cli, *arguments):
    """Runs a command that must succeed, and gives what it printed."""
    result = cli.run(*arguments)
    return result.json() if result.output.strip() else None if result.code == 0 else result.json()


def failure(operation, code, message):
    """What the command prints of an error."""
    return f"An error occurred ({code}) when calling the {operation} operation: {message}"


def fails(cli, *arguments, operation, message, code="AccessDenied"):
    result = cli.run(*arguments)
    assert result.code != 0, result.output
    assert failure(operation, code, message) in result.error


@pytest.fixture
def account(cli):
    identity = ok(cli, "sts", "get-caller-identity")
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


def assume(cli, arn, *flags):
    command = ["sts", "assume-role", "--role-arn", arn, "--role-session-name", "me", *flags]
    return cli.as_(Credentials.of(ok(cli, *command)["Credentials"]))


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
    assert ok(session, "sts", "get-caller-identity")["Arn"] == caller
    assert ok(session, "iam", "get-role", "--role-name", name)["Role"]["Arn"] == arn
    because = " because no identity-based policy allows the iam:ListRoles action"
    message = not_authorized(caller, "iam:ListRoles", f"arn:aws:iam::{account}:role/", because)
    fails(session, "iam", "list-roles", operation="ListRoles", message=message)
    for flags in [[], ["--external-id", "guess"]]:
        fails(
            cli, "sts", "assume-role", "--role-arn", arn, "--role-session-name", "me", *flags,
            operation="AssumeRole",
            message=not_authorized(f"arn:aws:iam::{account}:user/admin", "sts:AssumeRole", arn),
        )  # fmt: skip
    fails(
        cli, "sts", "assume-role", "--role-arn", arn, "--role-session-name", "me", "--external-id", "open-sesame",
        "--duration-seconds", "7200",
        operation="AssumeRole",
        code="ValidationError",
        message="The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    )  # fmt: skip


def test_an_instance_role_admits_no_user(cli, account):
    _, arn = create_role(cli, trust({"Service": "ec2.amazonaws.com"}))
    fails(
        cli, "sts", "assume-role", "--role-arn", arn, "--role-session-name", "me",
        operation="AssumeRole",
        message=not_authorized(f"arn:aws:iam::{account}:user/admin", "sts:AssumeRole", arn),
    )  # fmt: skip


def test_a_session_policy_narrows(cli, account):
    name, arn = create_role(cli, trust(account), allow(["iam:GetRole", "iam:ListRoles"]))
    session = assume(cli, arn, "--policy", document(allow("iam:GetRole")))
    ok(session, "iam", "get-role", "--role-name", name)
    who = f"arn:aws:sts::{account}:assumed-role/{name}/me"
    because = " because no session policy allows the iam:ListRoles action"
    message = not_authorized(who, "iam:ListRoles", f"arn:aws:iam::{account}:role/", because)
    fails(session, "iam", "list-roles", operation="ListRoles", message=message)


def test_a_boundary_cuts(cli, account):
    policy = document(allow("iam:GetRole"))
    boundary = ok(cli, "iam", "create-policy", "--policy-name", fresh("cli"), "--policy-document", policy)["Policy"]["Arn"]
    name, arn = create_role(cli, trust(account), allow("iam:*"))
    ok(cli, "iam", "put-role-permissions-boundary", "--role-name", name, "--permissions-boundary", boundary)
    session = assume(cli, arn)
    ok(session, "iam", "get-role", "--role-name", name)
    who = f"arn:aws:sts::{account}:assumed-role/{name}/me"
    because = " because no permissions boundary allows the iam:ListRoles action"
    message = not_authorized(who, "iam:ListRoles", f"arn:aws:iam::{account}:role/", because)
    fails(session, "iam", "list-roles", operation="ListRoles", message=message)


def test_across_accounts(cli, account):
    """The management account makes a second one, enters it, and leaves there a role that one of its users may assume."""
    ok(cli, "organizations", "create-organization")
    made = ok(cli, "organizations", "create-account", "--email", "cli@example.com", "--account-name", "second")
    request = made["CreateAccountStatus"]["Id"]
    done = ok(cli, "organizations", "describe-create-account-status", "--create-account-request-id", request)
    second = done["CreateAccountStatus"]["AccountId"]
    inside = assume(cli, f"arn:aws:iam::{second}:role/OrganizationAccountAccessRole")
    assert ok(inside, "sts", "get-caller-identity")["Account"] == second
    _, arn = create_role(inside, trust(account))
    _, able = create_user(cli, allow("sts:AssumeRole", arn))
    assert ok(assume(able, arn), "sts", "get-caller-identity")["Account"] == second
    who, unable = create_user(cli)
    fails(
        unable, "sts", "assume-role", "--role-arn", arn, "--role-session-name", "me",
        operation="AssumeRole",
        message=not_authorized(who, "sts:AssumeRole", arn),
    )  # fmt: skip


def test_credentials_that_are_wrong(cli):
    wrong = cli.as_(Credentials(cli.credentials.key, "x" * 40))
    result = wrong.run("sts", "get-caller-identity")
    assert result.code != 0 and "SignatureDoesNotMatch" in result.error
    unknown = cli.as_(Credentials("AKIAIOSFODNN7EXAMPLE", "x" * 40))
    message = "The security token included in the request is invalid."
    fails(unknown, "sts", "get-caller-identity", operation="GetCallerIdentity", code="InvalidClientTokenId", message=message)


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
    assert ok(Cli(exports["AWS_ENDPOINT_URL"], key, environment), "sts", "get-caller-identity") == ok(
        cli, "sts", "get-caller-identity"
    )
