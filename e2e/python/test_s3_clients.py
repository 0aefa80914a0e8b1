"""S3 clients of other makers through the gateway, `s3cmd` and `rclone`: what a role allows works, all else is refused in S3's words."""

import configparser
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from support.cloud import Cloud, fresh
from support.policies import allow
from support.server import REGION, Server
from support.upstreams import rclone_program

# More than one part of the size that both clients are told to use.
LARGE = 12_000_000


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    home = tmp_path_factory.mktemp("clients")
    with Server(home / "data", flags=["--s3-dir", str(home / "s3")]) as server:
        yield server


@pytest.fixture(scope="module")
def cloud(server):
    return Cloud(server)


@pytest.fixture
def bucket(cloud):
    """A bucket with an object inside and one outside of what the role of the tests may do."""
    name = fresh("bucket")
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket=name)
    s3.put_object(Bucket=name, Key="in/hello", Body=b"hello")
    s3.put_object(Bucket=name, Key="out/secret", Body=b"secret")
    return name


@pytest.fixture
def session(cloud, bucket):
    """The credentials of a role that may work below `in/` and list it."""
    objects = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]
    role = cloud.role(
        None,
        allow(objects, f"arn:aws:s3:::{bucket}/in/*"),
        allow("s3:ListBucket", f"arn:aws:s3:::{bucket}", {"StringLike": {"s3:prefix": "in/*"}}),
        allow("s3:GetBucketLocation", f"arn:aws:s3:::{bucket}"),
    )
    return cloud.assume(role)


class Client:
    """A command and the environment it runs in."""

    def __init__(self, words, environment, remote):
        self.words = words
        self.environment = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], **environment}
        self.remote = remote

    def run(self, *words):
        """Exit code, and what was printed: output and errors."""
        command = [*self.words, *map(str, words)]
        done = subprocess.run(command, env=self.environment, capture_output=True, timeout=120, check=False)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def does(self, *words):
        """What a command printed that must succeed."""
        code, output, errors = self.run(*words)
        assert code == 0, output + errors
        return output

    def is_refused(self, *words):
        """A command that must fail, and must say why."""
        code, output, errors = self.run(*words)
        assert code != 0 and ("AccessDenied" in errors or "403" in errors), (code, output, errors)
        return errors


@pytest.fixture
def s3cmd(server, session, tmp_path):
    beside = Path(sys.executable).with_name("s3cmd")
    program = str(beside) if beside.exists() else shutil.which("s3cmd")
    if not program:
        pytest.skip("s3cmd is not installed")
    host, port = server.address
    file = configparser.RawConfigParser()
    file["default"] = {
        "access_key": session.key,
        "secret_key": session.secret,
        "access_token": session.token,
        "host_base": f"{host}:{port}",
        "host_bucket": f"{host}:{port}",
        "bucket_location": REGION,
        "use_https": "False",
        "signature_v2": "False",
        "max_retries": "1",
        "multipart_chunk_size_mb": "5",
    }
    path = tmp_path / "s3cmd"
    with path.open("w") as written:
        file.write(written)
    return Client([program, "-c", str(path), "--no-progress"], {}, "s3://")


@pytest.fixture
def rclone(server, session):
    environment = {
        "RCLONE_CONFIG": os.devnull,
        "RCLONE_CONFIG_S_TYPE": "s3",
        "RCLONE_CONFIG_S_PROVIDER": "Other",
        "RCLONE_CONFIG_S_ENDPOINT": server.endpoint,
        "RCLONE_CONFIG_S_REGION": REGION,
        "RCLONE_CONFIG_S_ACCESS_KEY_ID": session.key,
        "RCLONE_CONFIG_S_SECRET_ACCESS_KEY": session.secret,
        "RCLONE_CONFIG_S_SESSION_TOKEN": session.token,
        # The role may not create buckets, nor ask for those that there are.
        "RCLONE_CONFIG_S_NO_CHECK_BUCKET": "true",
        "RCLONE_S3_CHUNK_SIZE": "5Mi",
        "RCLONE_S3_UPLOAD_CUTOFF": "5Mi",
        "RCLONE_RETRIES": "1",
        "RCLONE_LOW_LEVEL_RETRIES": "1",
    }
    return Client([rclone_program()], environment, "s:")


@pytest.fixture
def large(tmp_path):
    file = tmp_path / "large"
    file.write_bytes(os.urandom(LARGE))
    return file


def content(cloud, bucket, key):
    """What an administrator finds, or None."""
    try:
        return cloud.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    except ClientError as error:
        assert error.response["Error"]["Code"] == "NoSuchKey"
        return None


def presigned(url):
    try:
        with urllib.request.urlopen(url.strip()) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def test_s3cmd_does_what_the_role_may(cloud, bucket, s3cmd, tmp_path, large):
    base = f"{s3cmd.remote}{bucket}"
    assert "in/hello" in s3cmd.does("ls", f"{base}/in/")
    s3cmd.does("get", f"{base}/in/hello", tmp_path / "got")
    assert (tmp_path / "got").read_bytes() == b"hello"
    s3cmd.does("put", tmp_path / "got", f"{base}/in/with space+%25")
    assert content(cloud, bucket, "in/with space+%25") == b"hello"
    s3cmd.does("put", large, f"{base}/in/large")
    assert content(cloud, bucket, "in/large") == large.read_bytes()
    # Else it asks for the access control list of the source, which the embedded S3 does not have.
    s3cmd.does("cp", "--acl-private", f"{base}/in/hello", f"{base}/in/copy")
    assert content(cloud, bucket, "in/copy") == b"hello"
    s3cmd.does("del", f"{base}/in/copy")
    assert content(cloud, bucket, "in/copy") is None
    status, body = presigned(s3cmd.does("signurl", f"{base}/in/hello", "+60"))
    assert status == 400 and b"Please use AWS4-HMAC-SHA256" in body, "its URLs are signed in the old way only"


def test_s3cmd_is_refused_the_rest(cloud, bucket, s3cmd, tmp_path, large):
    base = f"{s3cmd.remote}{bucket}"
    s3cmd.is_refused("ls", f"{base}/out/")
    s3cmd.is_refused("ls", base)
    s3cmd.is_refused("get", f"{base}/out/secret", tmp_path / "got")
    assert not (tmp_path / "got").exists() or (tmp_path / "got").read_bytes() == b""
    s3cmd.is_refused("put", large, f"{base}/out/large")
    s3cmd.is_refused("cp", "--acl-private", f"{base}/out/secret", f"{base}/in/secret")
    s3cmd.is_refused("del", f"{base}/out/secret")
    s3cmd.is_refused("mb", "s3://somebody-elses")
    s3cmd.is_refused("rb", base)
    assert content(cloud, bucket, "out/secret") == b"secret"
    assert content(cloud, bucket, "out/large") is None and content(cloud, bucket, "in/secret") is None


def test_rclone_does_what_the_role_may(cloud, bucket, rclone, tmp_path, large):
    base = f"{rclone.remote}{bucket}"
    assert rclone.does("lsf", f"{base}/in/") == "hello\n"
    assert rclone.does("cat", f"{base}/in/hello") == "hello"
    rclone.does("copyto", large, f"{base}/in/large")
    assert content(cloud, bucket, "in/large") == large.read_bytes()
    rclone.does("copyto", f"{base}/in/large", tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == large.read_bytes()
    rclone.does("copyto", f"{base}/in/hello", f"{base}/in/with space+%25")
    assert content(cloud, bucket, "in/with space+%25") == b"hello"
    (tmp_path / "tree" / "b").mkdir(parents=True)
    (tmp_path / "tree" / "a").write_text("1")
    (tmp_path / "tree" / "b" / "c").write_text("2")
    rclone.does("sync", tmp_path / "tree", f"{base}/in/tree")
    (tmp_path / "tree" / "a").unlink()
    rclone.does("sync", tmp_path / "tree", f"{base}/in/tree")
    assert content(cloud, bucket, "in/tree/a") is None and content(cloud, bucket, "in/tree/b/c") == b"2"
    rclone.does("check", tmp_path / "tree", f"{base}/in/tree")
    assert presigned(rclone.does("link", f"{base}/in/hello")) == (200, b"hello")


def test_rclone_is_refused_the_rest(cloud, bucket, rclone, tmp_path, large):
    base = f"{rclone.remote}{bucket}"
    rclone.is_refused("lsf", f"{base}/out/")
    rclone.is_refused("lsd", rclone.remote)
    rclone.is_refused("cat", f"{base}/out/secret")
    rclone.is_refused("copyto", large, f"{base}/out/large")
    rclone.is_refused("copyto", f"{base}/out/secret", f"{base}/in/secret")
    rclone.is_refused("deletefile", f"{base}/out/secret")
    rclone.is_refused("purge", f"{base}")
    rclone.is_refused("link", f"{base}/out/secret")
    assert content(cloud, bucket, "out/secret") == b"secret" and content(cloud, bucket, "in/hello") == b"hello"
    assert content(cloud, bucket, "out/large") is None and content(cloud, bucket, "in/secret") is None
