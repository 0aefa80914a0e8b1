"""Names below `localhost` for clients, which few machines resolve although all of them are the machine itself (RFC 6761)."""

import socket
from unittest import mock

import pytest

_resolve = socket.getaddrinfo


def _resolve_local(host, *arguments, **options):
    is_local = isinstance(host, str) and host.endswith(".localhost")
    return _resolve("127.0.0.1" if is_local else host, *arguments, **options)


@pytest.fixture
def names_below_localhost():
    """botocore finds buckets that are named in the host."""
    with mock.patch("socket.getaddrinfo", _resolve_local):
        yield
