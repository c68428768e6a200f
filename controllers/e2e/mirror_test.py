#!/usr/bin/env python3
"""Copies of requests: where they go, how many, and that clients never notice."""

import collections
import http.server
import json
import threading
import unittest

import junit_main
from manager_harness import World, eventually, gateway, request, route

PORT = 18080

SERVICES = "---".join(f"""
apiVersion: v1
kind: Service
metadata: {{name: {name}, namespace: demo}}
spec: {{ports: [{{port: 80}}]}}
""" for name in ("copies", "more", "down"))

Copy = collections.namedtuple("Copy", "path host body")


class Recorder:
    """A backend that keeps what it is sent and answers 500."""

    def __init__(self):
        self.seen = []

        class Record(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(handler):
                body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
                self.seen.append(Copy(handler.path, handler.headers["Host"], body.decode()))
                handler.send_response(500)
                handler.send_header("Content-Length", "0")
                handler.end_headers()

            do_GET = do_POST

            def log_message(self, *unused):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Record)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"127.0.0.1:{self._server.server_port}"

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def count(self, path):
        return sum(copy.path == path for copy in self.seen)


def mirror(service, share=""):
    return (f"{{type: RequestMirror, requestMirror: {{backendRef: {{name: {service}, port: 80}}"
            f"{share}}}}}")


def rule(path, *mirrors):
    return (f"{{matches: [{{path: {{value: {path}}}}}], filters: [{', '.join(mirrors)}], "
            f"backendRefs: [{{name: one, port: 80}}]}}")


class MirrorTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.copies, cls.more = Recorder(), Recorder()
        cls.addClassCleanup(cls.copies.close)
        cls.addClassCleanup(cls.more.close)
        cls.world = World()
        cls.addClassCleanup(cls.world.close)
        port_map = cls.world.folder / "ports.json"
        port_map.write_text(json.dumps({"backends": {
            "demo/copies:80": cls.copies.address, "demo/more:80": cls.more.address,
            "demo/down:80": "127.0.0.1:1"}}))
        cls.world.arguments += ["--port-map", str(port_map)]
        cls.world.write("services", SERVICES)
        cls.world.write("gateway", gateway("gw", f"[{{name: http, port: {PORT}, protocol: HTTP}}]"))
        cls.world.write("route", route("shop", "[" + ", ".join([
            rule("/all", mirror("copies"), mirror("more"), mirror("down")),
            rule("/none", mirror("copies", ", percent: 0"), mirror("more")),
            rule("/half", mirror("copies", ", fraction: {numerator: 1, denominator: 2}"),
                 mirror("more")),
            rule("/absent", mirror("absent"), mirror("copies")),
        ]) + "]"))
        cls.world.start()

    def send(self, path, times=1):
        for _ in range(times):
            self.assertEqual(request(PORT, path, "shop.test").echo["service"], "one")

    def test_every_mirror_gets_a_copy_with_its_path_and_host(self):
        answer = request(PORT, "/all/a?b=c", "shop.test:81")
        self.assertEqual((answer.status, answer.echo["service"]), (200, "one"),
                         "neither the copies' answers nor a mirror that is down matter")
        for recorder in (self.copies, self.more):
            eventually(lambda: recorder.count("/all/a?b=c") == 1)
            self.assertIn(Copy("/all/a?b=c", "shop.test:81", ""), recorder.seen)

    def test_shares(self):
        self.send("/none", 50)
        self.send("/half", 200)
        # The full mirrors tell that all copies which were sent have arrived.
        eventually(lambda: self.more.count("/none") == 50 and self.more.count("/half") == 200)
        self.assertEqual(self.copies.count("/none"), 0)
        # Ten standard deviations around 100.
        self.assertTrue(30 <= self.copies.count("/half") <= 170, self.copies.count("/half"))

    def test_a_mirror_that_leads_nowhere_is_told_and_costs_nothing(self):
        self.send("/absent")
        eventually(lambda: self.copies.count("/absent") == 1)
        condition = self.world.route_condition("shop", "ResolvedRefs")
        self.assertEqual((condition.status, condition.reason), ("False", "BackendNotFound"))
        self.assertIn("spec.rules[3].filters[0].requestMirror.backendRef", condition.message)


if __name__ == "__main__":
    junit_main.main()
