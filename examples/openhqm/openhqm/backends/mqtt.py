"""`mqtt://HOST:PORT`: each queue is a topic; MQTT 3.1.1, at most once."""

from __future__ import annotations

import socket
from urllib.parse import SplitResult


class Connection:
    def __init__(self, url: SplitResult) -> None:
        self.address = (url.hostname or "localhost", url.port or 1883)

    def send(self, queue: str, message: bytes) -> None:
        with socket.create_connection(self.address, timeout=5) as broker:
            # Clean session, no client id, kept alive for a minute.
            broker.sendall(packet(0x10, text("MQTT") + b"\x04\x02\x00\x3c" + text("")))
            answer = broker.makefile("rb").read(4)
            if len(answer) < 4 or answer[3] != 0:
                raise OSError(f"mqtt: the broker refused the connection: {answer.hex() or 'no answer'}")
            broker.sendall(packet(0x30, text(queue) + message) + packet(0xE0, b""))


def text(value: str) -> bytes:
    data = value.encode()
    return len(data).to_bytes(2, "big") + data


def packet(kind: int, body: bytes) -> bytes:
    length, size = len(body), bytearray()
    while True:
        length, digit = length >> 7, length & 0x7F
        size.append(digit | (0x80 if length else 0))
        if not length:
            return bytes([kind, *size]) + body
