"""Endpoints of workloads inside the server: what unmodified clients find there by their default chains."""

import datetime
import json
import subprocess
from unittest import mock

import botocore.session
import pytest
from support import workloads
from support.cloud import ONCE, Cloud, fresh
from support.policies import trust
from support.server import ACCOUNT, REGION, Server
from support.workloads import client_environment, container, fetch, metadata

EC2 = {"Service": "ec2.amazonaws.com"}
TASKS = {"Service": "ecs-tasks.amazonaws.com"}


@pytest.fixture(scope="module")
def server():
    flags = ["--instance", "web=127.0.0.1:0", "--task", "app=127.0.0.1:0", "--task", "other=127.0.0.1:0"]
    with Server(flags=flags) as server:
        cloud = Cloud(server)
        cloud.role(trust(EC2), RoleName="web")
        cloud.role(trust(TASKS), RoleName="app")
        cloud.role(trust(TASKS), RoleName="other")
        cloud.iam.create_instance_profile(InstanceProfileName="web")
        cloud.iam.add_role_to_instance_profile(InstanceProfileName="web", RoleName="web")
        yield server


def variables(server, whom):
    return workloads.variables_of(server.output, whom)


def imds(server):
    return variables(server, "instance web")["AWS_EC2_METADATA_SERVICE_ENDPOINT"]


@pytest.mark.parametrize("client", workloads.CLIENTS)
@pytest.mark.parametrize(("whom", "role"), [("instance web", "web"), ("task app", "app"), ("task other", "other")])
def test_clients_find_the_role_by_their_default_chain(server, environment, client, whom, role):
    arn = client(client_environment(server.endpoint, environment, **variables(server, whom)))
    assert arn.startswith(f"arn:aws:sts::{ACCOUNT}:assumed-role/{role}/"), arn
    assert (arn.split("/")[-1].startswith("i-")) == (role == "web")


@pytest.mark.parametrize("client", workloads.CLIENTS)
def test_the_token_of_a_container_may_lie_in_a_file(server, environment, tmp_path, client):
    told = variables(server, "task app")
    file = tmp_path / "token"
    file.write_text(told.pop("AWS_CONTAINER_AUTHORIZATION_TOKEN"))
    told["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = str(file)
    assert "assumed-role/app/" in client(client_environment(server.endpoint, environment, **told))


def test_metadata_needs_a_token_that_no_proxy_can_fetch(server):
    base = imds(server)
    ttl = {"X_aws_ec2_metadata_token_ttl_seconds": "60"}
    assert fetch(f"{base}/latest/meta-data/instance-id")[0] == 401
    assert fetch(f"{base}/latest/api/token", "PUT", X_Forwarded_For="10.0.0.1", **ttl)[0] == 403
    assert fetch(f"{base}/latest/api/token", "PUT", Host="rebound.example", **ttl)[0] == 403
    assert fetch(f"{base}/latest/api/token", "PUT")[0] == 400
    assert metadata(base, "meta-data/instance-id")[1].startswith("i-")


def test_one_task_cannot_fetch_for_another(server):
    app, other = variables(server, "task app"), variables(server, "task other")
    mixed = app | {"AWS_CONTAINER_AUTHORIZATION_TOKEN": other["AWS_CONTAINER_AUTHORIZATION_TOKEN"]}
    unknown = app | {"AWS_CONTAINER_CREDENTIALS_FULL_URI": app["AWS_CONTAINER_CREDENTIALS_FULL_URI"][:-1] + "z"}
    assert container(app)[0] == container(other)[0] == 200
    refused = container(mixed)
    assert refused[0] == 401 and refused == container(unknown)
    assert refused == fetch(app["AWS_CONTAINER_CREDENTIALS_FULL_URI"])


def test_a_role_that_does_not_trust_the_service_is_not_handed_out():
    with Server(flags=["--instance", "web=127.0.0.1:0", "--task", "app=127.0.0.1:0"]) as server:
        cloud = Cloud(server)
        base, app = imds(server), variables(server, "task app")
        assert metadata(base, "meta-data/iam/security-credentials/")[0] == 404
        assert container(app)[0] == 404
        cloud.role(trust(TASKS, {"StringEquals": {"aws:SourceAccount": "444455556666"}}), RoleName="app")
        cloud.role(trust(TASKS), RoleName="web")
        cloud.iam.create_instance_profile(InstanceProfileName="web")
        assert metadata(base, "meta-data/iam/info")[0] == 404, "the profile is empty"
        cloud.iam.add_role_to_instance_profile(InstanceProfileName="web", RoleName="web")
        assert '"AssumeRoleUnauthorizedAccess"' in metadata(base, "meta-data/iam/info")[1]
        status, told = container(app)
        assert (status, json.loads(told)["code"]) == (403, "AssumeRoleUnauthorizedAccess")
        cloud.iam.update_assume_role_policy(RoleName="web", PolicyDocument=trust(EC2))
        assert metadata(base, "meta-data/iam/security-credentials/") == (200, "web"), "at the next fetch"


def test_a_swapped_profile_shows_at_the_next_fetch():
    with Server(flags=["--instance", "web=127.0.0.1:0"]) as server:
        cloud = Cloud(server)
        first, second = (cloud.role(trust(EC2)) for _ in range(2))
        cloud.iam.create_instance_profile(InstanceProfileName="web")
        for role in (first, second):
            cloud.iam.add_role_to_instance_profile(InstanceProfileName="web", RoleName=role.name)
            path = "meta-data/iam/security-credentials/"
            assert metadata(imds(server), path) == (200, role.name)
            session = workloads.session(metadata(imds(server), path + role.name)[1])
            assert cloud.whoami(session).split("/")[1] == role.name
            cloud.iam.remove_role_from_instance_profile(InstanceProfileName="web", RoleName=role.name)
        assert metadata(imds(server), "meta-data/iam/info")[0] == 404


def test_version_1_only_where_it_is_switched_on_and_policies_can_tell():
    with Server(flags=["--instance", "web=127.0.0.1:0", "--imds-tokens", "optional"]) as server:
        cloud = Cloud(server)
        condition = {"NumericLessThan": {"ec2:RoleDelivery": "2.0"}}
        by_version_1 = {"Effect": "Deny", "Action": "iam:ListUsers", "Resource": "*", "Condition": condition}
        allowed = {"Effect": "Allow", "Action": "iam:ListUsers", "Resource": "*"}
        cloud.role(trust(EC2), allowed, by_version_1, RoleName="web")
        cloud.iam.create_instance_profile(InstanceProfileName="web")
        cloud.iam.add_role_to_instance_profile(InstanceProfileName="web", RoleName="web")
        path = "meta-data/iam/security-credentials/web"
        first = workloads.session(fetch(f"{imds(server)}/latest/{path}")[1])
        second = workloads.session(metadata(imds(server), path)[1])
        cloud.client("iam", second).list_users()
        with pytest.raises(botocore.exceptions.ClientError, match="explicit deny"):
            cloud.client("iam", first).list_users()


def test_the_identity_document_can_be_verified(tmp_path, kept):
    """With OpenSSL, by the key that the agent or the server keeps for verifiers."""
    kept.flags = ["--instance", "web=127.0.0.1:0"]
    kept.start()
    base = imds(kept)
    document = metadata(base, "dynamic/instance-identity/document")[1]
    signature = metadata(base, "dynamic/instance-identity/signature")[1]
    assert json.loads(document)["accountId"] == ACCOUNT
    for name, text in (("document", document), ("signature.b64", signature + "\n")):
        (tmp_path / name).write_text(text)
    decode = ["openssl", "base64", "-d", "-in", "signature.b64", "-out", "signature"]
    subprocess.run(decode, cwd=tmp_path, check=True)
    key = kept.data / "instance-identity.pem"
    verify = ["openssl", "dgst", "-sha256", "-verify", str(key), "-signature", "signature", "document"]
    assert subprocess.run(verify, cwd=tmp_path, capture_output=True, text=True, check=True).stdout == "Verified OK\n"
    kept.restart()
    assert subprocess.run(verify, cwd=tmp_path, check=False).returncode == 0, "the key stays"


def test_a_process_that_outlives_rotations_never_has_an_expired_credential(kept):
    """One boto3 session over 30 hours: its clock and the server's are moved together."""
    kept.flags = ["--instance", "web=127.0.0.1:0"]
    kept.start()
    cloud = Cloud(kept)
    cloud.role(trust(EC2), RoleName="web")
    cloud.iam.create_instance_profile(InstanceProfileName="web")
    cloud.iam.add_role_to_instance_profile(InstanceProfileName="web", RoleName="web")
    base = imds(kept)
    kept.flags = ["--instance", "web=" + base.split("//")[1]]
    session = botocore.session.Session()
    session.set_config_variable("ec2_metadata_service_endpoint", base)
    keys, offset = set(), datetime.timedelta(0)

    def now(*_, **__):
        return datetime.datetime.now(datetime.timezone.utc) + offset

    with mock.patch.dict("os.environ", {"AWS_EC2_METADATA_DISABLED": "false"}):
        session.get_credentials()._time_fetcher = now
    sts = session.create_client("sts", region_name=REGION, endpoint_url=kept.endpoint, config=ONCE)
    with mock.patch("botocore.auth.get_current_datetime", lambda **_: now().replace(tzinfo=None)):
        for hours in range(0, 31, 2):
            offset = datetime.timedelta(hours=hours)
            kept.restart(f"--clock-offset={hours * 3600}")
            assert "assumed-role/web/" in sts.get_caller_identity()["Arn"], hours
            keys.add(session.get_credentials().access_key)
    assert len(keys) > 3, keys


def test_ports_that_others_reach_are_refused(environment):
    for flag in ("--instance", "--task"):
        words = ("serve", "--ephemeral", "--listen", "127.0.0.1:0", flag, f"{fresh('x')}=0.0.0.0:0")
        done = workloads.rolecall(*words, environment=client_environment("", environment))
        assert done.returncode == 2 and "refusing to serve the credentials" in done.stderr
