"""Signatures and credentials that must not be accepted, each with AWS's code and text."""

import base64
import urllib.parse
from dataclasses import replace

import pytest
from support import wire
from support.cloud import Cloud
from support.policies import allow
from support.refusal import INVALID_TOKEN, refused

MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and signing method. Consult the service documentation for details."
)


def test_a_wrong_secret(cloud):
    wrong = replace(cloud.credentials, secret=cloud.credentials.secret[:-1] + "x")
    with refused("SignatureDoesNotMatch", starts=MISMATCH):
        cloud.whoami(wrong)
    session = cloud.assume(cloud.role())
    with refused("SignatureDoesNotMatch", starts=MISMATCH):
        cloud.whoami(replace(session, secret=cloud.credentials.secret))


def test_keys_and_tokens_that_do_not_belong_together(cloud):
    role = cloud.role(None, allow("*"))
    one, other = cloud.assume(role), cloud.assume(role)
    for credentials in [
        replace(one, key=other.key),
        replace(one, token=other.token),
        replace(one, token=None),
        replace(one, token="x"),
        replace(cloud.credentials, token=one.token),
        replace(cloud.credentials, key="AKIAIOSFODNN7EXAMPLE"),
        replace(cloud.credentials, key="x" * 20),
    ]:
        with refused("InvalidClientTokenId", INVALID_TOKEN):
            cloud.whoami(credentials)


def test_a_tampered_token(cloud):
    session = cloud.assume(cloud.role())
    assert cloud.whoami(session)
    size = len(session.token)
    for at in [0, 1, size // 4, size // 2, size - 5]:
        flipped = "A" if session.token[at] != "A" else "B"
        with refused("InvalidClientTokenId", INVALID_TOKEN):
            cloud.whoami(replace(session, token=session.token[:at] + flipped + session.token[at + 1 :]))
    longer = base64.b64encode(b"x" * 5000).decode()
    for token in [session.token[:-8], session.token * 2, longer]:
        with refused("InvalidClientTokenId", INVALID_TOKEN):
            cloud.whoami(replace(session, token=token))


def test_a_token_of_another_server(cloud, kept):
    kept.start()
    other = Cloud(kept)
    session = other.assume(other.role())
    assert other.whoami(session)
    with refused("InvalidClientTokenId", INVALID_TOKEN):
        cloud.whoami(session)


def test_no_signature(cloud):
    body = wire.form("sts", "GetCallerIdentity")
    answer = wire.exchange(cloud.server, "POST", "/", body, {"Content-Type": wire.FORM})
    expected = ("MissingAuthenticationToken", "Request is missing Authentication Token")
    assert (answer.status, answer.error()) == (403, expected)


@pytest.mark.parametrize(
    ("change", "status", "code", "text"),
    [
        (lambda value: value.replace("SHA256", "SHA1"), 400, "IncompleteSignature", "Unsupported AWS 'algorithm'"),
        (
            lambda value: value.split(", Sig")[0],
            400,
            "IncompleteSignature",
            "Authorization header requires 'Signature'",
        ),
        (
            lambda value: value.replace("/aws4_request", ""),
            400,
            "IncompleteSignature",
            "Credential must have exactly 5 slash-delimited elements",
        ),
        (
            lambda value: value.replace("aws4_request", "aws5_request"),
            403,
            "SignatureDoesNotMatch",
            "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'.",
        ),
        (lambda value: value[:-4] + "0000", 403, "SignatureDoesNotMatch", MISMATCH),
        (
            lambda value: value.replace("host;", ""),
            403,
            "SignatureDoesNotMatch",
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
        ),
    ],
)
def test_authorization_headers(cloud, change, status, code, text):
    body = wire.form("sts", "GetCallerIdentity")
    headers = wire.signed(cloud, body, service="sts")
    answer = wire.exchange(
        cloud.server, "POST", "/", body, {**headers, "Authorization": change(headers["Authorization"])}
    )
    assert (answer.status, answer.error()[0]) == (status, code)
    assert answer.error()[1].startswith(text), answer.error()


def test_a_signature_for_another_service(cloud):
    body = wire.form("iam", "ListRoles")
    answer = wire.call(cloud, body, service="sts")
    assert answer.status == 400 and answer.error()[0] == "InvalidAction"
    answer = wire.call(cloud, body, service="s3")
    assert answer.status == 400 and "is not served here" in answer.error()[1]


def test_headers_that_were_signed_cannot_be_changed(cloud):
    body = wire.form("sts", "GetCallerIdentity")
    headers = wire.signed(cloud, body, service="sts", headers={"X-Amz-Meta": "a"})
    assert wire.exchange(cloud.server, "POST", "/", body, headers).status == 200
    answer = wire.exchange(cloud.server, "POST", "/", body, {**headers, "X-Amz-Meta": "b"})
    assert (answer.status, answer.error()[0]) == (403, "SignatureDoesNotMatch")


@pytest.fixture
def clocks(kept):
    """Starts one server again and again, each time with its clock moved by so many seconds."""
    kept.start()

    def move(seconds):
        kept.restart(f"--clock-offset={seconds}")
        return Cloud(kept)

    return move


def test_a_skewed_clock(clocks):
    for seconds in [-880, 0, 880]:
        assert clocks(seconds).whoami()
    with refused("SignatureDoesNotMatch", starts="Signature expired: "):
        clocks(1000).whoami()
    with refused("SignatureDoesNotMatch", starts="Signature not yet current: "):
        clocks(-1000).whoami()


def test_a_presigned_url_past_its_time(clocks, kept):
    """It lives fifteen minutes, however long it says."""
    url = Cloud(kept).sts.generate_presigned_url("get_caller_identity", ExpiresIn=86400, HttpMethod="GET")
    path = url.removeprefix(kept.endpoint)

    def replay(path=path):
        return wire.exchange(kept, "GET", path)

    assert replay().status == 200 and b"user/admin" in replay().body
    answer = replay(path.replace("GetCallerIdentity", "GetSessionToken"))
    assert (answer.status, answer.error()[0]) == (403, "SignatureDoesNotMatch")
    clocks(880)
    assert replay().status == 200
    clocks(1000)
    answer = replay()
    assert (answer.status, answer.error()[0]) == (403, "SignatureDoesNotMatch")
    assert answer.error()[1].startswith("Signature expired: ")


def test_a_presigned_url_of_a_session(cloud):
    """What cluster authenticators send: the token in the URL, and a signed header of their own."""
    session = cloud.assume(cloud.role())
    url = cloud.client("sts", session).generate_presigned_url("get_caller_identity", HttpMethod="GET")
    path = url.removeprefix(cloud.server.endpoint)
    assert "X-Amz-Security-Token=" in path
    assert wire.exchange(cloud.server, "GET", path).status == 200
    stripped = "/?" + "&".join(part for part in path[2:].split("&") if not part.startswith("X-Amz-Security-Token"))
    answer = wire.exchange(cloud.server, "GET", stripped)
    assert (answer.status, answer.error()[0]) == (403, "InvalidClientTokenId")


def test_both_kinds_of_signature_at_once(cloud):
    url = cloud.sts.generate_presigned_url("get_caller_identity", HttpMethod="GET")
    path = url.removeprefix(cloud.server.endpoint)
    headers = wire.signed(cloud, b"", service="sts", method="GET", path=path)
    answer = wire.exchange(cloud.server, "GET", path, headers=headers)
    assert (answer.status, answer.error()[0]) == (403, "SignatureDoesNotMatch")


def test_a_query_that_was_signed_cannot_be_changed(cloud):
    query = urllib.parse.urlencode({"Action": "ListRoles", "Version": "2010-05-08", "MaxItems": "1"})
    headers = wire.signed(cloud, b"", method="GET", path=f"/?{query}")
    assert wire.exchange(cloud.server, "GET", f"/?{query}", headers=headers).status == 200
    answer = wire.exchange(cloud.server, "GET", f"/?{query.replace('MaxItems=1', 'MaxItems=2')}", headers=headers)
    assert (answer.status, answer.error()[0]) == (403, "SignatureDoesNotMatch")


def test_a_parameter_that_is_given_twice_counts_once(cloud):
    """The first is the one that is authorised, and the one that is used."""
    user = cloud.user(allow("iam:GetRole", cloud.arn("role/mine")))
    other = cloud.role()
    cloud.role(RoleName="mine")
    for names, status in [(["mine", other.name], 200), ([other.name, "mine"], 403)]:
        body = wire.form("iam", "GetRole") + b"".join(f"&RoleName={name}".encode() for name in names)
        answer = wire.call(cloud, body, credentials=user.credentials)
        assert answer.status == status and (status == 403 or b"role/mine" in answer.body)
        # The URL and the body are one list.
        path = f"/?RoleName={names[0]}"
        body = wire.form("iam", "GetRole") + f"&RoleName={names[1]}".encode()
        answer = wire.call(cloud, body, credentials=user.credentials, path=path)
        assert answer.status == status and (status == 403 or b"role/mine" in answer.body)
