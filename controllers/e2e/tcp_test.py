#!/usr/bin/env python3
"""Connections through listeners of protocol TCP: who gets them, and what happens to open ones."""

import collections
import json
import socket
import threading
import unittest

import junit_main
from manager_harness import World, condition, eventually, gateway, route, service_of

HTTP = 18080
PORTS = (19001, 19002)
LISTENERS = "[" + f"{{name: http, port: {HTTP}, protocol: HTTP}}, " + ", ".join(
    f"{{name: {name}, port: {port}, protocol: TCP}}"
    for name, port in zip(("first", "second"), PORTS)) + "]"
CLOSED = "closed"
CONNECTIONS = 400


class Greeter:
    """A backend that speaks first: it says its name, then echoes line by line."""

    def __init__(self, name):
        self._name = name
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.address = "127.0.0.1:%d" % self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self):
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return  # Closed.
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection):
        with connection, connection.makefile("rwb") as stream:
            try:
                stream.write(self._name.encode() + b"\n")
                stream.flush()
                for line in stream:
                    stream.write(line)
                    stream.flush()
            except OSError:
                pass  # The other end is gone.

    def close(self):
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()


class Connection:
    """A connection through the gateway; `greeting` names the backend, or CLOSED."""

    def __init__(self, port):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._stream = self._socket.makefile("rwb")
        try:
            self.greeting = self._stream.readline().decode().rstrip() or CLOSED
        except ConnectionError:
            self.greeting = CLOSED

    def echoes(self, text):
        self._stream.write(text.encode() + b"\n")
        self._stream.flush()
        return self._stream.readline().decode().rstrip() == text

    def close(self):
        self._socket.close()
        try:
            self._stream.close()
        except OSError:
            pass  # What was not sent cannot be sent any more.


def greeting(port):
    """Who serves a connection; CLOSED, or None while nobody listens."""
    try:
        connection = Connection(port)
    except OSError:
        return None
    connection.close()
    return connection.greeting


def greetings(port, count=CONNECTIONS):
    return collections.Counter(greeting(port) for _ in range(count))


def tcp_route(name, backends, parent="{name: gw, sectionName: first}", created="", version="v1"):
    """A TCPRoute of namespace demo; `backends` is a YAML list."""
    timestamp = f", creationTimestamp: '{created}'" if created else ""
    return f"""
apiVersion: gateway.networking.k8s.io/{version}
kind: TCPRoute
metadata: {{name: {name}, namespace: demo{timestamp}}}
spec:
  parentRefs: [{parent}]
  rules: [{{backendRefs: {backends}}}]
"""


ONE = "[{name: one, port: 80}]"
TWO = "[{name: two, port: 80}]"
FAR = """
apiVersion: v1
kind: Service
metadata: {name: far, namespace: elsewhere}
spec: {ports: [{port: 80}]}
"""
GRANT = """
apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata: {name: grant, namespace: elsewhere}
spec:
  from: [{group: gateway.networking.k8s.io, kind: TCPRoute, namespace: demo}]
  to: [{group: "", kind: Service}]
"""


class TcpTest(unittest.TestCase):

    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        backends = {}
        for name in ("demo/one", "demo/two", "elsewhere/far"):
            greeter = Greeter(name)
            self.addCleanup(greeter.close)
            backends[f"{name}:80"] = greeter.address
        port_map = self.world.folder / "ports.json"
        port_map.write_text(json.dumps({"backends": backends}))
        self.world.arguments += ["--port-map", str(port_map)]
        self.world.write("gateway", gateway("gw", LISTENERS))
        self.world.write("web", """
apiVersion: v1
kind: Service
metadata: {name: web, namespace: demo}
spec: {ports: [{port: 80}]}
""", route("web", "[{backendRefs: [{name: web, port: 80}]}]"))

    def connect(self, port):
        connection = Connection(port)
        self.addCleanup(connection.close)
        return connection

    def condition(self, name, type_):
        """(status, reason) of a condition under the first parent of a TCPRoute, or None."""
        parents = (self.world.status("TCPRoute", name) or {}).get("parents", [])
        found = condition(parents[0], type_) if parents else None
        return found and (found.status, found.reason)

    def attached(self, listener):
        for entry in self.world.status("Gateway", "gw")["listeners"]:
            if entry["name"] == listener:
                return entry["attachedRoutes"]
        return None

    def assert_share(self, count, share):
        """Six standard deviations: fails without cause once in 500 million runs."""
        deviation = 6 * (CONNECTIONS * share * (1 - share)) ** 0.5
        self.assertAlmostEqual(count, CONNECTIONS * share, delta=deviation)

    def test_connections_reach_the_backend_and_ports_are_apart(self):
        self.world.write("tcp", tcp_route("by-name", ONE),
                         tcp_route("by-port", TWO, f"{{name: gw, port: {PORTS[1]}}}",
                                   version="v1alpha2"))
        self.world.start()
        connection = self.connect(PORTS[0])
        self.assertEqual(connection.greeting, "demo/one")
        self.assertTrue(connection.echoes("x" * 100000))
        self.assertEqual(greeting(PORTS[1]), "demo/two")
        self.assertEqual(service_of(HTTP), "web")
        for name in ("by-name", "by-port"):
            self.assertEqual(self.condition(name, "Accepted"), ("True", "Accepted"))
            self.assertEqual(self.condition(name, "ResolvedRefs"), ("True", "ResolvedRefs"))

    def test_a_listener_without_a_route_is_bound_and_closes_connections(self):
        self.world.start()
        eventually(lambda: self.world.listener_condition("gw", "first", "Programmed"))
        self.assertEqual(self.world.listener_condition("gw", "first", "Programmed").status, "True")
        self.assertEqual(self.world.gateway_condition("gw", "Programmed").status, "True")
        self.assertEqual(greeting(PORTS[0]), CLOSED)
        self.world.write("tcp", tcp_route("late", ONE))
        eventually(lambda: self.condition("late", "Accepted") == ("True", "Accepted"))
        eventually(lambda: greeting(PORTS[0]) == "demo/one")

    def test_a_port_that_becomes_free_while_its_route_is_edited(self):
        holder = socket.create_server(("127.0.0.1", PORTS[0]))
        self.addCleanup(holder.close)
        self.world.write("tcp", tcp_route("tcp", ONE))
        self.world.start()
        accepted = lambda: self.world.listener_condition("gw", "first", "Accepted")
        eventually(lambda: accepted() and accepted().reason == "PortUnavailable")
        holder.close()
        self.world.write("tcp", tcp_route("tcp", TWO))
        eventually(lambda: greeting(PORTS[0]) == "demo/two")
        eventually(lambda: accepted().status == "True")
        eventually(lambda: self.world.gateway_condition("gw", "Programmed").status == "True")

    def test_weights_are_shares_of_the_connections(self):
        self.world.write("tcp", tcp_route("weighted", """
  [{name: one, port: 80, weight: 70}, {name: two, port: 80, weight: 30},
   {name: web, port: 80, weight: 0}]"""))
        self.world.start()
        counts = greetings(PORTS[0])
        self.assertEqual(set(counts), {"demo/one", "demo/two"})
        self.assert_share(counts["demo/one"], 0.7)

    def test_invalid_backends_keep_their_share_and_close_it(self):
        self.world.write("tcp", tcp_route(
            "half", "[{name: one, port: 80}, {name: missing, port: 80}]"), tcp_route(
                "none", "[{name: missing, port: 80}, {name: one, port: 80, weight: 0}]",
                "{name: gw, sectionName: second}"))
        self.world.start()
        counts = greetings(PORTS[0])
        self.assertEqual(set(counts), {"demo/one", CLOSED})
        self.assert_share(counts[CLOSED], 0.5)
        self.assertEqual(greetings(PORTS[1], 50), {CLOSED: 50})
        for name in ("half", "none"):
            self.assertEqual(self.condition(name, "Accepted"), ("True", "Accepted"))
            self.assertEqual(self.condition(name, "ResolvedRefs"), ("False", "BackendNotFound"))

    def test_the_oldest_route_serves_and_hands_over(self):
        self.world.write("older", tcp_route("older", ONE, created="2026-01-01T00:00:00Z"))
        self.world.write("newer", tcp_route("newer", TWO, created="2026-01-02T00:00:00Z"))
        self.world.start()
        for name in ("older", "newer"):
            self.assertEqual(self.condition(name, "Accepted"), ("True", "Accepted"))
        self.assertEqual(self.attached("first"), 2)
        self.assertEqual(greetings(PORTS[0], 100), {"demo/one": 100})
        before = self.world.gateway_condition("gw", "Programmed")
        self.world.remove("older")
        eventually(lambda: greeting(PORTS[0]) == "demo/two")
        eventually(lambda: self.attached("first") == 1)
        self.assertEqual(self.world.gateway_condition("gw", "Programmed"), before)
        self.world.write("older", tcp_route("older", ONE, created="2026-01-01T00:00:00Z"))
        eventually(lambda: greeting(PORTS[0]) == "demo/one")

    def test_a_grant_opens_and_its_deletion_closes(self):
        self.world.write("far", FAR)
        self.world.write("tcp", tcp_route("far", "[{name: far, namespace: elsewhere, port: 80}]"))
        self.world.start()
        self.assertEqual(greeting(PORTS[0]), CLOSED)
        self.assertEqual(self.condition("far", "ResolvedRefs"), ("False", "RefNotPermitted"))
        self.world.write("grant", GRANT)
        eventually(lambda: greeting(PORTS[0]) == "elsewhere/far")
        eventually(lambda: self.condition("far", "ResolvedRefs") == ("True", "ResolvedRefs"))
        self.world.remove("grant")
        eventually(lambda: greeting(PORTS[0]) == CLOSED)
        eventually(lambda: self.condition("far", "ResolvedRefs") == ("False", "RefNotPermitted"))

    def test_open_connections_outlive_edits(self):
        self.world.write("first", tcp_route("first", ONE))
        self.world.write("second", tcp_route("second", ONE, "{name: gw, sectionName: second}"))
        self.world.start()
        connections = [self.connect(port) for port in PORTS]
        # Of the route of another listener, and of an HTTPRoute.
        self.world.write("second", tcp_route("second", TWO, "{name: gw, sectionName: second}"))
        self.world.write("web", route("web", "[{backendRefs: [{name: gone, port: 80}]}]"))
        eventually(lambda: greeting(PORTS[1]) == "demo/two")
        eventually(lambda: service_of(HTTP) == 500)
        self.assertTrue(connections[0].echoes("unrelated"))
        # Of its own route: it stays with its backend until Envoy's drain time is over, also when
        # nothing refers to that backend any more.
        self.world.write("first", tcp_route("first", TWO))
        eventually(lambda: greeting(PORTS[0]) == "demo/two")
        for connection in connections:
            self.assertEqual(connection.greeting, "demo/one")
            self.assertTrue(connection.echoes("its own"))


if __name__ == "__main__":
    junit_main.main()
