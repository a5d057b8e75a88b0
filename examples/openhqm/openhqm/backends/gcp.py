"""`gcp://PROJECT`: Google Pub/Sub; each queue is a topic. The variable `GCP_TOKEN` holds an access token."""

from __future__ import annotations

import base64
import json
import os
from urllib.parse import SplitResult, quote

from openhqm.backends.http import post


class Connection:
    def __init__(self, url: SplitResult) -> None:
        self.project = url.hostname or ""
        self.service = os.environ.get("PUBSUB_EMULATOR", "https://pubsub.googleapis.com")

    def send(self, queue: str, message: bytes) -> None:
        body = {"messages": [{"data": base64.b64encode(message).decode()}]}
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {os.environ.get('GCP_TOKEN', '')}"}
        post(f"{self.service}/v1/projects/{self.project}/topics/{quote(queue, safe='')}:publish", json.dumps(body).encode(), headers)
