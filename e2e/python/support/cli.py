"""The stock `aws` command, with an environment that holds nothing but what the test gives."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from .server import REGION


@dataclass(frozen=True)
class Result:
    code: int
    output: str
    error: str

    def json(self):
        """What the command printed, if anything; it must have succeeded."""
        assert self.code == 0, self.error
        return json.loads(self.output or "null")


def program():
    """`aws` beside the Python that runs the tests, else the one on the path."""
    beside = Path(sys.executable).with_name("aws")
    found = str(beside) if beside.exists() else shutil.which("aws")
    assert found, "the aws CLI is not installed"
    return found


class Cli:
    """The command as one caller uses it."""

    def __init__(self, endpoint, credentials, home):
        self.endpoint = endpoint
        self.home = home
        self.credentials = credentials

    def environment(self):
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_MAX_ATTEMPTS": "1",
            "AWS_PAGER": "",
            "AWS_ACCESS_KEY_ID": self.credentials.key,
            "AWS_SECRET_ACCESS_KEY": self.credentials.secret,
        }
        return environment | ({"AWS_SESSION_TOKEN": self.credentials.token} if self.credentials.token else {})

    def as_(self, credentials):
        """The same for another caller."""
        return Cli(self.endpoint, credentials, self.home)

    def run(self, *arguments):
        command = [program(), *arguments, "--output", "json"]
        done = subprocess.run(command, env=self.environment(), capture_output=True, text=True, timeout=120, check=False)
        return Result(done.returncode, done.stdout, done.stderr.strip())
