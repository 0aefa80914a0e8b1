"""Resources of which a request tells only a part: what is allowed must be allowed whatever the rest is, and a Deny on the whole ARN of
one holds however it is named."""

import pytest
from support.cloud import Cloud, fresh
from support.policies import allow, deny, trust
from support.server import ACCOUNT
from support.services import arn, client, in_front, refusal
from support.upstreams import moto

SERVICES = ["autoscaling", "cloudformation", "ec2", "ecs", "kms", "secretsmanager"]
TEMPLATE = '{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}'


@pytest.fixture(scope="module")
def upstream():
    with moto() as url:
        yield url


@pytest.fixture(scope="module")
def server(upstream, tmp_path_factory):
    with in_front(tmp_path_factory.mktemp("parts"), upstream, SERVICES) as server:
        yield server


@pytest.fixture(scope="module")
def cloud(server):
    return Cloud(server)


def is_denied(error, action, resource, because):
    """Whether an error is a denial of an action on a resource of which a part is open."""
    code, message = error
    return (
        code in ("AccessDenied", "AccessDeniedException")
        and f"perform: {action} on resource: {resource} {because}" in message
        and "does not tell all of the ARN" in message
    )


EXPLICIT = "with an explicit deny in an identity-based policy"


def test_a_deny_on_one_stack_holds_by_its_name(cloud):
    role, admin = cloud.role(trust({"Service": "cloudformation.amazonaws.com"})), client(cloud, "cloudformation")
    live, trial = fresh("live"), fresh("trial")
    stacks = {
        name: admin.create_stack(StackName=name, TemplateBody=TEMPLATE, RoleARN=role.arn)["StackId"] for name in (live, trial)
    }
    mine = client(cloud, "cloudformation", cloud.user(allow("cloudformation:*"), deny("cloudformation:*", stacks[live])))
    error = refusal(mine.delete_stack, StackName=live)
    assert is_denied(error, "cloudformation:DeleteStack", arn("cloudformation", f"stack/{live}/*"), EXPLICIT)
    assert refusal(mine.delete_stack, StackName=stacks[live])[0] == "AccessDenied"
    assert admin.describe_stacks(StackName=live)["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"
    mine.delete_stack(StackName=trial)


def test_a_stack_is_allowed_by_its_name_and_not_by_its_id(cloud):
    role, admin, name = cloud.role(trust({"Service": "cloudformation.amazonaws.com"})), client(cloud, "cloudformation"), fresh("own")
    stack = admin.create_stack(StackName=name, TemplateBody=TEMPLATE, RoleARN=role.arn)["StackId"]
    of_id = client(cloud, "cloudformation", cloud.user(allow("cloudformation:DescribeStacks", stack)))
    error = refusal(of_id.describe_stacks, StackName=name)
    because = "because no identity-based policy allows the cloudformation:DescribeStacks action"
    assert is_denied(error, "cloudformation:DescribeStacks", arn("cloudformation", f"stack/{name}/*"), because)
    assert of_id.describe_stacks(StackName=stack)["Stacks"][0]["StackId"] == stack
    of_name = client(cloud, "cloudformation", cloud.user(allow("cloudformation:DescribeStacks", arn("cloudformation", f"stack/{name}/*"))))
    assert of_name.describe_stacks(StackName=name)["Stacks"][0]["StackId"] == stack


def test_a_deny_on_one_secret_holds_however_it_is_named(cloud):
    admin = client(cloud, "secretsmanager")
    live, trial = (admin.create_secret(Name=fresh(name), SecretString=name) for name in ("live/db", "trial/db"))
    user = cloud.user(allow("secretsmanager:*"), deny("secretsmanager:GetSecretValue", live["ARN"]))
    mine = client(cloud, "secretsmanager", user)
    for name in (trial["ARN"], trial["Name"], trial["ARN"][: -len("-123456")]):
        assert mine.get_secret_value(SecretId=name)["SecretString"] == "trial/db"
    assert refusal(mine.get_secret_value, SecretId=live["ARN"])[0] == "AccessDeniedException"
    for name in (live["Name"], live["ARN"][: -len("-123456")]):
        error = refusal(mine.get_secret_value, SecretId=name)
        assert is_denied(error, "secretsmanager:GetSecretValue", arn("secretsmanager", f"secret:{live['Name']}-??????"), EXPLICIT)


def test_a_batch_shows_no_secret_that_may_not_be_read(cloud):
    admin = client(cloud, "secretsmanager")
    live, trial = (admin.create_secret(Name=fresh(name), SecretString=name) for name in ("live/key", "trial/key"))
    user = cloud.user(allow("secretsmanager:*"), deny("secretsmanager:GetSecretValue", live["ARN"]))
    batch = client(cloud, "secretsmanager", user).batch_get_secret_value
    shown = batch(SecretIdList=[trial["Name"]])["SecretValues"]
    assert [secret["SecretString"] for secret in shown] == ["trial/key"]
    for wanted in ({"SecretIdList": [trial["Name"], live["Name"]]}, {"Filters": [{"Key": "name", "Values": ["live"]}]}):
        code, message = refusal(batch, **wanted)
        assert code == "AccessDeniedException" and "secretsmanager:GetSecretValue on resource" in message


@pytest.mark.parametrize("suffix, is_allowed", [("-??????", True), ("-*", True), ("*", True), ("-?????", False), ("-?*?", True)])
def test_a_secret_by_its_name_is_allowed_whatever_its_arn_ends_in(cloud, suffix, is_allowed):
    name = fresh("own")
    client(cloud, "secretsmanager").create_secret(Name=name, SecretString="x")
    policy = allow("secretsmanager:GetSecretValue", arn("secretsmanager", f"secret:{name}{suffix}"))
    mine = client(cloud, "secretsmanager", cloud.user(policy))
    if is_allowed:
        assert mine.get_secret_value(SecretId=name)["SecretString"] == "x"
    else:
        assert refusal(mine.get_secret_value, SecretId=name)[0] == "AccessDeniedException"


def test_a_key_by_an_alias_is_any_key(cloud):
    admin, alias = client(cloud, "kms"), f"alias/{fresh('own')}"
    key, other = (admin.create_key()["KeyMetadata"] for _ in range(2))
    admin.create_alias(AliasName=alias, TargetKeyId=key["KeyId"])
    keys = arn("kms", "key/*")
    for_alias = {"StringEquals": {"kms:RequestAlias": alias}}
    by_alias = client(cloud, "kms", cloud.user(allow("kms:Encrypt", keys, for_alias)))
    assert by_alias.encrypt(KeyId=alias, Plaintext=b"x")["KeyId"] == key["Arn"]
    assert by_alias.encrypt(KeyId=arn("kms", alias), Plaintext=b"x")["KeyId"] == key["Arn"]
    assert refusal(by_alias.encrypt, KeyId=key["KeyId"], Plaintext=b"x")[0] == "AccessDeniedException"
    for resource, because in ((key["Arn"], "because no identity-based policy allows the kms:Encrypt action"), (None, EXPLICIT)):
        statements = [allow("kms:Encrypt", resource)] if resource else [allow("kms:*"), deny("kms:Encrypt", other["Arn"])]
        mine = client(cloud, "kms", cloud.user(*statements))
        assert is_denied(refusal(mine.encrypt, KeyId=alias, Plaintext=b"x"), "kms:Encrypt", keys, because)
        assert mine.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    tagged = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": alias}}
    refused = refusal(client(cloud, "kms", cloud.user(allow("kms:Encrypt", keys, tagged))).encrypt, KeyId=alias, Plaintext=b"x")
    assert refused[0] == "AccessDeniedException"


def test_an_alias_is_moved_by_who_may_move_it_from_any_key(cloud):
    admin, alias = client(cloud, "kms"), f"alias/{fresh('moved')}"
    key, other = (admin.create_key()["KeyMetadata"] for _ in range(2))
    admin.create_alias(AliasName=alias, TargetKeyId=key["KeyId"])
    user = cloud.user(allow("kms:*"), deny("kms:UpdateAlias", key["Arn"]))
    error = refusal(client(cloud, "kms", user).update_alias, AliasName=alias, TargetKeyId=other["KeyId"])
    assert is_denied(error, "kms:UpdateAlias", arn("kms", "key/*"), EXPLICIT)
    client(cloud, "kms", cloud.user(allow("kms:*Alias"))).update_alias(AliasName=alias, TargetKeyId=other["KeyId"])
    assert admin.describe_key(KeyId=alias)["KeyMetadata"]["Arn"] == other["Arn"]


def test_an_auto_scaling_group_by_its_name(cloud):
    admin, name = client(cloud, "autoscaling"), fresh("web")
    subnet = client(cloud, "ec2").describe_subnets()["Subnets"][0]["SubnetId"]
    admin.create_launch_configuration(LaunchConfigurationName=name, ImageId="ami-12345678", InstanceType="t3.micro")
    admin.create_auto_scaling_group(
        AutoScalingGroupName=name, LaunchConfigurationName=name, MinSize=0, MaxSize=0, VPCZoneIdentifier=subnet
    )
    group = admin.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"][0]["AutoScalingGroupARN"]
    open_arn = arn("autoscaling", f"autoScalingGroup:*:autoScalingGroupName/{name}")
    change = "autoscaling:UpdateAutoScalingGroup"
    mine = client(cloud, "autoscaling", cloud.user(allow(change, arn("autoscaling", "autoScalingGroup:*:autoScalingGroupName/web*"))))
    mine.update_auto_scaling_group(AutoScalingGroupName=name, MaxSize=1)
    other = client(cloud, "autoscaling", cloud.user(allow("autoscaling:*"), deny(change, group)))
    assert is_denied(refusal(other.update_auto_scaling_group, AutoScalingGroupName=name, MaxSize=2), change, open_arn, EXPLICIT)
    elsewhere = deny(change, arn("autoscaling", "autoScalingGroup:*:autoScalingGroupName/live-*"))
    client(cloud, "autoscaling", cloud.user(allow("autoscaling:*"), elsewhere)).update_auto_scaling_group(AutoScalingGroupName=name, MaxSize=3)
    assert admin.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"][0]["MaxSize"] == 3


def test_a_task_definition_is_registered_by_who_may_pass_its_roles(cloud):
    admin, family = client(cloud, "ecs"), fresh("web")
    task, execution = (cloud.role(trust({"Service": "ecs-tasks.amazonaws.com"})) for _ in range(2))
    definition = {
        "family": family,
        "taskRoleArn": task.arn,
        "executionRoleArn": execution.arn,
        "containerDefinitions": [{"name": "c", "image": "i", "memory": 128}],
    }
    register = allow("ecs:RegisterTaskDefinition", arn("ecs", "task-definition/web*:*"))
    passing = [allow("iam:PassRole", role.arn, {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}) for role in (task, execution)]
    for one, missing in zip(passing, (execution, task)):
        code, message = refusal(client(cloud, "ecs", cloud.user(register, one)).register_task_definition, **definition)
        assert code == "AccessDeniedException" and f"iam:PassRole on resource: {missing.arn}" in message
    mine = client(cloud, "ecs", cloud.user(register, *passing))
    made = mine.register_task_definition(**definition)["taskDefinition"]
    assert made["taskDefinitionArn"] == arn("ecs", f"task-definition/{family}:1")
    error = refusal(mine.register_task_definition, **definition | {"family": "live"})
    because = "because no identity-based policy allows the ecs:RegisterTaskDefinition action"
    assert is_denied(error, "ecs:RegisterTaskDefinition", arn("ecs", "task-definition/live:*"), because)
    second = cloud.user(allow("ecs:*"), allow("iam:PassRole"), deny("ecs:RegisterTaskDefinition", arn("ecs", f"task-definition/{family}:2")))
    error = refusal(client(cloud, "ecs", second).register_task_definition, **definition)
    assert is_denied(error, "ecs:RegisterTaskDefinition", arn("ecs", f"task-definition/{family}:*"), EXPLICIT)
    assert len(admin.list_task_definitions(familyPrefix=family)["taskDefinitionArns"]) == 1


def test_a_task_is_run_by_who_may_pass_any_role_to_tasks(cloud):
    admin, family = client(cloud, "ecs"), fresh("job")
    role = cloud.role(trust({"Service": "ecs-tasks.amazonaws.com"}))
    container = {"name": "c", "image": "i", "memory": 128}
    admin.create_cluster(clusterName=family)
    admin.register_task_definition(family=family, taskRoleArn=role.arn, containerDefinitions=[container])
    run = allow("ecs:RunTask", arn("ecs", f"task-definition/{family}:*"))
    to_tasks = {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
    roles = f"arn:aws:iam::{ACCOUNT}:role/**"
    silent = "because no identity-based policy allows the iam:PassRole action"
    for statements, because in (
        ([run], silent),
        ([run, allow("iam:PassRole", role.arn, to_tasks)], silent),
        ([run, allow("iam:PassRole", "*", to_tasks), deny("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/live/admin")], EXPLICIT),
    ):
        mine = client(cloud, "ecs", cloud.user(*statements))
        assert is_denied(refusal(mine.run_task, cluster=family, taskDefinition=family), "iam:PassRole", roles, because)
    mine = client(cloud, "ecs", cloud.user(run, allow("iam:PassRole", "*", to_tasks)))
    subnet = client(cloud, "ec2").describe_subnets()["Subnets"][0]["SubnetId"]
    place = {"launchType": "FARGATE", "networkConfiguration": {"awsvpcConfiguration": {"subnets": [subnet]}}}
    for definition in (family, f"{family}:1"):
        assert len(mine.run_task(cluster=family, taskDefinition=definition, **place)["tasks"]) == 1


def test_a_launch_may_leave_its_place_to_the_server_if_every_place_is_allowed(cloud, upstream):
    beside = cloud.client("ec2", endpoint_url=upstream)
    launch = {"ImageId": beside.register_image(Name="image", RootDeviceName="/dev/sda1")["ImageId"], "MinCount": 1, "MaxCount": 1}
    subnet = beside.describe_subnets()["Subnets"][0]["SubnetId"]
    anywhere = client(cloud, "ec2", cloud.user(allow("ec2:RunInstances")))
    assert anywhere.run_instances(**launch)["Instances"][0]["SubnetId"]
    for other, resource in ((subnet, "subnet"), ("sg-1", "security-group")):
        user = cloud.user(allow("ec2:RunInstances"), deny("ec2:RunInstances", arn("ec2", f"{resource}/{other}")))
        code, message = refusal(client(cloud, "ec2", user).run_instances, **launch)
        assert code == "UnauthorizedOperation" and f"{arn('ec2', resource)}/* {EXPLICIT}" in message
