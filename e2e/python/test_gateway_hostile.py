"""Requests that try to be one thing to the gateway and another to the service behind it: nothing that was not decided gets there."""

import datetime
import socket
import time
import urllib.parse
from unittest import mock

import botocore.auth
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from support.cloud import Cloud, fresh
from support.policies import allow
from support.recorder import FINE, recorder
from support.server import Server
from support.upstreams import configuration
from support.wire import exchange, signed

BUCKET = "bucket"
UNSIGNED = {"x-amz-content-sha256": "UNSIGNED-PAYLOAD"}
ONE_TRY = Config(signature_version="s3v4", retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})


@pytest.fixture(scope="module")
def upstream():
    with recorder() as upstream:
        yield upstream


@pytest.fixture(scope="module")
def server(upstream, tmp_path_factory):
    home = tmp_path_factory.mktemp("hostile")
    with Server(home / "data", flags=configuration(home, {"service": "s3", "url": upstream.url})) as server:
        yield server


@pytest.fixture(scope="module")
def cloud(server):
    return Cloud(server)


@pytest.fixture(scope="module")
def user(cloud):
    """Somebody who may read and write below `in/`, and nothing else."""
    return cloud.user(allow(["s3:GetObject", "s3:PutObject"], f"arn:aws:s3:::{BUCKET}/in/*"))


@pytest.fixture(autouse=True)
def forget(upstream):
    upstream.seen.clear()
    upstream.answer, upstream.is_dying = FINE, False


def head(cloud, user, method, path, headers=None):
    """The signed headers of a request without a hash of its body."""
    named = UNSIGNED | (headers or {})
    return signed(cloud, b"", "s3", "text/plain", method, path, user.credentials, named)


def raw(server, method, target, lines, body=b""):
    """Sends bytes as they are; the status of the first answer, and how many answers came."""
    request = [f"{method} {target} HTTP/1.1", *lines, "Connection: close", "", ""]
    with socket.create_connection(server.address, timeout=60) as connection:
        connection.sendall("\r\n".join(request).encode("latin-1") + body)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    return int(answer.split(b" ", 2)[1]), answer.count(b"HTTP/1.1 ")


def lines_of(headers, server):
    own = {} if "Host" in headers else {"Host": "{}:{}".format(*server.address)}
    return [f"{name}: {value}" for name, value in (own | headers).items()]


def test_what_is_allowed_gets_there(cloud, server, user, upstream):
    headers = head(cloud, user, "PUT", f"/{BUCKET}/in/k")
    assert raw(server, "PUT", f"/{BUCKET}/in/k", [*lines_of(headers, server), "Content-Length: 3"], b"abc") == (200, 1)
    seen = upstream.seen[0]
    assert (seen.line, seen.body, seen.is_complete) == (f"PUT /{BUCKET}/in/k HTTP/1.1", b"abc", True)


@pytest.mark.parametrize(
    "added",
    [
        ["Content-Length: 3", "Content-Length: 4"],
        ["Content-Length: 3", "Transfer-Encoding: chunked"],
        ["Transfer-Encoding: chunked"],
        ["Transfer-Encoding: xchunked", "Content-Length: 3"],
        ["Transfer-Encoding : chunked", "Content-Length: 3"],
        ["Transfer-Encoding:\tchunked", "Content-Length: 3"],
        ["Content-Length: +3"],
        ["Content-Length: 3", "Connection: x-amz-content-sha256"],
        ["Content-Length: 3", "Connection: authorization, host"],
        ["Content-Length: 3", "Host: other"],
        ["Content-Length: 3", "X-Fold: a\r\n b"],
        ["Content-Length: 3", "X-Bare: a\nx-amz-acl: public-read"],
        ["Content-Length: 3", "X-HTTP-Method-Override: DELETE"],
        ["Content-Length: 3", f"X-Original-URL: /{BUCKET}/out/k"],
        ["Content-Length: 3", "x-minio-source-replication-request: true"],
        ["Content-Length: 3", "x-amz-unknown-to-us: 1"],
        ["Content-Length: 3", "x-amz-acl: public-read"],
        ["Content-Length: 3", f"x-amz-copy-source: /{BUCKET}/out/k"],
        ["Content-Length: 3", "x-amz-tagging: a=b"],
        ["Content-Length: 3", "x-amz-security-token: a"],
    ],
    ids=lambda added: " ".join(added).replace("\r\n", "|").replace("\n", "|"),
)
def test_headers_that_nobody_signed_or_that_can_be_read_in_two_ways(cloud, server, user, upstream, added):
    headers = head(cloud, user, "PUT", f"/{BUCKET}/in/k")
    status, answers = raw(server, "PUT", f"/{BUCKET}/in/k", [*lines_of(headers, server), *added], b"abc")
    assert status >= 400 and answers == 1
    assert upstream.seen == []


def test_a_second_request_within_the_first(cloud, server, user, upstream):
    inner = f"DELETE /{BUCKET}/out/k HTTP/1.1\r\nHost: h\r\n\r\n".encode()
    headers = head(cloud, user, "GET", f"/{BUCKET}/in/k")
    for added in ([f"Content-Length: {len(inner)}"], ["Transfer-Encoding: chunked"], []):
        status, _ = raw(server, "GET", f"/{BUCKET}/in/k", [*lines_of(headers, server), *added], inner)
        assert status in (200, 400, 501), added
    assert [seen.line for seen in upstream.seen if "out" in seen.line or "DELETE" in seen.line] == []


@pytest.mark.parametrize(
    "path",
    [
        "/in/../out/k",
        "/in/%2e%2e/out/k",
        "/in/%2E%2E%2Fout/k",
        "/in/..%2fout/k",
        "/in/..%5cout/k",
        "/in/..\\out/k",
        "/in//../out/k",
        "/in/./../out/k",
        "/in/.%00./out/k",
        "/in//k",
        "/in/.",
        "/in/%c0%ae%c0%ae/out/k",
        "/in/%zz",
        "//in/k",
        "/in/k%0d%0aX-Injected:1",
    ],
)
def test_keys_that_others_take_for_other_keys(cloud, server, user, upstream, path):
    target = f"/{BUCKET}{path}"
    headers = head(cloud, user, "GET", target)
    status, _ = raw(server, "GET", target, lines_of(headers, server))
    assert status in (400, 403), path
    assert upstream.seen == []


@pytest.mark.parametrize("key", ["in/%2e%2e/out/k", "in/%252e", "in/a%2Fb", "in/a+b", "in/a b", "in/é", "in/a;b?c#d&e=f"])
def test_keys_that_look_encoded_are_sent_on_as_what_they_are(cloud, user, upstream, key):
    client = cloud.client("s3", user.credentials, config=ONE_TRY)
    assert client.get_object(Bucket=BUCKET, Key=key)["Body"].read() == b"ok"
    path = upstream.seen[0].line.split()[1]
    assert urllib.parse.unquote(path) == f"/{BUCKET}/{key}" and "?" not in path


def test_another_host_than_was_signed(cloud, server, user, upstream):
    target = f"/{BUCKET}/in/k"
    headers = head(cloud, user, "GET", target)
    for host in ("elsewhere", f"{BUCKET}.s3.localhost", "localhost"):
        assert raw(server, "GET", target, lines_of({"Host": host} | headers, server))[0] == 403, host
    absolute = f"http://elsewhere{target}"
    assert raw(server, "GET", absolute, lines_of(headers, server))[0] in (400, 403)
    for host in ("a b", "bucket/..", "a,b", "a@b"):
        named = head(cloud, user, "GET", target, {"Host": host})
        assert raw(server, "GET", target, lines_of({"Host": host} | named, server))[0] >= 400, host
    assert upstream.seen == []


def test_signatures_over_less_than_the_request(cloud, server, user, upstream):
    target = f"/{BUCKET}/in/k"
    good = head(cloud, user, "PUT", target, {"x-amz-meta-a": "1"})
    authorization = good["Authorization"]

    def refused(change, also=(), method="PUT", path=target):
        lines = [*lines_of(good | {"Authorization": change(authorization)}, server), *also, "Content-Length: 3"]
        assert raw(server, method, path, lines, b"abc")[0] in (400, 403, 404), (change(authorization), also)

    refused(lambda text: text.replace("host;", ""))
    refused(lambda text: text.replace("x-amz-meta-a", ""))
    refused(lambda text: text.replace(";x-amz-meta-a", ""))
    refused(lambda text: text.replace("SignedHeaders=", "SignedHeaders=content-length;"))
    refused(lambda text: text + ", SignedHeaders=host")
    refused(lambda text: text, ["x-amz-meta-a: 2"])
    refused(lambda text: text, ["x-amz-meta-b: 2"])
    refused(lambda text: text, ["Authorization: " + authorization])
    refused(lambda text: text, path=f"{target}?acl")
    refused(lambda text: text, method="DELETE")
    refused(lambda text: text.replace("/s3/", "/sts/"))
    assert upstream.seen == []


def test_where_a_request_says_to_come_from_is_not_believed(cloud, server, upstream):
    near = {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
    somebody = cloud.user(allow("s3:GetObject", f"arn:aws:s3:::{BUCKET}/*", near))
    forged = {"X-Forwarded-For": "203.0.113.7", "X-Real-IP": "203.0.113.7", "Forwarded": "for=203.0.113.7"}
    headers = head(cloud, somebody, "GET", f"/{BUCKET}/k", forged)
    assert raw(server, "GET", f"/{BUCKET}/k", lines_of(headers, server))[0] == 403
    assert upstream.seen == []
    here = cloud.user(allow("s3:GetObject", f"arn:aws:s3:::{BUCKET}/*", {"IpAddress": {"aws:SourceIp": "127.0.0.1"}}))
    headers = head(cloud, here, "GET", f"/{BUCKET}/k", forged)
    assert raw(server, "GET", f"/{BUCKET}/k", lines_of(headers, server))[0] == 200
    sent_on = [name for name, _ in upstream.seen[0].headers]
    assert not {name.lower() for name in forged} & set(sent_on)


def presigned(cloud, user, seconds=60, ago=0, operation="get_object"):
    client = cloud.client("s3", user.credentials, config=ONE_TRY)
    then = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=ago)
    with mock.patch.object(botocore.auth, "get_current_datetime", lambda *_: then.replace(tzinfo=None)):
        url = client.generate_presigned_url(operation, Params={"Bucket": BUCKET, "Key": "in/k"}, ExpiresIn=seconds)
    return url.removeprefix(cloud.server.endpoint)


def test_a_presigned_url_that_is_used_again(cloud, server, upstream):
    user = cloud.user(allow("s3:*Object", f"arn:aws:s3:::{BUCKET}/in/*"))

    def ask(path, method="GET", headers=None):
        return exchange(server, method, path, b"", headers).status

    assert [ask(presigned(cloud, user)) for _ in range(2)] == [200, 200], "it is good until it ends"
    assert ask(presigned(cloud, user, 60, 50)) == 200
    upstream.seen.clear()
    url = presigned(cloud, user)
    assert ask(presigned(cloud, user, 60, 70)) == 403, "it has ended"
    assert ask(presigned(cloud, user, 60, -3600)) == 403, "it has not begun"
    assert ask(presigned(cloud, user, 604_801)) in (400, 403), "it is for too long"
    assert ask(url.replace("X-Amz-Expires=60", "X-Amz-Expires=600")) == 403
    assert ask(url, "PUT") == ask(url, "DELETE") == 403
    for added in ("&versionId=1", "&x-amz-acl=public-read", "&X-Amz-Expires=600", "&response-content-type=text/html"):
        assert ask(url + added) in (400, 403), added
    assert ask(url, headers={"x-amz-copy-source": f"/{BUCKET}/out/k"}) in (400, 403)
    assert ask(url, headers={"Host": "elsewhere"}) == 403
    key = user.credentials.key
    cloud.iam.update_access_key(UserName=user.name, AccessKeyId=key, Status="Inactive")
    assert ask(url) == 403, "its key was taken away"
    assert upstream.seen == []


@pytest.mark.parametrize("is_revoked", [False, True])
def test_a_body_that_says_late_what_it_is_about_is_decided_by_what_holds_then(cloud, server, upstream, is_revoked):
    user = cloud.user(allow("s3:DeleteObject", f"arn:aws:s3:::{BUCKET}/*"))
    body = b"<Delete><Object><Key>k</Key></Object></Delete>"
    lines = [*lines_of(head(cloud, user, "POST", f"/{BUCKET}?delete"), server), f"Content-Length: {len(body)}"]
    with socket.create_connection(server.address, timeout=60) as connection:
        beginning = [f"POST /{BUCKET}?delete HTTP/1.1", *lines, "Expect: 100-continue", "Connection: close", "", ""]
        connection.sendall("\r\n".join(beginning).encode())
        # The caller is known by now: the body is asked for.
        assert connection.recv(65536).startswith(b"HTTP/1.1 100 ")
        connection.sendall(body[:10])
        if is_revoked:
            cloud.client("iam").update_access_key(UserName=user.name, AccessKeyId=user.credentials.key, Status="Inactive")
        connection.sendall(body[10:])
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.split(b" ", 2)[1] == (b"403" if is_revoked else b"200")
    assert len(upstream.seen) == (0 if is_revoked else 1)


def test_an_upstream_that_dies_in_its_answer_is_no_short_success(cloud, user, upstream):
    client = cloud.client("s3", user.credentials, config=ONE_TRY)
    upstream.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly the beginning"
    with pytest.raises((BotoCoreError, OSError)):
        client.get_object(Bucket=BUCKET, Key="in/k")["Body"].read()
    upstream.answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbegin\r\n"
    with pytest.raises((BotoCoreError, OSError)):
        client.get_object(Bucket=BUCKET, Key="in/k")["Body"].read()
    upstream.answer = b"HTTP/1.1 200 OK\r\n\r\nwhere does it end?"
    with pytest.raises(ClientError, match="InternalError"):
        client.get_object(Bucket=BUCKET, Key="in/k")


def test_an_upstream_that_dies_under_an_upload_is_a_clean_error(cloud, user, upstream):
    client = cloud.client("s3", user.credentials, config=ONE_TRY)
    upstream.is_dying = True
    with pytest.raises(ClientError) as lost:
        client.put_object(Bucket=BUCKET, Key="in/k", Body=b"x" * 2_000_000)
    assert lost.value.response["Error"]["Code"] in ("InternalError", "ServiceUnavailable")
    assert not any(seen.is_complete for seen in upstream.seen) and len(upstream.seen) == 1, "it was not tried again"


def test_a_client_that_stops_in_the_middle_leaves_nothing_complete(cloud, server, user, upstream):
    path = f"/{BUCKET}/in/{fresh('k')}"
    lines = [*lines_of(head(cloud, user, "PUT", path), server), "Content-Length: 1000000"]
    with socket.create_connection(server.address, timeout=60) as connection:
        connection.sendall("\r\n".join([f"PUT {path} HTTP/1.1", *lines, "", ""]).encode() + b"x" * 500_000)
        while not upstream.seen:
            time.sleep(0.01)
    # The next request waits for the upstream's thread to have seen the end of the first.
    assert raw(server, "GET", f"/{BUCKET}/in/k", lines_of(head(cloud, user, "GET", f"/{BUCKET}/in/k"), server))[0] == 200
    assert not any(seen.is_complete for seen in upstream.seen if seen.line.startswith("PUT"))
