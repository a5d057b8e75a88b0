import json
import socket
import threading
import unittest
import urllib.error
import urllib.request

from openhqm import backends, server
from openhqm.backends.mqtt import packet
from openhqm.backends.sqs import authorization


def listening(answers):
    """A server for one connection: it answers each time it hears something, and keeps what it heard."""
    listener, heard = socket.create_server(("127.0.0.1", 0)), []

    def talk():
        with listener, listener.accept()[0] as client:
            for answer in answers:
                heard.append(client.recv(4096))
                client.sendall(answer)
            while more := client.recv(4096):
                heard.append(more)

    thread = threading.Thread(target=talk)
    thread.start()
    return listener.getsockname()[1], heard, thread


class Backends(unittest.TestCase):
    def test_this_checkout_has_all(self):
        self.assertEqual(backends.there(), backends.of_flavour("all"))
        self.assertEqual(backends.of_flavour("redis"), ["memory", "redis"])
        for name in backends.there():
            self.assertTrue(hasattr(backends.load(name), "send"), name)

    def test_an_unknown_kind_is_refused_with_those_there_are(self):
        with self.assertRaisesRegex(ValueError, "no queue `reddis`; it has azure, "):
            backends.connect("reddis://localhost")

    def test_redis_pushes_to_a_list(self):
        port, heard, thread = listening([b":1\r\n"])
        backends.connect(f"redis://127.0.0.1:{port}").send("jobs", b"a\r\nb")
        thread.join()
        self.assertEqual(heard[0], b"*3\r\n$5\r\nRPUSH\r\n$4\r\njobs\r\n$4\r\na\r\nb\r\n")

    def test_redis_tells_a_refusal(self):
        port, _, thread = listening([b"-NOAUTH Authentication required.\r\n"])
        with self.assertRaisesRegex(OSError, "NOAUTH"):
            backends.connect(f"redis://127.0.0.1:{port}").send("jobs", b"x")
        thread.join()

    def test_mqtt_publishes_to_a_topic(self):
        port, heard, thread = listening([b"\x20\x02\x00\x00"])
        backends.connect(f"mqtt://127.0.0.1:{port}").send("jobs", b"x")
        thread.join()
        self.assertEqual(b"".join(heard[1:]), b"\x30\x07\x00\x04jobsx\xe0\x00")
        self.assertEqual(packet(0x30, bytes(200))[:3], b"\x30\xc8\x01")

    def test_a_signature_depends_on_the_body(self):
        headers = {"Host": "h", "X-Amz-Date": "20260101T000000Z"}
        one, other = (authorization("key", "secret", "eu-west-1", headers, body) for body in (b"a", b"b"))
        self.assertNotEqual(one, other)
        self.assertIn("Credential=key/20260101/eu-west-1/sqs/aws4_request, SignedHeaders=host;x-amz-date", one)


class Server(unittest.TestCase):
    def setUp(self):
        self.queue = backends.connect("memory:")
        self.gateway = server.Gateway(0, self.queue)
        threading.Thread(target=self.gateway.serve_forever).start()
        self.addCleanup(self.gateway.server_close)
        self.addCleanup(self.gateway.shutdown)

    def ask(self, path, body=None):
        return urllib.request.urlopen(f"http://127.0.0.1:{self.gateway.server_port}{path}", data=body, timeout=5)

    def test_a_message_goes_to_its_queue(self):
        with self.ask("/queues/jobs", b"hello") as answer:
            self.assertEqual((answer.status, json.load(answer)), (202, {"queue": "jobs"}))
        self.assertEqual(list(self.queue.queues["jobs"]), [b"hello"])

    def test_health_names_the_queues(self):
        with self.ask("/health") as answer:
            self.assertEqual(json.load(answer)["queues"], backends.there())

    def test_what_is_not_there(self):
        with self.assertRaises(urllib.error.HTTPError) as raised:
            self.ask("/nothing")
        self.assertEqual(raised.exception.code, 404)
        raised.exception.close()


if __name__ == "__main__":
    unittest.main()
