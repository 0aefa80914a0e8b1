"""Conditions, each key from its real source: met and unmet."""

import pytest
from support.policies import allow, deny, document, trust, trusting
from support.refusal import denied, explicit, no_policy_allows, not_assumable

LOOPBACK = "127.0.0.1/32"
ELSEWHERE = "10.0.0.0/8"


@pytest.mark.parametrize(
    ("condition", "is_met"),
    [
        ({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, False),
        ({"Bool": {"aws:MultiFactorAuthPresent": "false"}}, False),
        ({"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}, True),
        ({"Null": {"aws:MultiFactorAuthPresent": "true"}}, True),
        ({"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}, False),
        ({"Bool": {"aws:SecureTransport": "true"}}, False),
        ({"Bool": {"aws:SecureTransport": "false"}}, True),
        ({"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}, False),
        ({"DateLessThan": {"aws:CurrentTime": "2999-01-01T00:00:00Z"}}, True),
        ({"DateGreaterThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}, True),
        ({"NumericGreaterThan": {"aws:EpochTime": "1577836800"}}, True),
        ({"Null": {"aws:TokenIssueTime": "true"}}, True),
        ({"IpAddress": {"aws:SourceIp": LOOPBACK}}, True),
        ({"IpAddress": {"aws:SourceIp": ELSEWHERE}}, False),
        ({"IpAddress": {"aws:SourceIp": [ELSEWHERE, "127.0.0.0/8"]}}, True),
        ({"NotIpAddress": {"aws:SourceIp": LOOPBACK}}, False),
        ({"IpAddress": {"aws:SourceIp": "::1"}}, False),
        ({"StringEquals": {"aws:PrincipalType": "User"}}, True),
        ({"StringEquals": {"aws:PrincipalType": "AssumedRole"}}, False),
        ({"StringEquals": {"aws:RequestedRegion": "us-east-1"}}, True),
        ({"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}, False),
        ({"StringLike": {"aws:UserAgent": "*Boto*"}}, True),
        ({"StringEquals": {"sts:RoleSessionName": "session"}}, True),
        ({"StringNotEquals": {"sts:RoleSessionName": "session"}}, False),
        ({"StringLike": {"sts:RoleSessionName": "${aws:username}"}}, False),
        ({"StringEquals": {"aws:PrincipalTag/Team": "a"}}, True),
        ({"StringEquals": {"aws:PrincipalTag/team": "a"}}, True),
        ({"StringEquals": {"aws:PrincipalTag/Team": "b"}}, False),
        ({"StringEquals": {"aws:PrincipalTag/Team": "${aws:ResourceTag/Team}"}}, True),
        ({"StringEquals": {"iam:ResourceTag/Team": "b"}}, False),
        ({"StringEqualsIfExists": {"aws:PrincipalTag/None": "x"}}, True),
        ({"StringNotEquals": {"aws:PrincipalTag/None": "x"}}, True),
        ({"Null": {"aws:PrincipalTag/None": "false"}}, False),
        ({"ForAllValues:StringEquals": {"aws:TagKeys": ["a"]}}, True),
        ({"ForAnyValue:StringEquals": {"aws:TagKeys": ["a"]}}, False),
        ({"IpAddress": {"aws:SourceIp": LOOPBACK}, "Bool": {"aws:SecureTransport": "true"}}, False),
    ],
)
def test_conditions_of_trust_policies(cloud, condition, is_met):
    user = cloud.user(Tags=[{"Key": "Team", "Value": "a"}])
    role = cloud.role(trust(user.arn, condition), Tags=[{"Key": "Team", "Value": "a"}])
    if is_met:
        cloud.assume(role, user.credentials)
    else:
        with not_assumable(user.arn, role.arn):
            cloud.assume(role, user.credentials)


def test_the_arn_of_the_principal_is_matched_as_text(cloud):
    """Unlike the principal itself, which is bound to its id."""
    user = cloud.user(allow("sts:AssumeRole"))
    role = cloud.role(trust("*", {"ArnLike": {"aws:PrincipalArn": cloud.arn("user/user-*")}}))
    cloud.assume(role, user.credentials)
    other = cloud.role(trust("*", {"ArnEquals": {"aws:PrincipalArn": cloud.arn("user/other")}}))
    with not_assumable(user.arn, other.arn):
        cloud.assume(other, user.credentials)


def test_a_deny_without_mfa_catches_long_term_keys(cloud):
    """The usual guard: with `BoolIfExists` an absent key counts as no MFA."""
    guard = deny("*", condition={"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}})
    user = cloud.user(allow("*"), guard)
    iam = cloud.client("iam", user.credentials)
    with denied(user.arn, "iam:ListRoles", cloud.arn("role/"), explicit()):
        iam.list_roles()


def test_the_key_of_mfa_is_there_in_sessions(cloud):
    """Present and false in temporary credentials that were issued without MFA."""
    role = cloud.role(None, allow("iam:ListRoles", condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}}))
    cloud.client("iam", cloud.assume(role)).list_roles(MaxItems=1)


def test_sessions_can_be_revoked_by_their_time_of_issue(cloud):
    role = cloud.role(None, allow("iam:ListRoles"))
    session = cloud.assume(role)
    iam = cloud.client("iam", session)
    iam.list_roles(MaxItems=1)
    revoke = deny("*", condition={"DateLessThan": {"aws:TokenIssueTime": "2999-01-01T00:00:00Z"}})
    cloud.iam.put_role_policy(RoleName=role.name, PolicyName="revoke", PolicyDocument=document(revoke))
    with denied(cloud.session_arn(role), "iam:ListRoles", cloud.arn("role/"), explicit()):
        iam.list_roles(MaxItems=1)


def test_variables_in_resources(cloud):
    user = cloud.user(allow("iam:GetUser", cloud.arn("user/${aws:username}")))
    iam = cloud.client("iam", user.credentials)
    iam.get_user(UserName=user.name)
    with denied(user.arn, "iam:GetUser", cloud.arn("user/admin"), no_policy_allows("iam:GetUser")):
        iam.get_user(UserName="admin")
    # A role session has no user name: what holds the variable matches nothing.
    role = cloud.role(None, allow("iam:GetUser", cloud.arn("user/${aws:username}")))
    with denied(cloud.session_arn(role), "iam:GetUser", user.arn, no_policy_allows("iam:GetUser")):
        cloud.client("iam", cloud.assume(role)).get_user(UserName=user.name)


def test_who_makes_roles_can_be_bound_to_a_path_and_to_tags(cloud):
    condition = {"StringEquals": {"aws:RequestTag/Team": "a"}, "ForAllValues:StringEquals": {"aws:TagKeys": ["Team"]}}
    user = cloud.user(allow(["iam:CreateRole", "iam:TagRole"], cloud.arn("role/a/*"), condition))
    iam = cloud.client("iam", user.credentials)

    def create(name, path, *tags):
        iam.create_role(
            RoleName=f"{user.name}-{name}",
            Path=path,
            AssumeRolePolicyDocument=document(trusting(cloud.root)),
            Tags=[{"Key": key, "Value": value} for key, value in tags],
        )

    create("good", "/a/", ("Team", "a"))
    for name, path, tags in [
        ("elsewhere", "/b/", [("Team", "a")]),
        ("other", "/a/", [("Team", "b")]),
        ("more", "/a/", [("Team", "a"), ("X", "")]),
        ("none", "/a/", []),
    ]:
        arn = cloud.arn(f"role{path}{user.name}-{name}")
        with denied(user.arn, "iam:CreateRole", arn, no_policy_allows("iam:CreateRole")):
            create(name, path, *tags)


def test_who_attaches_policies_can_be_bound_to_some(cloud):
    harmless, other = cloud.policy(allow("iam:GetRole")), cloud.policy(allow("*"))
    role = cloud.role()
    user = cloud.user(allow("iam:AttachRolePolicy", condition={"ArnEquals": {"iam:PolicyARN": harmless}}))
    iam = cloud.client("iam", user.credentials)
    iam.attach_role_policy(RoleName=role.name, PolicyArn=harmless)
    for policy in [other, "arn:aws:iam::aws:policy/AdministratorAccess"]:
        with denied(user.arn, "iam:AttachRolePolicy", role.arn, no_policy_allows("iam:AttachRolePolicy")):
            iam.attach_role_policy(RoleName=role.name, PolicyArn=policy)
    attached = cloud.iam.list_attached_role_policies(RoleName=role.name)["AttachedPolicies"]
    assert [policy["PolicyArn"] for policy in attached] == [harmless]


def test_a_deny_holds_however_the_name_is_written(cloud):
    """Names are found without regard to case, and resources of policies are matched with it."""
    role, other = cloud.role(RoleName="Guarded", Path="/p/"), cloud.user(UserName="Guarded")
    user = cloud.user(allow("iam:*"), deny("iam:*", [role.arn, other.arn]))
    iam = cloud.client("iam", user.credentials)
    for name in ["Guarded", "guarded", "GUARDED"]:
        with denied(user.arn, "iam:GetRole", role.arn, explicit()):
            iam.get_role(RoleName=name)
        with denied(user.arn, "iam:PutRolePolicy", role.arn, explicit()):
            iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=document(allow("*")))
        with denied(user.arn, "iam:CreateAccessKey", other.arn, explicit()):
            iam.create_access_key(UserName=name)
        with denied(user.arn, "iam:DeleteAccessKey", other.arn, explicit()):
            iam.delete_access_key(UserName=name, AccessKeyId=other.credentials.key)
        with denied(user.arn, "iam:UpdateUser", other.arn, explicit()):
            iam.update_user(UserName=name, NewUserName="free")
