"""S3 behind the gateway as boto3 uses it: the embedded one, and the same through a second server as its upstream."""

import io
import os
import urllib.request

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from support.server import REGION, Server

ID, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
ROOT = {"ROLECALL_ROOT_ACCESS_KEY_ID": ID, "ROLECALL_ROOT_SECRET_ACCESS_KEY": SECRET}


def client(server, **options):
    config = Config(signature_version="s3v4", **options)
    access = {"aws_access_key_id": ID, "aws_secret_access_key": SECRET}
    return boto3.client("s3", endpoint_url=server.endpoint, region_name=REGION, config=config, **access)


@pytest.fixture(scope="module")
def embedded(tmp_path_factory):
    with Server(flags=["--s3-dir", str(tmp_path_factory.mktemp("s3"))], environment=ROOT) as server:
        yield server


@pytest.fixture(scope="module")
def chained(embedded, tmp_path_factory):
    """A server whose upstream is the first one, with credentials in its configuration file."""
    file = tmp_path_factory.mktemp("chained") / "rolecall.toml"
    lines = [("service", "s3"), ("url", embedded.endpoint), ("access_key_id", ID), ("secret_access_key", SECRET)]
    file.write_text("[[upstream]]\n" + "".join(f'{name} = "{value}"\n' for name, value in lines))
    with Server(flags=["--config", str(file)], environment=ROOT) as server:
        yield server


@pytest.fixture(params=["embedded", "chained"])
def s3(request):
    return client(request.getfixturevalue(request.param))


@pytest.fixture
def bucket(s3):
    name = f"bucket-{os.urandom(6).hex()}"
    s3.create_bucket(Bucket=name)
    return name


@pytest.mark.parametrize("algorithm", [None, "CRC32", "SHA1", "SHA256"])
def test_an_object_is_what_was_put(s3, bucket, algorithm):
    chosen = {"ChecksumAlgorithm": algorithm} if algorithm else {}
    s3.put_object(Bucket=bucket, Key="a/b c+%.txt", Body=b"content", Metadata={"m": "v"}, **chosen)
    got = s3.get_object(Bucket=bucket, Key="a/b c+%.txt", ChecksumMode="ENABLED")
    assert (got["Body"].read(), got["Metadata"]) == (b"content", {"m": "v"})
    part = s3.get_object(Bucket=bucket, Key="a/b c+%.txt", Range="bytes=1-3")
    assert part["Body"].read() == b"ont"
    assert [listed["Key"] for listed in s3.list_objects_v2(Bucket=bucket)["Contents"]] == ["a/b c+%.txt"]


def test_a_stream_of_unknown_hash(s3, bucket):
    """botocore sends a file with a checksum in the trailer of a chunked body."""
    content = os.urandom(3_000_000)
    s3.put_object(Bucket=bucket, Key="k", Body=io.BytesIO(content))
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == content


def test_a_large_object_goes_and_comes_in_parts(s3, bucket):
    content = os.urandom(20_000_000)
    s3.upload_fileobj(io.BytesIO(content), bucket, "large")
    s3.copy({"Bucket": bucket, "Key": "large"}, bucket, "copy")
    back = io.BytesIO()
    s3.download_fileobj(bucket, "copy", back)
    assert back.getvalue() == content


def test_presigned_urls(s3, bucket):
    target = {"Bucket": bucket, "Key": "k"}
    put = urllib.request.Request(s3.generate_presigned_url("put_object", Params=target), data=b"content", method="PUT")
    assert urllib.request.urlopen(put).status == 200
    assert urllib.request.urlopen(s3.generate_presigned_url("get_object", Params=target)).read() == b"content"


def test_many_are_deleted_at_once_and_then_the_bucket(s3, bucket):
    for key in "abc":
        s3.put_object(Bucket=bucket, Key=key, Body=b"")
    with pytest.raises(ClientError, match="BucketNotEmpty"):
        s3.delete_bucket(Bucket=bucket)
    s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in "abc"]})
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket)
    s3.delete_bucket(Bucket=bucket)


def test_a_body_that_is_not_what_was_signed_leaves_the_old_object(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"old")

    def change(request, **_):
        request.body = b"bad"

    s3.meta.events.register_last("before-send.s3.PutObject", change)
    with pytest.raises(ClientError) as refused:
        s3.put_object(Bucket=bucket, Key="k", Body=b"new")
    assert refused.value.response["Error"]["Code"] in ("XAmzContentSHA256Mismatch", "BadDigest")
    s3.meta.events.unregister("before-send.s3.PutObject", change)
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"old"
