"""`redis://HOST:PORT`: each queue is a list."""

from __future__ import annotations

import socket
from urllib.parse import SplitResult


class Connection:
    def __init__(self, url: SplitResult) -> None:
        self.address = (url.hostname or "localhost", url.port or 6379)

    def send(self, queue: str, message: bytes) -> None:
        words = [b"RPUSH", queue.encode(), message]
        command = b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words)
        with socket.create_connection(self.address, timeout=5) as server:
            server.sendall(command)
            answer = server.makefile("rb").readline()
        if not answer.startswith(b":"):
            raise OSError(f"redis: {answer.decode(errors='replace').strip() or 'no answer'}")
