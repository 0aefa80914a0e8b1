"""Servers of other people that stand behind the gateway, and how the gateway is told of them."""

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from .server import ACCOUNT, START_SECONDS, STOP_SECONDS

KEY, SECRET = "upstream", "secret-of-the-upstream"


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def process(words, port, environment=None):
    """A server that listens on this port of the loopback interface, ended by its process id."""
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], **(environment or {})}
    started = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + START_SECONDS
        while socket.socket().connect_ex(("127.0.0.1", port)) != 0:
            assert started.poll() is None and time.monotonic() < deadline, f"{words[0]} did not start"
            time.sleep(0.05)
        yield f"127.0.0.1:{port}"
    finally:
        started.terminate()
        try:
            started.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


@contextmanager
def moto():
    """The URL of a moto server, which does all that it is asked and looks at no signature."""
    if not (program := os.environ.get("E2E_MOTO")):
        pytest.skip("E2E_MOTO names no moto_server")
    port = free_port()
    environment = {"MOTO_ACCOUNT_ID": ACCOUNT, "MOTO_EC2_LOAD_DEFAULT_AMIS": "false"}
    with process([program, "-H", "127.0.0.1", "-p", str(port)], port, environment) as address:
        yield f"http://{address}"


def rclone_program():
    """`rclone` beside the Python that runs the tests, else the one on the path."""
    beside = Path(sys.executable).with_name("rclone")
    found = str(beside) if beside.exists() else shutil.which("rclone")
    return found or pytest.skip("rclone is not installed")


@contextmanager
def rclone_s3(directory, *flags, scheme="http"):
    """The URL of `rclone serve s3`, which refuses what is not signed with its key."""
    port = free_port()
    words = [rclone_program(), "serve", "s3", "--addr", f"127.0.0.1:{port}", "--auth-key", f"{KEY},{SECRET}", *flags]
    with process([*words, "--config", os.devnull, str(directory)], port) as address:
        yield f"{scheme}://{address}"


def configuration(home, *upstreams):
    """Writes a configuration file with these upstreams, each given by its settings, and gives the flags that name it."""
    access = {"access_key_id": KEY, "secret_access_key": SECRET}
    tables = ("[[upstream]]\n" + _lines(access | upstream) for upstream in upstreams)
    file = home / "rolecall.toml"
    file.write_text("".join(tables))
    return ["--config", str(file)]


def _lines(settings):
    return "".join(f'{name} = "{value}"\n' for name, value in settings.items())
