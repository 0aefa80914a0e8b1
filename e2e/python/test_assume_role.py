"""Assuming roles: who may, with what, for how long."""

from datetime import UTC, datetime, timedelta

import pytest
from support.cloud import fresh
from support.policies import allow, deny, document, trust, trusting
from support.refusal import denied, explicit, no_policy_allows, not_assumable, refused


def test_a_session_is_held_to_the_policies_of_its_role(cloud):
    role = cloud.role(None, allow("iam:GetRole", cloud.arn("role/*")), deny("iam:GetRole", cloud.arn("role/secret")))
    session = cloud.assume(role, session="me")
    assert cloud.whoami(session) == cloud.session_arn(role, "me")
    iam = cloud.client("iam", session)
    assert iam.get_role(RoleName=role.name)["Role"]["Arn"] == role.arn
    caller = cloud.session_arn(role, "me")
    with denied(caller, "iam:ListRoles", cloud.arn("role/"), no_policy_allows("iam:ListRoles")):
        iam.list_roles()
    with denied(caller, "iam:GetRole", cloud.arn("role/secret"), explicit()):
        iam.get_role(RoleName="secret")
    cloud.iam.delete_role_policy(RoleName=role.name, PolicyName="inline")
    with denied(caller, "iam:GetRole", role.arn, no_policy_allows("iam:GetRole")):
        iam.get_role(RoleName=role.name)


def test_the_answer_of_assume_role(cloud):
    role = cloud.role(Path="/deep/er/")
    before = datetime.now(UTC)
    answer = cloud.sts.assume_role(RoleArn=role.arn, RoleSessionName="Me@example.com", DurationSeconds=900)
    assert answer["AssumedRoleUser"] == {
        "AssumedRoleId": f"{role.id}:Me@example.com",
        "Arn": cloud.session_arn(role, "Me@example.com"),
    }
    credentials = answer["Credentials"]
    assert credentials["AccessKeyId"].startswith("ASIA") and len(credentials["AccessKeyId"]) == 20
    assert len(credentials["SecretAccessKey"]) == 40
    assert timedelta(seconds=890) < credentials["Expiration"] - before < timedelta(seconds=960)
    assert "PackedPolicySize" not in answer


def test_a_role_for_a_service_admits_no_user(cloud):
    """The trust policy that every instance role has: even who may do everything is not the service."""
    role = cloud.role(trust({"Service": "ec2.amazonaws.com"}))
    with not_assumable(cloud.whoami(), role.arn):
        cloud.assume(role)


def test_a_user_named_in_the_trust_policy_needs_no_policy(cloud):
    user, other = cloud.user(), cloud.user()
    role = cloud.role(trust(user.arn), allow("iam:GetRole"))
    assert cloud.whoami(cloud.assume(role, user.credentials)) == cloud.session_arn(role)
    with not_assumable(other.arn, role.arn):
        cloud.assume(role, other.credentials)


def test_an_account_in_the_trust_policy_only_delegates(cloud):
    role = cloud.role()
    without, able = cloud.user(), cloud.user(allow("sts:AssumeRole", role.arn))
    with not_assumable(without.arn, role.arn):
        cloud.assume(role, without.credentials)
    cloud.assume(role, able.credentials)


def test_a_deny_of_the_caller_wins_over_the_trust_policy(cloud):
    user = cloud.user(deny("sts:AssumeRole"))
    role = cloud.role(trust(user.arn))
    with not_assumable(user.arn, role.arn):
        cloud.assume(role, user.credentials)


def test_a_deny_in_the_trust_policy_wins(cloud):
    user, banned = cloud.user(), cloud.user()
    role = cloud.role(document(trusting([user.arn, banned.arn]), trusting(banned.arn, effect="Deny")))
    cloud.assume(role, user.credentials)
    with not_assumable(banned.arn, role.arn):
        cloud.assume(role, banned.credentials)


def test_roles_that_are_not_there_look_like_roles_that_do_not_trust(cloud):
    for arn in [cloud.arn("role/missing"), "arn:aws:iam::999988887777:role/missing"]:
        with not_assumable(cloud.whoami(), arn):
            cloud.assume(arn)


def test_the_path_belongs_to_the_role(cloud):
    role = cloud.role(Path="/p/")
    cloud.assume(role)
    for resource in [role.name, f"p/{role.name.upper()}", f"q/{role.name}"]:
        arn = cloud.arn(f"role/{resource}")
        with not_assumable(cloud.whoami(), arn):
            cloud.assume(arn)


def test_what_is_not_the_arn_of_a_role(cloud):
    for arn in [cloud.arn("user/" + fresh("u")), "x" * 20, "arn:aws:s3:::" + fresh("bucket-bucket")]:
        with refused("ValidationError", f"{arn} is invalid"):
            cloud.assume(arn)


def test_external_id(cloud):
    role = cloud.role(trust(cloud.root, {"StringEquals": {"sts:ExternalId": "open-sesame"}}))
    cloud.assume(role, ExternalId="open-sesame")
    for wrong in [{}, {"ExternalId": "open-sesam"}, {"ExternalId": "OPEN-SESAME"}]:
        with not_assumable(cloud.whoami(), role.arn):
            cloud.assume(role, **wrong)
    # A trust policy that does not ask does not care.
    cloud.assume(cloud.role(), ExternalId="whatever")


@pytest.mark.parametrize(("most", "seconds"), [(None, 3601), (7200, 7201), (43200, None)])
def test_no_longer_than_the_role_allows(cloud, most, seconds):
    role = cloud.role(**({"MaxSessionDuration": most} if most else {}))
    cloud.assume(role, DurationSeconds=most or 3600)
    if seconds:
        text = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        with refused("ValidationError", text):
            cloud.assume(role, DurationSeconds=seconds)


@pytest.mark.parametrize(
    ("seconds", "limit"), [(899, "greater than or equal to 900"), (43201, "less than or equal to 43200")]
)
def test_durations_out_of_range(cloud, seconds, limit):
    text = f"1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to satisfy constraint: "
    with refused("ValidationError", f"{text}Member must have value {limit}"):
        cloud.assume(cloud.role(MaxSessionDuration=43200), DurationSeconds=seconds)


def test_a_chained_session_lives_an_hour_at_most(cloud):
    first = cloud.role(MaxSessionDuration=43200)
    second = cloud.role(trust(first.arn), MaxSessionDuration=43200)
    session = cloud.assume(first, DurationSeconds=7200)
    chained = cloud.assume(second, session, DurationSeconds=3600)
    assert cloud.whoami(chained) == cloud.session_arn(second)
    text = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
    with refused("ValidationError", text):
        cloud.assume(second, session, DurationSeconds=7200)


def test_a_role_does_not_trust_itself(cloud):
    role = cloud.role(trust(cloud.user().arn))
    cloud.iam.update_assume_role_policy(RoleName=role.name, PolicyDocument=trust(cloud.root))
    session = cloud.assume(role)
    with not_assumable(cloud.session_arn(role), role.arn):
        cloud.assume(role, session)
    cloud.iam.update_assume_role_policy(RoleName=role.name, PolicyDocument=trust(role.arn))
    cloud.assume(role, session)


def test_a_trust_policy_can_name_one_session(cloud):
    first = cloud.role()
    second = cloud.role(trust(cloud.session_arn(first, "known")))
    cloud.assume(second, cloud.assume(first, session="known"))
    with not_assumable(cloud.session_arn(first, "other"), second.arn):
        cloud.assume(second, cloud.assume(first, session="other"))


def test_a_new_trust_policy_holds_at_once_and_leaves_sessions_alive(cloud):
    user = cloud.user()
    role = cloud.role(trust(user.arn), allow("iam:GetRole"))
    session = cloud.assume(role, user.credentials)
    cloud.iam.update_assume_role_policy(RoleName=role.name, PolicyDocument=trust({"Service": "ec2.amazonaws.com"}))
    with not_assumable(user.arn, role.arn):
        cloud.assume(role, user.credentials)
    cloud.client("iam", session).get_role(RoleName=role.name)


@pytest.mark.parametrize(
    ("name", "constraint"),
    [
        ("a b", r"Member must satisfy regular expression pattern: [\w+=,.@-]*"),
        ("a", "Member must have length greater than or equal to 2"),
        ("x" * 65, "Member must have length less than or equal to 64"),
    ],
)
def test_session_names(cloud, name, constraint):
    text = f"1 validation error detected: Value '{name}' at 'roleSessionName' failed to satisfy constraint: "
    with refused("ValidationError", text + constraint):
        cloud.assume(cloud.role(), session=name)
