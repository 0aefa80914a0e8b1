"""Roles: what is stored comes back, what AWS refuses is refused in its words."""

import json
import re

import pytest
from support.cloud import fresh
from support.policies import allow, document, trust, trusting
from support.refusal import refused


def test_a_role_comes_back_as_it_was_made(cloud):
    condition = {"StringEquals": {"sts:ExternalId": "a b/ü+%20&"}}
    policy = {"Version": "2012-10-17", "Statement": [{"Sid": "Users", **trusting(cloud.root, condition)}]}
    name = fresh("Role")
    created = cloud.iam.create_role(
        RoleName=name,
        Path="/team/a/",
        AssumeRolePolicyDocument=json.dumps(policy, indent=1, ensure_ascii=False),
        Description="reads things",
        MaxSessionDuration=7200,
        Tags=[{"Key": "Team", "Value": "a"}, {"Key": "Empty", "Value": ""}],
    )["Role"]
    assert created["Arn"] == cloud.arn(f"role/team/a/{name}")
    assert re.fullmatch("AROA[A-Z2-7]{17}", created["RoleId"])
    assert created["AssumeRolePolicyDocument"] == policy
    assert "Description" not in created and "MaxSessionDuration" not in created

    role = cloud.iam.get_role(RoleName=name)["Role"]
    assert role["AssumeRolePolicyDocument"] == policy
    assert (role["Path"], role["RoleId"], role["CreateDate"]) == ("/team/a/", created["RoleId"], created["CreateDate"])
    assert (role["Description"], role["MaxSessionDuration"]) == ("reads things", 7200)
    assert role["Tags"] == [{"Key": "Team", "Value": "a"}, {"Key": "Empty", "Value": ""}]
    assert role["RoleLastUsed"] == {}


def test_names_are_taken_without_regard_to_case_and_path(cloud):
    role = cloud.role()
    for name, path in [(role.name, "/"), (role.name.upper(), "/"), (role.name, "/x/")]:
        with refused("EntityAlreadyExists", f"Role with name {name} already exists."):
            cloud.iam.create_role(RoleName=name, Path=path, AssumeRolePolicyDocument=trust(cloud.root))


def test_an_account_is_trusted_by_id_and_read_as_its_root(cloud):
    role = cloud.role(trust(cloud.account))
    assert principal_of(cloud, role) == {"AWS": cloud.root}


def principal_of(cloud, role):
    """The principal of the role's only statement, as it reads now."""
    statements = cloud.iam.get_role(RoleName=role.name)["Role"]["AssumeRolePolicyDocument"]["Statement"]
    return (statements if isinstance(statements, dict) else statements[0])["Principal"]


@pytest.mark.parametrize("kind", ["role", "user"])
def test_trust_is_bound_to_the_unique_id(cloud, kind):
    """A principal that was deleted reads as its id, and one that is made anew under its name is another."""
    trusted = cloud.role() if kind == "role" else cloud.user()
    role = cloud.role(trust(trusted.arn))
    assert principal_of(cloud, role) == {"AWS": trusted.arn}

    if kind == "role":
        cloud.delete_role(trusted)
        assert principal_of(cloud, role) == {"AWS": trusted.id}
        anew = cloud.role(RoleName=trusted.name)
    else:
        cloud.delete_user(trusted)
        assert principal_of(cloud, role) == {"AWS": trusted.id}
        anew = cloud.user(UserName=trusted.name)
    assert anew.arn == trusted.arn and anew.id != trusted.id
    assert principal_of(cloud, role) == {"AWS": trusted.id}

    cloud.iam.update_assume_role_policy(RoleName=role.name, PolicyDocument=trust(anew.arn))
    assert principal_of(cloud, role) == {"AWS": anew.arn}


@pytest.mark.parametrize("resource", ["role/missing", "user/missing", "user/x/admin"])
def test_a_missing_principal_is_refused(cloud, resource):
    missing = cloud.arn(resource)
    name = fresh("role")
    with refused("MalformedPolicyDocument", f'Invalid principal in policy: "AWS":"{missing}"'):
        cloud.iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust(missing))
    with refused("NoSuchEntity", f"The role with name {name} cannot be found."):
        cloud.iam.get_role(RoleName=name)
    role = cloud.role()
    with refused("MalformedPolicyDocument", f'Invalid principal in policy: "AWS":"{missing}"'):
        cloud.iam.update_assume_role_policy(RoleName=role.name, PolicyDocument=trust(missing))
    assert principal_of(cloud, role) == {"AWS": cloud.root}


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        ("{", "This policy contains invalid Json"),
        (
            document(trusting({"AWS": "*"}, action="iam:GetRole")),
            "AssumeRole policy may only specify STS AssumeRole actions.",
        ),
        (document({**trusting({"AWS": "*"}), "Resource": "*"}), "Has prohibited field Resource"),
        (
            document({"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}),
            'AssumeRolepolicy contained an invalid principal: "STAR":"*".',
        ),
    ],
)
def test_trust_policies_that_aws_refuses(cloud, policy, message):
    with refused("MalformedPolicyDocument", message):
        cloud.iam.create_role(RoleName=fresh("role"), AssumeRolePolicyDocument=policy)


def test_a_trust_policy_may_have_2048_characters_without_whitespace(cloud):
    def padded(length):
        policy = json.loads(trust(cloud.root, {"StringEquals": {"sts:ExternalId": ""}}))
        bare = json.dumps(policy, separators=(",", ":"))
        filled = bare.replace('"sts:ExternalId":""', '"sts:ExternalId":"' + "x" * (length - len(bare)) + '"')
        return json.dumps(json.loads(filled), indent=4)

    cloud.role(padded(2048))
    with refused("LimitExceeded", "Cannot exceed quota for ACLSizePerRole: 2048"):
        cloud.role(padded(2049))


def test_inline_policies_are_replaced_listed_and_taken_away(cloud):
    role = cloud.role()
    first, second = allow("iam:GetRole"), allow(["iam:ListRoles", "s3:Get*"], ["arn:aws:s3:::b/*", "*"])
    for statement in [first, second]:
        cloud.iam.put_role_policy(RoleName=role.name, PolicyName="p", PolicyDocument=document(statement))
    got = cloud.iam.get_role_policy(RoleName=role.name, PolicyName="p")
    assert got["PolicyDocument"] == json.loads(document(second))
    cloud.iam.put_role_policy(RoleName=role.name, PolicyName="a", PolicyDocument=document(first))
    assert cloud.iam.list_role_policies(RoleName=role.name)["PolicyNames"] == ["a", "p"]
    cloud.iam.delete_role_policy(RoleName=role.name, PolicyName="p")
    with refused("NoSuchEntity", "The role policy with name p cannot be found."):
        cloud.iam.get_role_policy(RoleName=role.name, PolicyName="p")


def test_inline_policies_of_a_role_have_10240_characters_together(cloud):
    role = cloud.role()
    half = document(allow("iam:GetRole", "arn:aws:s3:::" + "x" * 5000))
    cloud.iam.put_role_policy(RoleName=role.name, PolicyName="a", PolicyDocument=half)
    cloud.iam.put_role_policy(RoleName=role.name, PolicyName="a", PolicyDocument=half)
    cloud.iam.put_role_policy(RoleName=role.name, PolicyName="b", PolicyDocument=half)
    with refused("LimitExceeded", f"Maximum policy size of 10240 bytes exceeded for role {role.name}"):
        cloud.iam.put_role_policy(RoleName=role.name, PolicyName="c", PolicyDocument=half)
    assert cloud.iam.list_role_policies(RoleName=role.name)["PolicyNames"] == ["a", "b"]


def test_a_role_with_policies_cannot_be_deleted(cloud):
    role = cloud.role(None, allow("iam:GetRole"))
    managed = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"
    cloud.iam.attach_role_policy(RoleName=role.name, PolicyArn=managed)
    with refused("DeleteConflict", "Cannot delete entity, must detach all policies first."):
        cloud.iam.delete_role(RoleName=role.name)
    cloud.iam.detach_role_policy(RoleName=role.name, PolicyArn=managed)
    with refused("DeleteConflict", "Cannot delete entity, must delete policies first."):
        cloud.iam.delete_role(RoleName=role.name)
    cloud.delete_role(role)
    with refused("NoSuchEntity", f"The role with name {role.name} cannot be found."):
        cloud.iam.get_role(RoleName=role.name)


def test_update_keeps_what_is_not_named(cloud):
    role = cloud.role(Description="before", MaxSessionDuration=7200)
    cloud.iam.update_role(RoleName=role.name, Description="after")
    got = cloud.iam.get_role(RoleName=role.name)["Role"]
    assert (got["Description"], got["MaxSessionDuration"]) == ("after", 7200)
    cloud.iam.update_role(RoleName=role.name, MaxSessionDuration=3600)
    got = cloud.iam.get_role(RoleName=role.name)["Role"]
    assert (got["Description"], got["MaxSessionDuration"]) == ("after", 3600)
    answer = cloud.iam.update_role_description(RoleName=role.name, Description="again")["Role"]
    assert answer["Description"] == "again"


def test_tags_are_set_listed_and_taken_away(cloud):
    role = cloud.role(Tags=[{"Key": "Team", "Value": "a"}])
    cloud.iam.tag_role(RoleName=role.name, Tags=[{"Key": "team", "Value": "b"}, {"Key": "Stage", "Value": "test"}])
    tags = {tag["Key"]: tag["Value"] for tag in cloud.iam.list_role_tags(RoleName=role.name)["Tags"]}
    assert tags == {"team": "b", "Stage": "test"}
    cloud.iam.untag_role(RoleName=role.name, TagKeys=["TEAM", "missing"])
    assert cloud.iam.list_role_tags(RoleName=role.name)["Tags"] == [{"Key": "Stage", "Value": "test"}]
    with refused("LimitExceeded", "The number of tags has reached the maximum limit."):
        cloud.iam.tag_role(RoleName=role.name, Tags=[{"Key": f"k{n}", "Value": ""} for n in range(50)])
    with refused("InvalidInput", "Duplicate tag keys found. Please note that Tag keys are case insensitive."):
        cloud.iam.tag_role(RoleName=role.name, Tags=[{"Key": "A", "Value": ""}, {"Key": "a", "Value": ""}])


def test_paginators_see_every_role_once_and_in_order(cloud):
    path = f"/{fresh('paged')}/"
    made = [cloud.role(Path=path).arn for _ in range(7)]
    for size in [1, 3, 7, 100]:
        paginator = cloud.iam.get_paginator("list_roles")
        pages = list(paginator.paginate(PathPrefix=path, PaginationConfig={"PageSize": size}))
        arns = [role["Arn"] for page in pages for role in page["Roles"]]
        assert arns == sorted(made)
        assert len(pages) == -(-7 // size)
    with refused("ValidationError", "Invalid Marker."):
        cloud.iam.list_roles(Marker="not a marker")


def test_the_waiter_sees_a_new_role(cloud):
    role = cloud.role()
    cloud.iam.get_waiter("role_exists").wait(RoleName=role.name, WaiterConfig={"Delay": 0, "MaxAttempts": 1})


def test_validation_errors_are_told_together(cloud):
    with refused("ValidationError", starts="2 validation errors detected: "):
        cloud.iam.create_role(
            RoleName="a b", AssumeRolePolicyDocument=trust(cloud.root), MaxSessionDuration=43201
        )
