"""A second account, reached the AWS way, and roles between two accounts."""

import itertools

import pytest
from support.cloud import Cloud
from support.policies import allow, document, trust
from support.refusal import denied, no_policy_allows, not_assumable, refused

_mails = itertools.count(1)


@pytest.fixture(scope="module")
def organizations(cloud):
    client = cloud.client("organizations")
    client.create_organization(FeatureSet="ALL")
    return client


def create_account(organizations, **parameters):
    """A new account's id."""
    mail = f"account{next(_mails)}@example.com"
    asked = organizations.create_account(Email=mail, AccountName="member", **parameters)["CreateAccountStatus"]
    done = organizations.describe_create_account_status(CreateAccountRequestId=asked["Id"])["CreateAccountStatus"]
    assert done["State"] == "SUCCEEDED", done
    return done["AccountId"]


@pytest.fixture(scope="module")
def member(cloud, organizations):
    """A member account, as the role that the organization leaves in it sees it."""
    account = create_account(organizations)
    session = cloud.assume(f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole")
    return Cloud(cloud.server, session, account)


def test_the_organization_describes_itself(cloud, organizations):
    organization = organizations.describe_organization()["Organization"]
    assert organization["MasterAccountId"] == cloud.account and organization["FeatureSet"] == "ALL"
    assert organization["Arn"] == f"arn:aws:organizations::{cloud.account}:organization/{organization['Id']}"
    with refused("AlreadyInOrganizationException"):
        organizations.create_organization()


def test_a_member_account_is_listed_and_described(organizations, member):
    listed = [
        account for page in organizations.get_paginator("list_accounts").paginate() for account in page["Accounts"]
    ]
    assert member.account in [account["Id"] for account in listed]
    account = organizations.describe_account(AccountId=member.account)["Account"]
    assert (account["Id"], account["Name"], account["Status"]) == (member.account, "member", "ACTIVE")
    with refused("AccountNotFoundException"):
        organizations.describe_account(AccountId="999999999999")


def test_a_member_account_is_another_world(cloud, member):
    assert member.whoami() == member.arn("assumed-role/OrganizationAccountAccessRole/session", "sts")
    role = cloud.role()
    with refused("NoSuchEntity", f"The role with name {role.name} cannot be found."):
        member.iam.get_role(RoleName=role.name)
    names = [each["RoleName"] for each in member.iam.list_roles()["Roles"]]
    assert "OrganizationAccountAccessRole" in names and role.name not in names


def test_the_role_may_have_another_name(cloud, organizations):
    account = create_account(organizations, RoleName="Landing")
    assert cloud.whoami(cloud.assume(f"arn:aws:iam::{account}:role/Landing"))
    arn = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    with not_assumable(cloud.whoami(), arn):
        cloud.assume(arn)


def test_across_accounts_both_sides_must_allow(cloud, member):
    """The trust policy of the role's account, and a policy of the caller in its own."""
    assume = allow("sts:AssumeRole")
    able, unable = cloud.user(assume), cloud.user()
    for trusted in [cloud.root, "*", [able.arn, unable.arn]]:
        role = member.role(trust(trusted))
        assert member.whoami(member.assume(role, able.credentials)) == member.session_arn(role)
        with not_assumable(unable.arn, role.arn):
            member.assume(role, unable.credentials)
    for trusted in [member.root, {"Service": "ec2.amazonaws.com"}, unable.arn]:
        role = member.role(trust(trusted))
        with not_assumable(able.arn, role.arn):
            member.assume(role, able.credentials)


def test_what_a_third_party_must_know(cloud, member):
    """The usual remedy against the confused deputy."""
    user = cloud.user(allow("sts:AssumeRole"))
    role = member.role(trust(cloud.root, {"StringEquals": {"sts:ExternalId": "customer-7"}}))
    member.assume(role, user.credentials, ExternalId="customer-7")
    for wrong in [{}, {"ExternalId": "customer-8"}]:
        with not_assumable(user.arn, role.arn):
            member.assume(role, user.credentials, **wrong)


def test_trust_in_a_user_of_another_account_is_bound_to_its_id(cloud, member):
    user = cloud.user(allow("sts:AssumeRole"))
    role = member.role(trust(user.arn))
    cloud.delete_user(user)
    anew = cloud.user(allow("sts:AssumeRole"), UserName=user.name)
    with not_assumable(anew.arn, role.arn):
        member.assume(role, anew.credentials)
    got = member.iam.get_role(RoleName=role.name)["Role"]["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]
    assert got == {"AWS": user.id}
    with refused("MalformedPolicyDocument", f'Invalid principal in policy: "AWS":"{cloud.arn("user/missing")}"'):
        member.role(trust(cloud.arn("user/missing")))


def test_the_organization_of_the_caller_is_a_condition(cloud, member, organizations):
    organization = organizations.describe_organization()["Organization"]["Id"]
    user = cloud.user(allow("sts:AssumeRole"))
    member.assume(member.role(trust("*", {"StringEquals": {"aws:PrincipalOrgID": organization}})), user.credentials)
    other = member.role(trust("*", {"StringEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}))
    with not_assumable(user.arn, other.arn):
        member.assume(other, user.credentials)


def test_only_the_management_account_may_make_accounts(cloud, member):
    client = member.client("organizations")
    assert client.describe_organization()["Organization"]["MasterAccountId"] == cloud.account
    with refused("AccessDeniedException"):
        client.create_account(Email="x@example.com", AccountName="x")
    with refused("AccessDeniedException"):
        client.list_accounts()


def test_denials_of_json_services(cloud, organizations):
    assert organizations
    user = cloud.user()
    text = f"User: {user.arn} is not authorized to perform: organizations:ListAccounts on resource: * "
    with refused("AccessDeniedException", text + no_policy_allows("organizations:ListAccounts")):
        cloud.client("organizations", user.credentials).list_accounts()


def test_session_policies_hold_across_accounts(cloud, member):
    role = member.role(trust(cloud.root), allow(["iam:GetRole", "iam:ListRoles"]))
    session = member.assume(role, cloud.credentials, Policy=document(allow("iam:GetRole")))
    iam = member.client("iam", session)
    iam.get_role(RoleName=role.name)
    text = no_policy_allows("iam:ListRoles", "session policy")
    with denied(member.session_arn(role), "iam:ListRoles", member.arn("role/"), text):
        iam.list_roles()
