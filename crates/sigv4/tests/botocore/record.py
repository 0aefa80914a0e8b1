"""Signs a fixed set of requests with botocore and prints them as JSON: the source of requests.json beside this file.

Run with botocore installed: python3 record.py > requests.json
"""

import datetime
import json
from unittest import mock
from urllib.parse import urlsplit

from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

SECRET = "oracle/Secret+Key0123456789abcdefghijABCD"
NOW = datetime.datetime(2026, 7, 1, 12, 0, 0, tzinfo=datetime.timezone.utc)
FORM = "application/x-www-form-urlencoded; charset=utf-8"
STS = "https://sts.eu-west-1.amazonaws.com"

# name, signer, service, token, method, url, headers, body
CASES = [
    ("sts-post", "header", "sts", None, "POST", STS + "/", {"Content-Type": FORM}, "Action=GetCallerIdentity&Version=2011-06-15"),
    ("sts-post-token", "header", "sts", "IQoJb3JpZ2lu+/==", "POST", STS + "/", {"Content-Type": FORM, "User-Agent": "x"}, "Action=AssumeRole&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fr"),
    ("sts-get", "header", "sts", None, "GET", STS + "/?Version=2011-06-15&Action=GetCallerIdentity", {}, ""),
    ("sts-get-odd-query", "header", "sts", None, "GET", STS + "/?b=~%20%2B%2F&a=%E1%88%B4&a=1&empty=&sub-key=x&sub=y", {}, ""),
    ("sts-presigned", "query", "sts", None, "GET", STS + "/?Action=GetCallerIdentity&Version=2011-06-15", {}, ""),
    ("sts-presigned-cluster", "query", "sts", "IQoJb3JpZ2lu+/==", "GET", STS + "/?Action=GetCallerIdentity&Version=2011-06-15", {"x-k8s-aws-id": "my-cluster"}, ""),
    ("iam-odd-header-values", "header", "iam", None, "POST", "https://iam.amazonaws.com/", {"Content-Type": FORM, "X-Custom": "  a   b\tc  ", "X-Quoted": '"a   b"'}, "Action=ListUsers"),
    ("iam-repeated-header", "header", "iam", None, "POST", "https://iam.amazonaws.com/", {"Content-Type": FORM, "X-Twice": ["b", " a "], "X-Once": ""}, "Action=ListUsers"),
    ("iam-date-header", "header", "iam", None, "POST", "https://iam.amazonaws.com/", {"Content-Type": FORM, "Date": "replaced"}, "Action=ListUsers"),
    ("port-in-host", "header", "iam", None, "POST", "http://localhost:8080/", {"Content-Type": FORM}, "Action=ListUsers"),
    ("path-encoded-twice", "header", "lambda", None, "POST", "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/arn%3Aaws%3Alambda/a b/../c//invocations/", {}, "{}"),
    ("s3-put", "s3", "s3", "tok", "PUT", "http://b.s3.amazonaws.com/a%20b/%2B/../~c", {"x-amz-acl": "private"}, "content"),
    ("s3-presigned", "s3query", "s3", None, "GET", "https://b.s3.amazonaws.com/a%20b//c?versionId=null&list-type=2", {}, ""),
]
SIGNERS = {"header": auth.SigV4Auth, "query": auth.SigV4QueryAuth, "s3": auth.S3SigV4Auth, "s3query": auth.S3SigV4QueryAuth}


def sign(name, signer, service, token, method, url, headers, body):
    request = AWSRequest(method=method, url=url, data=body.encode())
    for key, values in headers.items():
        for value in [values] if isinstance(values, str) else values:
            request.headers.add_header(key, value)
    credentials = Credentials("AKIAORACLEORACLE0000", SECRET, token)
    with mock.patch.object(auth, "get_current_datetime", return_value=NOW):
        SIGNERS[signer](credentials, service, "eu-west-1").add_auth(request)
    parts = urlsplit(request.url)
    lines = [[key.lower(), value] for key, value in request.headers.items()]
    if "host" not in [key for key, _ in lines]:
        lines.append(["host", parts.netloc])
    return {
        "name": name, "secret": SECRET, "service": service, "token": token, "method": method,
        "path": parts.path, "query": parts.query, "headers": lines, "body": body,
    }


print("[\n" + ",\n".join(json.dumps(sign(*case)) for case in CASES) + "\n]")
