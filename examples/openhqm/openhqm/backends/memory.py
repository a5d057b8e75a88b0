"""Messages stay in this process: for trying things."""

from __future__ import annotations

from collections import defaultdict, deque
from urllib.parse import SplitResult


class Connection:
    def __init__(self, url: SplitResult) -> None:
        self.queues: defaultdict[str, deque[bytes]] = defaultdict(lambda: deque(maxlen=1000))

    def send(self, queue: str, message: bytes) -> None:
        self.queues[queue].append(message)
