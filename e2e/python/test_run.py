"""Commands that get their credentials beside them: `rolecall exec`, `creds` and `run`."""

import json
import subprocess
import sys
import time

import pytest
from support.cloud import Cloud, fresh
from support.policies import allow, trust
from support.server import ACCOUNT, REGION, binary
from support.workloads import WHOAMI, by_boto3, call, caller_environment, client_environment, rolecall

LAMBDA = {"Service": "lambda.amazonaws.com"}
BOTO3 = [sys.executable, "-c", WHOAMI]


@pytest.fixture
def admin(server, environment):
    """The environment of the first user."""
    return caller_environment(server, environment)


def test_exec_gives_a_command_the_role_and_nothing_of_the_caller(cloud, admin):
    role = cloud.role()
    done = rolecall("exec", role.name, "--session-name", "me", "--", *BOTO3, environment=admin)
    assert done.stdout.strip() == f"arn:aws:sts::{ACCOUNT}:assumed-role/{role.name}/me", done.stderr
    done = rolecall("exec", role.arn, "--", "env", environment=admin | {"ROLECALL_MASTER_KEY": "secret-of-the-server"})
    told = dict(line.split("=", 1) for line in done.stdout.splitlines())
    assert not {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "ROLECALL_MASTER_KEY"} & told.keys()
    assert admin["AWS_SECRET_ACCESS_KEY"] not in done.stdout


def test_exec_ends_as_the_command_does(cloud, admin):
    role = cloud.role().name
    for script, code in (("exit 0", 0), ("exit 7", 7), ("kill -KILL $$", 137)):
        assert rolecall("exec", role, "--", "sh", "-c", script, environment=admin).returncode == code
    script = 'trap "exit 9" TERM; echo up; while :; do sleep 0.1; done'
    command = [str(binary()), "exec", role, "--", "sh", "-c", script]
    process = subprocess.Popen(command, env=admin, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "up\n"
    process.terminate()
    assert process.wait(30) == 9
    process.stdout.close()


def test_exec_without_permission_runs_nothing(cloud, admin, environment, tmp_path):
    role = cloud.role(trust({"Service": "ec2.amazonaws.com"}))
    mark = tmp_path / "mark"
    done = rolecall("exec", role.name, "--", "touch", mark, environment=admin)
    assert done.returncode == 1 and "AccessDenied" in done.stderr and not mark.exists()
    nobody = admin | {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
    done = rolecall("exec", role.arn, "--", "touch", mark, environment=nobody)
    assert done.returncode == 4 and not mark.exists()


def test_creds_are_what_a_profile_can_use(cloud, server, admin, environment, tmp_path):
    role = cloud.role()
    printed = json.loads(rolecall("creds", role.name, environment=admin).stdout)
    assert printed["Version"] == 1 and printed["AccountId"] == ACCOUNT
    config = tmp_path / "config"
    key = server.credentials
    shared = tmp_path / "credentials"
    shared.write_text(f"[admin]\naws_access_key_id={key.key}\naws_secret_access_key={key.secret}\n")
    config.write_text(f"[profile web]\ncredential_process = {binary()} creds {role.name} --profile admin\n")
    told = client_environment(server.endpoint, environment, AWS_PROFILE="web")
    told |= {"AWS_CONFIG_FILE": str(config), "AWS_SHARED_CREDENTIALS_FILE": str(shared)}
    assert f"assumed-role/{role.name}/" in by_boto3(told)
    lines = rolecall("creds", role.name, "--format", "env", environment=admin).stdout
    shell = subprocess.run(["sh", "-c", lines + "env"], env=admin, capture_output=True, text=True, check=True).stdout
    assert "AWS_SESSION_TOKEN=" in shell


def function(name):
    return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"


def test_run_is_a_function_with_its_role_while_it_runs(cloud, admin):
    role = cloud.role(trust(LAMBDA), allow("iam:ListUsers")).name
    show = "import os; print(os.environ['AWS_LAMBDA_FUNCTION_NAME'])"
    words = ["run", "--service", "lambda.amazonaws.com", "--role", role, "--"]
    done = rolecall(*words, sys.executable, "-c", f"{WHOAMI}; {show}", environment=admin)
    assert done.stdout.split() == [f"arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{role}", role], done.stderr
    assert call(cloud, "DescribeWorkload", WorkloadArn=function(role)) == "ResourceNotFoundException"


def test_run_leaves_a_function_that_was_registered_before(cloud, admin):
    role, other = (cloud.role(trust(LAMBDA)).name for _ in range(2))
    arn = function(fresh("fn"))
    call(cloud, "RegisterWorkload", WorkloadArn=arn, RoleName=role)
    words = ["run", "--service", "lambda.amazonaws.com", "--source-arn", arn, "--role"]
    assert rolecall(*words, role, "--", *BOTO3, environment=admin).returncode == 0
    assert call(cloud, "DescribeWorkload", WorkloadArn=arn)["Workload"]["WorkloadArn"] == arn
    done = rolecall(*words, other, "--", *BOTO3, environment=admin)
    assert done.returncode == 1 and "another role" in done.stderr, done.stderr


def test_run_needs_pass_role_and_a_trust_that_fits(cloud, server, environment, admin):
    role = cloud.role(trust(LAMBDA))
    everything = [allow("rolecall:*"), allow("sts:*")]
    for condition, code in (("lambda.amazonaws.com", 0), ("ec2.amazonaws.com", 1)):
        passing = allow("iam:PassRole", role.arn, {"StringEquals": {"iam:PassedToService": condition}})
        dev = caller_environment(server, environment, cloud.user(*everything, passing).credentials)
        words = ["run", "--service", "lambda.amazonaws.com", "--role", role.name, "--", "true"]
        done = rolecall(*words, environment=dev)
        assert done.returncode == code, done.stderr
        assert code == 0 or "iam:PassRole" in done.stderr
    wrong = cloud.role(trust(LAMBDA, {"ArnLike": {"aws:SourceArn": function("elsewhere")}})).name
    done = rolecall("run", "--service", "lambda.amazonaws.com", "--role", wrong, "--", "true", environment=admin)
    assert done.returncode == 1 and "AccessDeniedException" in done.stderr
    assert call(cloud, "DescribeWorkload", WorkloadArn=function(wrong)) == "ResourceNotFoundException"


def test_a_role_taken_away_ends_the_credentials_of_a_running_command(server, admin, tmp_path):
    cloud = Cloud(server)
    role = cloud.role(trust(LAMBDA))
    gone = tmp_path / "gone"
    script = (
        "import os, sys, time, urllib.request\n"
        "request = urllib.request.Request(os.environ['AWS_CONTAINER_CREDENTIALS_FULL_URI'],\n"
        "    headers={'Authorization': os.environ['AWS_CONTAINER_AUTHORIZATION_TOKEN']})\n"
        "urllib.request.urlopen(request).read(); print('fetched', flush=True)\n"
        f"while not os.path.exists({str(gone)!r}): time.sleep(0.05)\n"
        "time.sleep(2.1)\n"
        "try: urllib.request.urlopen(request)\n"
        "except urllib.error.HTTPError as error: sys.exit(error.code - 400)\n"
    )
    words = ["run", "--service", "lambda.amazonaws.com", "--role", role.name, "--", sys.executable, "-c", script]
    command = [str(binary()), *words]
    process = subprocess.Popen(command, env=admin, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "fetched\n"
    cloud.iam.update_assume_role_policy(RoleName=role.name, PolicyDocument=trust({"Service": "ec2.amazonaws.com"}))
    gone.touch()
    deadline = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert process.wait(1) == 3
    process.stdout.close()
