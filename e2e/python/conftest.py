"""Fixtures: a server for each file of tests, and the clean environment that its clients run in."""

import os

import pytest
from support.cli import Cli
from support.cloud import Cloud
from support.server import Server


def pytest_configure(config):
    config.addinivalue_line("markers", "needs(what): leaves out servers of S3 that lack it")


@pytest.fixture(scope="session", autouse=True)
def environment(tmp_path_factory):
    """Nothing of the developer's own AWS configuration reaches the clients."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    home = tmp_path_factory.mktemp("home")
    os.environ["HOME"] = str(home)
    os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = str(home / "none")
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    return home


@pytest.fixture(scope="module")
def server():
    """A server that keeps everything in memory."""
    with Server() as server:
        yield server


@pytest.fixture(scope="module")
def cloud(server):
    """Its account, as the first user sees it."""
    return Cloud(server)


@pytest.fixture
def kept(tmp_path):
    """A server of the test's own that keeps its data, not yet started."""
    with_data = Server(tmp_path / "data")
    yield with_data
    if with_data.is_running():
        with_data.kill()


@pytest.fixture
def cli(server, environment):
    """The `aws` command as the first user."""
    return Cli(server.endpoint, server.credentials, environment)
