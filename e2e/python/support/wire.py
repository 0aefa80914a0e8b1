"""Requests that no SDK would send, signed by botocore and sent byte by byte."""

import http.client
import ssl
from dataclasses import dataclass
from urllib.parse import urlencode
from xml.etree import ElementTree

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as SigningKey

from .server import REGION

FORM = "application/x-www-form-urlencoded; charset=utf-8"
VERSION = {"iam": "2010-05-08", "sts": "2011-06-15"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict
    body: bytes

    def error(self):
        """Code and message of an error of the Query protocol."""
        error = ElementTree.fromstring(self.body).find("{*}Error")
        return error.findtext("{*}Code"), error.findtext("{*}Message") or ""

    def namespace(self):
        return ElementTree.fromstring(self.body).tag.split("}")[0].lstrip("{")


class PathAsSent(SigV4Auth):
    """S3's way: the path is signed as it is sent."""

    def _normalize_url_path(self, path):
        return path


def form(service, action, **parameters):
    """A body of the Query protocol."""
    return urlencode({"Action": action, "Version": VERSION[service], **parameters}).encode()


def signed(cloud, body, service="iam", content_type=FORM, method="POST", path="/", credentials=None, headers=None):
    """The headers of a request, with its signature."""
    key = credentials or cloud.credentials
    named = {"Content-Type": content_type, **(headers or {})}
    request = AWSRequest(method, cloud.server.endpoint + path, data=body, headers=named)
    signer = PathAsSent if service == "s3" else SigV4Auth
    signer(SigningKey(key.key, key.secret, key.token), service, REGION).add_auth(request)
    return dict(request.headers.items())


def exchange(server, method, path, body=b"", headers=None):
    """Sends a request as it is, and reads the answer; no redirect is followed."""
    host, port = server.address
    if server.endpoint.startswith("https"):
        connection = http.client.HTTPSConnection(host, port, timeout=60, context=ssl._create_unverified_context())
    else:
        connection = http.client.HTTPConnection(host, port, timeout=60)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, headers, response.read())
    finally:
        connection.close()


def call(cloud, body, **options):
    """Signs and sends."""
    headers = signed(cloud, body, **options)
    return exchange(cloud.server, options.get("method", "POST"), options.get("path", "/"), body, headers)
