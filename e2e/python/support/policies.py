"""Policy documents in as few words as possible."""

import json


def statement(effect, action, resource=None, principal=None, condition=None):
    """One statement; elements that are not given are left out."""
    elements = {
        "Effect": effect,
        "Principal": principal,
        "Action": action,
        "Resource": resource,
        "Condition": condition,
    }
    return {name: value for name, value in elements.items() if value is not None}


def allow(action, resource="*", condition=None):
    return statement("Allow", action, resource, condition=condition)


def deny(action, resource="*", condition=None):
    return statement("Deny", action, resource, condition=condition)


def trusting(principal, condition=None, effect="Allow", action="sts:AssumeRole"):
    """A statement of a trust policy. A principal that is not a dictionary is one of AWS."""
    principal = principal if isinstance(principal, dict) else {"AWS": principal}
    return statement(effect, action, principal=principal, condition=condition)


def document(*statements, version="2012-10-17"):
    return json.dumps({"Version": version, "Statement": list(statements)})


def trust(principal, condition=None, action="sts:AssumeRole"):
    """A whole trust policy with one statement."""
    return document(trusting(principal, condition, action=action))
