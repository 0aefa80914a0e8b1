"""Servers of S3 behind the gateway as boto3 uses them by default: the embedded one, the same through a second gateway, and two of
other makers."""

import io
import os
import urllib.request

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from support.server import REGION, Server
from support.upstreams import configuration, moto, rclone_s3

ID, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
ROOT = {"ROLECALL_ROOT_ACCESS_KEY_ID": ID, "ROLECALL_ROOT_SECRET_ACCESS_KEY": SECRET}


def client(endpoint, **options):
    config = Config(signature_version="s3v4", **options)
    access = {"aws_access_key_id": ID, "aws_secret_access_key": SECRET}
    return boto3.client("s3", endpoint_url=endpoint, region_name=REGION, config=config, **access)


@pytest.fixture(scope="module")
def embedded(tmp_path_factory):
    with Server(flags=["--s3-dir", str(tmp_path_factory.mktemp("s3"))], environment=ROOT) as server:
        yield server


def behind(home, **upstream):
    """A gateway with this upstream alone."""
    return Server(flags=configuration(home, {"service": "s3", **upstream}), environment=ROOT)


@pytest.fixture(scope="module")
def chained(embedded, tmp_path_factory):
    """A server whose upstream is the first one, with credentials in its configuration file."""
    access = {"access_key_id": ID, "secret_access_key": SECRET}
    with behind(tmp_path_factory.mktemp("chained"), url=embedded.endpoint, **access) as server:
        yield server


@pytest.fixture(scope="module")
def rclone(tmp_path_factory):
    """In front of `rclone serve s3`, which verifies signatures."""
    home = tmp_path_factory.mktemp("rclone")
    (home / "objects").mkdir()
    with rclone_s3(home / "objects") as url, behind(home, url=url) as server:
        yield server


@pytest.fixture(scope="module")
def motos(tmp_path_factory):
    """In front of moto's S3, which has nearly every operation."""
    with moto() as url, behind(tmp_path_factory.mktemp("moto"), url=url) as server:
        yield server


SHA1_OF_STREAM = "lz7WbzFtef5MVerALyGB+jD1W5w="

# What a server does not have, asked directly as well.
LACKS = {
    "embedded": {"tags", "checksums behind bodies"},
    "chained": {"tags", "checksums behind bodies"},
    "rclone": {"tags", "copied parts"},
    "motos": {"uploads that are held to their keys"},
}


@pytest.fixture(params=LACKS)
def s3(request):
    needs = request.node.get_closest_marker("needs")
    if needs and needs.args[0] in LACKS[request.param]:
        pytest.skip(f"the server has no {needs.args[0]}")
    return client(request.getfixturevalue(request.param).endpoint)


@pytest.fixture
def bucket(s3):
    name = f"bucket-{os.urandom(6).hex()}"
    s3.create_bucket(Bucket=name)
    return name


def code_of(call, **parameters):
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    return refused.value.response["Error"]["Code"]


@pytest.mark.parametrize("algorithm", [None, "CRC32", "SHA1", "SHA256"])
def test_an_object_is_what_was_put(s3, bucket, algorithm):
    chosen = {"ChecksumAlgorithm": algorithm} if algorithm else {}
    target = {"Bucket": bucket, "Key": "a/b c+%.txt"}
    s3.put_object(**target, Body=b"content", Metadata={"m": "v"}, **chosen)
    got = s3.get_object(**target, ChecksumMode="ENABLED")
    # Header names have no case, and SDKs take the names of metadata as they come.
    metadata = {name.lower(): value for name, value in got["Metadata"].items()}
    assert (got["Body"].read(), metadata) == (b"content", {"m": "v"})
    if algorithm:
        assert got[f"Checksum{algorithm}"]
    head = s3.head_object(**target)
    assert (head["ContentLength"], head["ETag"]) == (7, got["ETag"])
    assert [listed["Key"] for listed in s3.list_objects_v2(Bucket=bucket)["Contents"]] == ["a/b c+%.txt"]


def test_parts_of_an_object(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"content", ContentType="text/x-own")
    # rclone answers a range with the checksum of the whole.
    lenient = client(s3.meta.endpoint_url, response_checksum_validation="when_required")
    for wanted, expected in [("bytes=1-3", b"ont"), ("bytes=5-", b"nt"), ("bytes=0-0", b"c")]:
        part = lenient.get_object(Bucket=bucket, Key="k", Range=wanted)
        assert part["Body"].read() == expected
    whole = s3.get_object(Bucket=bucket, Key="k")
    assert whole["ContentType"] == "text/x-own"
    assert code_of(lenient.get_object, Bucket=bucket, Key="k", IfNoneMatch=whole["ETag"]) == "304"
    assert code_of(s3.get_object, Bucket=bucket, Key="none") == "NoSuchKey"
    assert code_of(s3.head_object, Bucket=bucket, Key="none") == "404"


def test_listings(s3, bucket):
    for key in ("a/1", "a/2", "b/1", "c"):
        s3.put_object(Bucket=bucket, Key=key, Body=key.encode())
    listed = s3.list_objects_v2(Bucket=bucket, Delimiter="/")
    assert [one["Prefix"] for one in listed["CommonPrefixes"]] == ["a/", "b/"]
    assert [one["Key"] for one in listed["Contents"]] == ["c"]
    pages = list(s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, PaginationConfig={"PageSize": 3}))
    assert [one["Key"] for page in pages for one in page["Contents"]] == ["a/1", "a/2", "b/1", "c"]
    assert [one["Key"] for one in s3.list_objects(Bucket=bucket, Prefix="a/")["Contents"]] == ["a/1", "a/2"]


def test_copies(s3, bucket):
    s3.put_object(Bucket=bucket, Key="from here/+%", Body=b"content")
    s3.copy_object(Bucket=bucket, Key="to", CopySource={"Bucket": bucket, "Key": "from here/+%"})
    assert s3.get_object(Bucket=bucket, Key="to")["Body"].read() == b"content"
    source = {"Bucket": bucket, "Key": "none"}
    assert code_of(s3.copy_object, Bucket=bucket, Key="to", CopySource=source) == "NoSuchKey"


def test_a_stream_of_unknown_hash(s3, bucket):
    """botocore sends a file with a checksum in the trailer of a chunked body."""
    content = os.urandom(3_000_000)
    s3.put_object(Bucket=bucket, Key="k", Body=io.BytesIO(content))
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == content


@pytest.mark.needs("checksums behind bodies")
def test_the_checksum_of_a_stream_is_kept(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=io.BytesIO(b"content" * 10_000), ChecksumAlgorithm="SHA1")
    assert s3.get_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")["ChecksumSHA1"] == SHA1_OF_STREAM


def test_a_large_object_goes_and_comes_in_parts(s3, bucket):
    content = os.urandom(20_000_000)
    s3.upload_fileobj(io.BytesIO(content), bucket, "large")
    back = io.BytesIO()
    s3.download_fileobj(bucket, "large", back)
    assert back.getvalue() == content


@pytest.mark.needs("copied parts")
def test_a_large_object_is_copied_in_parts(s3, bucket):
    content = os.urandom(6_000_000)
    s3.put_object(Bucket=bucket, Key="large", Body=content)
    upload = {"Bucket": bucket, "Key": "copy"}
    upload["UploadId"] = s3.create_multipart_upload(**upload)["UploadId"]
    part = s3.upload_part_copy(
        **upload, PartNumber=1, CopySource={"Bucket": bucket, "Key": "large"}, CopySourceRange="bytes=0-5242879"
    )["CopyPartResult"]["ETag"]
    last = s3.upload_part(**upload, PartNumber=2, Body=content[5_242_880:])["ETag"]
    parts = [{"PartNumber": number, "ETag": tag} for number, tag in ((1, part), (2, last))]
    s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
    assert s3.get_object(Bucket=bucket, Key="copy")["Body"].read() == content


def test_an_upload_that_is_given_up_leaves_nothing(s3, bucket):
    upload = {"Bucket": bucket, "Key": "k"}
    upload["UploadId"] = s3.create_multipart_upload(**upload)["UploadId"]
    s3.upload_part(**upload, PartNumber=1, Body=b"content")
    s3.abort_multipart_upload(**upload)
    assert code_of(s3.get_object, Bucket=bucket, Key="k") == "NoSuchKey"
    with pytest.raises(ClientError):
        s3.upload_part(**upload, PartNumber=1, Body=b"content")


@pytest.mark.needs("uploads that are held to their keys")
def test_an_upload_is_held_to_the_key_that_was_decided(s3, bucket):
    begun = s3.create_multipart_upload(Bucket=bucket, Key="secret")["UploadId"]
    part = s3.upload_part(Bucket=bucket, Key="secret", UploadId=begun, PartNumber=1, Body=b"secret")
    parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    other = {"Bucket": bucket, "Key": "other", "UploadId": begun}
    assert code_of(s3.upload_part, **other, PartNumber=1, Body=b"x") == "NoSuchUpload"
    assert code_of(s3.complete_multipart_upload, **other, MultipartUpload=parts) == "NoSuchUpload"
    assert code_of(s3.abort_multipart_upload, **other) == "NoSuchUpload"
    s3.complete_multipart_upload(Bucket=bucket, Key="secret", UploadId=begun, MultipartUpload=parts)
    assert s3.get_object(Bucket=bucket, Key="secret")["Body"].read() == b"secret"


@pytest.mark.needs("tags")
def test_tags(s3, bucket):
    tags = [{"Key": "team", "Value": "blue + red"}]
    s3.put_object(Bucket=bucket, Key="k", Body=b"x", Tagging="team=green")
    s3.put_object_tagging(Bucket=bucket, Key="k", Tagging={"TagSet": tags})
    assert s3.get_object_tagging(Bucket=bucket, Key="k")["TagSet"] == tags
    s3.delete_object_tagging(Bucket=bucket, Key="k")
    assert s3.get_object_tagging(Bucket=bucket, Key="k")["TagSet"] == []


def fetched(url, **request):
    # Left alone, urllib calls what it puts a form, of which moto's S3 keeps nothing.
    request = urllib.request.Request(url, headers={"Content-Type": "text/plain"}, **request)
    with urllib.request.urlopen(request) as answer:
        return answer.status, answer.read()


def test_presigned_urls(s3, bucket):
    target = {"Bucket": bucket, "Key": "k"}
    put = s3.generate_presigned_url("put_object", Params=target)
    assert fetched(put, data=b"content", method="PUT")[0] == 200
    assert fetched(s3.generate_presigned_url("get_object", Params=target)) == (200, b"content")


def test_many_are_deleted_at_once_and_then_the_bucket(s3, bucket):
    keys = ["a", "b & <c>", "d"]
    for key in keys:
        s3.put_object(Bucket=bucket, Key=key, Body=b"")
    assert code_of(s3.delete_bucket, Bucket=bucket) == "BucketNotEmpty"
    done = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in keys]})
    assert sorted(one["Key"] for one in done["Deleted"]) == keys
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket)
    s3.delete_bucket(Bucket=bucket)


def test_a_body_that_is_not_what_was_signed_leaves_the_old_object(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"old")

    def change(request, **_):
        request.body = b"bad"

    s3.meta.events.register_last("before-send.s3.PutObject", change)
    assert code_of(s3.put_object, Bucket=bucket, Key="k", Body=b"new") in ("XAmzContentSHA256Mismatch", "BadDigest")
    s3.meta.events.unregister("before-send.s3.PutObject", change)
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"old"
