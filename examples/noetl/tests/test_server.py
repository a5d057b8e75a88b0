"""The server, asked over HTTP. Run with `python3 -m unittest` in the project's folder."""

import http.client
import json
import os
import platform
import re
import signal
import subprocess
import sys
import tempfile
import threading
import unittest
from pathlib import Path

from noetl.core.web_ui import UiOff, UiOn, find_ui, parse_switch
from noetl.server import Handler, NoetlServer

PROJECT = Path(__file__).resolve().parent.parent
VERSION = (PROJECT / "VERSION").read_text().strip()


class Quiet(unittest.TestCase):
    """Serves on a free port of the loopback interface, without a log."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "ui"
        log_message, Handler.log_message = Handler.log_message, lambda *_: None
        self.addCleanup(setattr, Handler, "log_message", log_message)

    def serve(self, ui):
        self.server = NoetlServer(("127.0.0.1", 0), ui)
        thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def ask(self, path, method="GET"):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.server_port, timeout=5)
        self.addCleanup(connection.close)
        # `putrequest` sends the path as it is: no client tidies `..` away for the server.
        connection.putrequest(method, path)
        connection.endheaders()
        response = connection.getresponse()
        return response.status, response.headers, response.read()

    def ask_json(self, path, method="GET"):
        status, headers, body = self.ask(path, method)
        self.assertEqual(headers["Content-Type"], "application/json")
        return status, json.loads(body)


class WithUi(Quiet):
    def setUp(self):
        super().setUp()
        (self.folder / "assets").mkdir(parents=True)
        (self.folder / "index.html").write_text("<title>NoETL</title>")
        (self.folder / "assets" / "app-1a2b.js").write_text("start()")
        (self.folder / "assets" / "app-1a2b.css").write_text("body{}")
        (self.folder / "icon.svg").write_text("<svg/>")
        (self.folder.parent / "secret").write_text("secret")
        (self.folder / "leak").symlink_to(self.folder.parent / "secret")
        self.serve(find_ui(self.folder, enabled=True))

    def test_files_have_their_types(self):
        page = ("text/html; charset=utf-8", "no-cache", b"<title>NoETL</title>")
        forever = "public, max-age=31536000, immutable"
        expected = {
            "/": page,
            "/index.html?v=1": page,
            "/assets/app-1a2b.js": ("text/javascript; charset=utf-8", forever, b"start()"),
            "/assets/app-1a2b.css": ("text/css; charset=utf-8", forever, b"body{}"),
            "/icon.svg": ("image/svg+xml", "no-cache", b"<svg/>"),
        }
        for path, answer in expected.items():
            with self.subTest(path):
                status, headers, body = self.ask(path)
                self.assertEqual(status, 200)
                self.assertEqual((headers["Content-Type"], headers["Cache-Control"], body), answer)

    def test_nothing_outside_the_folder_is_served(self):
        absolute = str(self.folder.parent / "secret")
        for path in ["/../secret", "/assets/../../secret", "/%2e%2e/secret", "/..%2fsecret", "/leak", "//" + absolute,
                     "/%2f" + absolute, "/a%00b", "/" + "a" * 300, "/assets/", "/assets"]:
            with self.subTest(path):
                status, _ = self.ask_json(path)
                self.assertEqual(status, 404)

    def test_health_is_the_same_on_both_paths(self):
        for path in ["/health", "/api/health"]:
            status, health = self.ask_json(path)
            self.assertEqual(status, 200)
            self.assertEqual((health["status"], health["version"], health["machine"], health["ui"]),
                             ("ok", VERSION, platform.machine(), "on"))

    def test_unknown_endpoints_never_answer_with_a_page(self):
        self.assertEqual(self.ask_json("/api/nothing"), (404, {"error": "no such endpoint: /api/nothing"}))

    def test_head_sends_no_body(self):
        status, headers, body = self.ask("/", "HEAD")
        self.assertEqual((status, headers["Content-Length"], body), (200, "20", b""))

    def test_other_methods_are_refused_in_json(self):
        status, _ = self.ask_json("/health", "DELETE")
        self.assertEqual(status, 501)


class WithoutUi(Quiet):
    def test_a_missing_folder_turns_it_off(self):
        self.serve(find_ui(self.folder, enabled=True))
        status, answer = self.ask_json("/")
        self.assertEqual((status, answer["error"]), (404, "the web UI is off"))
        self.assertIn("does not exist", answer["reason"])

    def test_a_placeholder_turns_it_off(self):
        (self.folder / "assets").mkdir(parents=True)
        self.serve(find_ui(self.folder, enabled=True))
        status, answer = self.ask_json("/")
        self.assertEqual((status, answer["error"]), (404, "the web UI is off"))
        self.assertIn("has no index.html", answer["reason"])
        self.assertEqual(self.ask_json("/health")[1]["ui"], "off")

    def test_the_switch_turns_it_off(self):
        self.folder.mkdir()
        (self.folder / "index.html").touch()
        self.assertIsInstance(find_ui(self.folder, enabled=True), UiOn)
        self.assertEqual(find_ui(self.folder, enabled=False), UiOff("NOETL_ENABLE_UI is false"))


class Switch(unittest.TestCase):
    def test_words(self):
        for text, value in {None: True, "true": True, "1": True, "YES": True,
                            "false": False, "0": False, "No": False}.items():
            with self.subTest(text):
                self.assertIs(parse_switch(text), value)

    def test_anything_else_is_a_mistake(self):
        for text in ["", "off", "2", "maybe"]:
            with self.subTest(text), self.assertRaisesRegex(ValueError, "expected one of true, 1, yes, false, 0, no"):
                parse_switch(text)


class Process(unittest.TestCase):
    """The server as a process of its own."""

    def start(self, *arguments, ui="false"):
        command = [sys.executable, "-m", "noetl.server", "--host", "127.0.0.1", *arguments]
        return subprocess.Popen(command, cwd=PROJECT, env={**os.environ, "NOETL_ENABLE_UI": ui},
                                stderr=subprocess.PIPE, text=True)

    def test_it_says_what_it_does_and_stops_on_sigterm(self):
        with self.start("--port", "0") as process:
            self.assertRegex(process.stderr.readline(),
                             rf"^noetl: {re.escape(VERSION)} \(.+\) listens on http://127\.0\.0\.1:\d+$")
            self.assertEqual(process.stderr.readline(), "noetl: the web UI is off: NOETL_ENABLE_UI is false\n")
            process.send_signal(signal.SIGTERM)
            self.assertEqual((process.wait(5), process.stderr.read()), (0, ""))

    def test_wrong_settings_exit_2(self):
        with self.start("--port", "0", ui="maybe") as process:
            self.assertEqual(process.communicate(timeout=5)[1],
                             "noetl: NOETL_ENABLE_UI is 'maybe'; expected one of true, 1, yes, false, 0, no\n")
        self.assertEqual(process.returncode, 2)
        with self.start("--port", "65536") as process:
            self.assertIn("invalid port value: '65536'", process.communicate(timeout=5)[1])
        self.assertEqual(process.returncode, 2)

    def test_a_taken_port_exits_1(self):
        with NoetlServer(("127.0.0.1", 0), UiOff("")) as taken:
            with self.start("--port", str(taken.server_port)) as process:
                self.assertIn("cannot listen on 127.0.0.1:", process.communicate(timeout=5)[1])
            self.assertEqual(process.returncode, 1)


if __name__ == "__main__":
    unittest.main()
