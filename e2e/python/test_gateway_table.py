"""Services for which the mapping's table is enough, behind the gateway, with moto's server as the upstream."""

import json

import pytest
from support.cloud import Cloud, fresh
from support.policies import allow, deny, trust
from support.server import ACCOUNT, REGION
from support.services import arn, client, in_front, refusal
from support.upstreams import moto

SERVICES = [
    "apigateway",
    "efs",
    "elasticache",
    "events",
    "kinesis",
    "kms",
    "rds",
    "route53",
    "secretsmanager",
    "servicediscovery",
    "ssm",
    "stepfunctions",
]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    home = tmp_path_factory.mktemp("table")
    with moto() as upstream, in_front(home, upstream, SERVICES, ssm={"unmapped": "allow"}) as server:
        yield server


@pytest.fixture(scope="module")
def cloud(server):
    return Cloud(server)


def denied(error, action, resource):
    """Whether an error is the denial of an action on a resource."""
    code, message = error
    return code in ("AccessDenied", "AccessDeniedException") and f"perform: {action} on resource: {resource}" in message


def test_records_of_a_stream(cloud):
    """JSON."""
    name, admin = fresh("stream"), client(cloud, "kinesis")
    admin.create_stream(StreamName=name, ShardCount=1)
    stream = arn("kinesis", f"stream/{name}")
    mine = client(cloud, "kinesis", cloud.user(allow("kinesis:PutRecord", stream)))
    record = {"Data": b"hi", "PartitionKey": "1"}
    assert mine.put_record(StreamName=name, **record)["ShardId"]
    assert mine.put_record(StreamARN=stream, **record)["ShardId"]
    assert denied(refusal(mine.delete_stream, StreamName=name), "kinesis:DeleteStream", stream)
    other = arn("kinesis", "stream/other")
    assert denied(refusal(mine.put_record, StreamName=name, StreamARN=other, **record), "kinesis:PutRecord", other)
    code, message = refusal(mine.put_record, **record)
    assert code == "AccessDeniedException" and "not certain which stream" in message


def test_keys_by_id_and_arn(cloud):
    admin = client(cloud, "kms")
    key = admin.create_key()["KeyMetadata"]
    mine = client(cloud, "kms", cloud.user(allow("kms:Encrypt", key["Arn"])))
    assert mine.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    assert mine.encrypt(KeyId=key["Arn"], Plaintext=b"x")["CiphertextBlob"]
    assert denied(refusal(mine.disable_key, KeyId=key["KeyId"]), "kms:DisableKey", key["Arn"])


def test_a_role_goes_only_to_the_service_that_it_may_be_passed_to(cloud):
    role = cloud.role(trust({"Service": "states.amazonaws.com"}))
    definition = json.dumps({"StartAt": "a", "States": {"a": {"Type": "Succeed"}}})
    machine = {"definition": definition, "roleArn": role.arn}
    machines = arn("states", "stateMachine:own-*")
    to = {"StringEquals": {"iam:PassedToService": "states.amazonaws.com"}}
    passer = cloud.user(allow("states:*", machines), allow("iam:PassRole", role.arn, to))
    runner = cloud.user(allow("states:*", machines))
    name = fresh("own")
    made = client(cloud, "stepfunctions", passer).create_state_machine(name=name, **machine)
    assert made["stateMachineArn"] == arn("states", f"stateMachine:{name}")
    assert denied(refusal(client(cloud, "stepfunctions", runner).create_state_machine, name=name, **machine), "iam:PassRole", role.arn)
    assert denied(
        refusal(client(cloud, "stepfunctions", passer).create_state_machine, name="foreign", **machine),
        "states:CreateStateMachine",
        arn("states", "stateMachine:foreign"),
    )


def test_rules_by_their_name(cloud):
    admin, name = client(cloud, "events"), fresh("rule")
    mine = client(cloud, "events", cloud.user(allow("events:PutRule", arn("events", "rule/rule-*"))))
    assert mine.put_rule(Name=name, ScheduleExpression="rate(1 day)")["RuleArn"] == arn("events", f"rule/{name}")
    assert denied(refusal(mine.delete_rule, Name=name), "events:DeleteRule", arn("events", f"rule/{name}"))
    assert [rule["Name"] for rule in admin.list_rules()["Rules"]] == [name]


def test_records_of_a_zone(cloud):
    """REST-XML."""
    admin = client(cloud, "route53")
    made = admin.create_hosted_zone(Name="example.org", CallerReference=fresh("zone"))
    zone = made["HostedZone"]["Id"].removeprefix("/hostedzone/")
    resource = f"arn:aws:route53:::hostedzone/{zone}"
    mine = client(cloud, "route53", cloud.user(allow("route53:ChangeResourceRecordSets", resource)))
    record = {"Name": "a.example.org", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}
    changes = {"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]}
    assert mine.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=changes)["ChangeInfo"]["Status"]
    assert denied(refusal(mine.delete_hosted_zone, Id=zone), "route53:DeleteHostedZone", resource)
    other = refusal(mine.change_resource_record_sets, HostedZoneId="Z0", ChangeBatch=changes)
    assert denied(other, "route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z0")


def test_file_systems_and_their_ids(cloud):
    """REST-JSON."""
    user = cloud.user(allow("elasticfilesystem:Create*"))
    made = client(cloud, "efs", user).create_file_system(CreationToken=fresh("token"))["FileSystemId"]
    resource = arn("elasticfilesystem", f"file-system/{made}")
    refused = refusal(client(cloud, "efs", user).delete_file_system, FileSystemId=made)
    assert denied(refused, "elasticfilesystem:DeleteFileSystem", resource)
    remover = cloud.user(allow("elasticfilesystem:DeleteFileSystem", resource))
    client(cloud, "efs", remover).delete_file_system(FileSystemId=made)


def test_paths_of_api_gateway(cloud):
    """The resource is the path, and the action the method."""
    mine = client(cloud, "apigateway", cloud.user(allow("apigateway:GET", f"arn:aws:apigateway:{REGION}::/restapis/a/*")))
    paths = f"arn:aws:apigateway:{REGION}::/restapis"
    assert denied(refusal(mine.delete_rest_api, restApiId="a"), "apigateway:DELETE", f"{paths}/a")
    assert denied(refusal(mine.get_rest_apis), "apigateway:GET", paths)
    assert denied(refusal(mine.get_resources, restApiId="b"), "apigateway:GET", f"{paths}/b/resources")
    # There is no such interface, but the upstream was asked.
    assert refusal(mine.get_resources, restApiId="a")[0] not in ("AccessDenied", "AccessDeniedException")


def test_namespaces(cloud):
    """RPC v2 with CBOR."""
    user = cloud.user(allow("servicediscovery:CreateHttpNamespace"))
    name = fresh("namespace")
    assert client(cloud, "servicediscovery", user).create_http_namespace(Name=name)["OperationId"]
    assert denied(refusal(client(cloud, "servicediscovery", user).list_namespaces), "servicediscovery:ListNamespaces", "*")
    assert name in [own["Name"] for own in client(cloud, "servicediscovery").list_namespaces()["Namespaces"]]


def test_databases_and_caches(cloud):
    """Query."""
    name = fresh("db")
    own = [arn("rds", "db:db-*"), arn("elasticache", "subnetgroup:db-*")]
    user = cloud.user(allow(["rds:*", "elasticache:*"], own))
    rds, elasticache = client(cloud, "rds", user), client(cloud, "elasticache", user)
    database = {"DBInstanceClass": "db.t3.micro", "Engine": "mysql", "AllocatedStorage": 20}
    database |= {"MasterUsername": "admin", "MasterUserPassword": "hidden-hidden"}
    assert rds.create_db_instance(DBInstanceIdentifier=name, **database)["DBInstance"]["DBInstanceIdentifier"] == name
    assert denied(refusal(rds.create_db_instance, DBInstanceIdentifier="x", **database), "rds:CreateDBInstance", arn("rds", "db:x"))
    assert rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"]
    assert denied(refusal(rds.describe_db_instances), "rds:DescribeDBInstances", arn("rds", "db:*"))
    group = {"CacheSubnetGroupDescription": "d", "SubnetIds": ["subnet-1"]}
    assert elasticache.create_cache_subnet_group(CacheSubnetGroupName=name, **group)["CacheSubnetGroup"]
    refused = refusal(elasticache.create_cache_subnet_group, CacheSubnetGroupName="x", **group)
    assert denied(refused, "elasticache:CreateCacheSubnetGroup", arn("elasticache", "subnetgroup:x"))


def test_what_is_not_understood_goes_only_where_the_configuration_says_so(cloud):
    nobody = cloud.user()
    tag = {"ResourceType": "Parameter", "Tags": [{"Key": "a", "Value": "b"}]}
    client(cloud, "ssm").put_parameter(Name="p", Value="v", Type="String")
    assert refusal(client(cloud, "ssm", nobody).get_parameter, Name="p")[0] == "AccessDeniedException"
    # Which resource an id without its type is, no fact says.
    client(cloud, "ssm", nobody).add_tags_to_resource(ResourceId="p", **tag)
    tags = client(cloud, "ssm").list_tags_for_resource(ResourceType="Parameter", ResourceId="p")["TagList"]
    assert tags == [{"Key": "a", "Value": "b"}]
    # What is forbidden for certain stays so.
    for action in ["*", "ssm:*", "ssm:AddTags*"]:
        barred = cloud.user(allow("*"), deny(action))
        assert "explicit deny" in refusal(client(cloud, "ssm", barred).add_tags_to_resource, ResourceId="q", **tag)[1]
    client(cloud, "ssm", cloud.user(deny("kms:*"))).add_tags_to_resource(ResourceId="p", **tag)
    events = [event for event in trail(cloud) if event["eventName"] == "AddTagsToResource"]
    assert len(events) == 5 and "cannot be decided" in events[-1]["additionalEventData"]["rolecallWouldDeny"]
    refused = [event for event in trail(cloud) if event["eventName"] == "GetParameter" and "errorCode" in event]
    assert refused and ACCOUNT == refused[0]["recipientAccountId"]


def trail(cloud):
    """Every record of the server."""
    lines = [line for file in sorted((cloud.server.data / "trail").iterdir()) for line in file.read_text().splitlines()]
    return [json.loads(line) for line in lines]
