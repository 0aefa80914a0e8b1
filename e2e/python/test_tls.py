"""The same over TLS."""

import ssl

import pytest
from botocore.exceptions import SSLError
from support import wire
from support.certificates import certificate as certificate_of
from support.cloud import Cloud
from support.policies import allow, trust
from support.server import Server


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for the loopback address, which is its own authority, and its key."""
    return certificate_of(tmp_path_factory.mktemp("tls"), "localhost")


@pytest.fixture(scope="module")
def server(certificate):
    flags = ["--tls-cert", str(certificate[0]), "--tls-key", str(certificate[1])]
    with Server(flags=flags) as server:
        yield server


@pytest.fixture(scope="module")
def cloud(server, certificate):
    class TlsCloud(Cloud):
        def client(self, service, credentials=None, **options):
            return super().client(service, credentials, **{"verify": str(certificate[0]), **options})

    return TlsCloud(server)


def test_the_main_story(cloud):
    assert cloud.server.endpoint.startswith("https://")
    role = cloud.role(trust(cloud.root, {"Bool": {"aws:SecureTransport": "true"}}), allow("iam:GetRole"))
    session = cloud.assume(role)
    assert cloud.client("iam", session).get_role(RoleName=role.name)["Role"]["Arn"] == role.arn


def test_clients_refuse_a_certificate_that_they_do_not_know(cloud, environment):
    with pytest.raises(SSLError):
        cloud.client("sts", verify=ssl.get_default_verify_paths().cafile or True).get_caller_identity()


def test_plain_http_is_not_answered(cloud):
    class Plain:
        endpoint = cloud.server.endpoint.replace("https", "http")
        address = cloud.server.address

    body = wire.form("sts", "GetCallerIdentity")
    with pytest.raises(Exception) as caught:
        wire.exchange(Plain, "POST", "/", body, {"Content-Type": wire.FORM})
    assert isinstance(caught.value, (OSError, wire.http.client.HTTPException))
