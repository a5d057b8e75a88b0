"""`kafka://HOST:PORT`: a Kafka REST proxy; each queue is a topic."""

from __future__ import annotations

import base64
import json
from urllib.parse import SplitResult, quote

from openhqm.backends.http import post


class Connection:
    def __init__(self, url: SplitResult) -> None:
        self.proxy = f"http://{url.hostname or 'localhost'}:{url.port or 8082}"

    def send(self, queue: str, message: bytes) -> None:
        record = {"records": [{"value": base64.b64encode(message).decode()}]}
        headers = {"Content-Type": "application/vnd.kafka.binary.v2+json"}
        post(f"{self.proxy}/topics/{quote(queue, safe='')}", json.dumps(record).encode(), headers)
