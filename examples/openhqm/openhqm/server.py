"""The HTTP side."""

from __future__ import annotations

import json
import platform
import signal
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from openhqm import __version__
from openhqm.backends import Queue, there

LIMIT = 1 << 20


class Gateway(ThreadingHTTPServer):
    """Listens, and hands what it takes to a queue."""

    def __init__(self, port: int, queue: Queue) -> None:
        self.queue = queue
        super().__init__(("", port), Handler)


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: Gateway
    server_version = f"openhqm/{__version__}"
    sys_version = ""

    def do_GET(self) -> None:
        if self.path != "/health":
            return self.answer(HTTPStatus.NOT_FOUND, {"error": f"no such endpoint: {self.path}"})
        self.answer(HTTPStatus.OK, {"status": "ok", "machine": platform.machine(), "queues": there()})

    def do_POST(self) -> None:
        _, _, name = self.path.partition("/queues/")
        length = int(self.headers.get("Content-Length") or 0)
        if not name:
            return self.answer(HTTPStatus.NOT_FOUND, {"error": "POST /queues/NAME"})
        if length > LIMIT:
            return self.answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"error": f"a message has at most {LIMIT} bytes"})
        try:
            self.server.queue.send(name, self.rfile.read(length))
        except OSError as error:
            return self.answer(HTTPStatus.BAD_GATEWAY, {"error": str(error)})
        self.answer(HTTPStatus.ACCEPTED, {"queue": name})

    def answer(self, status: HTTPStatus, body: dict[str, object]) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def serve(port: int, queue: Queue) -> int:
    with Gateway(port, queue) as gateway:
        # A container is asked to end by SIGTERM; `shutdown` waits for the loop, so it is called beside it.
        signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=gateway.shutdown).start())
        print(f"openhqm {__version__} listens on port {gateway.server_port}", flush=True)
        gateway.serve_forever()
    return 0
