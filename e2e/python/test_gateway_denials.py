"""Nine services behind the gateway: each with a call that is allowed, one that is refused as the service itself would refuse it, and
one that a condition on the request decides."""

from dataclasses import dataclass, field

import pytest
from botocore.exceptions import ClientError
from support.cloud import Cloud, fresh
from support.policies import allow, trust
from support.server import ACCOUNT, REGION
from support.services import arn, client, in_front
from support.upstreams import moto

SERVICES = ["cloudformation", "dynamodb", "ec2", "ecr", "lambda", "logs", "monitoring", "sns", "sqs"]
TEMPLATE = '{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}'
LAMBDA = {"Service": "lambda.amazonaws.com"}
CLOUDFORMATION = {"Service": "cloudformation.amazonaws.com"}


@pytest.fixture(scope="module")
def upstream():
    with moto() as url:
        yield url


@pytest.fixture(scope="module")
def server(upstream, tmp_path_factory):
    with in_front(tmp_path_factory.mktemp("denials"), upstream, SERVICES) as server:
        yield server


def beside(cloud, upstream, service):
    """A client of the upstream itself, past the gateway."""
    return cloud.client(service, endpoint_url=upstream)


@pytest.fixture(scope="module")
def cloud(server):
    return Cloud(server)


@dataclass(frozen=True)
class Case:
    """What a user may do by a policy with one condition, and what not."""

    service: str
    action: str
    resource: str
    condition: dict
    operation: str
    allowed: dict
    # The same call, which the condition does not admit.
    otherwise: dict
    refused: str
    parameters: dict
    # The action that the refused call misses.
    missing: str
    code: str = "AccessDeniedException"
    status: int = 400
    resource_of_refused: str | None = None
    # What is there before.
    made_by: list = field(default_factory=list)


TAGGED = {"StringEquals": {"aws:RequestTag/team": "blue"}}
BLUE, RED = ([{"Key": "team", "Value": value}] for value in ("blue", "red"))
KEY = {"KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}], "BillingMode": "PAY_PER_REQUEST"}
KEY["AttributeDefinitions"] = [{"AttributeName": "pk", "AttributeType": "S"}]
OWN_ITEM = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["mine"]}}
METRIC = [{"MetricName": "m", "Value": 1}]

CASES = [
    Case(
        "dynamodb", "dynamodb:GetItem", arn("dynamodb", "table/t"), OWN_ITEM,
        "get_item", {"TableName": "t", "Key": {"pk": {"S": "mine"}}}, {"TableName": "t", "Key": {"pk": {"S": "x"}}},
        "put_item", {"TableName": "t", "Item": {"pk": {"S": "mine"}}}, "dynamodb:PutItem",
        resource_of_refused=arn("dynamodb", "table/t"), made_by=[("create_table", {"TableName": "t", **KEY})],
    ),
    Case(
        "sqs", "sqs:CreateQueue", arn("sqs", "q-*"), TAGGED,
        "create_queue", {"QueueName": "q-1", "tags": {"team": "blue"}}, {"QueueName": "q-2", "tags": {"team": "red"}},
        "delete_queue", {"QueueUrl": f"http://queues/{ACCOUNT}/q-1"}, "sqs:DeleteQueue", "AccessDenied",
        resource_of_refused=arn("sqs", "q-1"),
    ),
    Case(
        "sns", "sns:CreateTopic", arn("sns", "t-*"), TAGGED,
        "create_topic", {"Name": "t-1", "Tags": BLUE}, {"Name": "t-2", "Tags": RED},
        "publish", {"TopicArn": arn("sns", "t-1"), "Message": "m"}, "sns:Publish", "AccessDenied", 403,
        resource_of_refused=arn("sns", "t-1"),
    ),
    Case(
        "logs", "logs:CreateLogGroup", arn("logs", "log-group:*"), TAGGED,
        "create_log_group", {"logGroupName": "g-1", "tags": {"team": "blue"}}, {"logGroupName": "g-2", "tags": {"team": "red"}},
        "put_retention_policy", {"logGroupName": "g-1", "retentionInDays": 1}, "logs:PutRetentionPolicy",
        resource_of_refused=arn("logs", "log-group:g-1:log-stream:"),
    ),
    Case(
        "cloudwatch", "cloudwatch:PutMetricData", "*", {"StringEquals": {"cloudwatch:namespace": "mine"}},
        "put_metric_data", {"Namespace": "mine", "MetricData": METRIC}, {"Namespace": "other", "MetricData": METRIC},
        "delete_alarms", {"AlarmNames": ["a"]}, "cloudwatch:DeleteAlarms", "AccessDenied", None,
        resource_of_refused=arn("cloudwatch", "alarm:a"),
    ),
    Case(
        "ecr", "ecr:CreateRepository", arn("ecr", "repository/*"), TAGGED,
        "create_repository", {"repositoryName": "r-1", "tags": BLUE}, {"repositoryName": "r-2", "tags": RED},
        "list_images", {"repositoryName": "r-1"}, "ecr:ListImages", resource_of_refused=arn("ecr", "repository/r-1"),
    ),
]


def refusal(call, **parameters):
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    return refused.value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.service)
def test_each_service_refuses_in_its_own_way(cloud, case):
    admin = client(cloud, case.service)
    for operation, parameters in case.made_by:
        getattr(admin, operation)(**parameters)
    tagging = allow([f"{case.service}:TagResource", "sqs:TagQueue"])
    user = cloud.user(allow(case.action, case.resource, case.condition), tagging)
    mine = client(cloud, case.service, user)
    answer = getattr(mine, case.operation)(**case.allowed)
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert refusal(getattr(mine, case.operation), **case.otherwise).response["Error"]["Code"] == case.code
    error = refusal(getattr(mine, case.refused), **case.parameters)
    sentence = (
        f"User: {user.arn} is not authorized to perform: {case.missing} on resource: {case.resource_of_refused} "
        f"because no identity-based policy allows the {case.missing} action"
    )
    assert (error.response["Error"]["Code"], error.response["Error"]["Message"]) == (case.code, sentence)
    assert case.status in (None, error.response["ResponseMetadata"]["HTTPStatusCode"])
    assert error.response["ResponseMetadata"]["RequestId"]
    modelled = getattr(mine.exceptions, case.code, ClientError)
    assert isinstance(error, modelled), "a program may catch it by its class"


def function(name, role):
    code = {"ZipFile": b"not looked at"}
    return {"FunctionName": name, "Role": role.arn, "Runtime": "python3.12", "Handler": "h.f", "Code": code}


def passing(role, service):
    return allow("iam:PassRole", role.arn, {"StringEquals": {"iam:PassedToService": service}})


def test_a_function_gets_a_role_only_from_who_may_pass_it(cloud, upstream):
    role, name = cloud.role(trust(LAMBDA)), fresh("function")
    # moto looks the role up among its own.
    beside(cloud, upstream, "iam").create_role(RoleName=role.name, AssumeRolePolicyDocument=trust(LAMBDA))
    functions = arn("lambda", f"function:{name}")
    bare = cloud.user(allow("lambda:*", functions))
    wrong = cloud.user(allow("lambda:*", functions), passing(role, "ec2.amazonaws.com"))
    right = cloud.user(allow("lambda:*", functions), passing(role, "lambda.amazonaws.com"))
    for user in (bare, wrong):
        error = refusal(client(cloud, "lambda", user).create_function, **function(name, role)).response
        assert error["Error"]["Code"] == "AccessDeniedException" and error["ResponseMetadata"]["HTTPStatusCode"] == 403
        sentence = f"User: {user.arn} is not authorized to perform: iam:PassRole on resource: {role.arn} because no "
        assert error["Error"]["Message"].startswith(sentence), error
    mine = client(cloud, "lambda", right)
    assert mine.create_function(**function(name, role))["Role"] == role.arn
    assert mine.get_function(FunctionName=name)["Configuration"]["FunctionName"] == name
    other = cloud.role(trust(LAMBDA))
    update = {"FunctionName": name, "Role": other.arn}
    assert "iam:PassRole" in refusal(mine.update_function_configuration, **update).response["Error"]["Message"]
    assert mine.get_function(FunctionName=name)["Configuration"]["Role"] == role.arn
    assert mine.update_function_configuration(FunctionName=name, Timeout=7)["Timeout"] == 7
    assert refusal(mine.list_functions).response["Error"]["Code"] == "AccessDeniedException"
    assert name in [one["FunctionName"] for one in client(cloud, "lambda").list_functions()["Functions"]]
    mine.delete_function(FunctionName=name)
    gone = refusal(mine.get_function, FunctionName=name)
    assert isinstance(gone, mine.exceptions.ResourceNotFoundException), "the upstream's own error"


def test_a_stack_acts_with_a_role_that_was_passed(cloud):
    role, name = cloud.role(trust(CLOUDFORMATION)), fresh("stack")
    stacks = allow(["cloudformation:CreateStack", "cloudformation:DescribeStacks"], arn("cloudformation", f"stack/{name}/*"))
    bare, right = cloud.user(stacks), cloud.user(stacks, passing(role, "cloudformation.amazonaws.com"))
    stack = {"StackName": name, "TemplateBody": TEMPLATE, "RoleARN": role.arn}
    error = refusal(client(cloud, "cloudformation", bare).create_stack, **stack).response
    assert (error["Error"]["Code"], error["ResponseMetadata"]["HTTPStatusCode"]) == ("AccessDenied", 403)
    assert f"iam:PassRole on resource: {role.arn}" in error["Error"]["Message"]
    mine = client(cloud, "cloudformation", right)
    without = {key: value for key, value in stack.items() if key != "RoleARN"}
    assert "service role" in refusal(mine.create_stack, **without).response["Error"]["Message"]
    other = stack | {"StackName": "somebody-elses"}
    assert refusal(mine.create_stack, **other).response["Error"]["Code"] == "AccessDenied"
    assert name in mine.create_stack(**stack)["StackId"]
    described = client(cloud, "cloudformation").describe_stacks(StackName=name)["Stacks"]
    assert described[0]["RoleARN"] == role.arn


def test_an_instance_is_started_on_resources_of_several_types(cloud, upstream):
    profile = fresh("profile")
    role = cloud.role(trust({"Service": "ec2.amazonaws.com"}))
    cloud.iam.create_instance_profile(InstanceProfileName=profile)
    cloud.iam.add_role_to_instance_profile(InstanceProfileName=profile, RoleName=role.name)
    admin = client(cloud, "ec2")
    subnet = admin.describe_subnets()["Subnets"][0]["SubnetId"]
    group = admin.describe_security_groups()["SecurityGroups"][0]["GroupId"]
    image = beside(cloud, upstream, "ec2").register_image(Name="image", RootDeviceName="/dev/sda1")["ImageId"]
    # moto looks the profile up among its own.
    beside(cloud, upstream, "iam").create_instance_profile(InstanceProfileName=profile)
    kinds = ["instance/*", "network-interface/*", "volume/*", f"subnet/{subnet}", f"security-group/{group}"]
    on = [arn("ec2", kind) for kind in kinds] + [f"arn:aws:ec2:{REGION}::image/{image}"]
    small = {"StringEquals": {"ec2:InstanceType": "t3.micro"}}
    of_type = allow("ec2:RunInstances", arn("ec2", "instance/*"), small)
    right = cloud.user(of_type, *(allow("ec2:RunInstances", one) for one in on[1:]), passing(role, "ec2.amazonaws.com"))
    launch = {"ImageId": image, "MinCount": 1, "MaxCount": 1, "SubnetId": subnet, "SecurityGroupIds": [group]}
    launch |= {"InstanceType": "t3.micro", "IamInstanceProfile": {"Name": profile}}
    mine = client(cloud, "ec2", right)
    started = mine.run_instances(**launch)["Instances"][0]
    assert started["SubnetId"] == subnet and started["InstanceType"] == "t3.micro"
    error = refusal(mine.run_instances, **launch | {"InstanceType": "m5.large"}).response
    assert (error["Error"]["Code"], error["ResponseMetadata"]["HTTPStatusCode"]) == ("UnauthorizedOperation", 403)
    assert error["Error"]["Message"].startswith("You are not authorized to perform this operation. User: "), error
    for missing in range(len(on)):
        kept = [allow("ec2:RunInstances", one) for index, one in enumerate(on) if index != missing]
        user = cloud.user(*kept, passing(role, "ec2.amazonaws.com"))
        error = refusal(client(cloud, "ec2", user).run_instances, **launch).response["Error"]
        assert error["Code"] == "UnauthorizedOperation" and on[missing].rstrip("*") in error["Message"], error
