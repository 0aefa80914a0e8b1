"""Bad input: AWS's code and text for each, a server that lives on, and nothing stored."""

import json
import socket

import pytest
from support import wire
from support.cloud import fresh
from support.policies import allow, document, trust
from support.refusal import refused

FAULT = "http://webservices.amazon.com/AWSFault/2005-15-09"
IAM = "https://iam.amazonaws.com/doc/2010-05-08/"
STS = "https://sts.amazonaws.com/doc/2011-06-15/"


@pytest.fixture(autouse=True)
def unharmed(cloud):
    """Whatever a test sends, the server answers afterwards, and holds what it held."""

    def contents():
        roles = [role["Arn"] for role in cloud.iam.list_roles(MaxItems=1000)["Roles"]]
        policies = [policy["Arn"] for policy in cloud.iam.list_policies(Scope="Local", MaxItems=1000)["Policies"]]
        return roles, policies

    before = contents()
    yield
    assert contents() == before
    assert cloud.server.is_running()


@pytest.fixture(scope="module")
def role(cloud):
    return cloud.role()


DOCUMENTS = [
    ("not JSON", "nope", "Syntax errors in policy."),
    ("cut off", document(allow("*"))[:-1], "Syntax errors in policy."),
    ("unknown element", document({**allow("*"), "Conditionn": {}}), "Syntax errors in policy."),
    ("action of the wrong type", document(allow(7)), "Syntax errors in policy."),
    ("statement of the wrong type", '{"Version":"2012-10-17","Statement":"*"}', "Syntax errors in policy."),
    ("condition of the wrong type", document(allow("*", condition=[])), "Syntax errors in policy."),
    ("deep", '{"Version":"2012-10-17","Statement":' + "[" * 5000 + "]" * 5000 + "}", "Syntax errors in policy."),
    ("empty statement list", document(), "Syntax errors in policy."),
    ("two documents", document(allow("*")) * 2, "Syntax errors in policy."),
]


@pytest.mark.parametrize(("policy", "message"), [case[1:] for case in DOCUMENTS], ids=[case[0] for case in DOCUMENTS])
def test_documents(cloud, role, policy, message):
    with refused("MalformedPolicyDocument", message):
        cloud.iam.create_policy(PolicyName=fresh("policy"), PolicyDocument=policy)
    with refused("MalformedPolicyDocument", message):
        cloud.iam.put_role_policy(RoleName=role.name, PolicyName="p", PolicyDocument=policy)
    with refused("MalformedPolicyDocument"):
        cloud.iam.create_role(RoleName=fresh("role"), AssumeRolePolicyDocument=policy)
    with refused("MalformedPolicyDocument"):
        cloud.assume(role, Policy=policy)
    assert cloud.iam.list_role_policies(RoleName=role.name)["PolicyNames"] == []


def test_a_document_of_200_kilobytes(cloud, role):
    policy = document(allow("iam:GetRole", "arn:aws:s3:::" + "x" * 200 * 1024))
    too_long = "failed to satisfy constraint: Member must have length less than or equal to 131072"
    for call, name in [
        (lambda: cloud.iam.create_policy(PolicyName=fresh("policy"), PolicyDocument=policy), "policyDocument"),
        (
            lambda: cloud.iam.put_role_policy(RoleName=role.name, PolicyName="p", PolicyDocument=policy),
            "policyDocument",
        ),
        (
            lambda: cloud.iam.create_role(RoleName=fresh("role"), AssumeRolePolicyDocument=policy),
            "assumeRolePolicyDocument",
        ),
    ]:
        with refused("ValidationError", f"1 validation error detected: Value at '{name}' {too_long}"):
            call()
    with refused("PackedPolicyTooLarge"):
        cloud.assume(role, Policy=document(*(allow(f"iam:Get{n * 7919 % 1000003}") for n in range(4000))))


@pytest.mark.parametrize(
    ("service", "action", "version", "text"),
    [
        ("iam", "MakeRole", "2010-05-08", "Could not find operation MakeRole for version 2010-05-08"),
        ("sts", "CreateRole", "2011-06-15", "Could not find operation CreateRole for version 2011-06-15"),
        ("iam", "CreateRole", "2010-05-09", "Could not find operation CreateRole for version 2010-05-09"),
        ("iam", "CreateRole", None, "Could not find operation CreateRole for version NO_VERSION_SPECIFIED"),
        ("iam", "createrole", "2010-05-08", "Could not find operation createrole for version 2010-05-08"),
    ],
)
def test_unknown_actions(cloud, service, action, version, text):
    body = f"Action={action}" + (f"&Version={version}" if version else "")
    answer = wire.call(cloud, body.encode(), service=service)
    assert (answer.status, answer.error(), answer.namespace()) == (400, ("InvalidAction", text), FAULT)


def test_unknown_actions_are_told_before_the_credentials_are_looked_at(cloud):
    body = b"Action=Nothing&Version=2010-05-08"
    answer = wire.exchange(cloud.server, "POST", "/", body, {"Content-Type": wire.FORM})
    assert (answer.status, answer.error()[0]) == (400, "InvalidAction")


def test_missing_parameters(cloud):
    null = "failed to satisfy constraint: Member must not be null"
    answer = wire.call(cloud, wire.form("iam", "CreateRole"))
    assert (answer.status, answer.namespace()) == (400, IAM)
    code, text = answer.error()
    assert code == "ValidationError" and text.startswith("2 validation errors detected: ")
    assert f"Value at 'roleName' {null}" in text and f"Value at 'assumeRolePolicyDocument' {null}" in text
    answer = wire.call(cloud, wire.form("sts", "AssumeRole", RoleSessionName="me"), service="sts")
    expected = ("ValidationError", f"1 validation error detected: Value null at 'roleArn' {null}")
    assert (answer.status, answer.namespace(), answer.error()) == (400, STS, expected)


@pytest.mark.parametrize("seconds", ["soon", "99999999999999999999", "1.5", "0x10"])
def test_numbers_that_are_none(cloud, role, seconds):
    body = wire.form("sts", "AssumeRole", RoleArn=role.arn, RoleSessionName="me", DurationSeconds=seconds)
    answer = wire.call(cloud, body, service="sts")
    assert (answer.status, answer.error()[0]) == (400, "MalformedInput")


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "multipart/form-data; boundary=x"])
def test_wrong_content_types(cloud, content_type):
    body = wire.form("iam", "CreateRole", RoleName="r", AssumeRolePolicyDocument=trust(cloud.root))
    answer = wire.call(cloud, body, content_type=content_type)
    assert (answer.status, answer.headers["location"]) == (302, "https://aws.amazon.com/iam")


def test_no_action(cloud):
    answer = wire.call(cloud, b"Version=2010-05-08&RoleName=r")
    assert (answer.status, answer.headers["location"]) == (302, "https://aws.amazon.com/iam")


def test_unknown_paths(cloud):
    for path in ["/x", "/_rolecall", "//"]:
        answer = wire.exchange(cloud.server, "GET", path)
        assert (answer.status, answer.body) == (404, b"<UnknownOperationException/>")


def test_broken_escapes(cloud):
    assert wire.exchange(cloud.server, "GET", "/%zz").status == 400
    answer = wire.exchange(cloud.server, "POST", "/", b"Action=%zz", {"Content-Type": wire.FORM})
    assert (answer.status, answer.body) == (400, b"")


def test_a_body_that_is_not_what_was_signed(cloud):
    body = wire.form("iam", "CreateRole", RoleName=fresh("role"), AssumeRolePolicyDocument=trust(cloud.root))
    headers = wire.signed(cloud, body)
    for sent in [body[:-20], body + b"&Path=/x/", b""]:
        answer = wire.exchange(cloud.server, "POST", "/", sent, headers)
        assert answer.status in (302, 403)
        if answer.status == 403:
            assert answer.error()[0] == "SignatureDoesNotMatch"


def test_a_body_that_breaks_off(cloud):
    body = wire.form("iam", "CreateRole", RoleName=fresh("role"), AssumeRolePolicyDocument=trust(cloud.root))
    headers = wire.signed(cloud, body)
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if name != "Content-Length")
    host, port = cloud.server.address
    with socket.create_connection((host, port), timeout=60) as connection:
        start = f"POST / HTTP/1.1\r\nHost: {host}:{port}\r\n{head}"
        connection.sendall(f"{start}Content-Length: {len(body)}\r\n\r\n".encode())
        connection.sendall(body[:-20])
        connection.shutdown(socket.SHUT_WR)
        # Either an answer that refuses, or none: never a success.
        assert b" 200 " not in connection.recv(4096)


def test_a_body_of_11_megabytes(cloud):
    body = wire.form("iam", "CreateRole", RoleName="r", AssumeRolePolicyDocument="x" * 11_000_000)
    answer = wire.call(cloud, body)
    assert (answer.status, answer.body) == (413, b"")
    assert json_call(cloud, body).status == 413


def json_call(cloud, body, target="DescribeOrganization"):
    return wire.call(
        cloud,
        body,
        service="organizations",
        content_type="application/x-amz-json-1.1",
        headers={"X-Amz-Target": f"AWSOrganizationsV20161128.{target}"},
    )


def test_not_http(cloud):
    endless = b"GET / HTTP/1.1\r\n" + b"A" * 2_000_000
    for sent in [b"\x16\x03\x01\x02\x00\x01\x00", b"GET\r\n\r\n", b"\x00" * 1000, endless]:
        with socket.create_connection(cloud.server.address, timeout=60) as connection:
            try:
                connection.sendall(sent)
                connection.shutdown(socket.SHUT_WR)
                answer = connection.recv(4096)
            except OSError:
                # The server hung up while we were still talking.
                continue
            assert answer == b"" or answer.startswith(b"HTTP/1.1 4"), answer


def test_json_services(cloud):
    for body in [b"nope", b"[]", b'{"a":' * 3000, b'{"a": 1} {}', b"\xff"]:
        answer = json_call(cloud, body)
        assert (answer.status, json.loads(answer.body)["__type"]) == (400, "SerializationException"), body[:20]
    answer = json_call(cloud, b"{}", "Nothing")
    assert (answer.status, json.loads(answer.body)["__type"]) == (400, "UnknownOperationException")
    answer = json_call(cloud, b'{"Email": 7, "AccountName": "x"}', "CreateAccount")
    assert (answer.status, json.loads(answer.body)["__type"]) == (400, "SerializationException")


def test_many_parameters(cloud, role):
    tags = "".join(f"&Tags.member.{n}.Key=k{n}&Tags.member.{n}.Value=" for n in range(1, 20_000))
    body = wire.form("iam", "TagRole", RoleName=role.name) + tags.encode()
    assert wire.call(cloud, body).status == 400
    deep = wire.form("iam", "TagRole", RoleName=role.name) + b"&Tags" + b".member.1" * 5000 + b".Key=x"
    assert wire.call(cloud, deep).status == 400
    assert cloud.iam.list_role_tags(RoleName=role.name)["Tags"] == []
