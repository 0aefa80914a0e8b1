"""How the gateway reaches an upstream and is reached itself: HTTPS, and buckets that are named in the host."""

import json

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from support.certificates import certificate
from support.cloud import Cloud, fresh
from support.names import names_below_localhost  # noqa: F401
from support.policies import allow
from support.server import Server
from support.upstreams import configuration, rclone_s3
from support.wire import exchange, signed


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("authority"), "authority")


@pytest.fixture(scope="module")
def upstream(authority, tmp_path_factory):
    """An S3 server that speaks HTTPS, and reads buckets from the host alone."""
    home = tmp_path_factory.mktemp("upstream")
    (home / "objects").mkdir()
    file, key = certificate(home, "upstream", authority, "DNS:s3.localhost,DNS:*.s3.localhost")
    flags = ["--force-path-style=false", "--cert", str(file), "--key", str(key)]
    with rclone_s3(home / "objects", *flags, scheme="https") as url:
        yield url.replace("127.0.0.1", "s3.localhost")


def behind(home, upstream, *flags):
    settings = {"service": "s3", "url": upstream, "addressing": "virtual-host"}
    return Server(home / "data", flags=[*configuration(home, settings), *flags])


@pytest.fixture(scope="module")
def server(upstream, authority, tmp_path_factory):
    with behind(tmp_path_factory.mktemp("https"), upstream, "--upstream-ca-bundle", str(authority[0])) as server:
        yield server


@pytest.fixture(scope="module")
def cloud(server):
    return Cloud(server)


def s3(cloud, style="path", credentials=None):
    config = Config(signature_version="s3v4", s3={"addressing_style": style}, retries={"total_max_attempts": 1})
    endpoint = cloud.server.endpoint.replace("127.0.0.1", "s3.localhost") if style == "virtual" else cloud.server.endpoint
    return cloud.client("s3", credentials, config=config, endpoint_url=endpoint)


@pytest.mark.parametrize("style", ["path", "virtual"])
def test_buckets_in_the_path_or_in_the_host(cloud, names_below_localhost, style):  # noqa: F811
    client, bucket = s3(cloud, style), fresh("bucket")
    client.create_bucket(Bucket=bucket)
    client.put_object(Bucket=bucket, Key="in/a b+%/c", Body=b"content")
    assert client.get_object(Bucket=bucket, Key="in/a b+%/c")["Body"].read() == b"content"
    assert [one["Key"] for one in client.list_objects_v2(Bucket=bucket, Prefix="in/")["Contents"]] == ["in/a b+%/c"]
    reader = cloud.user(allow("s3:GetObject", f"arn:aws:s3:::{bucket}/in/*"))
    theirs = s3(cloud, style, reader.credentials)
    assert theirs.get_object(Bucket=bucket, Key="in/a b+%/c")["Body"].read() == b"content"
    with pytest.raises(ClientError) as refused:
        theirs.put_object(Bucket=bucket, Key="in/new", Body=b"x")
    assert refused.value.response["Error"]["Code"] == "AccessDenied"
    assert f"arn:aws:s3:::{bucket}/in/new" in refused.value.response["Error"]["Message"]


def test_the_bucket_in_the_host_is_the_one_that_is_decided(cloud):
    mine, theirs = fresh("mine"), fresh("theirs")
    client = s3(cloud)
    for bucket in (mine, theirs):
        client.create_bucket(Bucket=bucket)
        client.put_object(Bucket=bucket, Key=f"{mine}/k", Body=bucket.encode())
        client.put_object(Bucket=bucket, Key="k", Body=bucket.encode())
    user = cloud.user(allow("s3:GetObject", f"arn:aws:s3:::{mine}/*"))
    port = cloud.server.address[1]
    for host, path, status in [
        (f"{mine}.s3.localhost:{port}", "/k", 200),
        (f"{theirs}.s3.localhost:{port}", "/k", 403),
        (f"{theirs}.s3.localhost:{port}", f"/{mine}/k", 403),
        (f"{theirs}.S3.LOCALHOST.:{port}", f"/{mine}/k", 403),
        (f"{mine}.{theirs}.s3.localhost:{port}", "/k", 403),
        (f"{theirs}.s3.elsewhere:{port}", f"/{mine}/k", 403),
        (f"s3.localhost:{port}", f"/{mine}/k", 200),
        (f"s3.localhost:{port}", f"/{theirs}/k", 403),
    ]:
        named = {"Host": host, "x-amz-content-sha256": "UNSIGNED-PAYLOAD"}
        headers = signed(cloud, b"", "s3", "text/plain", "GET", path, user.credentials, named)
        answer = exchange(cloud.server, "GET", path, b"", headers)
        assert (answer.status, answer.body if status == 200 else b"") == (status, mine.encode() if status == 200 else b""), host


def test_errors_of_the_upstream_are_recorded_by_their_codes(server, cloud):
    bucket = fresh("bucket")
    s3(cloud).create_bucket(Bucket=bucket)
    with pytest.raises(ClientError) as missing:
        s3(cloud).get_object(Bucket=bucket, Key="none")
    assert missing.value.response["Error"]["Code"] == "NoSuchKey"
    last = json.loads((server.data / "trail" / "trail.jsonl").read_text().splitlines()[-1])
    assert (last["errorCode"], last["requestParameters"]["key"]) == ("NoSuchKey", "none")
    assert last["requestID"] == missing.value.response["ResponseMetadata"]["RequestId"]


def test_an_upstream_whose_certificate_nobody_vouches_for_is_not_spoken_to(upstream, tmp_path):
    with behind(tmp_path, upstream) as server, pytest.raises(ClientError) as refused:
        s3(Cloud(server)).list_buckets()
    assert refused.value.response["Error"]["Code"] == "ServiceUnavailable"


def test_a_bundle_without_certificates_is_told_at_the_start(upstream, tmp_path):
    (tmp_path / "empty.pem").write_text("")
    with pytest.raises(RuntimeError, match="it has no certificate"):
        behind(tmp_path, upstream, "--upstream-ca-bundle", str(tmp_path / "empty.pem")).start()
