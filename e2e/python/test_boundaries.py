"""Permissions boundaries: they cut, and never grant."""

import pytest
from support.policies import allow, deny, trust
from support.refusal import denied, explicit, no_policy_allows, not_assumable, refused


@pytest.mark.parametrize("is_set_at_creation", [True, False])
def test_a_boundary_cuts_what_a_role_may(cloud, is_set_at_creation):
    boundary = cloud.policy(allow(["iam:ListRoles", "iam:GetUser"]))
    role = cloud.role(
        None,
        allow(["iam:ListRoles", "iam:GetRole"]),
        **({"PermissionsBoundary": boundary} if is_set_at_creation else {}),
    )
    iam = cloud.client("iam", cloud.assume(role))
    if not is_set_at_creation:
        iam.get_role(RoleName=role.name)
        cloud.iam.put_role_permissions_boundary(RoleName=role.name, PermissionsBoundary=boundary)
    got = cloud.iam.get_role(RoleName=role.name)["Role"]["PermissionsBoundary"]
    assert got == {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": boundary}
    iam.list_roles(MaxItems=1)
    caller = cloud.session_arn(role)
    with denied(caller, "iam:GetRole", role.arn, no_policy_allows("iam:GetRole", "permissions boundary")):
        iam.get_role(RoleName=role.name)
    with denied(caller, "iam:GetUser", cloud.arn("user/admin"), no_policy_allows("iam:GetUser")):
        iam.get_user(UserName="admin")
    cloud.iam.delete_role_permissions_boundary(RoleName=role.name)
    iam.get_role(RoleName=role.name)


def test_a_boundary_cuts_what_a_user_may(cloud):
    boundary = cloud.policy(allow("*"), deny("iam:GetRole"))
    user = cloud.user(allow("*"), PermissionsBoundary=boundary)
    iam = cloud.client("iam", user.credentials)
    iam.list_roles(MaxItems=1)
    with denied(user.arn, "iam:GetRole", cloud.arn("role/x"), explicit("a permissions boundary")):
        iam.get_role(RoleName="x")
    cloud.iam.put_user_permissions_boundary(UserName=user.name, PermissionsBoundary=cloud.policy(allow("s3:*")))
    because = no_policy_allows("iam:ListRoles", "permissions boundary")
    with denied(user.arn, "iam:ListRoles", cloud.arn("role/"), because):
        iam.list_roles()


def test_boundaries_and_roles_that_trust_by_name(cloud):
    """A trust policy that names a user overrides what its boundary leaves out; one that names a role does not."""
    boundary = cloud.policy(allow("s3:*"))
    user = cloud.user(PermissionsBoundary=boundary)
    cloud.assume(cloud.role(trust(user.arn)), user.credentials)

    first = cloud.role(PermissionsBoundary=boundary)
    second = cloud.role(trust(first.arn))
    with not_assumable(cloud.session_arn(first), second.arn):
        cloud.assume(second, cloud.assume(first))

    forbidden = cloud.user(PermissionsBoundary=cloud.policy(deny("sts:*")))
    role = cloud.role(trust(forbidden.arn))
    with not_assumable(forbidden.arn, role.arn):
        cloud.assume(role, forbidden.credentials)


def test_a_policy_that_bounds_cannot_be_deleted(cloud):
    boundary = cloud.policy(allow("*"))
    role = cloud.role(PermissionsBoundary=boundary)
    assert cloud.iam.get_policy(PolicyArn=boundary)["Policy"]["PermissionsBoundaryUsageCount"] == 1
    with refused("DeleteConflict"):
        cloud.iam.delete_policy(PolicyArn=boundary)
    cloud.delete_role(role)
    cloud.iam.delete_policy(PolicyArn=boundary)


def test_boundaries_that_are_not_there(cloud):
    missing = cloud.arn("policy/missing")
    role = cloud.role()
    with refused("NoSuchEntity", f"Scope ARN: {missing} does not exist or is not attachable."):
        cloud.iam.put_role_permissions_boundary(RoleName=role.name, PermissionsBoundary=missing)
    with refused("InvalidInput", "ARN arn:aws:nothing:here is not valid."):
        cloud.iam.put_role_permissions_boundary(RoleName=role.name, PermissionsBoundary="arn:aws:nothing:here")


def test_who_makes_roles_can_be_bound_to_a_boundary(cloud):
    """Delegation: roles may be made only with the boundary that limits them."""
    boundary, other = cloud.policy(allow("s3:*")), cloud.policy(allow("*"))
    maker = cloud.user(allow("iam:CreateRole", condition={"ArnEquals": {"iam:PermissionsBoundary": boundary}}))
    iam = cloud.client("iam", maker.credentials)
    parameters = {"RoleName": f"made-by-{maker.name}", "AssumeRolePolicyDocument": trust(cloud.root)}
    for wrong in [{}, {"PermissionsBoundary": other}]:
        arn = cloud.arn(f"role/made-by-{maker.name}")
        with denied(maker.arn, "iam:CreateRole", arn, no_policy_allows("iam:CreateRole")):
            iam.create_role(**parameters, **wrong)
    iam.create_role(**parameters, PermissionsBoundary=boundary)
