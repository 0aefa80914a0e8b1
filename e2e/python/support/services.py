"""Services of moto behind the gateway: how they are called, and how they refuse."""

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from .server import ACCOUNT, REGION, Server
from .upstreams import configuration

ONE_TRY = Config(retries={"total_max_attempts": 1}, read_timeout=60)


def in_front(home, upstream, services, **more):
    """A server that is the gateway for these services; `more` is what a service's table has besides."""
    tables = ({"service": service, "url": upstream} | more.get(service, {}) for service in services)
    return Server(home / "data", flags=configuration(home, *tables))


def client(cloud, service, who=None):
    return cloud.client(service, who and who.credentials, config=ONE_TRY)


def refusal(call, **parameters):
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


def arn(service, resource):
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}"
