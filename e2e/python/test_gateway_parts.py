"""Resources of which a request tells only a part: what is allowed must be allowed whatever the rest is, and a Deny on the whole ARN of
one holds however it is named."""

import pytest
from support.cloud import Cloud, fresh
from support.policies import allow, deny, trust
from support.services import arn, client, in_front, refusal
from support.upstreams import moto

SERVICES = ["cloudformation"]
TEMPLATE = '{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}'


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    home = tmp_path_factory.mktemp("parts")
    with moto() as upstream, in_front(home, upstream, SERVICES) as server:
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
