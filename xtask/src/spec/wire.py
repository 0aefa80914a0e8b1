"""Prints how requests to one service of the installed botocore look on the wire, as JSON: where each member of an input goes.

Usage: wire.py SERVICE API_VERSION
"""

import gzip
import json
import pathlib
import sys

import botocore

PLACES = {"uri": "uri", "querystring": "query", "header": "header", "headers": "header"}
KEPT = ("apiVersion", "jsonVersion", "protocol", "protocols", "targetPrefix")


def wire_name(protocol, name, member):
    """How the member is called on the wire (https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html for EC2)."""
    if protocol == "ec2":
        location = member.get("locationName", name)
        return member.get("queryName", location[:1].upper() + location[1:])
    return member.get("locationName", name)


def operation(protocol, shapes, node):
    members = shapes.get(node.get("input", {}).get("shape", ""), {}).get("members", {})
    result = {"http": f"{node['http']['method']} {node['http']['requestUri']}"}
    for name, member in members.items():
        place = PLACES.get(member.get("location"), "body")
        result.setdefault(place, []).append(wire_name(protocol, name, member))
    return result


def main(service, version):
    path = pathlib.Path(botocore.__file__).parent / "data" / service / version / "service-2.json.gz"
    model = json.loads(gzip.decompress(path.read_bytes()))
    metadata = model["metadata"]
    head = {
        "source": {"model": f"{service}/{version}", "package": "botocore", "version": botocore.__version__},
        "metadata": {
            **{key: metadata[key] for key in KEPT if key in metadata},
            "signingName": metadata.get("signingName", metadata["endpointPrefix"]),
        },
    }
    lines = [f"{json.dumps(key)}: {json.dumps(value)}," for key, value in head.items()]
    operations = [
        f"  {json.dumps(name)}: {json.dumps(operation(metadata['protocol'], model['shapes'], node))}"
        for name, node in sorted(model["operations"].items())
    ]
    print("{", *lines, '"operations": {', ",\n".join(operations), "}", "}", sep="\n")


main(*sys.argv[1:])
