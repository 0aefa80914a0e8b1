"""Prints the facts of one service of the installed botocore as JSON, without its documentation.

Usage: extract.py SERVICE API_VERSION
"""

import gzip
import json
import pathlib
import sys

import botocore

# Everything that is prose, and what only repeats a name.
LEFT_OUT = {"documentation", "documentationUrl", "deprecatedMessage", "deprecatedSince", "name"}
WIDTH = 120


def in_order(node):
    """A node with its keys sorted, so that two versions of a model differ only where the facts differ."""
    return dict(sorted(node.items()))


def facts(node):
    return in_order({key: value for key, value in node.items() if key not in LEFT_OUT})


def operation(node):
    result = {**facts(node), "http": f"{node['http']['method']} {node['http']['requestUri']}"}
    if "input" in node:
        result["input"] = node["input"]["shape"]
    if "output" in node:
        result["output"] = node["output"]["shape"]
        if "resultWrapper" in node["output"]:
            result["resultWrapper"] = node["output"]["resultWrapper"]
    result["errors"] = sorted(error["shape"] for error in node.get("errors", []))
    return in_order(result)


def shape(node):
    result = facts(node)
    required = result.pop("required", [])
    if "members" in node:
        # A list, because the order of the members is the order in which they are written.
        result["members"] = [
            {"name": name, **facts(member), **({"required": True} if name in required else {})}
            for name, member in node["members"].items()
        ]
    for part in ("member", "key", "value"):
        if part in node:
            result[part] = facts(node[part])
    return result


def paging(node):
    results = node["result_key"]
    return in_order({**node, "result_key": results if isinstance(results, list) else [results]})


def write(node, depth=0, label=""):
    """JSON in which a node below the sections stands on one line if it fits: one fact changed is one line changed."""
    line = label + json.dumps(node, ensure_ascii=False)
    is_leaf = not node or not isinstance(node, (dict, list))
    if is_leaf or (depth > 1 and 2 * depth + len(line) < WIDTH):
        return line
    if isinstance(node, list):
        opening, closing = "[]"
        parts = [write(item, depth + 1) for item in node]
    else:
        opening, closing = "{}"
        parts = [write(value, depth + 1, f"{json.dumps(key)}: ") for key, value in node.items()]
    separator = ",\n" + "  " * (depth + 1)
    return f"{label}{opening}\n{separator[2:]}{separator.join(parts)}\n{'  ' * depth}{closing}"


def main(service, version):
    data = pathlib.Path(botocore.__file__).parent / "data" / service / version
    model = json.loads(gzip.decompress((data / "service-2.json.gz").read_bytes()))
    pages = json.loads((data / "paginators-1.json").read_text())["pagination"]
    document = {
        "source": {"model": f"{service}/{version}", "package": "botocore", "version": botocore.__version__},
        "metadata": facts(model["metadata"]),
        "operations": {name: operation(node) for name, node in sorted(model["operations"].items())},
        "paging": {name: paging(node) for name, node in sorted(pages.items())},
        "shapes": {name: shape(node) for name, node in sorted(model["shapes"].items())},
    }
    print(write(document))


main(*sys.argv[1:])
