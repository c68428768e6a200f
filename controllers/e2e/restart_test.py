#!/usr/bin/env python3
"""Managers that are killed and started again while requests run: nobody notices.

The backend is a process of its own, because demo backends end with their manager.
"""

import contextlib
import re
import signal
import time
import unittest

import junit_main
from manager_harness import Load, World, eventually, gateway, request, route, status_of

PORT = 18080
OTHER_PORT = 18081
SERVICES = 200
REQUESTS = 400  # in each phase, so that a test sends thousands


def http_gateway(name, port):
    return gateway(name, f"[{{name: http, port: {port}, protocol: HTTP}}]")


def answering(name, host, value, service="one", parent="gw"):
    """A route whose answers carry the header x-value."""
    return route(name, f"""
  - backendRefs: [{{name: {service}, port: 80}}]
    filters:
    - type: ResponseHeaderModifier
      responseHeaderModifier: {{set: [{{name: x-value, value: "{value}"}}]}}
""", f"[{host}]", f"[{{name: {parent}}}]")


def service_named(name):
    return f"""
apiVersion: v1
kind: Service
metadata: {{name: {name}, namespace: demo}}
spec: {{ports: [{{port: 80}}]}}
"""


def value_of(host, port=PORT):
    """What the route of a host answers, or the status code of another answer."""
    answer = request(port, host=host)
    return answer.headers.get("x-value") if answer.status == 200 else answer.status


class RestartTest(unittest.TestCase):

    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.world.use_own_backend(["one", "two", *(f"s{i}" for i in range(SERVICES))])
        self.world.arguments += ["--log-level", "debug"]
        self.world.write("gateway", http_gateway("gw", PORT))
        self.world.write("steady", answering("steady", "steady.test", "steady"))
        self.world.write("edited", answering("edited", "edited.test", "first"))
        self.loads = []

    @contextlib.contextmanager
    def load(self):
        """Requests on kept connections and on new ones, none of which may fail."""
        with Load(PORT, "steady.test", clients=2) as kept, \
                Load(PORT, "steady.test", clients=2, per_connection=1) as new:
            self.loads = [kept, new]
            yield
            self.pass_requests()
        print("requests on kept and new connections:", *(dict(l.outcomes) for l in self.loads))
        for load in self.loads:
            self.assertEqual(set(load.outcomes), {200}, load.outcomes)

    def pass_requests(self):
        """Waits until every kind of connection has answered some more requests."""
        before = [load.outcomes[200] for load in self.loads]
        eventually(lambda: all(load.outcomes[200] >= count + REQUESTS // 2
                               for load, count in zip(self.loads, before)), 60)

    def kill(self):
        self.world.manager.end(signal.SIGKILL)
        self.pass_requests()

    def restart(self):
        """Starts the manager; returns when the proxies have acknowledged what it serves."""
        self.world.start()
        self.pass_requests()

    def sent(self, name="gw"):
        """How many resources this manager has sent to the Gateway's proxy."""
        told = re.findall(rf"Gateway demo/{name}: commit \d+ is acknowledged; (\d+) resources",
                          self.world.manager.text)
        self.assertTrue(told, self.world.manager.text)
        return int(told[-1])

    def test_killed_twice_it_adopts_the_proxy_and_sends_nothing(self):
        self.world.start()
        self.assertGreater(self.sent(), 0)
        envoys = self.world.envoys()
        with self.load():
            for _ in range(2):
                self.kill()
                self.restart()
                self.world.manager.wait_for(f"process id {envoys[0]} of an earlier manager is kept")
                self.assertEqual(self.sent(), 0)
            # As soon as it runs, before it has told or served anything.
            self.kill()
            self.world.start("^meshgate ")
            self.kill()
            self.restart()
            self.assertEqual(self.sent(), 0)
        self.assertEqual(self.world.envoys(), envoys)

    def test_what_was_edited_meanwhile_is_all_that_is_sent(self):
        self.world.start()
        envoys = self.world.envoys()
        with self.load():
            self.kill()
            self.world.write("edited", answering("edited", "edited.test", "second"))
            self.assertEqual(value_of("edited.test"), "first", "Envoy keeps what it has")
            self.restart()
            self.assertEqual(self.sent(), 1, "the routes of the port")
            self.assertEqual(value_of("edited.test"), "second")

            self.kill()
            self.world.write("edited", answering("edited", "edited.test", "third", "two"))
            self.restart()
            self.assertEqual(self.sent(), 4, "a cluster, its endpoints unasked and when Envoy asks "
                             "for them, the routes")
            self.assertEqual(value_of("edited.test"), "third")

            self.kill()
            self.world.remove("edited")
            self.restart()
            self.assertEqual(self.sent(), 1, "the routes; the cluster is removed")
            self.assertEqual(status_of(PORT, host="edited.test"), 404)
        self.assertEqual(self.world.envoys(), envoys)

    def test_killed_in_the_middle_of_a_big_push(self):
        self.world.write("services", *(service_named(f"s{i}") for i in range(SERVICES)))
        self.world.start()
        envoys = self.world.envoys()

        def write_routes(value):
            self.world.write("routes", *(
                answering(f"r{i}", f"h{i}.test", value, f"s{i}") for i in range(SERVICES)))

        with self.load():
            # Wherever the kill strikes, the outcome has to be the same.
            for attempt, milliseconds in enumerate((20, 60, 120, 200, 300)):
                write_routes(f"push-{attempt}")
                time.sleep(milliseconds / 1000)
                self.kill()
                self.restart()
                for i in range(0, SERVICES, 7):
                    self.assertEqual(value_of(f"h{i}.test"), f"push-{attempt}")
                # New clusters in each round.
                self.world.remove("routes")
                eventually(lambda: status_of(PORT, host="h0.test") == 404)
        self.assertEqual(self.world.envoys(), envoys)

    def test_a_gateway_that_is_gone_or_new(self):
        self.world.start()
        [kept] = self.world.envoys()
        with self.load():
            self.kill()
            self.world.write("other", http_gateway("other", OTHER_PORT),
                             answering("other", "other.test", "other", parent="other"))
            self.restart()
            self.assertEqual(value_of("other.test", OTHER_PORT), "other")
            self.assertEqual(self.sent(), 0, "to the proxy that was there")
            self.assertEqual(len(self.world.envoys()), 2)

            self.kill()
            self.world.remove("other")
            self.restart()
            eventually(lambda: self.world.envoys() == [kept])
            self.assertEqual(status_of(OTHER_PORT), 0)
            self.assertEqual(self.sent(), 0)


if __name__ == "__main__":
    junit_main.main()
