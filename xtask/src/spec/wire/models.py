"""Prints how requests to the services of the installed botocore look on the wire, one service a line, as JSON.

Of each operation: method and URI template, and of each member of the input the name in the model, the name on the wire, the place
where it goes and what kind of value it is; of the output the names of its members, by which it is told what the server makes.
"""

import gzip
import json
import pathlib
import re

import botocore

PLACES = {"uri": "uri", "querystring": "query", "header": "header", "headers": "headers"}
KEPT = ("apiVersion", "jsonVersion", "protocols", "targetPrefix", "endpointPrefix", "serviceId")
FORMS = ("query", "ec2")


def wire_name(protocol, name, member, shapes):
    """How the member is called on the wire (https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html for EC2)."""
    if protocol == "ec2":
        location = member.get("locationName", name)
        return member.get("queryName", location[:1].upper() + location[1:])
    shape = shapes[member["shape"]]
    if protocol == "query" and shape["type"] == "list" and is_flattened(member, shape):
        return shape["member"].get("locationName", member.get("locationName", name))
    return member.get("locationName", name)


def is_flattened(member, shape):
    return bool(member.get("flattened") or shape.get("flattened"))


def kind(shapes, name):
    shape = shapes[name]
    if shape["type"] == "string":
        return "text"
    if shape["type"] == "list" and shapes[shape["member"]["shape"]]["type"] == "string":
        return "texts"
    return {"structure": "structure", "list": "list", "map": "map", "blob": "blob"}.get(shape["type"], "plain")


def member(protocol, shapes, name, node):
    shape = shapes[node["shape"]]
    told = {
        "name": name,
        "wire": wire_name(protocol, name, node, shapes),
        "place": PLACES.get(node.get("location"), "body"),
        "kind": kind(shapes, node["shape"]),
    }
    if shape["type"] == "list" and protocol in ("query", "rest-xml") and not is_flattened(node, shape):
        told["item"] = shape["member"].get("locationName", "member")
    if says_name(node, shape):
        told["named"] = True
    told["inner"] = list(inner(protocol, shapes, node["shape"], 3))
    return told


def inner(protocol, shapes, name, depth, model="", wire=""):
    """The members of a structure, of the items of a list and of their structures: path, path on the wire, kind."""
    shape = shapes[name]
    while shape["type"] == "list":
        shape = shapes[shape["member"]["shape"]]
    if shape["type"] != "structure" or depth == 0:
        return
    for own, of in shape["members"].items():
        path = (f"{model}{own}", f"{wire}{wire_name(protocol, own, of, shapes)}")
        yield [*path, kind(shapes, of["shape"])]
        yield from inner(protocol, shapes, of["shape"], depth - 1, f"{path[0]}.", f"{path[1]}.")


def says_name(node, shape):
    """Whether the documentation speaks of a name: an id that takes names too does not say which resource is meant."""
    text = node.get("documentation", "") + shape.get("documentation", "")
    return bool(re.search(r"(?<!alias )\bname\b", text.lower()))


def outputs(shapes, node):
    """The names of what an answer has, and of what is in its structures."""
    names = set()
    for name, of in shapes.get(node.get("output", {}).get("shape", ""), {}).get("members", {}).items():
        names.add(name)
        inner = shapes[of["shape"]]
        if inner["type"] == "structure":
            names.update(inner["members"])
    return sorted(names)


def operation(protocol, shapes, node):
    shape = shapes.get(node.get("input", {}).get("shape", ""), {})
    told = {
        "http": f"{node['http']['method']} {node['http']['requestUri']}",
        "members": [member(protocol, shapes, name, of) for name, of in shape.get("members", {}).items()],
        "output": outputs(shapes, node),
    }
    if "payload" in shape:
        told["payload"] = shape["payload"]
    if protocol == "rest-xml":
        told["root"] = root(shapes, node.get("input", {}), shape)
    return told


def root(shapes, given, shape):
    """The name of the root element, where the body is a structure."""
    payload = shape.get("payload")
    if payload is None:
        return given.get("locationName", given.get("shape", ""))
    node = shape["members"][payload]
    inner = shapes[node["shape"]]
    return node.get("locationName", inner.get("locationName", payload)) if inner["type"] == "structure" else ""


def service(name, model):
    metadata, shapes = model["metadata"], model["shapes"]
    protocol = metadata["protocol"]
    operations = model["operations"].items()
    return {
        "name": name,
        **{key: metadata[key] for key in KEPT if key in metadata},
        "protocols": metadata.get("protocols", [protocol]),
        "signingName": metadata.get("signingName", metadata["endpointPrefix"]),
        "operations": {name: operation(protocol, shapes, node) for name, node in sorted(operations)},
    }


def main():
    for directory in sorted((pathlib.Path(botocore.__file__).parent / "data").iterdir()):
        versions = sorted(directory.glob("*/service-2.json.gz"))
        if versions:
            model = json.loads(gzip.decompress(versions[-1].read_bytes()))
            print(json.dumps(service(directory.name, model)))


main()
