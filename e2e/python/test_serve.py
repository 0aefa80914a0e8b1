"""The process: its start, its end, and what it leaves in its directory."""

import configparser
import stat
import subprocess

import pytest
from support import wire
from support.cloud import Cloud
from support.refusal import INVALID_TOKEN, refused
from support.server import Credentials, Server


def test_health_and_an_orderly_end():
    server = Server().start()
    try:
        assert wire.exchange(server, "GET", "/_rolecall/health").status == 200
        assert server.stop() == 0
    finally:
        server.kill()


def test_reset_brings_back_the_first_state(cloud):
    role = cloud.role()
    session = cloud.assume(role)
    assert wire.exchange(cloud.server, "POST", "/_rolecall/reset").status == 200
    assert cloud.whoami() == cloud.arn("user/admin")
    assert cloud.iam.list_roles()["Roles"] == []
    with refused("InvalidClientTokenId", INVALID_TOKEN):
        cloud.whoami(session)


def test_what_is_kept_cannot_be_reset(kept):
    kept.start()
    cloud = Cloud(kept)
    role = cloud.role()
    assert wire.exchange(kept, "POST", "/_rolecall/reset").status == 404
    cloud.iam.get_role(RoleName=role.name)


def test_the_credentials_are_left_for_their_owner_alone(kept):
    kept.start()
    path = kept.data / "credentials"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((kept.data / "master.key").stat().st_mode) == 0o600
    file = configparser.ConfigParser()
    file.read(path)
    left = Credentials(file["rolecall"]["aws_access_key_id"], file["rolecall"]["aws_secret_access_key"])
    assert left == kept.credentials
    assert Cloud(kept, left).whoami().endswith(":user/admin")


def test_two_servers_cannot_have_one_directory(kept):
    kept.start()
    second = Server(kept.data)
    with pytest.raises(RuntimeError) as caught:
        second.start()
    assert str(kept.data) in str(caught.value)
    assert Cloud(kept).whoami()


def test_plain_http_is_for_loopback_addresses_alone(tmp_path):
    server = Server(tmp_path / "data")
    done = subprocess.run(server.command("0.0.0.0:0", []), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0 and "--insecure-http" in done.stderr


def test_settings_that_are_not_known_are_refused(tmp_path):
    file = tmp_path / "rolecall.toml"
    file.write_text('acount = "111122223333"\n')
    command = Server(tmp_path / "data").command("127.0.0.1:0", ["--config", str(file)])
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0
    assert str(file) in done.stderr and "account" in done.stderr


def test_a_lost_master_key_is_told(kept):
    kept.start()
    kept.stop()
    (kept.data / "master.key").unlink()
    with pytest.raises(RuntimeError):
        kept.start()
