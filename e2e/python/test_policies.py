"""Managed policies: versions, attachments, and documents that are refused."""

import json

import pytest
from support.cloud import fresh
from support.policies import allow, document, trust
from support.refusal import denied, no_policy_allows, refused

READ_ONLY = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"


def test_a_policy_comes_back_as_it_was_made(cloud):
    statements = [allow("iam:Get*", "*"), allow("s3:*", "arn:aws:s3:::ü")]
    text = json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2, ensure_ascii=False)
    name = fresh("Policy")
    parameters = {"Path": "/team/", "Description": "reads", "Tags": [{"Key": "A", "Value": "1"}]}
    arn = cloud.iam.create_policy(PolicyName=name, PolicyDocument=text, **parameters)["Policy"]["Arn"]
    assert arn == cloud.arn(f"policy/team/{name}")
    policy = cloud.iam.get_policy(PolicyArn=arn)["Policy"]
    assert policy["PolicyId"].startswith("ANPA") and policy["IsAttachable"]
    assert (policy["DefaultVersionId"], policy["AttachmentCount"], policy["Description"]) == ("v1", 0, "reads")
    version = cloud.iam.get_policy_version(PolicyArn=arn, VersionId="v1")["PolicyVersion"]
    assert version["Document"] == json.loads(text) and version["IsDefaultVersion"]
    with refused("EntityAlreadyExists", f"A policy called {name} already exists. Duplicate names are not allowed."):
        cloud.policy(allow("*"), PolicyName=name)
    cloud.iam.get_waiter("policy_exists").wait(PolicyArn=arn, WaiterConfig={"Delay": 0, "MaxAttempts": 1})


def test_the_default_version_decides(cloud):
    role = cloud.role()
    arn = cloud.policy(allow("iam:GetRole"))
    cloud.iam.attach_role_policy(RoleName=role.name, PolicyArn=arn)
    iam = cloud.client("iam", cloud.assume(role))
    iam.get_role(RoleName=role.name)
    version = cloud.iam.create_policy_version(PolicyArn=arn, PolicyDocument=document(allow("iam:ListRoles")))
    assert version["PolicyVersion"]["VersionId"] == "v2"
    iam.get_role(RoleName=role.name)
    cloud.iam.set_default_policy_version(PolicyArn=arn, VersionId="v2")
    iam.list_roles(MaxItems=1)
    with denied(cloud.session_arn(role), "iam:GetRole", role.arn, no_policy_allows("iam:GetRole")):
        iam.get_role(RoleName=role.name)
    cloud.iam.detach_role_policy(RoleName=role.name, PolicyArn=arn)
    with denied(cloud.session_arn(role), "iam:ListRoles", cloud.arn("role/"), no_policy_allows("iam:ListRoles")):
        iam.list_roles()


def test_five_versions_and_their_numbers_are_not_used_again(cloud):
    arn = cloud.policy(allow("iam:GetRole"))
    add = {"PolicyArn": arn, "PolicyDocument": document(allow("*"))}
    for _ in range(4):
        cloud.iam.create_policy_version(**add)
    text = (
        "A managed policy can have up to 5 versions. "
        "Before you create a new version, you must delete an existing version."
    )
    with refused("LimitExceeded", text):
        cloud.iam.create_policy_version(**add)
    with refused("DeleteConflict", "Cannot delete the default version of a policy."):
        cloud.iam.delete_policy_version(PolicyArn=arn, VersionId="v1")
    cloud.iam.delete_policy_version(PolicyArn=arn, VersionId="v5")
    assert cloud.iam.create_policy_version(SetAsDefault=True, **add)["PolicyVersion"]["VersionId"] == "v6"
    versions = cloud.iam.list_policy_versions(PolicyArn=arn)["Versions"]
    assert [version["VersionId"] for version in versions] == ["v6", "v4", "v3", "v2", "v1"]
    assert [version["VersionId"] for version in versions if version["IsDefaultVersion"]] == ["v6"]
    text = (
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. "
        "The default version is deleted with the policy."
    )
    with refused("DeleteConflict", text):
        cloud.iam.delete_policy(PolicyArn=arn)


def test_attachments(cloud):
    role, user, arn = cloud.role(), cloud.user(), cloud.policy(allow("iam:GetRole"))
    for _ in range(2):
        cloud.iam.attach_role_policy(RoleName=role.name, PolicyArn=arn)
    cloud.iam.attach_user_policy(UserName=user.name, PolicyArn=arn)
    attached = {"PolicyName": arn.rsplit("/")[-1], "PolicyArn": arn}
    assert cloud.iam.list_attached_role_policies(RoleName=role.name)["AttachedPolicies"] == [attached]
    assert cloud.iam.list_attached_user_policies(UserName=user.name)["AttachedPolicies"] == [attached]
    entities = cloud.iam.list_entities_for_policy(PolicyArn=arn)
    assert entities["PolicyRoles"] == [{"RoleName": role.name, "RoleId": role.id}]
    assert entities["PolicyUsers"] == [{"UserName": user.name, "UserId": user.id}]
    assert cloud.iam.get_policy(PolicyArn=arn)["Policy"]["AttachmentCount"] == 2
    with refused("DeleteConflict", "Cannot delete a policy attached to entities."):
        cloud.iam.delete_policy(PolicyArn=arn)
    cloud.iam.detach_role_policy(RoleName=role.name, PolicyArn=arn)
    with refused("NoSuchEntity", f"Policy {arn} was not found."):
        cloud.iam.detach_role_policy(RoleName=role.name, PolicyArn=arn)
    cloud.iam.detach_user_policy(UserName=user.name, PolicyArn=arn)
    cloud.iam.delete_policy(PolicyArn=arn)
    with refused("NoSuchEntity", f"Policy {arn} was not found."):
        cloud.iam.get_policy(PolicyArn=arn)
    with refused("NoSuchEntity", f"Policy {arn} does not exist or is not attachable."):
        cloud.iam.attach_role_policy(RoleName=role.name, PolicyArn=arn)


def test_ten_policies_for_a_role(cloud):
    role = cloud.role()
    for _ in range(10):
        cloud.iam.attach_role_policy(RoleName=role.name, PolicyArn=cloud.policy(allow("iam:GetRole")))
    with refused("LimitExceeded", "Cannot exceed quota for PoliciesPerRole: 10"):
        cloud.iam.attach_role_policy(RoleName=role.name, PolicyArn=READ_ONLY)
    pages = list(
        cloud.iam.get_paginator("list_attached_role_policies").paginate(
            RoleName=role.name, PaginationConfig={"PageSize": 4}
        )
    )
    assert [len(page["AttachedPolicies"]) for page in pages] == [4, 4, 2]


def test_policies_of_aws_can_be_attached_and_read_but_not_changed(cloud):
    role = cloud.role()
    cloud.iam.attach_role_policy(RoleName=role.name, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    iam = cloud.client("iam", cloud.assume(role))
    iam.list_roles(MaxItems=1)
    default = iam.get_policy(PolicyArn=READ_ONLY)["Policy"]["DefaultVersionId"]
    got = iam.get_policy_version(PolicyArn=READ_ONLY, VersionId=default)["PolicyVersion"]["Document"]
    assert got["Statement"]
    with refused("AccessDenied", "Cannot delete policies outside your own account."):
        cloud.iam.delete_policy(PolicyArn=READ_ONLY)
    of_aws = cloud.iam.list_policies(Scope="AWS")["Policies"]
    assert READ_ONLY in [policy["Arn"] for policy in of_aws]
    mine = cloud.policy(allow("*"))
    local = [policy["Arn"] for policy in cloud.iam.list_policies(Scope="Local", MaxItems=1000)["Policies"]]
    assert mine in local and READ_ONLY not in local


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        ("not json", "Syntax errors in policy."),
        ("[]", "Syntax errors in policy."),
        ('{"Version": "2012-10-17"}', "Syntax errors in policy."),
        (document(allow("iam:GetRole"), version="2012-10-18"), "Syntax errors in policy."),
        (document({**allow("iam:GetRole"), "Extra": 1}), "Syntax errors in policy."),
        (document({**allow("iam:GetRole"), "Effect": "Perhaps"}), "Syntax errors in policy."),
        (document(allow({"a": 1})), "Syntax errors in policy."),
        (document(allow("iam:GetRole", condition={"StringAlmost": {"a:b": "c"}})), "Syntax errors in policy."),
        (
            document(allow("iam:GetRole"), version="2008-10-17"),
            "Policy document must be version 2012-10-17 or greater.",
        ),
        (document({**allow("iam:GetRole"), "Effect": "allow"}), "The policy failed legacy parsing"),
        (
            document({"Sid": "a", **allow("iam:GetRole")}, {"Sid": "a", **allow("iam:GetRole")}),
            "Statement IDs (SID) in a single policy must be unique.",
        ),
        (document({"Effect": "Allow", "Resource": "*"}), "Policy statement must contain actions."),
        (document({"Effect": "Allow", "Action": "iam:GetRole"}), "Policy statement must contain resources."),
        (document(allow("iam:GetRole", "bucket")), 'Resource bucket must be in ARN format or "*".'),
        (document(allow("GetRole")), "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."),
        (document(allow("a a:b")), "Vendor a a is not valid"),
        (document(allow("iam:Get:Role")), "Actions/Condition can contain only one colon."),
        (trust("*"), "Policy document should not specify a principal."),
    ],
)
def test_policies_that_aws_refuses(cloud, policy, message):
    name = fresh("policy")
    role = cloud.role()
    with refused("MalformedPolicyDocument", message):
        cloud.iam.create_policy(PolicyName=name, PolicyDocument=policy)
    with refused("MalformedPolicyDocument", message):
        cloud.iam.put_role_policy(RoleName=role.name, PolicyName=name, PolicyDocument=policy)
    with refused("NoSuchEntity"):
        cloud.iam.get_policy(PolicyArn=cloud.arn(f"policy/{name}"))
    assert cloud.iam.list_role_policies(RoleName=role.name)["PolicyNames"] == []


def test_a_policy_may_have_6144_characters_without_whitespace(cloud):
    def padded(length):
        bare = json.dumps(json.loads(document(allow("s3:*", ""))), separators=(",", ":"))
        resource = "arn:aws:s3:::" + "x" * (length - len(bare) - len("arn:aws:s3:::"))
        return json.dumps(json.loads(document(allow("s3:*", resource))), indent=4)

    cloud.iam.create_policy(PolicyName=fresh("policy"), PolicyDocument=padded(6144))
    with refused("LimitExceeded", "Cannot exceed quota for PolicySize: 6144"):
        cloud.iam.create_policy(PolicyName=fresh("policy"), PolicyDocument=padded(6145))
