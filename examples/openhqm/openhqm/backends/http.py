"""What the queues that speak HTTP share."""

from __future__ import annotations

import urllib.request


def post(url: str, body: bytes, headers: dict[str, str]) -> None:
    """An `OSError` tells what the server said, if it was not yes."""
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")
    with urllib.request.urlopen(request, timeout=10):
        pass
