"""`azure://ACCOUNT.queue.core.windows.net`: Azure Queue Storage. The variable `AZURE_SAS` holds a shared access signature."""

from __future__ import annotations

import base64
import os
from urllib.parse import SplitResult, quote

from openhqm.backends.http import post


class Connection:
    def __init__(self, url: SplitResult) -> None:
        self.account = f"https://{url.netloc}"

    def send(self, queue: str, message: bytes) -> None:
        text = base64.b64encode(message).decode()
        body = f"<QueueMessage><MessageText>{text}</MessageText></QueueMessage>".encode()
        signature = os.environ.get("AZURE_SAS", "").lstrip("?")
        post(f"{self.account}/{quote(queue, safe='')}/messages?{signature}", body, {"Content-Type": "application/xml"})
