"""Records the requests of boto3 for `boto3_services.jsonl`: one for each operation, with the members that it requires.

Usage: record.py SERVICE…, with the names of botocore. Nothing is sent. Prints one request a line; of each service every n-th was taken.
"""

import base64
import datetime
import json
import sys

import botocore.session
from botocore.awsrequest import AWSResponse
from botocore.config import Config

ACCOUNT = "111111111111"
REGION = "eu-north-1"
HOST = "gw.localhost:4566"
# What differs from one recording to the next, or is the connection's.
LEFT_OUT = (
    "accept",
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "authorization",
    "content-length",
    "expect",
    "user-agent",
    "x-amz-date",
)


def structure(shape, depth):
    members = shape.required_members
    if getattr(shape, "is_tagged_union", False) and shape.members:
        members = [next(iter(shape.members))]
    return {name: value(shape.members[name], name, depth + 1) for name in members if depth < 6}


def text(shape, name):
    if shape.enum:
        return shape.enum[0]
    if name.lower().endswith("rolearn") or name.lower() == "role":
        return f"arn:aws:iam::{ACCOUNT}:role/r"
    if name.lower() in ("accountid", "awsaccountid", "catalogid"):
        return ACCOUNT
    return "x" * max(shape.metadata.get("min", 1), 2)


def value(shape, name="", depth=0):
    """A value that a member may have."""
    least = max(shape.metadata.get("min", 1), 1)
    match shape.type_name:
        case "structure":
            return structure(shape, depth)
        case "list":
            return [value(shape.member, name, depth + 1) for _ in range(min(least, 3))]
        case "map":
            key = getattr(shape.key, "enum", None) or ["k"]
            return {key[0]: value(shape.value, name, depth + 1)}
        case "string":
            return text(shape, name)
        case "timestamp":
            return datetime.datetime(2026, 1, 1)
        case "boolean":
            return True
        case "blob":
            return b"x"
        case _:
            return least


def requests(name):
    """The requests of a service, by their operations."""
    config = Config(parameter_validation=False, disable_request_compression=True, inject_host_prefix=False)
    keys = {"aws_access_key_id": "AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key": "secret"}
    session = botocore.session.Session()
    client = session.create_client(name, region_name=REGION, endpoint_url=f"http://{HOST}", config=config, **keys)
    seen = []

    def keep(request, **_):
        seen.append(request)
        return AWSResponse(request.url, 200, {}, None)

    client.meta.events.register("before-send", keep)
    for method, operation in client.meta.method_to_api_mapping.items():
        model = client.meta.service_model.operation_model(operation)
        try:
            getattr(client, method)(**(value(model.input_shape) if model.input_shape else {}))
        except Exception:  # An empty answer cannot be read, and some clients refuse what was made up here.
            pass
        if seen:
            yield operation, seen.pop()
        seen.clear()


def main():
    for name in sys.argv[1:]:
        for operation, request in requests(name):
            headers = {
                key.lower(): given.decode() if isinstance(given, bytes) else str(given)
                for key, given in request.headers.items()
            }
            if "authorization" not in headers:
                continue
            body = request.body.read() if hasattr(request.body, "read") else request.body or b""
            line = {
                "service": name,
                "operation": operation,
                "method": request.method,
                "host": HOST,
                "target": request.url.split(HOST, 1)[1] or "/",
                "headers": {key: given for key, given in headers.items() if key not in LEFT_OUT},
                "body": base64.b64encode(body.encode() if isinstance(body, str) else bytes(body)).decode(),
            }
            print(json.dumps(line))


main()
