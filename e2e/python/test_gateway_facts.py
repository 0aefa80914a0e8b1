"""What only the service behind the gateway knows: partition keys of tables, and tags of resources. They are found out when a policy of
the caller asks for them, and deny where they are not."""

import json
import socket
import uuid

import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError
from support.cloud import Cloud, fresh
from support.policies import allow, deny
from support.recorder import recorder
from support.server import ACCOUNT, REGION
from support.services import arn, in_front
from support.upstreams import moto, rclone_s3

SERVICES = ["dynamodb", "ec2", "ecr", "lambda", "logs", "s3", "sns", "sqs"]
ONE_TRY = Config(retries={"total_max_attempts": 1}, read_timeout=60, s3={"addressing_style": "path"})
OWN = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["${aws:username}"]}}
BLUE = {"StringEquals": {"aws:ResourceTag/team": "blue"}}
NOT_SECRET = {"StringEquals": {"aws:ResourceTag/class": "secret"}}


@pytest.fixture(scope="module")
def upstream():
    with moto() as url:
        yield url


@pytest.fixture(scope="module")
def server(upstream, tmp_path_factory):
    with in_front(tmp_path_factory.mktemp("facts"), upstream, SERVICES) as server:
        yield server


@pytest.fixture(scope="module")
def cloud(server):
    return Cloud(server)


def client(cloud, service, who=None, **options):
    return cloud.client(service, who and who.credentials, **{"config": ONE_TRY, **options})


def beside(cloud, upstream, service):
    """A client of the upstream itself, past the gateway."""
    return client(cloud, service, endpoint_url=upstream)


def error(call, **parameters):
    """The code and the sentence of a refusal."""
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    return refused.value.response["Error"]


def is_denied(call, **parameters):
    code = error(call, **parameters)["Code"]
    assert code in ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation"), code
    return True


def table(partition="pk", sort="sk", **more):
    """What makes a table with these keys, all texts."""
    names = {partition: "HASH", sort: "RANGE"}
    return {
        "KeySchema": [{"AttributeName": name, "KeyType": kind} for name, kind in names.items()],
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in names],
        "BillingMode": "PAY_PER_REQUEST",
    } | more


def item(**attributes):
    return {name: {"S": value} for name, value in attributes.items()}


def reader_of(cloud, name):
    return cloud.user(allow("dynamodb:*", arn("dynamodb", f"table/{name}*"), OWN))


def put(name, key):
    return {"Put": {"TableName": name, "Item": key}}


def calls(name, who):
    """Calls about an item of this partition, by the operations that name items."""
    key = item(pk=who, sk="1")
    equals = {"KeyConditionExpression": "pk = :p AND sk = :s", "ExpressionAttributeValues": item(**{":p": who, ":s": "1"})}
    return {
        "put_item": {"TableName": name, "Item": key | item(note="n")},
        "get_item": {"TableName": name, "Key": key},
        "update_item": {"TableName": name, "Key": key, "UpdateExpression": "SET a = :a", "ExpressionAttributeValues": item(**{":a": "x"})},
        "query": {"TableName": name, **equals},
        "batch_get_item": {"RequestItems": {name: {"Keys": [key, item(pk=who, sk="2")]}}},
        "batch_write_item": {"RequestItems": {name: [{"PutRequest": {"Item": key}}, {"DeleteRequest": {"Key": item(pk=who, sk="2")}}]}},
        "transact_write_items": {"TransactItems": [put(name, item(pk=who, sk="3")), put(name, item(pk=who, sk="4"))]},
        "transact_get_items": {"TransactItems": [{"Get": {"TableName": name, "Key": key}}]},
        "delete_item": {"TableName": name, "Key": key},
    }


def test_items_by_the_partition_key_of_their_table(cloud):
    name = fresh("items")
    client(cloud, "dynamodb").create_table(TableName=name, **table())
    user = reader_of(cloud, name)
    mine = client(cloud, "dynamodb", user)
    for operation, parameters in calls(name, user.name).items():
        assert getattr(mine, operation)(**parameters)["ResponseMetadata"]["HTTPStatusCode"] == 200, operation
    for operation, parameters in calls(name, "somebody").items():
        assert is_denied(getattr(mine, operation), **parameters), operation
    # The caller's name in the sort key, and one item of others among its own.
    assert is_denied(mine.get_item, TableName=name, Key=item(pk="somebody", sk=user.name))
    mixed = [{"PutRequest": {"Item": item(pk=who, sk="1")}} for who in (user.name, "somebody")]
    assert is_denied(mine.batch_write_item, RequestItems={name: mixed})
    transaction = [put(name, item(pk=who, sk="1")) for who in (user.name, "somebody")]
    assert is_denied(mine.transact_write_items, TransactItems=transaction)
    everything = client(cloud, "dynamodb").scan(TableName=name)["Items"]
    assert {one["pk"]["S"] for one in everything} == {user.name}


def test_a_query_on_an_index_is_about_the_partition_key_of_the_index(cloud):
    name = fresh("indexed")
    made = table()
    made["AttributeDefinitions"].append({"AttributeName": "owner", "AttributeType": "S"})
    keys = [{"AttributeName": "owner", "KeyType": "HASH"}, {"AttributeName": "pk", "KeyType": "RANGE"}]
    index = {"IndexName": "by-owner", "KeySchema": keys, "Projection": {"ProjectionType": "ALL"}}
    admin = client(cloud, "dynamodb")
    admin.create_table(TableName=name, GlobalSecondaryIndexes=[index], **made)
    user = reader_of(cloud, name)
    mine = client(cloud, "dynamodb", user)
    admin.put_item(TableName=name, Item=item(pk="p", sk="1", owner=user.name))

    def query(owner, partition, **more):
        values = item(**{":o": owner, ":p": partition})
        return {"TableName": name, "KeyConditionExpression": "owner = :o AND pk = :p", "ExpressionAttributeValues": values} | more

    assert mine.query(**query(user.name, "p", IndexName="by-owner"))["Count"] == 1
    assert is_denied(mine.query, **query("somebody", user.name, IndexName="by-owner"))
    assert is_denied(mine.query, **query(user.name, "p", IndexName="unheard"))


def test_a_table_that_is_made_anew_with_another_key(cloud):
    name = fresh("again")
    admin = client(cloud, "dynamodb")
    user = reader_of(cloud, name)
    mine = client(cloud, "dynamodb", user)
    for partition, sort in [("a", "b"), ("b", "a"), ("a", "b")]:
        admin.create_table(TableName=name, **table(partition, sort))
        own, other = item(**{partition: user.name, sort: "x"}), item(**{partition: "x", sort: user.name})
        mine.put_item(TableName=name, Item=own)
        assert mine.get_item(TableName=name, Key=own)["Item"] == own
        assert is_denied(mine.put_item, TableName=name, Item=other)
        assert is_denied(mine.get_item, TableName=name, Key=other)
        admin.delete_table(TableName=name)


def test_a_table_that_is_not_there_is_denied_and_known_soon_after_it_is_made(cloud):
    name = fresh("later")
    user = reader_of(cloud, name)
    mine = client(cloud, "dynamodb", user)
    own = item(pk=user.name, sk="1")
    assert is_denied(mine.get_item, TableName=name, Key=own)
    client(cloud, "dynamodb").create_table(TableName=name, **table())
    assert "Item" not in mine.get_item(TableName=name, Key=own)


def test_a_deny_of_the_partition_key(cloud):
    name = fresh("denied")
    admin = client(cloud, "dynamodb")
    admin.create_table(TableName=name, **table())
    secret = {"ForAnyValue:StringLike": {"dynamodb:LeadingKeys": "secret*"}}
    user = cloud.user(allow("dynamodb:*"), deny("dynamodb:*", "*", secret))
    mine = client(cloud, "dynamodb", user)
    mine.put_item(TableName=name, Item=item(pk="open", sk="secret"))
    assert is_denied(mine.put_item, TableName=name, Item=item(pk="secret-1", sk="open"))
    assert mine.describe_table(TableName=name)["Table"]["TableName"] == name


def test_tags_and_keys_together(cloud):
    names = {team: fresh("both") for team in ("blue", "red")}
    for team, name in names.items():
        client(cloud, "dynamodb").create_table(TableName=name, Tags=listed({"team": team}), **table())
    user = cloud.user(allow("dynamodb:*", "*", BLUE | OWN))
    mine = client(cloud, "dynamodb", user)
    own, other = item(pk=user.name, sk="1"), item(pk="somebody", sk="1")
    mine.put_item(TableName=names["blue"], Item=own)
    assert is_denied(mine.put_item, TableName=names["blue"], Item=other)
    assert is_denied(mine.put_item, TableName=names["red"], Item=own)
    both = [put(name, own) for name in names.values()]
    assert is_denied(mine.transact_write_items, TransactItems=both)
    red = arn("dynamodb", f"table/{names['red']}")
    # moto does not replace a tag, but adds another one of the same key.
    client(cloud, "dynamodb").untag_resource(ResourceArn=red, TagKeys=["team"])
    client(cloud, "dynamodb").tag_resource(ResourceArn=red, Tags=listed({"team": "blue"}))
    assert mine.transact_write_items(TransactItems=both)["ResponseMetadata"]["HTTPStatusCode"] == 200


def made_queue(admin, name, tags):
    url = admin.create_queue(QueueName=name, tags=tags)["QueueUrl"]
    return {"get_queue_attributes": {"QueueUrl": url}}, {"untag_queue": {"QueueUrl": url, "TagKeys": ["team"]}}


def made_topic(admin, name, tags):
    topic = admin.create_topic(Name=name, Tags=listed(tags))["TopicArn"]
    return {"publish": {"TopicArn": topic, "Message": "m"}}, {"untag_resource": {"ResourceArn": topic, "TagKeys": ["team"]}}


def made_table(admin, name, tags):
    admin.create_table(TableName=name, Tags=listed(tags), **table())
    untag = {"ResourceArn": arn("dynamodb", f"table/{name}"), "TagKeys": ["team"]}
    return {"describe_table": {"TableName": name}, "get_item": {"TableName": name, "Key": item(pk="a", sk="b")}}, {"untag_resource": untag}


def made_group(admin, name, tags):
    admin.create_log_group(logGroupName=name, tags=tags)
    group = {"logGroupName": name}
    untag = {"resourceArn": arn("logs", f"log-group:{name}"), "tagKeys": ["team"]}
    return {"put_retention_policy": group | {"retentionInDays": 1}}, {"untag_resource": untag}


def made_repository(admin, name, tags):
    admin.create_repository(repositoryName=name, tags=listed(tags))
    untag = {"resourceArn": arn("ecr", f"repository/{name}"), "tagKeys": ["team"]}
    return {"list_images": {"repositoryName": name}}, {"untag_resource": untag}


def made_volume(admin, name, tags):
    volume = admin.create_volume(AvailabilityZone=f"{REGION}a", Size=1)["VolumeId"]
    admin.create_tags(Resources=[volume], Tags=listed(tags))
    untag = {"Resources": [volume], "Tags": [{"Key": "team"}]}
    return {"modify_volume": {"VolumeId": volume, "Size": 2}}, {"delete_tags": untag}


def listed(tags):
    return [{"Key": key, "Value": value} for key, value in tags.items()]


MADE = {
    "dynamodb": made_table,
    "ec2": made_volume,
    "ecr": made_repository,
    "logs": made_group,
    "sns": made_topic,
    "sqs": made_queue,
}


@pytest.mark.parametrize("service", MADE)
def test_what_a_tag_allows_and_denies(cloud, service):
    admin = client(cloud, service)
    by_tag = client(cloud, service, cloud.user(allow(f"{service}:*", "*", BLUE)))
    guarded = client(cloud, service, cloud.user(allow(f"{service}:*"), deny(f"{service}:*", "*", NOT_SECRET)))
    of_owner = client(cloud, service, cloud.user(allow(f"{service}:*"), deny("*", "*", {"StringNotEquals": BLUE["StringEquals"]})))
    for tags, who in [
        ({"team": "blue"}, {by_tag, guarded, of_owner}),
        ({"Team": "blue", "class": "open"}, {by_tag, guarded, of_owner}),
        ({"team": "red"}, {guarded}),
        ({"other": "blue"}, {guarded}),
        ({"team": "blue", "class": "secret"}, {by_tag, of_owner}),
    ]:
        reads, _ = MADE[service](admin, fresh("tagged"), tags)
        for operation, parameters in reads.items():
            for caller in (by_tag, guarded, of_owner):
                call = getattr(caller, operation)
                if caller in who:
                    assert call(**parameters)["ResponseMetadata"]["HTTPStatusCode"] < 300, (operation, tags)
                else:
                    assert is_denied(call, **parameters), (operation, tags)


@pytest.mark.parametrize("service", MADE)
def test_a_request_that_takes_the_tag_away_is_decided_by_the_tag(cloud, service):
    by_tag = client(cloud, service, cloud.user(allow(f"{service}:*", "*", BLUE)))
    reads, changes = MADE[service](client(cloud, service), fresh("untagged"), {"team": "blue"})
    for operation, parameters in changes.items():
        getattr(by_tag, operation)(**parameters)
        assert is_denied(getattr(by_tag, operation), **parameters)
    for operation, parameters in reads.items():
        assert is_denied(getattr(by_tag, operation), **parameters)


MAKES = {
    "dynamodb": ("create_table", lambda name, tags: {"TableName": name, "Tags": listed(tags), **table()}),
    "ecr": ("create_repository", lambda name, tags: {"repositoryName": name, "tags": listed(tags)}),
    "logs": ("create_log_group", lambda name, tags: {"logGroupName": name, "tags": tags}),
    "sns": ("create_topic", lambda name, tags: {"Name": name, "Tags": listed(tags)}),
    "sqs": ("create_queue", lambda name, tags: {"QueueName": name, "tags": tags}),
}


@pytest.mark.parametrize("service", MAKES)
def test_what_is_still_to_be_made_has_no_tags(cloud, service):
    operation, parameters = MAKES[service]
    guarded = client(cloud, service, cloud.user(allow(f"{service}:*"), deny(f"{service}:*", "*", NOT_SECRET)))
    by_tag = client(cloud, service, cloud.user(allow(f"{service}:*", "*", BLUE)))
    name, tags = fresh("made"), {"class": "secret", "team": "blue"}
    assert is_denied(getattr(by_tag, operation), **parameters(name, tags))
    getattr(guarded, operation)(**parameters(name, tags))
    assert is_denied(getattr(guarded, operation), **parameters(name, tags)), "now it has"


def test_functions(cloud, upstream):
    role = cloud.role()
    beside(cloud, upstream, "iam").create_role(RoleName=role.name, AssumeRolePolicyDocument="{}")
    admin, names = client(cloud, "lambda"), {}
    for team in ("blue", "red"):
        names[team] = fresh("function")
        code = {"Runtime": "python3.12", "Handler": "h.f", "Code": {"ZipFile": b"not looked at"}}
        admin.create_function(FunctionName=names[team], Role=role.arn, Tags={"team": team}, **code)
    mine = client(cloud, "lambda", cloud.user(allow("lambda:*", "*", BLUE)))
    assert mine.get_function(FunctionName=names["blue"])["Tags"] == {"team": "blue"}
    assert is_denied(mine.get_function, FunctionName=names["red"])
    assert is_denied(mine.get_function, FunctionName=names["blue"], Qualifier="1"), "versions have no tags of their own"


def test_tags_of_objects_and_of_their_versions(cloud):
    bucket, admin = fresh("objects"), client(cloud, "s3")
    admin.create_bucket(Bucket=bucket)
    admin.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})

    def written(key, tags):
        return admin.put_object(Bucket=bucket, Key=key, Body=tags.encode(), Tagging=tags)["VersionId"]

    blue, red = written("in/a b+ü%/k", "team=blue"), written("in/red", "team=red")
    changed = written("in/changed", "team=blue")
    written("in/changed", "team=red")
    objects = f"arn:aws:s3:::{bucket}/*"
    of_blue = {"StringEquals": {"s3:ExistingObjectTag/team": "blue"}}
    not_red = {"StringEquals": {"s3:ExistingObjectTag/team": "red"}}
    by_tag = client(cloud, "s3", cloud.user(allow("s3:*", objects, of_blue)))
    guarded = client(cloud, "s3", cloud.user(allow("s3:*"), deny(["s3:GetObject", "s3:GetObjectVersion"], objects, not_red)))
    for key, version, is_blue in [
        ("in/a b+ü%/k", None, True),
        ("in/a b+ü%/k", blue, True),
        ("in/red", None, False),
        ("in/red", red, False),
        ("in/changed", None, False),
        ("in/changed", changed, True),
    ]:
        asked = {"Bucket": bucket, "Key": key} | ({"VersionId": version} if version else {})
        for caller in (by_tag, guarded):
            if is_blue:
                assert caller.get_object(**asked)["Body"].read() == b"team=blue", asked
            else:
                assert is_denied(caller.get_object, **asked), asked
    # A copy reads its source.
    source = {"Bucket": bucket, "Key": "in/red"}
    assert is_denied(guarded.copy_object, Bucket=bucket, Key="out", CopySource=source)
    guarded.copy_object(Bucket=bucket, Key="out", CopySource=source | {"Key": "in/changed", "VersionId": changed})
    # An object that is not there has no tags.
    assert error(guarded.get_object, Bucket=bucket, Key="none")["Code"] == "NoSuchKey"
    assert is_denied(by_tag.get_object, Bucket=bucket, Key="none")
    # An action that knows no such key is not decided by it.
    assert is_denied(by_tag.delete_object, Bucket=bucket, Key="in/a b+ü%/k")
    assert is_denied(by_tag.put_object, Bucket=bucket, Key="in/a b+ü%/k", Body=b"")


def test_tags_that_a_copy_gets(cloud):
    bucket, admin = fresh("copies"), client(cloud, "s3")
    admin.create_bucket(Bucket=bucket)
    admin.put_object(Bucket=bucket, Key="in/plain", Body=b"x")
    admin.put_object(Bucket=bucket, Key="in/tagged", Body=b"x", Tagging="open=yes")
    plain, tagged = ({"Bucket": bucket, "Key": f"in/{name}"} for name in ("plain", "tagged"))
    objects, out = (f"arn:aws:s3:::{bucket}/{keys}" for keys in ("*", "out/*"))
    both = allow(["s3:GetObject", "s3:PutObject"], objects)
    reading, setting = allow("s3:GetObjectTagging", objects), allow("s3:PutObjectTagging", out)
    by_request = allow("s3:PutObjectTagging", out, {"StringEquals": {"s3:RequestObjectTag/open": "yes"}})
    by_tag = allow("s3:GetObjectTagging", objects, {"StringEquals": {"s3:ExistingObjectTag/open": "yes"}})
    for policies, is_copied in [
        ([both], False),
        ([both, reading], False),
        ([both, setting], False),
        ([both, reading, by_request], False),
        ([both, reading, setting], True),
        ([both, by_tag, setting], True),
    ]:
        mine = client(cloud, "s3", cloud.user(*policies))
        mine.copy_object(Bucket=bucket, Key="out/plain", CopySource=plain)
        mine.copy_object(Bucket=bucket, Key="out/bare", CopySource=tagged, TaggingDirective="REPLACE")
        assert admin.get_object_tagging(Bucket=bucket, Key="out/bare")["TagSet"] == []
        copy = {"Bucket": bucket, "Key": "out/tagged", "CopySource": tagged}
        if is_copied:
            mine.copy_object(**copy)
            assert admin.get_object_tagging(Bucket=bucket, Key="out/tagged")["TagSet"] == [{"Key": "open", "Value": "yes"}]
        else:
            assert is_denied(mine.copy_object, **copy), policies
            assert is_denied(mine.copy_object, **copy, TaggingDirective="COPY"), policies


def test_a_bucket_policy_that_opens_objects_with_a_tag(cloud):
    bucket, admin = fresh("open"), client(cloud, "s3")
    admin.create_bucket(Bucket=bucket)
    admin.put_object(Bucket=bucket, Key="open", Body=b"x", Tagging="open=yes")
    admin.put_object(Bucket=bucket, Key="closed", Body=b"x")
    user = cloud.user()
    statement = allow("s3:GetObject", f"arn:aws:s3:::{bucket}/*", {"StringEquals": {"s3:ExistingObjectTag/open": "yes"}})
    policy = {"Version": "2012-10-17", "Statement": statement | {"Principal": {"AWS": user.arn}}}
    admin.put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))
    theirs = client(cloud, "s3", user)
    assert theirs.get_object(Bucket=bucket, Key="open")["Body"].read() == b"x"
    assert is_denied(theirs.get_object, Bucket=bucket, Key="closed")


def test_anonymous_readers_of_objects_with_a_tag(cloud):
    bucket, admin = fresh("public"), client(cloud, "s3")
    admin.create_bucket(Bucket=bucket)
    admin.put_object(Bucket=bucket, Key="open", Body=b"x", Tagging="open=yes")
    admin.put_object(Bucket=bucket, Key="closed", Body=b"x")
    admin.delete_public_access_block(Bucket=bucket)
    statement = allow("s3:GetObject", f"arn:aws:s3:::{bucket}/*", {"StringEquals": {"s3:ExistingObjectTag/open": "yes"}})
    policy = {"Version": "2012-10-17", "Statement": statement | {"Principal": "*"}}
    admin.put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))
    nobody = client(cloud, "s3", config=ONE_TRY.merge(Config(signature_version=UNSIGNED)))
    assert nobody.get_object(Bucket=bucket, Key="open")["Body"].read() == b"x"
    assert is_denied(nobody.get_object, Bucket=bucket, Key="closed")
    # Who may not take the tag away is not told by it.
    assert is_denied(nobody.delete_object_tagging, Bucket=bucket, Key="open")


FORGED = "<Tagging><TagSet><Tag><Key>open</Key><Value>yes</Value></Tag></TagSet></Tagging>"
OPEN = {"StringEquals": {"s3:ExistingObjectTag/open": "yes"}}


@pytest.mark.parametrize(("header", "is_told"), [("Server: s", True), ('ETag: "e"', False), ("Last-Modified: now", False)])
def test_an_object_that_looks_like_a_list_of_tags(tmp_path, header, is_told):
    with recorder() as upstream:
        head = f"HTTP/1.1 200 OK\r\n{header}\r\nConnection: close\r\nContent-Length: {len(FORGED)}"
        upstream.answer = f"{head}\r\n\r\n{FORGED}".encode()
        with in_front(tmp_path, upstream.url, ["s3"]) as server:
            cloud = Cloud(server)
            mine = client(cloud, "s3", cloud.user(allow("s3:*", "*", OPEN)))
            assert is_told or is_denied(mine.get_object, Bucket="bucket", Key="k")
            assert not is_told or mine.get_object(Bucket="bucket", Key="k")["Body"].read() == FORGED.encode()
            assert upstream.seen[0].line == "GET /bucket/k?tagging HTTP/1.1"


def test_an_object_that_looks_like_an_error(tmp_path):
    forged = "<Error><Code>NoSuchKey</Code></Error>"
    with recorder() as upstream:
        head = f'HTTP/1.1 200 OK\r\nETag: "e"\r\nConnection: close\r\nContent-Length: {len(forged)}'
        upstream.answer = f"{head}\r\n\r\n{forged}".encode()
        with in_front(tmp_path, upstream.url, ["s3"]) as server:
            cloud = Cloud(server)
            mine = client(cloud, "s3", cloud.user(allow("s3:*"), deny("s3:GetObject", "*", OPEN)))
            assert is_denied(mine.get_object, Bucket="bucket", Key="k")


def test_a_server_that_knows_no_tags_tells_none(tmp_path):
    (tmp_path / "objects").mkdir()
    with rclone_s3(tmp_path / "objects") as url:
        with in_front(tmp_path, url, ["s3"]) as server:
            cloud = Cloud(server)
            admin = client(cloud, "s3")
            admin.create_bucket(Bucket="bucket")
            admin.put_object(Bucket="bucket", Key="k", Body=FORGED.encode(), ContentType="application/xml")
            for policies in ([allow("s3:*", "*", OPEN)], [allow("s3:*"), deny("s3:GetObject", "*", OPEN)]):
                assert is_denied(client(cloud, "s3", cloud.user(*policies)).get_object, Bucket="bucket", Key="k")


@pytest.fixture
def watched(tmp_path):
    """A server before an upstream that keeps what it is asked."""
    with recorder() as upstream:
        with in_front(tmp_path, upstream.url, ["dynamodb", "sqs"]) as server:
            yield Cloud(server), upstream


def targets(upstream):
    return [one.all("x-amz-target")[0].split(".")[-1] for one in upstream.seen]


def answer(text, status="200 OK"):
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {len(text)}"
    return f"{head}\r\n\r\n{text}".encode()


@pytest.mark.parametrize(
    "answered",
    [
        answer("{}", "500 Internal Server Error"),
        answer('{"__type": "AccessDeniedException"}', "400 Bad Request"),
        answer('{"Tags": {"team": "blue"}}')[:-3],
        answer('{"Tags": {"team": "blue", "TEAM": "red"}}'),
        answer('{"Tags": ["team"]}'),
        answer("<Tags/>"),
        b"",
    ],
    ids=["error", "refused", "short", "twice", "list", "xml", "nothing"],
)
def test_an_answer_that_tells_nothing_denies(watched, answered):
    cloud, upstream = watched
    upstream.answer = answered
    url = f"http://queues/{ACCOUNT}/q"
    for policies in ([allow("sqs:*", "*", BLUE)], [allow("sqs:*"), deny("sqs:*", "*", NOT_SECRET)]):
        assert is_denied(client(cloud, "sqs", cloud.user(*policies)).get_queue_attributes, QueueUrl=url)
    assert set(targets(upstream)) == {"ListQueueTags"}


def test_an_upstream_that_dies_denies(watched):
    cloud, upstream = watched
    upstream.is_dying = True
    user = cloud.user(allow("*", "*", BLUE), allow("dynamodb:*", "*", OWN))
    assert is_denied(client(cloud, "sqs", user).get_queue_attributes, QueueUrl=f"http://queues/{ACCOUNT}/q")
    key = item(pk=user.name, sk="1")
    assert is_denied(client(cloud, "dynamodb", user).get_item, TableName="t", Key=key)
    assert set(targets(upstream)) <= {"ListQueueTags", "ListTagsOfResource", "DescribeTable"}


def test_an_upstream_that_does_not_answer_denies_in_time(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        with in_front(tmp_path, f"http://127.0.0.1:{silent.getsockname()[1]}", ["sqs"]) as server:
            cloud = Cloud(server)
            user = cloud.user(allow("sqs:*", "*", BLUE))
            assert is_denied(client(cloud, "sqs", user).get_queue_attributes, QueueUrl=f"http://queues/{ACCOUNT}/q")


def test_nothing_is_asked_for_who_is_refused_all_the_same(watched):
    cloud, upstream = watched
    queue = {"QueueUrl": f"http://queues/{ACCOUNT}/q"}
    key = {"TableName": "t", "Key": item(pk="a", sk="b")}
    for policies in [
        [],
        [deny("*", "*", BLUE)],
        [allow("sns:*", "*", BLUE), allow("sqs:*", arn("sqs", "other"), BLUE), allow("dynamodb:*", arn("dynamodb", "table/u"), OWN)],
        [allow("*", "*", BLUE), allow("*", "*", OWN), deny("*")],
        [allow("*", "*", BLUE | {"Bool": {"aws:SecureTransport": "true"}})],
        [allow("*", "*", {"StringEquals": {"sqs:ResourceTag/team": "blue"}})],
    ]:
        user = cloud.user(*policies)
        assert is_denied(client(cloud, "sqs", user).get_queue_attributes, **queue), policies
        assert is_denied(client(cloud, "dynamodb", user).get_item, **key), policies
    assert upstream.seen == []


def test_who_needs_no_fact_costs_no_question(watched):
    cloud, upstream = watched
    upstream.answer = answer("{}")
    user = cloud.user(allow("*"), deny("kms:*", "*", BLUE))
    client(cloud, "sqs", user).get_queue_attributes(QueueUrl=f"http://queues/{ACCOUNT}/q")
    client(cloud, "dynamodb", user).get_item(TableName="t", Key=item(pk="a", sk="b"))
    assert targets(upstream) == ["GetQueueAttributes", "GetItem"]


def test_a_description_is_asked_for_once(watched):
    cloud, upstream = watched
    name = f"t-{uuid.uuid4().hex}"
    keys = '[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]'
    upstream.answer = answer(f'{{"Table": {{"TableName": "{name}", "TableStatus": "ACTIVE", "KeySchema": {keys}}}}}')
    user = cloud.user(allow("dynamodb:*", "*", OWN))
    mine = client(cloud, "dynamodb", user)
    for _ in range(3):
        mine.get_item(TableName=name, Key=item(pk=user.name, sk="1"))
    assert targets(upstream) == ["DescribeTable", "GetItem", "GetItem", "GetItem"]
    # A change that passes ends what is known.
    client(cloud, "dynamodb").update_table(TableName=name, BillingMode="PAY_PER_REQUEST")
    mine.get_item(TableName=name, Key=item(pk=user.name, sk="1"))
    assert targets(upstream)[4:] == ["UpdateTable", "DescribeTable", "GetItem"]
