"""Workloads without keys in front of S3: an instance, a function and a task, as people set them up with the aws CLI and as programs
use them with boto3 and the aws CLI."""

import json
import subprocess
import sys

import pytest
from support import workloads
from support.cli import Cli, program
from support.cloud import Cloud, fresh
from support.policies import allow, document, trust
from support.server import ACCOUNT, REGION, Server
from support.workloads import caller_environment, client_environment, container, fetch, metadata, rolecall

EC2 = {"Service": "ec2.amazonaws.com"}
LAMBDA = {"Service": "lambda.amazonaws.com"}
TASKS = {"Service": "ecs-tasks.amazonaws.com"}
BUCKET = "app-data"
READ = document(allow("s3:GetObject", f"arn:aws:s3:::{BUCKET}/in/*"))
BOTO3_READS = f"import boto3; print(boto3.client('s3').get_object(Bucket='{BUCKET}', Key='in/hello.txt')['Body'].read().decode())"
BOTO3_WRITES = f"import boto3; boto3.client('s3').put_object(Bucket='{BUCKET}', Key='in/new', Body=b'x')"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    home = tmp_path_factory.mktemp("scenarios")
    endpoints = ["--instance", "web=127.0.0.1:0", "--task", "app=127.0.0.1:0", "--task", "other=127.0.0.1:0"]
    with Server(home / "data", flags=["--s3-dir", str(home / "s3"), *endpoints]) as server:
        yield server


@pytest.fixture(scope="module")
def cloud(server):
    """The first user, who has made the bucket."""
    cloud = Cloud(server)
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket=BUCKET)
    s3.put_object(Bucket=BUCKET, Key="in/hello.txt", Body=b"hello")
    return cloud


@pytest.fixture(scope="module")
def admin(server, environment):
    """The aws CLI of the first user."""
    return Cli(server.endpoint, server.credentials, environment)


def ok(cli, *words):
    result = cli.run(*words)
    assert result.code == 0, result.error
    return result.output


def without_keys(server, environment, variables, *command):
    """What a command printed that has nothing but the variables of an endpoint, and whether it succeeded."""
    told = client_environment(server.endpoint, environment, **variables)
    done = subprocess.run(command, env=told, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode == 0, done.stdout.strip() if done.returncode == 0 else done.stderr.strip()


def python(code):
    return [sys.executable, "-c", code]


def aws(*words):
    return [program(), *words]


def check_reads_and_no_more(server, environment, variables, session):
    """The same with both clients: an object is read, another is not written, in the words of AWS; both are in the trail."""
    copy = aws("s3", "cp", f"s3://{BUCKET}/in/hello.txt", "-")
    for command in (copy, python(BOTO3_READS)):
        assert without_keys(server, environment, variables, *command) == (True, "hello")
    whoami = aws("sts", "get-caller-identity", "--query", "Arn", "--output", "text")
    for command in (whoami, python(workloads.WHOAMI)):
        assert without_keys(server, environment, variables, *command) == (True, session)
    write = aws("s3api", "put-object", "--bucket", BUCKET, "--key", "in/new")
    sentence = (
        f"User: {session} is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::{BUCKET}/in/new "
        "because no identity-based policy allows the s3:PutObject action"
    )
    for command in (write, python(BOTO3_WRITES)):
        is_done, told = without_keys(server, environment, variables, *command)
        assert not is_done and "AccessDenied" in told and sentence in told, told
    lines = (server.data / "trail" / "trail.jsonl").read_text().splitlines()
    mine = [record for record in map(json.loads, lines) if record["userIdentity"].get("arn") == session]
    mine = [record for record in mine if record["eventSource"] == "s3.amazonaws.com"]
    events = [(record["eventName"], record.get("errorCode")) for record in mine]
    assert ("GetObject", None) in events and events[-1] == ("PutObject", "AccessDenied")


def test_an_instance_reads_a_bucket_without_keys(server, cloud, admin, environment):
    ok(admin, "iam", "create-role", "--role-name", "web", "--assume-role-policy-document", trust(EC2))
    ok(admin, "iam", "put-role-policy", "--role-name", "web", "--policy-name", "read", "--policy-document", READ)
    ok(admin, "iam", "create-instance-profile", "--instance-profile-name", "web")
    ok(admin, "iam", "add-role-to-instance-profile", "--instance-profile-name", "web", "--role-name", "web")
    variables = workloads.variables_of(server.output, "instance web")
    imds = variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"]
    path = "meta-data/iam/security-credentials/"
    assert metadata(imds, path) == (200, "web")
    instance = metadata(imds, "meta-data/instance-id")[1]
    check_reads_and_no_more(server, environment, variables, cloud.arn(f"assumed-role/web/{instance}", "sts"))
    assert fetch(f"{imds}/latest/{path}web")[0] == 401, "without a token"
    ttl = {"X_aws_ec2_metadata_token_ttl_seconds": "60"}
    assert fetch(f"{imds}/latest/api/token", "PUT", X_Forwarded_For="203.0.113.7", **ttl)[0] == 403
    swapped = cloud.role(trust(EC2), RoleName=fresh("swapped"))
    cloud.iam.remove_role_from_instance_profile(InstanceProfileName="web", RoleName="web")
    cloud.iam.add_role_to_instance_profile(InstanceProfileName="web", RoleName=swapped.name)
    assert metadata(imds, path) == (200, swapped.name)
    is_done, told = without_keys(server, environment, variables, *python(BOTO3_READS))
    assert not is_done and f"assumed-role/{swapped.name}/{instance} is not authorized to perform: s3:GetObject" in told, told


def test_a_function_is_run_by_who_may_pass_its_role(server, cloud, environment, tmp_path):
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:thumbnails"
    of_account = {"StringEquals": {"aws:SourceAccount": ACCOUNT}, "ArnLike": {"aws:SourceArn": arn}}
    cloud.role(trust(LAMBDA, of_account), RoleName="fn")
    full = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
    cloud.iam.attach_role_policy(RoleName="fn", PolicyArn=full)
    handler = tmp_path / "handler.py"
    handler.write_text(f"{BOTO3_READS}\n{BOTO3_WRITES}\n{workloads.WHOAMI}\n")
    everything_else = allow(["rolecall:*", "sts:*"])
    right = {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
    wrong = {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}

    def run(source, *statements):
        dev = caller_environment(server, environment, cloud.user(everything_else, *statements).credentials)
        words = ["--service", "lambda.amazonaws.com", "--role", "fn", "--source-arn", source, "--"]
        return rolecall("run", *words, sys.executable, handler, environment=dev)

    role = f"arn:aws:iam::{ACCOUNT}:role/fn"
    for refused in (run(arn), run(arn, allow("iam:PassRole", role, wrong))):
        assert refused.returncode == 1 and f"iam:PassRole on resource: {role}" in refused.stderr, refused.stderr
    elsewhere = run(f"{arn}-other", allow("iam:PassRole", role, right))
    assert elsewhere.returncode == 1 and "AccessDenied" in elsewhere.stderr and not elsewhere.stdout, elsewhere.stderr
    done = run(arn, allow("iam:PassRole", role, right))
    assert done.stdout.split() == ["hello", f"arn:aws:sts::{ACCOUNT}:assumed-role/fn/thumbnails"], done.stderr
    cloud.iam.detach_role_policy(RoleName="fn", PolicyArn=full)
    cloud.iam.put_role_policy(RoleName="fn", PolicyName="read", PolicyDocument=READ)
    less = run(arn, allow("iam:PassRole", role, right))
    assert less.returncode == 1 and less.stdout == "hello\n" and "s3:PutObject" in less.stderr, "it still reads"


def test_a_task_reads_a_bucket_and_another_does_not(server, cloud, environment):
    cloud.role(trust(TASKS), allow("s3:GetObject", f"arn:aws:s3:::{BUCKET}/in/*"), RoleName="app")
    cloud.role(trust(TASKS), RoleName="other")
    app, other = (workloads.variables_of(server.output, f"task {name}") for name in ("app", "other"))
    status, told = container(app)
    answer = json.loads(told)
    assert status == 200 and set(answer) >= {"RoleArn", "AccessKeyId", "SecretAccessKey", "Token", "Expiration"}
    session = cloud.whoami(workloads.session(told))
    assert session.startswith(f"arn:aws:sts::{ACCOUNT}:assumed-role/app/")
    check_reads_and_no_more(server, environment, app, session)
    is_done, told = without_keys(server, environment, other, *python(BOTO3_READS))
    assert not is_done and "assumed-role/other/" in told and "s3:GetObject" in told
    uri, token = "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN"
    unknown = app | {uri: app[uri].rsplit("/", 1)[0] + "/0123"}
    refusals = [container(app | {token: other[token]}), container(app | {token: "guess"}), container(unknown), fetch(app[uri])]
    assert refusals[0][0] == 401 and refusals.count(refusals[0]) == 4, "none tells whether the task exists"
    cloud.iam.update_assume_role_policy(RoleName="app", PolicyDocument=trust(EC2))
    assert container(app)[0] == 403, "its trust policy must name the service of tasks"
