"""What the gateway allows in front of S3: roles, bucket policies, owners, anonymous callers, and what it records."""

import json
import threading
import urllib.error
import urllib.request

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from support.cloud import Cloud, fresh
from support.policies import allow, deny, document, statement
from support.server import Server

PATIENT = Config(signature_version="s3v4", retries={"total_max_attempts": 1})


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    home = tmp_path_factory.mktemp("gateway")
    with Server(home / "data", flags=["--s3-dir", str(home / "s3")]) as server:
        yield server


@pytest.fixture(scope="module")
def cloud(server):
    return Cloud(server)


@pytest.fixture(scope="module")
def elsewhere(cloud):
    """An administrator of another account of the organization."""
    organizations = cloud.client("organizations")
    organizations.create_organization()
    request = organizations.create_account(AccountName="other", Email="other@example.org")["CreateAccountStatus"]
    account = organizations.describe_create_account_status(CreateAccountRequestId=request["Id"])
    account = account["CreateAccountStatus"]["AccountId"]
    credentials = cloud.assume(f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole")
    return Cloud(cloud.server, credentials, account)


@pytest.fixture
def bucket(cloud):
    name = fresh("bucket")
    s3(cloud).create_bucket(Bucket=name)
    s3(cloud).put_object(Bucket=name, Key="in/hello", Body=b"hello")
    return name


def s3(cloud, credentials=None):
    return cloud.client("s3", credentials, config=PATIENT)


def refusal(call, *arguments, **parameters):
    """Code and message of the error that a call must end with."""
    with pytest.raises(ClientError) as refused:
        call(*arguments, **parameters)
    error = refused.value.response["Error"]
    return error["Code"], error.get("Message", "")


def fetched(server, path, method="GET"):
    request = urllib.request.Request(f"{server.endpoint}{path}", method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def open_up(cloud, bucket, *statements):
    s3(cloud).delete_public_access_block(Bucket=bucket)
    s3(cloud).put_bucket_policy(Bucket=bucket, Policy=document(*statements))


def test_a_role_does_what_its_policy_says_and_no_more(cloud, bucket):
    role = cloud.role(None, allow("s3:GetObject", f"arn:aws:s3:::{bucket}/in/*"))
    client = s3(cloud, cloud.assume(role))
    assert client.get_object(Bucket=bucket, Key="in/hello")["Body"].read() == b"hello"
    session = cloud.session_arn(role)
    for call, parameters, action, resource in [
        (client.put_object, {"Key": "in/new", "Body": b"x"}, "PutObject", f"{bucket}/in/new"),
        (client.get_object, {"Key": "out"}, "GetObject", f"{bucket}/out"),
        (client.delete_object, {"Key": "in/hello"}, "DeleteObject", f"{bucket}/in/hello"),
        (client.list_objects_v2, {}, "ListBucket", bucket),
    ]:
        code, message = refusal(call, Bucket=bucket, **parameters)
        sentence = f"User: {session} is not authorized to perform: s3:{action} on resource: arn:aws:s3:::{resource} because no "
        assert code == "AccessDenied" and message.startswith(sentence), message


def test_conditions_see_what_the_request_says(cloud, bucket):
    prefix = {"StringLike": {"s3:prefix": "in/*"}}
    public = {"StringLike": {"s3:x-amz-acl": "public-*"}}
    user = cloud.user(
        allow("s3:ListBucket", f"arn:aws:s3:::{bucket}", prefix),
        allow(["s3:PutObject", "s3:PutObjectAcl"], f"arn:aws:s3:::{bucket}/*"),
        deny("s3:PutObject", condition=public),
    )
    client = s3(cloud, user.credentials)
    listed = client.list_objects_v2(Bucket=bucket, Prefix="in/")["Contents"]
    assert [item["Key"] for item in listed] == ["in/hello"]
    assert refusal(client.list_objects_v2, Bucket=bucket)[0] == "AccessDenied"
    assert refusal(client.list_objects_v2, Bucket=bucket, Prefix="out/")[0] == "AccessDenied"
    client.put_object(Bucket=bucket, Key="mine", Body=b"x")
    code, message = refusal(client.put_object, Bucket=bucket, Key="mine", Body=b"x", ACL="public-read")
    assert code == "AccessDenied" and "explicit deny" in message


def test_a_copy_needs_read_on_its_source_and_a_batch_each_of_its_keys(cloud, bucket):
    user = cloud.user(
        allow(["s3:PutObject", "s3:PutObjectTagging"], f"arn:aws:s3:::{bucket}/*"),
        allow("s3:DeleteObject", f"arn:aws:s3:::{bucket}/in/*"),
    )
    client = s3(cloud, user.credentials)
    source = {"Bucket": bucket, "Key": "in/hello"}
    code, message = refusal(client.copy_object, Bucket=bucket, Key="copy", CopySource=source)
    assert code == "AccessDenied" and f"s3:GetObject on resource: arn:aws:s3:::{bucket}/in/hello" in message
    keys = [{"Key": "in/hello"}, {"Key": "out"}]
    code, message = refusal(client.delete_objects, Bucket=bucket, Delete={"Objects": keys})
    assert code == "AccessDenied" and f"arn:aws:s3:::{bucket}/out" in message
    assert s3(cloud).get_object(Bucket=bucket, Key="in/hello")["Body"].read() == b"hello"


def test_nobody_is_anybody_unless_a_bucket_policy_says_so(server, cloud, bucket):
    path = f"/{bucket}/in/hello"
    status, body = fetched(server, path)
    assert status == 403 and "<Code>AccessDenied</Code>" in body
    everybody = statement("Allow", "s3:GetObject", f"arn:aws:s3:::{bucket}/in/*", "*")
    code, message = refusal(s3(cloud).put_bucket_policy, Bucket=bucket, Policy=document(everybody))
    assert code == "AccessDenied" and "BlockPublicPolicy" in message
    open_up(cloud, bucket, everybody)
    assert fetched(server, path) == (200, "hello")
    assert s3(cloud).get_bucket_policy_status(Bucket=bucket)["PolicyStatus"]["IsPublic"]
    for other, method in [(f"/{bucket}/out", "GET"), (f"/{bucket}?list-type=2", "GET"), (path, "DELETE")]:
        assert fetched(server, other, method)[0] != 200, (other, method)
    block = dict.fromkeys(["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"], True)
    s3(cloud).put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=block)
    assert s3(cloud).get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"] == block
    assert fetched(server, path)[0] == 403
    s3(cloud).delete_bucket_policy(Bucket=bucket)
    assert refusal(s3(cloud).get_bucket_policy, Bucket=bucket)[0] == "NoSuchBucketPolicy"


def test_across_accounts_both_sides_must_allow(cloud, elsewhere, bucket):
    user = elsewhere.user(allow("s3:*"))
    silent = elsewhere.user()
    read = {"Bucket": bucket, "Key": "in/hello"}
    code, message = refusal(s3(elsewhere, user.credentials).get_object, **read)
    assert code == "AccessDenied" and "because" not in message
    guesses = [refusal(s3(elsewhere, silent.credentials).get_object, **read, ExpectedBucketOwner=account)
               for account in (cloud.account, elsewhere.account)]
    assert guesses[0] == guesses[1], "whose a bucket is cannot be found out by guessing"
    grant = statement("Allow", "s3:GetObject", f"arn:aws:s3:::{bucket}/*", {"AWS": elsewhere.root})
    s3(cloud).put_bucket_policy(Bucket=bucket, Policy=document(grant))
    assert s3(elsewhere, user.credentials).get_object(**read)["Body"].read() == b"hello"
    assert refusal(s3(elsewhere, silent.credentials).get_object, **read)[0] == "AccessDenied"
    assert refusal(s3(elsewhere, user.credentials).put_object, **read, Body=b"x")[0] == "AccessDenied"
    for call in ("get_bucket_policy", "delete_bucket_policy"):
        assert refusal(getattr(s3(elsewhere, user.credentials), call), Bucket=bucket)[0] == "AccessDenied"


def test_buckets_belong_to_who_made_them(cloud, elsewhere, bucket):
    theirs = fresh("theirs")
    client = s3(elsewhere)
    client.create_bucket(Bucket=theirs)
    client.put_object(Bucket=theirs, Key="k", Body=b"theirs")
    assert refusal(s3(cloud).get_object, Bucket=theirs, Key="k")[0] == "AccessDenied"
    assert refusal(s3(cloud).create_bucket, Bucket=theirs)[0] == "BucketAlreadyExists"
    assert refusal(client.create_bucket, Bucket=bucket)[0] == "BucketAlreadyExists"
    names = {name: {item["Name"] for item in s3(name).list_buckets()["Buckets"]} for name in (cloud, elsewhere)}
    assert bucket in names[cloud] and theirs not in names[cloud]
    assert names[elsewhere] == {theirs}
    assert refusal(client.get_object, Bucket=theirs, Key="k", ExpectedBucketOwner=cloud.account)[0] == "AccessDenied"
    assert client.get_object(Bucket=theirs, Key="k", ExpectedBucketOwner=elsewhere.account)["Body"].read() == b"theirs"
    client.delete_object(Bucket=theirs, Key="k")
    client.delete_bucket(Bucket=theirs)
    s3(cloud).create_bucket(Bucket=theirs)


def test_a_presigned_url_is_worth_what_its_signer_may_when_it_is_used(server, cloud, bucket):
    user = cloud.user(allow("s3:GetObject", f"arn:aws:s3:::{bucket}/in/*"))
    client = s3(cloud, user.credentials)
    url = client.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "in/hello"})
    path = url.removeprefix(server.endpoint)
    assert fetched(server, path) == (200, "hello")
    assert fetched(server, path, "DELETE")[0] == 403, "the method is signed"
    assert fetched(server, path.replace("in/hello", "in/other"))[0] == 403
    assert fetched(server, f"{path}&versionId=1")[0] == 403
    cloud.iam.delete_user_policy(UserName=user.name, PolicyName="inline")
    status, body = fetched(server, path)
    assert status == 403 and "no identity-based policy allows the s3:GetObject action" in body


def test_the_old_way_to_sign_is_named(server, cloud, bucket):
    client = cloud.client("s3", config=Config(signature_version="s3"))
    url = client.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "in/hello"})
    status, body = fetched(server, url.removeprefix(server.endpoint))
    assert status == 400 and "Please use AWS4-HMAC-SHA256" in body


def test_only_the_region_of_the_upstream_is_decided(cloud, bucket):
    abroad = cloud.client("s3", config=PATIENT, region_name="eu-west-1")
    code, message = refusal(abroad.get_object, Bucket=bucket, Key="in/hello")
    assert code == "AuthorizationHeaderMalformed" and "expecting 'us-east-1'" in message


def test_a_bucket_that_goes_and_comes_again_under_way_stays_its_owners(cloud, elsewhere):
    name = fresh("race")
    client = s3(elsewhere)

    def again_and_again(call):
        for _ in range(20):
            try:
                call(Bucket=name)
            except ClientError:
                pass

    calls = [client.delete_bucket, client.create_bucket, client.create_bucket]
    threads = [threading.Thread(target=again_and_again, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    try:
        client.create_bucket(Bucket=name)
    except ClientError as error:
        assert error.response["Error"]["Code"] == "BucketAlreadyOwnedByYou"
    client.put_object(Bucket=name, Key="k", Body=b"x")
    assert refusal(s3(cloud).get_object, Bucket=name, Key="k")[0] == "AccessDenied"


def test_every_decision_is_recorded(server, cloud, bucket):
    user = cloud.user(allow("s3:GetObject", f"arn:aws:s3:::{bucket}/in/*"))
    client = s3(cloud, user.credentials)
    client.get_object(Bucket=bucket, Key="in/hello")
    refusal(client.get_object, Bucket=bucket, Key="out")
    lines = (server.data / "trail" / "trail.jsonl").read_text().splitlines()
    records = [json.loads(line) for line in lines]
    mine = [record for record in records if record["userIdentity"].get("userName") == user.name]
    allowed, denied = mine
    assert allowed["eventSource"] == "s3.amazonaws.com" and allowed["eventName"] == "GetObject"
    assert allowed["requestParameters"]["bucketName"] == bucket and allowed["requestParameters"]["key"] == "in/hello"
    assert allowed["eventCategory"] == "Data" and "errorCode" not in allowed
    assert denied["errorCode"] == "AccessDenied" and denied["errorMessage"].startswith(f"User: {user.arn} is not")
    assert {record["additionalEventData"]["rolecallMode"] for record in mine} == {"enforce"}
    used = cloud.iam.get_access_key_last_used(AccessKeyId=user.credentials.key)["AccessKeyLastUsed"]
    assert used["ServiceName"] == "s3"


def test_soft_mode_lets_through_and_says_what_it_would_have_denied(tmp_path):
    flags = ["--s3-dir", str(tmp_path / "s3"), "--mode", "soft"]
    with Server(tmp_path / "data", flags=flags) as server:
        cloud = Cloud(server)
        s3(cloud).create_bucket(Bucket="soft-bucket")
        user = cloud.user()
        answer = s3(cloud, user.credentials).put_object(Bucket="soft-bucket", Key="k", Body=b"x")
        assert answer["ResponseMetadata"]["HTTPHeaders"]["x-rolecall-mode"] == "soft"
        assert json.loads(fetched(server, "/_rolecall/health")[1])["mode"] == "soft"
        last = json.loads((server.data / "trail" / "trail.jsonl").read_text().splitlines()[-1])
        would = last["additionalEventData"]["rolecallWouldDeny"]
        assert would.startswith(f"User: {user.arn} is not authorized to perform: s3:PutObject")
        assert refusal(s3(cloud, user.credentials).delete_bucket_policy, Bucket="soft-bucket")[0] == "AccessDenied"
