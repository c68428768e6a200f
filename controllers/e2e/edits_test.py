#!/usr/bin/env python3
"""Edits of files while requests run, broken files, and proxies that die."""

import os
import signal
import time
import unittest

import junit_main
from manager_harness import Load, World, eventually, gateway, request, route, service_of, status_of

PORT = 18080
EDITS = 50


def answer_of(value):
    """A route whose answers carry the header x-answer."""
    return route("echo", f"""
  - backendRefs: [{{name: one, port: 80}}]
    filters:
    - type: ResponseHeaderModifier
      responseHeaderModifier: {{set: [{{name: x-answer, value: "{value}"}}]}}
""")


class EditsTest(unittest.TestCase):

    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.world.write("gateway", gateway(
            "gw", f"[{{name: http, port: {PORT}, protocol: HTTP}}]"))
        self.world.write("route", answer_of("first"))

    def answers(self, value):
        return request(PORT).headers.get("x-answer") == value

    def test_edits_are_served_at_once_and_fail_no_request(self):
        self.world.start()
        self.assertTrue(self.answers("first"))
        envoys = self.world.envoys()
        milliseconds = []
        with Load(PORT) as load:
            for edit in range(EDITS):
                self.world.write("route", answer_of(edit))
                renamed = time.monotonic()
                eventually(lambda: self.answers(str(edit)))
                milliseconds.append(1000 * (time.monotonic() - renamed))
        milliseconds.sort()
        print(f"file renamed -> new answer, under load: median {milliseconds[EDITS // 2]:.1f} ms, "
              f"worst {milliseconds[-1]:.1f} ms (target 100 ms); {sum(load.outcomes.values())} "
              "requests")
        self.assertEqual(set(load.outcomes), {200}, load.outcomes)
        self.assertGreater(load.outcomes[200], EDITS)
        self.assertEqual(self.world.envoys(), envoys, "no proxy was started again")

    def test_a_backend_changes_and_a_route_comes_and_goes_without_a_failed_request(self):
        self.world.start()
        with Load(PORT) as load:
            for edit in range(10):
                service = ("two", "one")[edit % 2]
                self.world.write("route", route(
                    "echo", f"[{{backendRefs: [{{name: {service}, port: 80}}]}}]"))
                eventually(lambda: service_of(PORT) == service)
                self.world.write("other", route(
                    "other", "[{backendRefs: [{name: two, port: 80}]}]", "[other.test]"))
                eventually(lambda: service_of(PORT, host="other.test") == "two")
                self.world.remove("other")
                eventually(lambda: service_of(PORT, host="other.test") == service)
        self.assertEqual(set(load.outcomes), {200}, load.outcomes)

    def test_a_new_service_answers_as_soon_as_its_route_does(self):
        self.world.start()
        for number in range(EDITS):
            name = f"new-{number}"
            self.world.write(name, f"""
apiVersion: v1
kind: Service
metadata: {{name: {name}, namespace: demo}}
spec: {{ports: [{{port: 80}}]}}
""", route(name, f"[{{backendRefs: [{{name: {name}, port: 80}}]}}]", f"[{name}.test]"))
            # Until then the route of all hosts answers.
            answer = eventually(lambda: [
                found for found in [service_of(PORT, host=f"{name}.test")] if found != "one"])
            self.assertEqual(answer, [name])

    def test_a_deleted_route_answers_404(self):
        self.world.start()
        self.assertEqual(request(PORT).status, 200)
        self.world.remove("route")
        eventually(lambda: status_of(PORT) == 404)
        self.world.manager.wait_for(r"^HTTPRoute demo/echo  gone")

    def test_a_broken_file_is_reported_and_changes_nothing(self):
        self.world.write("other", route(
            "other", "[{backendRefs: [{name: two, port: 80}]}]", "[other.test]"))
        self.world.start()
        self.world.write("route", "kind: HTTPRoute\nspec: [1, 2\nmetadata: {}\n")
        self.world.manager.wait_for(r"^error: .*route\.yaml:\d+:\d+: ")
        self.assertTrue(self.answers("first"), "the file's last good content is served")
        self.assertEqual(service_of(PORT, host="other.test"), "two")
        self.world.write("other", route(
            "other", "[{backendRefs: [{name: one, port: 80}]}]", "[other.test]"))
        eventually(lambda: service_of(PORT, host="other.test") == "one")
        self.world.write("route", answer_of("repaired"))
        eventually(lambda: self.answers("repaired"))

    def test_a_killed_envoy_comes_back(self):
        self.world.start()
        [killed] = self.world.envoys()
        os.kill(killed, signal.SIGKILL)
        eventually(lambda: self.world.envoys() not in ([], [killed]))
        eventually(lambda: status_of(PORT) == 200)
        self.world.write("route", answer_of("after"))
        eventually(lambda: self.answers("after"))

    def test_a_late_answer_arrives(self):
        self.world.start()
        started = time.monotonic()
        self.assertEqual(request(PORT, "/?delay=2s").status, 200)
        self.assertGreater(time.monotonic() - started, 1.9)


if __name__ == "__main__":
    junit_main.main()
