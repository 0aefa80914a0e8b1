"""What was acknowledged is found again, after an orderly end and after a crash."""

import json
import os
import random
import threading
from dataclasses import dataclass, field

import pytest
from botocore.exceptions import BotoCoreError
from support.cloud import Cloud
from support.policies import allow, document, trust

ROUNDS = 50 if os.environ.get("ROLECALL_LONG") else 5
WRITERS = 4
SERVICE = trust({"Service": "ec2.amazonaws.com"})


def test_everything_survives_a_restart(kept):
    kept.start()
    cloud = Cloud(kept)
    user = cloud.user(allow("sts:AssumeRole"), Tags=[{"Key": "A", "Value": "1"}])
    boundary = cloud.policy(allow("*"))
    cloud.iam.create_policy_version(PolicyArn=boundary, PolicyDocument=document(allow("iam:*")), SetAsDefault=True)
    role = cloud.role(trust(user.arn), allow("iam:GetRole"), Description="kept", PermissionsBoundary=boundary)
    cloud.iam.attach_role_policy(RoleName=role.name, PolicyArn="arn:aws:iam::aws:policy/IAMReadOnlyAccess")
    organizations = cloud.client("organizations")
    organizations.create_organization()
    organizations.create_account(Email="a@example.com", AccountName="a")
    session = cloud.assume(role, user.credentials)

    def contents():
        state = [
            cloud.iam.get_role(RoleName=role.name)["Role"],
            cloud.iam.get_user(UserName=user.name)["User"],
            cloud.iam.list_role_policies(RoleName=role.name)["PolicyNames"],
            cloud.iam.list_attached_role_policies(RoleName=role.name)["AttachedPolicies"],
            cloud.iam.list_policy_versions(PolicyArn=boundary)["Versions"],
            cloud.iam.get_policy_version(PolicyArn=boundary, VersionId="v2")["PolicyVersion"]["Document"],
            organizations.describe_organization()["Organization"],
            organizations.list_accounts()["Accounts"],
        ]
        state[0].pop("RoleLastUsed")
        return state

    before = contents()
    for end in [kept.stop, kept.kill]:
        address = ":".join(map(str, kept.address))
        end()
        kept.start(address)
        assert contents() == before
        assert cloud.whoami(session) == cloud.session_arn(role)
        assert cloud.whoami(user.credentials) == user.arn


class Progress:
    """Counts acknowledged writes, and says when there are enough."""

    def __init__(self, enough):
        self.left = enough
        self.lock = threading.Lock()
        self.reached = threading.Event()

    def acknowledge(self):
        with self.lock:
            self.left -= 1
            if self.left <= 0:
                self.reached.set()


@dataclass
class Writer:
    """One client that writes until the server is gone, and remembers what the server acknowledged."""

    number: int
    iam: object
    roles: set = field(default_factory=set)
    deleted: set = field(default_factory=set)
    acknowledged: int = 0
    attempted: int = 0
    failure: Exception | None = None

    @property
    def counted(self):
        return f"counter-{self.number}"

    def run(self, progress):
        try:
            while True:
                self.step(progress)
        except BotoCoreError:
            # The server is gone: what was under way may or may not be there.
            pass
        except Exception as failure:
            self.failure = failure
            progress.reached.set()

    def step(self, progress):
        """A role is made, a counter set, and most roles are deleted again: an account may have a thousand."""
        self.attempted += 1
        value = str(self.attempted)
        name = f"crash-{self.number}-{value}"
        tags = [{"Key": "a", "Value": value}, {"Key": "b", "Value": value}]
        self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=SERVICE, Description=value, Tags=tags)
        self.roles.add(name)
        progress.acknowledge()
        counter = document(allow("iam:GetRole", f"arn:aws:iam::111122223333:role/{value}"), allow(f"s3:{value}"))
        self.iam.put_role_policy(RoleName=self.counted, PolicyName="counter", PolicyDocument=counter)
        self.acknowledged = self.attempted
        progress.acknowledge()
        if self.attempted % 3:
            self.roles.remove(name)
            self.iam.delete_role(RoleName=name)
            self.deleted.add(name)
            progress.acknowledge()

    def check(self, present):
        """Everything that this writer was told is true, and nothing is half there."""
        assert self.failure is None, self.failure
        assert self.roles <= present
        assert not self.deleted & present
        own = sorted(name for name in present if name.startswith(f"crash-{self.number}-"))
        for name in own[:5] + own[-5:] + [f"crash-{self.number}-{self.attempted}"]:
            if name in present:
                self.check_role(name)
        try:
            policy = self.iam.get_role_policy(RoleName=self.counted, PolicyName="counter")["PolicyDocument"]
        except self.iam.exceptions.NoSuchEntityException:
            assert self.acknowledged == 0
            return
        first, second = policy["Statement"]
        value = int(second["Action"].removeprefix("s3:"))
        assert first["Resource"].endswith(f"role/{value}")
        # The acknowledged one, or the one that was under way.
        assert value in (self.acknowledged, self.attempted)
        self.acknowledged = value

    def check_role(self, name):
        role = self.iam.get_role(RoleName=name)["Role"]
        value = name.rsplit("-")[-1]
        assert role["Description"] == value and [tag["Value"] for tag in role["Tags"]] == [value, value]
        assert role["AssumeRolePolicyDocument"] == json.loads(SERVICE)


def test_a_crash_loses_nothing_that_was_acknowledged(kept):
    """Kills the server under concurrent writes, at a number of acknowledged writes that differs in each round."""
    numbers = random.Random(20260701)
    kept.start()
    cloud = Cloud(kept)
    writers = [Writer(number, cloud.client("iam")) for number in range(WRITERS)]
    for writer in writers:
        cloud.role(RoleName=writer.counted)
    for crash in range(ROUNDS):
        progress = Progress(numbers.randint(1, 150))
        threads = [threading.Thread(target=writer.run, args=(progress,), daemon=True) for writer in writers]
        for thread in threads:
            thread.start()
        assert progress.reached.wait(120), f"round {crash}: the server does not write"
        kept.kill()
        for thread in threads:
            thread.join(120)
        kept.start(":".join(map(str, kept.address)))
        pages = cloud.iam.get_paginator("list_roles").paginate(PaginationConfig={"PageSize": 1000})
        present = {role["RoleName"] for page in pages for role in page["Roles"]}
        for writer in writers:
            writer.check(present)


def test_a_crash_leaves_no_half_of_a_transaction(kept):
    """An account comes with the role that leads into it: after a crash there are both or neither."""
    kept.start()
    cloud = Cloud(kept)
    organizations = cloud.client("organizations")
    organizations.create_organization()
    acknowledged = set()
    for crash in range(8):
        asked = threading.Event()

        def create(mail=f"crash{crash}@example.com", asked=asked):
            asked.set()
            try:
                status = organizations.create_account(Email=mail, AccountName="x")["CreateAccountStatus"]
                acknowledged.add(status["AccountId"])
            except BotoCoreError:
                pass

        thread = threading.Thread(target=create, daemon=True)
        thread.start()
        asked.wait()
        # Somewhere within the call, before it, or after it.
        thread.join(random.Random(crash).random() / 50)
        kept.kill()
        thread.join(120)
        kept.start(":".join(map(str, kept.address)))
        accounts = {account["Id"] for account in organizations.list_accounts()["Accounts"]} - {cloud.account}
        assert acknowledged <= accounts
        for account in accounts:
            assert cloud.whoami(cloud.assume(f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"))


@pytest.mark.parametrize("ends", ["stop", "kill"])
def test_the_first_user_is_made_once(kept, ends):
    kept.start()
    first = kept.credentials
    getattr(kept, ends)()
    kept.start()
    assert kept.credentials == first and Cloud(kept).whoami().endswith(":user/admin")
    assert len(Cloud(kept).iam.list_users()["Users"]) == 1
