"""`sqs://REGION/ACCOUNT`: Amazon SQS. `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` sign the requests."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import json
import os
from urllib.parse import SplitResult

from openhqm.backends.http import post


class Connection:
    def __init__(self, url: SplitResult) -> None:
        self.region, self.account = url.hostname or "us-east-1", url.path.strip("/")
        self.host = f"sqs.{self.region}.amazonaws.com"

    def send(self, queue: str, message: bytes) -> None:
        address = f"https://{self.host}/{self.account}/{queue}"
        body = json.dumps({"QueueUrl": address, "MessageBody": base64.b64encode(message).decode()}).encode()
        headers = {
            "Content-Type": "application/x-amz-json-1.0",
            "Host": self.host,
            "X-Amz-Date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ"),
            "X-Amz-Target": "AmazonSQS.SendMessage",
        }
        key, secret = os.environ.get("AWS_ACCESS_KEY_ID", ""), os.environ.get("AWS_SECRET_ACCESS_KEY", "")
        headers["Authorization"] = authorization(key, secret, self.region, headers, body)
        post(f"https://{self.host}/", body, headers)


def authorization(key: str, secret: str, region: str, headers: dict[str, str], body: bytes) -> str:
    """Signature version 4."""
    day = headers["X-Amz-Date"][:8]
    lines = sorted(f"{name.lower()}:{value}\n" for name, value in headers.items())
    names = ";".join(line.split(":")[0] for line in lines)
    request = f"POST\n/\n\n{''.join(lines)}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    scope = f"{day}/{region}/sqs/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{headers['X-Amz-Date']}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signed = f"AWS4{secret}".encode()
    for part in (day, region, "sqs", "aws4_request", text):
        signed = hmac.new(signed, part.encode(), hashlib.sha256).digest()
    return f"AWS4-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders={names}, Signature={signed.hex()}"
