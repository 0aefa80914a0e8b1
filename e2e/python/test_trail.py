"""The trail: one record in CloudTrail's form for each call, written before the answer, without secrets."""

import json
import re

import pytest
from botocore.exceptions import ClientError
from support.cloud import Cloud
from support.policies import allow, document, trust
from support.server import Credentials


class Trail:
    """The records of a server, those since the last look."""

    def __init__(self, data):
        self.path = data / "trail" / "trail.jsonl"
        self.seen = 0

    def new(self):
        records = [json.loads(line) for line in self.path.read_text().splitlines()]
        fresh, self.seen = records[self.seen :], len(records)
        return fresh

    def one(self):
        """The only new record."""
        (record,) = self.new()
        return record


@pytest.fixture
def kept_cloud(kept):
    kept.start()
    return Cloud(kept)


@pytest.fixture
def trail(kept, kept_cloud):
    assert kept_cloud
    return Trail(kept.data)


def test_a_call_of_a_user(kept_cloud, trail):
    cloud = kept_cloud
    trust_policy = trust({"Service": "ec2.amazonaws.com"})
    answer = cloud.iam.create_role(
        RoleName="r", AssumeRolePolicyDocument=trust_policy, Tags=[{"Key": "A", "Value": "1"}], MaxSessionDuration=7200
    )
    record = trail.one()
    assert record["eventName"] == "CreateRole" and record["eventSource"] == "iam.amazonaws.com"
    assert record["requestID"] == answer["ResponseMetadata"]["RequestId"]
    identity = record["userIdentity"]
    assert (identity["type"], identity["userName"], identity["accountId"]) == ("IAMUser", "admin", cloud.account)
    assert (identity["arn"], identity["accessKeyId"]) == (cloud.arn("user/admin"), cloud.credentials.key)
    assert record["requestParameters"] == {
        "roleName": "r",
        "assumeRolePolicyDocument": trust_policy,
        "maxSessionDuration": 7200,
        "tags": [{"key": "A", "value": "1"}],
    }
    assert record["responseElements"]["role"]["arn"] == cloud.arn("role/r")
    assert (record["readOnly"], record["recipientAccountId"]) == (False, cloud.account)
    assert record["awsRegion"] == "us-east-1"
    assert record["sourceIPAddress"] == "127.0.0.1" and "Boto" in record["userAgent"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", record["eventTime"])
    assert "errorCode" not in record
    cloud.iam.get_role(RoleName="r")
    record = trail.one()
    assert (record["readOnly"], record["requestParameters"]) == (True, {"roleName": "r"})
    assert record["responseElements"] is None


def test_a_session_leads_back_to_who_asked_for_it(kept_cloud, trail):
    cloud = kept_cloud
    role = cloud.role(trust(cloud.root, action=["sts:AssumeRole", "sts:SetSourceIdentity"]), allow("iam:*"), Path="/p/")
    trail.new()
    session = cloud.assume(role, session="me", ExternalId="xyz", SourceIdentity="alice", DurationSeconds=900)
    record = trail.one()
    assert (record["eventName"], record["eventSource"]) == ("AssumeRole", "sts.amazonaws.com")
    assert record["requestParameters"] == {
        "roleArn": role.arn,
        "roleSessionName": "me",
        "externalId": "xyz",
        "sourceIdentity": "alice",
        "durationSeconds": 900,
    }
    credentials = record["responseElements"]["credentials"]
    assert credentials["accessKeyId"] == session.key and "secretAccessKey" not in credentials
    assert record["responseElements"]["assumedRoleUser"]["arn"] == cloud.session_arn(role, "me")

    cloud.client("iam", session).list_roles()
    identity = trail.one()["userIdentity"]
    assert (identity["type"], identity["accessKeyId"]) == ("AssumedRole", session.key)
    assert (identity["arn"], identity["principalId"]) == (cloud.session_arn(role, "me"), f"{role.id}:me")
    context = identity["sessionContext"]
    assert context["sessionIssuer"] == {
        "type": "Role",
        "principalId": role.id,
        "arn": role.arn,
        "accountId": cloud.account,
        "userName": role.name,
    }
    assert context["attributes"]["mfaAuthenticated"] == "false" and context["sourceIdentity"] == "alice"


def test_denied_and_failed_calls(kept_cloud, trail):
    cloud = kept_cloud
    user = cloud.user()
    role = cloud.role(trust({"Service": "ec2.amazonaws.com"}))
    trail.new()
    for call, code, parameters in [
        (lambda: cloud.client("iam", user.credentials).get_role(RoleName=role.name), "AccessDenied", None),
        (lambda: cloud.assume(role), "AccessDenied", None),
        (lambda: cloud.iam.get_role(RoleName="missing"), "NoSuchEntityException", {"roleName": "missing"}),
    ]:
        with pytest.raises(ClientError) as caught:
            call()
        record = trail.one()
        assert (record["errorCode"], record["requestParameters"]) == (code, parameters)
        assert record["responseElements"] is None
        assert record["errorMessage"] == caught.value.response["Error"]["Message"]
        assert record["requestID"] == caught.value.response["ResponseMetadata"]["RequestId"]


def test_every_call_leaves_one_record(kept_cloud, trail):
    cloud = kept_cloud
    ids = []
    for n in range(20):
        ids.append(cloud.sts.get_caller_identity()["ResponseMetadata"]["RequestId"])
        if n % 5 == 0:
            ids.append(cloud.iam.create_user(UserName=f"u{n}")["ResponseMetadata"]["RequestId"])
    records = trail.new()
    assert [record["requestID"] for record in records] == ids
    assert len({record["eventID"] for record in records}) == len(ids)


def test_no_secret_is_in_the_trail_or_in_the_log(kept_cloud, kept):
    cloud = kept_cloud
    user = cloud.user(allow("*"))
    role = cloud.role(None, allow("*"))
    session = cloud.assume(role, Policy=document(allow("iam:*")))
    own = Credentials.of(cloud.client("sts", user.credentials).get_session_token()["Credentials"])
    cloud.client("iam", session).list_roles()
    cloud.client("iam", user.credentials).create_access_key(UserName=user.name)
    kept.stop()
    text = (kept.data / "trail" / "trail.jsonl").read_text()
    log = "".join(line for line in kept.output if not line.strip().startswith("export "))
    files = [path for path in kept.data.rglob("*") if path.is_file() and path.name != "credentials"]
    stored = b"".join(path.read_bytes() for path in files)
    assert '"CreateAccessKey"' in text and '"AssumeRole"' in text
    for credentials in [cloud.credentials, user.credentials, session, own]:
        assert credentials.secret not in text and credentials.secret not in log
        assert credentials.secret.encode() not in stored


def test_the_trail_goes_on_after_a_restart(kept_cloud, trail, kept):
    cloud = kept_cloud
    cloud.iam.list_roles()
    kept.restart()
    cloud.iam.list_users()
    assert [record["eventName"] for record in trail.new()] == ["ListRoles", "ListUsers"]
