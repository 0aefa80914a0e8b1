"""What a refused call must look like."""

from contextlib import contextmanager

import pytest
from botocore.exceptions import ClientError

STATUS = {
    "AccessDenied": 403,
    "AccessDeniedException": 400,
    "DeleteConflict": 409,
    "EntityAlreadyExists": 409,
    "ExpiredToken": 403,
    "IncompleteSignature": 400,
    "InvalidClientTokenId": 403,
    "InvalidInput": 400,
    "InvalidParameterValue": 400,
    "LimitExceeded": 409,
    "MalformedPolicyDocument": 400,
    "MissingAuthenticationToken": 403,
    "NoSuchEntity": 404,
    "PackedPolicyTooLarge": 400,
    "SignatureDoesNotMatch": 403,
    "UnmodifiableEntity": 400,
    "ValidationError": 400,
}

INVALID_TOKEN = "The security token included in the request is invalid."


@contextmanager
def refused(code, message=None, starts=None):
    """The calls inside must fail with this code, its HTTP status, and this text (or a text that starts so)."""
    with pytest.raises(ClientError) as caught:
        yield
    error = caught.value.response["Error"]
    assert error["Code"] == code, error
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == STATUS.get(code, 400), error
    if message is not None:
        assert error.get("Message", "") == message
    if starts is not None:
        assert error.get("Message", "").startswith(starts), error


def denied(caller, action, resource, because=""):
    """The call inside must be denied in AWS's words."""
    text = f"User: {caller} is not authorized to perform: {action} on resource: {resource}"
    return refused("AccessDenied", f"{text} {because}".rstrip())


def no_policy_allows(action, kind="identity-based policy"):
    return f"because no {kind} allows the {action} action"


def explicit(kind="an identity-based policy"):
    return f"with an explicit deny in {kind}"


def not_assumable(caller, role_arn, action="sts:AssumeRole"):
    """Who may not assume a role is told neither why nor whether it exists."""
    return denied(caller, action, role_arn)
