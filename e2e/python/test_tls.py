"""The same over TLS."""

import ssl
import subprocess

import pytest
from botocore.exceptions import SSLError
from support import wire
from support.cloud import Cloud
from support.policies import allow, trust
from support.server import Server


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for the loopback address, which is its own authority, and its key."""
    directory = tmp_path_factory.mktemp("tls")
    certificate, key = directory / "certificate.pem", directory / "key.pem"
    command = ["openssl", "req", "-x509", "-days", "2", "-nodes", "-newkey", "ec"]
    curve = ["-pkeyopt", "ec_paramgen_curve:P-256"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"]
    files = ["-out", str(certificate), "-keyout", str(key)]
    subprocess.run([*command, *curve, *names, *files], check=True, capture_output=True)
    return certificate, key


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
