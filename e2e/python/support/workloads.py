"""Workloads: calls of the service `rolecall`, agents, and clients that have only the variables of an endpoint."""

import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from . import wire
from .cli import program
from .server import REGION, START_SECONDS, STOP_SECONDS, Credentials, binary

WHOAMI = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])"


def call(cloud, operation, credentials=None, **members):
    """The answer of an operation of the service `rolecall`, or its error's code."""
    body = json.dumps(members).encode()
    headers = {"X-Amz-Target": f"Rolecall.{operation}"}
    answer = wire.call(
        cloud,
        body,
        service="rolecall",
        content_type="application/x-amz-json-1.1",
        headers=headers,
        credentials=credentials,
    )
    read = json.loads(answer.body or "{}")
    return read if answer.status == 200 else read["__type"].split("#")[-1]


def client_environment(endpoint, home, **variables):
    """The environment of a client without keys and without configuration."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": str(home / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(home / "none"),
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_PAGER": "",
        **variables,
    }


def caller_environment(server, home, credentials=None, **variables):
    """The environment of somebody with an access key."""
    key = credentials or server.credentials
    return client_environment(
        server.endpoint, home, AWS_ACCESS_KEY_ID=key.key, AWS_SECRET_ACCESS_KEY=key.secret, **variables
    )


def by_boto3(environment):
    """The ARN that boto3 acts under in this environment, by its default chain; else what it printed."""
    return _printed([sys.executable, "-c", WHOAMI], environment)


def by_cli(environment):
    """The same with the aws command."""
    return _printed([program(), "sts", "get-caller-identity", "--query", "Arn", "--output", "text"], environment)


def by_javascript(environment):
    """The same with the AWS SDK for JavaScript, if it is installed."""
    if not (installed := os.environ.get("E2E_JS")):
        pytest.skip("E2E_JS names no directory with the AWS SDK for JavaScript")
    return _printed(["node", f"{installed}/whoami.mjs"], environment)


CLIENTS = [by_boto3, by_cli, by_javascript]


def _printed(command, environment):
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    return done.stdout.strip() if done.returncode == 0 else done.stderr


def rolecall(*words, environment, timeout=120):
    """A command of the program under test, run to its end."""
    command = [str(binary()), *map(str, words)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=timeout, check=False)


def variables_of(lines, whom):
    """The variables that were printed for a workload, of whose heading `whom` is a part."""
    found, within = {}, False
    for line in lines:
        if line.startswith("# For "):
            within = whom in line
        elif within and (export := re.match(r"#   export (\w+)=(\S+)", line)):
            found[export[1]] = export[2]
    return found


def fetch(url, method="GET", **headers):
    """Status and text of an answer; underscores in the names of headers stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, method=method, headers=named)
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def metadata(base, path):
    """What the metadata service tells somebody with a token."""
    _, token = fetch(f"{base}/latest/api/token", "PUT", X_aws_ec2_metadata_token_ttl_seconds="60")
    return fetch(f"{base}/latest/{path}", X_aws_ec2_metadata_token=token)


def container(variables):
    """What a container fetches that is told these variables."""
    token = variables.get("AWS_CONTAINER_AUTHORIZATION_TOKEN")
    if token is None:
        with open(variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"]) as file:
            token = file.read()
    return fetch(variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"], Authorization=token)


class Agent:
    """A `rolecall agent` process, ended by its process id."""

    def __init__(self, server, state, *flags, token=None):
        self.command = [str(binary()), "agent", "--server", server.endpoint, "--state", str(state), *map(str, flags)]
        self.token = token
        self.process = None
        self.output = []

    def start(self):
        """Starts the process and waits until it is ready, or has ended."""
        environment = {"PATH": os.environ["PATH"]} | ({"ROLECALL_JOIN_TOKEN": self.token} if self.token else {})
        self.process = subprocess.Popen(
            self.command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.output = []
        deadline = time.monotonic() + START_SECONDS
        for line in self.process.stdout:
            self.output.append(line)
            if line == "ready\n" or time.monotonic() > deadline:
                break
        return self

    def variables(self, whom):
        return variables_of(self.output, whom)

    def kill(self):
        """Ends the process as a power failure would."""
        self.process.kill()
        return self._gone()

    def stop(self):
        """Asks the process to end, and gives its exit code."""
        self.process.terminate()
        return self._gone()

    def _gone(self):
        code = self.process.wait(STOP_SECONDS)
        self.output += self.process.stdout.readlines()
        self.process.stdout.close()
        return code

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()


def session(answer):
    """The credentials of an answer of either endpoint, as tests use them."""
    read = json.loads(answer)
    return Credentials(read["AccessKeyId"], read["SecretAccessKey"], read["Token"])
