"""Services other than S3 behind the gateway: what moto's server is asked on behalf of whom, and what it is not."""

import pytest
from support.cloud import Cloud, fresh
from support.policies import allow, deny, trust
from support.server import ACCOUNT
from support.services import ONE_TRY, arn, client, in_front, refusal
from support.upstreams import moto

SERVICES = ["dynamodb", "sqs", "sns", "logs", "monitoring", "ecr", "ec2"]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    home = tmp_path_factory.mktemp("services")
    with moto() as upstream, in_front(home, upstream, SERVICES) as server:
        yield server


@pytest.fixture(scope="module")
def cloud(server):
    return Cloud(server)


def table(cloud):
    """The name of a table whose partition key is `pk`."""
    name = fresh("table")
    key = [{"AttributeName": "pk", "KeyType": "HASH"}]
    attributes = [{"AttributeName": "pk", "AttributeType": "S"}]
    client(cloud, "dynamodb").create_table(
        TableName=name, KeySchema=key, AttributeDefinitions=attributes, BillingMode="PAY_PER_REQUEST"
    )
    return name


def test_items_of_a_table(cloud):
    name, admin = table(cloud), client(cloud, "dynamodb")
    item = {"pk": {"S": "a"}, "v": {"S": "1"}}
    admin.put_item(TableName=name, Item=item)
    reader = cloud.user(allow(["dynamodb:GetItem", "dynamodb:Query"], arn("dynamodb", f"table/{name}")))
    mine = client(cloud, "dynamodb", reader)
    assert mine.get_item(TableName=name, Key={"pk": {"S": "a"}})["Item"] == item
    code, message = refusal(mine.delete_item, TableName=name, Key={"pk": {"S": "a"}})
    assert code == "AccessDeniedException"
    resource = arn("dynamodb", f"table/{name}")
    sentence = f"User: {reader.arn} is not authorized to perform: dynamodb:DeleteItem on resource: {resource}"
    assert message.startswith(sentence), message
    assert refusal(mine.get_item, TableName="other", Key={"pk": {"S": "a"}})[0] == "AccessDeniedException"
    batch = {name: {"Keys": [{"pk": {"S": "a"}}]}, "other": {"Keys": [{"pk": {"S": "a"}}]}}
    assert refusal(mine.batch_get_item, RequestItems=batch)[0] == "AccessDeniedException"
    assert "Item" in admin.get_item(TableName=name, Key={"pk": {"S": "a"}})


def test_only_the_rows_that_are_ones_own(cloud):
    name, admin = table(cloud), client(cloud, "dynamodb")
    own = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["${aws:username}"]}}
    user = cloud.user(allow("dynamodb:*", arn("dynamodb", f"table/{name}"), own))
    mine = client(cloud, "dynamodb", user)
    assert mine.get_item(TableName=name, Key={"pk": {"S": user.name}})["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert refusal(mine.get_item, TableName=name, Key={"pk": {"S": "somebody"}})[0] == "AccessDeniedException"
    mixed = {name: {"Keys": [{"pk": {"S": user.name}}, {"pk": {"S": "somebody"}}]}}
    assert refusal(mine.batch_get_item, RequestItems=mixed)[0] == "AccessDeniedException"


def test_queues_and_topics(cloud):
    sqs, sns = client(cloud, "sqs"), client(cloud, "sns")
    name, topic = fresh("queue"), fresh("topic")
    sqs.create_queue(QueueName=name)
    sns.create_topic(Name=topic)
    sender = cloud.user(allow("sqs:SendMessage", arn("sqs", name)), allow("sns:Publish", arn("sns", topic)))
    url = f"{cloud.server.endpoint}/{ACCOUNT}/{name}"
    assert client(cloud, "sqs", sender).send_message(QueueUrl=url, MessageBody="hi")["MessageId"]
    assert "ReceiveMessage" in refusal(client(cloud, "sqs", sender).receive_message, QueueUrl=url)[1]
    assert sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"] == "hi"
    target = arn("sns", topic)
    assert client(cloud, "sns", sender).publish(TopicArn=target, Message="hi")["MessageId"]
    code, message = refusal(client(cloud, "sns", sender).delete_topic, TopicArn=target)
    assert code in ("AccessDenied", "AuthorizationError") and f"sns:DeleteTopic on resource: {target}" in message


def test_logs_metrics_and_repositories(cloud):
    group, repository = fresh("group"), fresh("repository")
    client(cloud, "logs").create_log_group(logGroupName=group)
    client(cloud, "ecr").create_repository(repositoryName=repository)
    user = cloud.user(
        allow("logs:CreateLogStream", arn("logs", f"log-group:{group}:*")),
        allow("cloudwatch:PutMetricData", condition={"StringEquals": {"cloudwatch:namespace": "mine"}}),
        allow("ecr:ListImages", arn("ecr", f"repository/{repository}")),
    )
    client(cloud, "logs", user).create_log_stream(logGroupName=group, logStreamName="s")
    assert refusal(client(cloud, "logs", user).delete_log_group, logGroupName=group)[0] == "AccessDeniedException"
    data = [{"MetricName": "m", "Value": 1}]
    client(cloud, "cloudwatch", user).put_metric_data(Namespace="mine", MetricData=data)
    metrics = client(cloud, "cloudwatch", user)
    assert "AccessDenied" in refusal(metrics.put_metric_data, Namespace="other", MetricData=data)[0]
    assert client(cloud, "ecr", user).list_images(repositoryName=repository)["imageIds"] == []
    assert refusal(client(cloud, "ecr", user).delete_repository, repositoryName=repository)[0] == "AccessDeniedException"


def test_an_instance_gets_a_profile_only_from_who_may_pass_its_role(cloud):
    ec2 = {"Service": "ec2.amazonaws.com"}
    role = cloud.role(trust(ec2))
    cloud.iam.create_instance_profile(InstanceProfileName=role.name)
    cloud.iam.add_role_to_instance_profile(InstanceProfileName=role.name, RoleName=role.name)
    runner = cloud.user(allow("ec2:RunInstances"))
    passed = {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}
    passer = cloud.user(allow("ec2:RunInstances"), allow("iam:PassRole", role.arn, passed))
    subnet = client(cloud, "ec2").describe_subnets()["Subnets"][0]["SubnetId"]
    group = client(cloud, "ec2").describe_security_groups()["SecurityGroups"][0]["GroupId"]
    launch = {"ImageId": "ami-12345678", "MinCount": 1, "MaxCount": 1, "DryRun": True}
    launch |= {"SubnetId": subnet, "SecurityGroupIds": [group]}
    profile = {"IamInstanceProfile": {"Name": role.name}}
    code, message = refusal(client(cloud, "ec2", runner).run_instances, **launch, **profile)
    assert code == "UnauthorizedOperation" and f"iam:PassRole on resource: {role.arn}" in message
    assert refusal(client(cloud, "ec2", passer).run_instances, **launch, **profile)[0] != "UnauthorizedOperation"
    unknown = {"IamInstanceProfile": {"Name": "nobody-knows"}}
    assert refusal(client(cloud, "ec2", passer).run_instances, **launch, **unknown)[0] == "InvalidParameterValue"


def test_only_the_region_of_the_upstream_is_decided(cloud):
    name = table(cloud)
    elsewhere = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/*"
    user = cloud.user(allow("dynamodb:*", elsewhere))
    abroad = cloud.client("dynamodb", user.credentials, config=ONE_TRY, region_name="eu-west-1")
    assert "expecting 'us-east-1'" in refusal(abroad.get_item, TableName=name, Key={"pk": {"S": "a"}})[1]


def test_another_account_does_not_see_what_is_there(cloud):
    organizations = cloud.client("organizations")
    organizations.create_organization()
    request = organizations.create_account(AccountName="other", Email="other@example.org")["CreateAccountStatus"]
    made = organizations.describe_create_account_status(CreateAccountRequestId=request["Id"])["CreateAccountStatus"]
    administrator = cloud.assume(f"arn:aws:iam::{made['AccountId']}:role/OrganizationAccountAccessRole")
    for service, call in [("dynamodb", "list_tables"), ("sqs", "list_queues"), ("ec2", "describe_instances")]:
        theirs = cloud.client(service, administrator, config=ONE_TRY)
        assert refusal(getattr(theirs, call))[0] in ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation"), service


def test_what_cannot_be_told_is_denied(cloud):
    tagged = {"StringEquals": {"aws:ResourceTag/team": "blue"}}
    user = cloud.user(allow("dynamodb:*"), deny("dynamodb:DeleteTable", condition=tagged))
    code, message = refusal(client(cloud, "dynamodb", user).delete_table, TableName="none")
    assert code == "AccessDeniedException" and "not known here" in message
    code, message = refusal(client(cloud, "dynamodb").execute_statement, Statement="SELECT * FROM t")
    assert code == "AccessDeniedException" and "cannot be decided" in message
