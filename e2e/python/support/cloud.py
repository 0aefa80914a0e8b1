"""An account on a server, with what tests need of it in one call each."""

import itertools
from dataclasses import dataclass

import botocore.session
from botocore.config import Config

from .policies import document, trust
from .server import ACCOUNT, REGION, Credentials

ONCE = Config(retries={"total_max_attempts": 1}, connect_timeout=30, read_timeout=30, parameter_validation=False)

# Reading the service models takes long; one session keeps them.
_session = botocore.session.Session()
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Role:
    name: str
    arn: str
    id: str


@dataclass(frozen=True)
class User:
    name: str
    arn: str
    id: str
    credentials: Credentials


def fresh(word):
    """A name that no other test uses."""
    return f"{word}-{next(_numbers)}"


class Cloud:
    """What one caller sees of a server: unless told otherwise the server's first user, who may do everything."""

    def __init__(self, server, credentials=None, account=ACCOUNT):
        self.server = server
        self.account = account
        self.credentials = credentials or server.credentials
        self.iam = self.client("iam")
        self.sts = self.client("sts")

    @property
    def root(self):
        """The principal that stands for the account."""
        return f"arn:aws:iam::{self.account}:root"

    def arn(self, resource, service="iam"):
        return f"arn:aws:{service}::{self.account}:{resource}"

    def client(self, service, credentials=None, **options):
        credentials = credentials or self.credentials
        return _session.create_client(
            service,
            aws_access_key_id=credentials.key,
            aws_secret_access_key=credentials.secret,
            aws_session_token=credentials.token,
            **{"endpoint_url": self.server.endpoint, "config": ONCE, "region_name": REGION, **options},
        )

    def role(self, trust_policy=None, *statements, **parameters):
        """A role with this trust policy (else: trusting the account) and an inline policy of these statements."""
        name = parameters.pop("RoleName", None) or fresh("role")
        role = self.iam.create_role(
            RoleName=name, AssumeRolePolicyDocument=trust_policy or trust(self.root), **parameters
        )["Role"]
        if statements:
            self.iam.put_role_policy(RoleName=name, PolicyName="inline", PolicyDocument=document(*statements))
        return Role(name, role["Arn"], role["RoleId"])

    def user(self, *statements, **parameters):
        """A user with an access key, and with an inline policy of these statements."""
        name = parameters.pop("UserName", None) or fresh("user")
        user = self.iam.create_user(UserName=name, **parameters)["User"]
        if statements:
            self.iam.put_user_policy(UserName=name, PolicyName="inline", PolicyDocument=document(*statements))
        key = self.iam.create_access_key(UserName=name)["AccessKey"]
        return User(name, user["Arn"], user["UserId"], Credentials(key["AccessKeyId"], key["SecretAccessKey"]))

    def policy(self, *statements, **parameters):
        """The ARN of a customer managed policy."""
        name = parameters.pop("PolicyName", None) or fresh("policy")
        made = self.iam.create_policy(PolicyName=name, PolicyDocument=document(*statements), **parameters)
        return made["Policy"]["Arn"]

    def assume(self, role, credentials=None, session="session", **parameters):
        """The credentials of a session of a role, which is given as such or by its ARN."""
        arn = getattr(role, "arn", role)
        sts = self.client("sts", credentials)
        return Credentials.of(sts.assume_role(RoleArn=arn, RoleSessionName=session, **parameters)["Credentials"])

    def session_arn(self, role, session="session"):
        return self.arn(f"assumed-role/{role.name}/{session}", "sts")

    def whoami(self, credentials=None):
        return self.client("sts", credentials).get_caller_identity()["Arn"]

    def delete_user(self, user):
        """Deletes a user with all that it has."""
        for key in self.iam.list_access_keys(UserName=user.name)["AccessKeyMetadata"]:
            self.iam.delete_access_key(UserName=user.name, AccessKeyId=key["AccessKeyId"])
        for name in self.iam.list_user_policies(UserName=user.name)["PolicyNames"]:
            self.iam.delete_user_policy(UserName=user.name, PolicyName=name)
        self.iam.delete_user(UserName=user.name)

    def delete_role(self, role):
        """Deletes a role with all that it has."""
        for name in self.iam.list_role_policies(RoleName=role.name)["PolicyNames"]:
            self.iam.delete_role_policy(RoleName=role.name, PolicyName=name)
        self.iam.delete_role(RoleName=role.name)
