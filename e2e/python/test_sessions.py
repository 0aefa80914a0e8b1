"""Sessions: what they carry, what narrows them, and what ends them."""

import random
import string

import pytest
from support.cloud import Cloud
from support.policies import allow, deny, document, trust
from support.refusal import INVALID_TOKEN, denied, explicit, no_policy_allows, not_assumable, refused
from support.server import Credentials

READ = ["iam:GetRole", "iam:ListRoles"]


def test_a_session_policy_narrows(cloud):
    role = cloud.role(None, allow(READ))
    caller = cloud.session_arn(role)
    iam = cloud.client("iam", cloud.assume(role, Policy=document(allow(["iam:GetRole", "iam:GetUser"]))))
    iam.get_role(RoleName=role.name)
    with denied(caller, "iam:ListRoles", cloud.arn("role/"), no_policy_allows("iam:ListRoles", "session policy")):
        iam.list_roles()
    # It grants nothing that the role does not have.
    with denied(caller, "iam:GetUser", cloud.arn("user/admin"), no_policy_allows("iam:GetUser")):
        iam.get_user(UserName="admin")
    iam = cloud.client("iam", cloud.assume(role, Policy=document(allow("*"), deny("iam:GetRole"))))
    with denied(caller, "iam:GetRole", role.arn, explicit("a session policy")):
        iam.get_role(RoleName=role.name)


def test_managed_session_policies_narrow_too(cloud):
    role = cloud.role(None, allow(READ))
    policy = cloud.policy(allow("iam:ListRoles"))
    iam = cloud.client("iam", cloud.assume(role, PolicyArns=[{"arn": policy}]))
    iam.list_roles(MaxItems=1)
    text = no_policy_allows("iam:GetRole", "session policy")
    with denied(cloud.session_arn(role), "iam:GetRole", role.arn, text):
        iam.get_role(RoleName=role.name)
    # Several are one set.
    both = cloud.assume(role, PolicyArns=[{"arn": policy}], Policy=document(allow("iam:GetRole")))
    cloud.client("iam", both).get_role(RoleName=role.name)
    cloud.client("iam", both).list_roles(MaxItems=1)


def test_the_packed_size_is_told_and_limited(cloud):
    role = cloud.role()
    answer = cloud.sts.assume_role(RoleArn=role.arn, RoleSessionName="me", Policy=document(allow("*")))
    assert 0 < answer["PackedPolicySize"] < 100
    # Text that does not compress.
    noise = random.Random(1).choices(string.ascii_letters + string.digits, k=6000)
    with refused("PackedPolicyTooLarge", starts="Packed policy consumes "):
        cloud.assume(role, Policy=document(allow("s3:GetObject", "arn:aws:s3:::" + "".join(noise))))


def test_session_policies_that_are_refused(cloud):
    role = cloud.role()
    for policy in ["{", document({"Effect": "Allow", "Action": "iam:GetRole"})]:
        with refused("MalformedPolicyDocument"):
            cloud.assume(role, Policy=policy)
    with refused("ValidationError"):
        cloud.assume(role, PolicyArns=[{"arn": cloud.arn("policy/missing")}])


def test_session_tags(cloud):
    """They need `sts:TagSession` from the trust policy, and are the principal's tags from then on."""
    user = cloud.user()
    tagging = ["sts:AssumeRole", "sts:TagSession"]
    condition = {"StringEquals": {"aws:PrincipalTag/Team": "a"}}
    tags = [{"Key": "Team", "Value": "b"}]
    role = cloud.role(trust(user.arn), allow("iam:ListRoles", condition=condition), Tags=tags)
    with not_assumable(user.arn, role.arn, "sts:TagSession"):
        cloud.assume(role, user.credentials, Tags=[{"Key": "Team", "Value": "a"}])
    cloud.iam.update_assume_role_policy(RoleName=role.name, PolicyDocument=trust(user.arn, action=tagging))
    iam = cloud.client("iam", cloud.assume(role, user.credentials))
    with denied(cloud.session_arn(role), "iam:ListRoles", cloud.arn("role/"), no_policy_allows("iam:ListRoles")):
        iam.list_roles()
    tagged = cloud.assume(role, user.credentials, Tags=[{"Key": "team", "Value": "a"}])
    cloud.client("iam", tagged).list_roles(MaxItems=1)


def test_transitive_tags_follow_the_chain(cloud):
    tagging = ["sts:AssumeRole", "sts:TagSession"]
    first = cloud.role(trust(cloud.root, action=tagging), allow(tagging))
    condition = {"StringEquals": {"aws:PrincipalTag/Deep": "yes"}, "Null": {"aws:PrincipalTag/Flat": "true"}}
    second = cloud.role(trust(first.arn, action=tagging), allow("iam:ListRoles", condition=condition))
    tags = [{"Key": "Deep", "Value": "yes"}, {"Key": "Flat", "Value": "yes"}]
    session = cloud.assume(first, Tags=tags, TransitiveTagKeys=["Deep"])
    cloud.client("iam", cloud.assume(second, session)).list_roles(MaxItems=1)
    text = (
        "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from "
        "the calling session."
    )
    with refused("InvalidParameterValue", text):
        cloud.assume(second, session, Tags=[{"Key": "deep", "Value": "no"}])
    for parameters, text in [
        ({"TransitiveTagKeys": ["A"]}, "The specified transitive tag key must be included in the requested tags."),
        (
            {"Tags": [{"Key": "A", "Value": ""}, {"Key": "a", "Value": ""}]},
            "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
        ),
    ]:
        with refused("InvalidParameterValue", text):
            cloud.assume(first, **parameters)


def test_the_source_identity_stays_for_the_whole_chain(cloud):
    setting = ["sts:AssumeRole", "sts:SetSourceIdentity"]
    first = cloud.role(trust(cloud.root, action=setting), allow(setting))
    second = cloud.role(trust(first.arn, action=setting))
    plain = cloud.role(trust(first.arn))
    session = cloud.assume(first, SourceIdentity="alice")
    answer = cloud.client("sts", session).assume_role(RoleArn=second.arn, RoleSessionName="me")
    assert answer["SourceIdentity"] == "alice"
    with refused("ValidationError", "The source identity is already set for this assume role session"):
        cloud.assume(second, session, SourceIdentity="bob")
    with not_assumable(cloud.session_arn(first), plain.arn, "sts:SetSourceIdentity"):
        cloud.assume(plain, session)


@pytest.mark.parametrize("makes_anew", [False, True])
def test_a_deleted_role_ends_its_sessions(cloud, makes_anew):
    role = cloud.role(None, allow(READ))
    session = cloud.assume(role)
    cloud.delete_role(role)
    if makes_anew:
        cloud.role(None, allow(READ), RoleName=role.name)
    with refused("InvalidClientTokenId", INVALID_TOKEN):
        cloud.whoami(session)
    with refused("InvalidClientTokenId", INVALID_TOKEN):
        cloud.client("iam", session).list_roles()


@pytest.mark.parametrize("makes_anew", [False, True])
def test_a_deleted_user_ends_its_sessions(cloud, makes_anew):
    user = cloud.user(allow("*"))
    role = cloud.role(trust(user.arn), allow(READ))
    own = Credentials.of(cloud.client("sts", user.credentials).get_session_token()["Credentials"])
    assumed = cloud.assume(role, user.credentials)
    assert cloud.whoami(own) == user.arn
    cloud.delete_user(user)
    if makes_anew:
        cloud.user(allow("*"), UserName=user.name)
    for credentials in [own, user.credentials]:
        with refused("InvalidClientTokenId", INVALID_TOKEN):
            cloud.whoami(credentials)
    # The role session is the role's, whoever asked for it.
    assert cloud.whoami(assumed) == cloud.session_arn(role)


def test_what_sessions_of_users_can_call(cloud):
    user = cloud.user(allow("*"))
    role = cloud.role()
    session = Credentials.of(cloud.client("sts", user.credentials).get_session_token()["Credentials"])
    assert cloud.whoami(session) == user.arn
    cloud.assume(role, session)
    with refused("AccessDenied", "Cannot call GetSessionToken with session credentials"):
        cloud.client("sts", session).get_session_token()
    # Without MFA they cannot call IAM.
    with refused("InvalidClientTokenId"):
        cloud.client("iam", session).list_roles()
    with refused("AccessDenied", "Cannot call GetSessionToken with session credentials"):
        cloud.client("sts", cloud.assume(role)).get_session_token()


def test_mfa_is_not_there_in_user_sessions_without_it(cloud):
    user = cloud.user()
    role = cloud.role(trust(user.arn, {"Bool": {"aws:MultiFactorAuthPresent": "true"}}))
    session = Credentials.of(cloud.client("sts", user.credentials).get_session_token()["Credentials"])
    with not_assumable(user.arn, role.arn):
        cloud.assume(role, session)
    other = cloud.role(trust(user.arn, {"Bool": {"aws:MultiFactorAuthPresent": "false"}}))
    cloud.assume(other, session)


def test_get_caller_identity_cannot_be_denied(cloud):
    role = cloud.role(None, deny("*"))
    user = cloud.user(deny("*"))
    session = cloud.assume(role, Policy=document(deny("*")))
    assert cloud.client("sts", session).get_caller_identity() | {"ResponseMetadata": None} == {
        "UserId": f"{role.id}:session",
        "Account": cloud.account,
        "Arn": cloud.session_arn(role),
        "ResponseMetadata": None,
    }
    answer = cloud.client("sts", user.credentials).get_caller_identity()
    assert (answer["UserId"], answer["Account"], answer["Arn"]) == (user.id, cloud.account, user.arn)


def test_the_account_of_a_key_is_known(cloud):
    role = cloud.role()
    for credentials in [cloud.credentials, cloud.assume(role)]:
        assert cloud.sts.get_access_key_info(AccessKeyId=credentials.key)["Account"] == cloud.account


def test_sessions_outlive_a_restart_and_end_at_their_time(kept):
    """The server's clock is moved, the test not delayed. It stays near enough to the client's for its signatures."""
    kept.start(flags=["--clock-offset=-600"])
    cloud = Cloud(kept)
    role = cloud.role(None, allow("iam:ListRoles"), MaxSessionDuration=7200)
    short, long = cloud.assume(role, DurationSeconds=900), cloud.assume(role, DurationSeconds=3600)
    user = cloud.user(allow("*"))
    own = cloud.client("sts", user.credentials).get_session_token(DurationSeconds=900)["Credentials"]
    assert kept.restart() is kept
    for credentials in [short, long]:
        cloud.client("iam", credentials).list_roles()
    kept.restart("--clock-offset=600")
    cloud.client("iam", long).list_roles()
    for credentials in [short, Credentials.of(own)]:
        for call in [cloud.client("iam", credentials).list_roles, cloud.client("sts", credentials).get_caller_identity]:
            with refused("ExpiredToken", "The security token included in the request is expired"):
                call()


def test_a_session_policy_is_not_forgotten_by_a_restart(kept):
    kept.start()
    cloud = Cloud(kept)
    role = cloud.role(None, allow(READ))
    session = cloud.assume(role, Policy=document(allow("iam:GetRole")))
    kept.restart()
    cloud.client("iam", session).get_role(RoleName=role.name)
    text = no_policy_allows("iam:ListRoles", "session policy")
    with denied(cloud.session_arn(role), "iam:ListRoles", cloud.arn("role/"), text):
        cloud.client("iam", session).list_roles()


def test_a_user_session_keeps_the_limits_of_its_user(cloud):
    user = cloud.user(allow("sts:AssumeRole"), deny("sts:AssumeRole", "arn:aws:iam::*:role/secret-*"))
    session = Credentials.of(cloud.client("sts", user.credentials).get_session_token()["Credentials"])
    secret = cloud.role(RoleName=f"secret-{user.name}")
    cloud.assume(cloud.role(), session)
    with not_assumable(user.arn, secret.arn):
        cloud.assume(secret, session)
