"""Calls at the same time: names and quotas hold as if one had come after the other."""

from concurrent.futures import ThreadPoolExecutor

from botocore.exceptions import ClientError
from support.cloud import fresh
from support.policies import allow, document, trust

CALLERS = 8


def together(cloud, call):
    """What each of several clients got from the same call: `None`, or the code of its error."""
    clients = [cloud.client("iam") for _ in range(CALLERS)]

    def outcome(client):
        try:
            call(client)
        except ClientError as error:
            return error.response["Error"]["Code"]
        return None

    with ThreadPoolExecutor(CALLERS) as pool:
        return list(pool.map(outcome, clients))


def test_one_name_is_given_once(cloud):
    for _ in range(5):
        name = fresh("role")
        outcomes = together(
            cloud, lambda iam, name=name: iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust(cloud.root))
        )
        assert outcomes.count(None) == 1 and outcomes.count("EntityAlreadyExists") == CALLERS - 1


def test_quotas_are_not_overrun(cloud):
    user = fresh("user")
    cloud.iam.create_user(UserName=user)
    outcomes = together(cloud, lambda iam: iam.create_access_key(UserName=user))
    assert outcomes.count(None) == 2 and outcomes.count("LimitExceeded") == CALLERS - 2
    assert len(cloud.iam.list_access_keys(UserName=user)["AccessKeyMetadata"]) == 2

    policy = cloud.policy(allow("iam:GetRole"))
    more = {"PolicyArn": policy, "PolicyDocument": document(allow("iam:ListRoles")), "SetAsDefault": True}
    outcomes = together(cloud, lambda iam: iam.create_policy_version(**more))
    assert outcomes.count(None) == 4 and outcomes.count("LimitExceeded") == CALLERS - 4
    versions = cloud.iam.list_policy_versions(PolicyArn=policy)["Versions"]
    assert [version["VersionId"] for version in versions] == ["v5", "v4", "v3", "v2", "v1"]
    assert [version["IsDefaultVersion"] for version in versions] == [True, False, False, False, False]


def test_no_change_is_lost(cloud):
    """Each call changes another part of one role."""
    role = cloud.role()
    names = iter(range(CALLERS))

    def change(iam):
        number = next(names)
        iam.put_role_policy(RoleName=role.name, PolicyName=f"p{number}", PolicyDocument=document(allow("iam:GetRole")))
        iam.tag_role(RoleName=role.name, Tags=[{"Key": f"t{number}", "Value": ""}])

    assert together(cloud, change) == [None] * CALLERS
    assert len(cloud.iam.list_role_policies(RoleName=role.name)["PolicyNames"]) == CALLERS
    assert len(cloud.iam.list_role_tags(RoleName=role.name)["Tags"]) == CALLERS
