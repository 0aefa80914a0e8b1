"""Users and their access keys."""

import re

import pytest
from support.cloud import Cloud, fresh
from support.policies import allow, document
from support.refusal import INVALID_TOKEN, denied, no_policy_allows, refused
from support.server import Credentials, Server


def test_a_user_comes_back_as_it_was_made(cloud):
    name = fresh("User")
    tags = [{"Key": "Team", "Value": "a"}]
    created = cloud.iam.create_user(UserName=name, Path="/team/", Tags=tags)["User"]
    assert created["Arn"] == cloud.arn(f"user/team/{name}") and created["Tags"] == tags
    assert re.fullmatch("AIDA[A-Z2-7]{17}", created["UserId"])
    assert cloud.iam.get_user(UserName=name)["User"] == created
    listed = cloud.iam.list_users(PathPrefix="/team/")["Users"]
    assert [user["UserName"] for user in listed] == [name] and "Tags" not in listed[0]
    with refused("EntityAlreadyExists", f"User with name {name.lower()} already exists."):
        cloud.iam.create_user(UserName=name.lower())
    cloud.iam.get_waiter("user_exists").wait(UserName=name, WaiterConfig={"Delay": 0, "MaxAttempts": 1})
    cloud.iam.delete_user(UserName=name)
    with refused("NoSuchEntity", f"The user with name {name} cannot be found."):
        cloud.iam.get_user(UserName=name)


def test_a_renamed_user_is_the_same_user(cloud):
    user = cloud.user(allow("iam:GetUser"))
    cloud.iam.update_user(UserName=user.name, NewUserName=user.name + "-new", NewPath="/moved/")
    arn = cloud.arn(f"user/moved/{user.name}-new")
    assert cloud.whoami(user.credentials) == arn
    assert cloud.client("iam", user.credentials).get_user()["User"]["UserId"] == user.id


def test_get_user_without_a_name_is_about_the_caller(cloud):
    user = cloud.user(allow("iam:GetUser"))
    assert cloud.client("iam", user.credentials).get_user()["User"]["Arn"] == user.arn
    role = cloud.role(None, allow("*"))
    with refused("ValidationError", "Must specify userName when calling with non-User credentials"):
        cloud.client("iam", cloud.assume(role)).get_user()


def test_a_user_with_keys_or_policies_cannot_be_deleted(cloud):
    user = cloud.user(allow("iam:GetUser"))
    cloud.iam.attach_user_policy(UserName=user.name, PolicyArn="arn:aws:iam::aws:policy/IAMReadOnlyAccess")
    with refused("DeleteConflict"):
        cloud.iam.delete_user(UserName=user.name)
    cloud.iam.detach_user_policy(UserName=user.name, PolicyArn="arn:aws:iam::aws:policy/IAMReadOnlyAccess")
    cloud.iam.delete_access_key(UserName=user.name, AccessKeyId=user.credentials.key)
    with refused("DeleteConflict", "Cannot delete entity, must delete policies first."):
        cloud.iam.delete_user(UserName=user.name)
    cloud.iam.delete_user_policy(UserName=user.name, PolicyName="inline")
    cloud.iam.create_access_key(UserName=user.name)
    with refused("DeleteConflict", "Cannot delete entity, must delete access keys first."):
        cloud.iam.delete_user(UserName=user.name)


def test_an_inactive_key_is_refused_and_an_active_one_works_again(cloud):
    user = cloud.user(allow("iam:GetUser"))
    key = {"UserName": user.name, "AccessKeyId": user.credentials.key}
    for status in ["Inactive", "Active"]:
        cloud.iam.update_access_key(Status=status, **key)
        listed = cloud.iam.list_access_keys(UserName=user.name)["AccessKeyMetadata"]
        assert [(each["AccessKeyId"], each["Status"]) for each in listed] == [(user.credentials.key, status)]
        if status == "Inactive":
            with refused("InvalidClientTokenId", INVALID_TOKEN):
                cloud.whoami(user.credentials)
    assert cloud.whoami(user.credentials) == user.arn
    cloud.iam.delete_access_key(**key)
    with refused("InvalidClientTokenId", INVALID_TOKEN):
        cloud.whoami(user.credentials)


def test_a_user_has_two_keys_and_only_the_first_answer_has_the_secret(cloud):
    user = cloud.user()
    second = cloud.iam.create_access_key(UserName=user.name)["AccessKey"]
    assert re.fullmatch("AKIA[A-Z2-7]{16}", second["AccessKeyId"]) and len(second["SecretAccessKey"]) == 40
    assert cloud.whoami(Credentials(second["AccessKeyId"], second["SecretAccessKey"])) == user.arn
    with refused("LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2"):
        cloud.iam.create_access_key(UserName=user.name)
    listed = cloud.iam.list_access_keys(UserName=user.name)["AccessKeyMetadata"]
    assert len(listed) == 2 and not any("SecretAccessKey" in key for key in listed)


def test_the_last_use_of_a_key_is_known(cloud):
    user = cloud.user(allow("iam:GetUser"))
    used = cloud.iam.get_access_key_last_used(AccessKeyId=user.credentials.key)
    assert used["UserName"] == user.name
    assert "LastUsedDate" not in used["AccessKeyLastUsed"] and used["AccessKeyLastUsed"]["ServiceName"] == "N/A"
    cloud.client("iam", user.credentials).get_user()
    used = cloud.iam.get_access_key_last_used(AccessKeyId=user.credentials.key)["AccessKeyLastUsed"]
    assert (used["ServiceName"], used["Region"]) == ("iam", "us-east-1") and "LastUsedDate" in used


def test_users_manage_their_own_keys(cloud):
    user = cloud.user(allow(["iam:CreateAccessKey", "iam:ListAccessKeys"], cloud.arn("user/${aws:username}")))
    iam = cloud.client("iam", user.credentials)
    iam.create_access_key()
    assert len(iam.list_access_keys()["AccessKeyMetadata"]) == 2
    with denied(user.arn, "iam:CreateAccessKey", cloud.arn("user/admin"), no_policy_allows("iam:CreateAccessKey")):
        iam.create_access_key(UserName="admin")


def test_inline_policies_of_a_user_have_2048_characters_together(cloud):
    user = cloud.user()
    large = document(allow("iam:GetRole", "arn:aws:s3:::" + "x" * 1500))
    cloud.iam.put_user_policy(UserName=user.name, PolicyName="a", PolicyDocument=large)
    with refused("LimitExceeded", f"Maximum policy size of 2048 bytes exceeded for user {user.name}"):
        cloud.iam.put_user_policy(UserName=user.name, PolicyName="b", PolicyDocument=large)


def test_paginators_see_every_user_once(cloud):
    path = f"/{fresh('paged')}/"
    made = sorted(cloud.user(Path=path).name for _ in range(5))
    pages = cloud.iam.get_paginator("list_users").paginate(PathPrefix=path, PaginationConfig={"PageSize": 2})
    assert sorted(user["UserName"] for page in pages for user in page["Users"]) == made


def test_tags_of_users(cloud):
    user = cloud.user(Tags=[{"Key": "A", "Value": "1"}])
    cloud.iam.tag_user(UserName=user.name, Tags=[{"Key": "B", "Value": "2"}])
    cloud.iam.untag_user(UserName=user.name, TagKeys=["a"])
    assert cloud.iam.list_user_tags(UserName=user.name)["Tags"] == [{"Key": "B", "Value": "2"}]


@pytest.fixture(scope="module")
def root():
    """The root user of a server that was started with a root key."""
    key = Credentials("AKIAROLECALLROOT0001", "root/secret+of+forty+characters+exactly1")
    environment = {"ROLECALL_ROOT_ACCESS_KEY_ID": key.key, "ROLECALL_ROOT_SECRET_ACCESS_KEY": key.secret}
    with Server(environment=environment) as server:
        server.credentials = key
        yield Cloud(server)


def test_the_root_user_is_there_if_the_operator_gave_its_key(root):
    answer = root.sts.get_caller_identity()
    assert (answer["UserId"], answer["Account"], answer["Arn"]) == (root.account, root.account, root.root)
    assert root.iam.list_users()["Users"] == []
    assert root.iam.get_user()["User"]["Arn"] == root.root


def test_the_root_user_may_do_all_but_assume_roles(root):
    role = root.role()
    with refused("AccessDenied", "Roles may not be assumed by root accounts."):
        root.assume(role)
    session = Credentials.of(root.sts.get_session_token()["Credentials"])
    assert root.whoami(session) == root.root
