"""Instance profiles: what hands a role to instances."""

import re

import pytest
from support.cloud import Cloud, fresh
from support.policies import allow, trust
from support.refusal import denied, no_policy_allows, refused

EC2 = trust({"Service": "ec2.amazonaws.com"})


@pytest.fixture
def profile(cloud):
    name = fresh("Profile")
    cloud.iam.create_instance_profile(InstanceProfileName=name, Path="/web/", Tags=[{"Key": "Team", "Value": "a"}])
    return name


def test_a_profile_comes_back_with_its_role(cloud, profile):
    role = cloud.role(EC2)
    cloud.iam.add_role_to_instance_profile(InstanceProfileName=profile, RoleName=role.name)
    cloud.iam.get_waiter("instance_profile_exists").wait(InstanceProfileName=profile)
    shown = cloud.iam.get_instance_profile(InstanceProfileName=profile)["InstanceProfile"]
    assert shown["Arn"] == cloud.arn(f"instance-profile/web/{profile}")
    assert re.fullmatch("AIPA[A-Z2-7]{17}", shown["InstanceProfileId"])
    assert [held["Arn"] for held in shown["Roles"]] == [role.arn]
    assert shown["Tags"] == [{"Key": "Team", "Value": "a"}]
    listed = cloud.iam.list_instance_profiles_for_role(RoleName=role.name)["InstanceProfiles"]
    assert [one["InstanceProfileId"] for one in listed] == [shown["InstanceProfileId"]]


def test_a_profile_and_its_role_are_removed_in_order(cloud, profile):
    role = cloud.role(EC2)
    both = {"InstanceProfileName": profile, "RoleName": role.name}
    cloud.iam.add_role_to_instance_profile(**both)
    with refused("LimitExceeded", "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1"):
        cloud.iam.add_role_to_instance_profile(**both)
    conflict = "Cannot delete entity, must remove roles from instance profile first."
    with refused("DeleteConflict", conflict):
        cloud.iam.delete_instance_profile(InstanceProfileName=profile)
    with refused("DeleteConflict", conflict):
        cloud.iam.delete_role(RoleName=role.name)
    cloud.iam.remove_role_from_instance_profile(**both)
    cloud.delete_role(role)
    cloud.iam.delete_instance_profile(InstanceProfileName=profile)
    with refused("NoSuchEntity", f"Instance Profile {profile} cannot be found."):
        cloud.iam.get_instance_profile(InstanceProfileName=profile)


def test_pages_hold_every_profile_once(cloud):
    path = f"/{fresh('pages')}/"
    names = {fresh("p") for _ in range(5)}
    for name in names:
        cloud.iam.create_instance_profile(InstanceProfileName=name, Path=path)
    pages = cloud.iam.get_paginator("list_instance_profiles").paginate(
        PathPrefix=path, PaginationConfig={"PageSize": 2}
    )
    seen = [one["InstanceProfileName"] for page in pages for one in page["InstanceProfiles"]]
    assert len(seen) == 5 and set(seen) == names


def test_a_role_must_be_passed(cloud, profile):
    role = cloud.role(EC2)
    user = cloud.user(allow("iam:AddRoleToInstanceProfile"))
    with denied(user.arn, "iam:PassRole", role.arn, no_policy_allows("iam:PassRole")):
        Cloud(cloud.server, user.credentials).iam.add_role_to_instance_profile(
            InstanceProfileName=profile, RoleName=role.name
        )


def test_the_command_line_shows_the_role(cloud, cli, profile):
    role = cloud.role(EC2)
    named = ["--instance-profile-name", profile]
    assert cli.run("iam", "add-role-to-instance-profile", *named, "--role-name", role.name).code == 0
    shown = cli.run("iam", "get-instance-profile", *named).json()["InstanceProfile"]
    assert [held["RoleName"] for held in shown["Roles"]] == [role.name]
