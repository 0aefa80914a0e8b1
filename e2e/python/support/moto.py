"""moto's server as an upstream: it takes all that it is asked."""

import contextlib
import os
import socket
import subprocess
import time

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from .server import ACCOUNT, REGION, Server

MOTO = os.environ.get("E2E_MOTO")
ONE_TRY = Config(retries={"total_max_attempts": 1}, read_timeout=60)

needed = pytest.mark.skipif(not MOTO, reason="E2E_MOTO names no moto_server")


@contextlib.contextmanager
def started():
    """The endpoint of a moto server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {"PATH": os.environ["PATH"], "MOTO_ACCOUNT_ID": ACCOUNT, "MOTO_EC2_LOAD_DEFAULT_AMIS": "false"}
    words = [MOTO, "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        assert process.poll() is None, "moto's server ended"
        time.sleep(0.1)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def in_front(home, upstream, services, **more):
    """A server that is the gateway for these services; `more` is what a service's table has besides."""
    text = ""
    for service in services:
        keys = {"service": service, "url": upstream, "access_key_id": "upstream", "secret_access_key": "secret"}
        keys |= more.get(service, {})
        text += "[[upstream]]\n" + "".join(f'{name} = "{value}"\n' for name, value in keys.items())
    (home / "rolecall.toml").write_text(text)
    return Server(home / "data", flags=["--config", str(home / "rolecall.toml")])


def client(cloud, service, who=None):
    return cloud.client(service, who and who.credentials, config=ONE_TRY)


def refusal(call, **parameters):
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


def arn(service, resource):
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}"
