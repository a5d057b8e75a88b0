"""The HTTP server: `python -m noetl.server --host 0.0.0.0 --port 8082`."""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sys
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from noetl import __version__
from noetl.core.web_ui import SWITCH, UI_FOLDER, UiOff, UiOn, cache_control, content_type, find_ui, parse_switch


class NoetlServer(ThreadingHTTPServer):
    """Listens on `address` and serves the API, and the UI if there is one."""

    def __init__(self, address: tuple[str, int], ui: UiOn | UiOff) -> None:
        self.ui = ui
        self.started = time.monotonic()
        super().__init__(address, Handler)

    def health(self) -> dict[str, object]:
        return {
            "status": "ok",
            "version": __version__,
            "machine": platform.machine(),
            "python": platform.python_version(),
            "ui": "on" if isinstance(self.ui, UiOn) else "off",
            "uptime_seconds": int(time.monotonic() - self.started),
        }


class Handler(BaseHTTPRequestHandler):
    """Answers one request. Every error is JSON, also those that the base class finds."""

    server: NoetlServer
    server_version = f"noetl/{__version__}"
    sys_version = ""

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path in ("/health", "/api/health"):
            self.send_json(HTTPStatus.OK, self.server.health())
        elif path == "/api/version":
            self.send_json(HTTPStatus.OK, {"version": __version__})
        elif path == "/api" or path.startswith("/api/"):
            self.send_json(HTTPStatus.NOT_FOUND, {"error": f"no such endpoint: {path}"})
        else:
            self.send_ui(path)

    do_HEAD = do_GET

    def send_ui(self, path: str) -> None:
        ui = self.server.ui
        if isinstance(ui, UiOff):
            self.send_json(HTTPStatus.NOT_FOUND, {"error": "the web UI is off", "reason": ui.reason})
        elif file := ui.find(path):
            self.send_body(HTTPStatus.OK, file.read_bytes(), content_type(file), cache_control(file))
        else:
            self.send_json(HTTPStatus.NOT_FOUND, {"error": f"no such page: {path}"})

    def send_json(self, status: HTTPStatus, value: dict[str, object]) -> None:
        self.send_body(status, json.dumps(value).encode() + b"\n", "application/json", "no-store")

    def send_body(self, status: HTTPStatus, body: bytes, content_type: str, cache_control: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", cache_control)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        status = HTTPStatus(code)
        self.send_json(status, {"error": message or status.phrase})


def main() -> int:
    arguments = parse_arguments()
    try:
        enabled = parse_switch(os.environ.get(SWITCH))
    except ValueError as error:
        return fail(2, str(error))

    ui = find_ui(UI_FOLDER, enabled)
    try:
        server = NoetlServer((arguments.host, arguments.port), ui)
    except OSError as error:
        return fail(1, f"cannot listen on {arguments.host}:{arguments.port}: {error.strerror}")

    # The kernel ignores SIGTERM for process 1 of a container unless it is handled: stopping would wait for SIGKILL.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with server:
        log(f"{__version__} ({platform.machine()}) listens on http://{arguments.host}:{server.server_port}")
        log(f"the web UI is off: {ui.reason}" if isinstance(ui, UiOff) else "the web UI is on")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass
    return 0


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m noetl.server", description="Serves NoETL's API and web UI.")
    parser.add_argument("--host", default="0.0.0.0", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=port, default=8082, help="port to listen on, 0 for any (default: %(default)s)")
    return parser.parse_args()


def port(text: str) -> int:
    """A TCP port. argparse names this function in its message: "invalid port value"."""
    number = int(text)
    if not 0 <= number <= 65535:
        raise ValueError
    return number


def log(line: str) -> None:
    print(f"noetl: {line}", file=sys.stderr, flush=True)


def fail(code: int, message: str) -> int:
    log(message)
    return code


if __name__ == "__main__":
    sys.exit(main())
