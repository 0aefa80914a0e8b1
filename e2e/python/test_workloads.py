"""Workloads through the service `rolecall`, signed by botocore, and what its credentials are worth to boto3."""

import json
import subprocess

import pytest
from support.cloud import fresh
from support.policies import allow, trust
from support.server import REGION, Credentials, binary
from support.wire import exchange, signed

EC2 = {"Service": "ec2.amazonaws.com"}
JSON = "application/x-amz-json-1.1"


def call(cloud, operation, credentials=None, **parameters):
    """The status and the answer of an operation of the service `rolecall`."""
    body = json.dumps(parameters).encode()
    target = {"X-Amz-Target": f"Rolecall.{operation}"}
    headers = signed(cloud, body, "rolecall", JSON, credentials=credentials, headers=target)
    answer = exchange(cloud.server, "POST", "/", body, headers)
    return answer.status, json.loads(answer.body)


def ok(cloud, operation, **parameters):
    status, answer = call(cloud, operation, **parameters)
    assert status == 200, answer
    return answer


@pytest.fixture
def instance(cloud):
    """An instance whose ARN the role's trust policy names."""
    arn = f"arn:aws:ec2:{REGION}:{cloud.account}:instance/i-{fresh('x').replace('-', '')}"
    role = cloud.role(trust(EC2, condition={"ArnEquals": {"aws:SourceArn": arn}}), allow("iam:GetRole"))
    ok(cloud, "RegisterWorkload", WorkloadArn=arn, RoleName=role.name)
    return arn, role


def test_an_instance_acts_as_its_role(cloud, instance):
    arn, role = instance
    issued = ok(cloud, "IssueWorkloadCredentials", WorkloadArn=arn)
    credentials = Credentials.of(issued["Credentials"])
    session = arn.rsplit("/", 1)[1]
    assert cloud.whoami(credentials) == cloud.session_arn(role, session) and issued["SessionName"] == session
    assert cloud.client("iam", credentials).get_role(RoleName=role.name)["Role"]["RoleId"] == role.id


def test_a_trust_policy_for_another_source_refuses(cloud, instance):
    _, role = instance
    other = f"arn:aws:ec2:{REGION}:{cloud.account}:instance/i-other{fresh('x').replace('-', '')}"
    ok(cloud, "RegisterWorkload", WorkloadArn=other, RoleName=role.name)
    status, answer = call(cloud, "IssueWorkloadCredentials", WorkloadArn=other)
    assert (status, answer["__type"]) == (400, "AccessDeniedException")
    assert "ec2.amazonaws.com is not authorized to perform: sts:AssumeRole" in answer.get("message", answer.get("Message"))


def test_a_join_token_calls_nothing_but_its_one_operation(cloud):
    made = ok(cloud, "CreateJoinToken", HostName="rack-1")
    token = Credentials(made["JoinTokenId"], made["JoinToken"])
    status, answer = call(cloud, "ListHosts", credentials=token)
    assert (status, answer["__type"]) == (400, "AccessDeniedException")
    body = b"Action=ListUsers&Version=2010-05-08"
    answer = exchange(cloud.server, "POST", "/", body, signed(cloud, body, credentials=token))
    assert answer.error()[0] == "InvalidClientTokenId"
    # Of test 2 in section 7.1 of RFC 8032.
    key = {"PublicKey": "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw="}
    assert call(cloud, "EnrollHost", credentials=token, **key)[0] == 200
    status, answer = call(cloud, "EnrollHost", credentials=token, **key)
    assert (status, answer["__type"]) == (403, "InvalidClientTokenId")


def test_the_commands_speak_of_the_same_workloads(cloud, instance):
    arn, role = instance
    key = cloud.credentials
    environment = {
        "AWS_ENDPOINT_URL": cloud.server.endpoint,
        "AWS_ACCESS_KEY_ID": key.key,
        "AWS_SECRET_ACCESS_KEY": key.secret,
    }
    words = [str(binary()), "workload", "show", arn, "--format", "json"]
    shown = json.loads(subprocess.run(words, env=environment, check=True, capture_output=True, text=True).stdout)
    assert shown["Workload"]["RoleArn"] == role.arn and shown == ok(cloud, "DescribeWorkload", WorkloadArn=arn)
