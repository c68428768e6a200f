#!/usr/bin/env python3
"""Statuses tell what the proxies serve, and why something is not served."""

import socket
import unittest

import junit_main
from manager_harness import (World, eventually, gateway, request, route, service_of,
                             status_of)

PORT = 18080
OTHER = 18081
ONE = "[{backendRefs: [{name: one, port: 80}]}]"


def listener(port, name="http"):
    return f"{{name: {name}, port: {port}, protocol: HTTP}}"


class StatusTest(unittest.TestCase):

    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)

    def programmed(self, name, listener_name="http"):
        return self.world.listener_condition(name, listener_name, "Programmed")

    def is_false(self, name, listener_name, type_):
        found = self.world.listener_condition(name, listener_name, type_)
        return found is not None and found.status == "False"

    def occupy(self, port):
        """Another program that listens on the port."""
        holder = socket.create_server(("127.0.0.1", port))
        self.addCleanup(holder.close)
        return holder

    def test_programmed_means_served(self):
        self.world.write("objects", gateway("gw", f"[{listener(PORT)}]"), route("echo", ONE))
        self.world.start(ready="^Watching ")
        eventually(lambda: self.programmed("gw") and self.programmed("gw").status == "True")
        self.assertEqual(request(PORT).status, 200)
        self.assertEqual(self.world.gateway_condition("gw", "Programmed").status, "True")
        self.assertEqual(self.world.status("Gateway", "gw")["listeners"][0]["attachedRoutes"], 1)
        # The same for each listener that comes later.
        for port in range(PORT + 10, PORT + 15):
            with self.subTest(port=port):
                name = f"at-{port}"
                self.world.write("objects", gateway(
                    "gw", f"[{listener(PORT)}, {listener(port, name)}]"), route("echo", ONE))
                eventually(lambda: (self.programmed("gw", name) or [""])[0] == "True")
                self.assertEqual(request(port).status, 200)

    def test_a_port_that_is_taken_is_that_listeners_trouble(self):
        holder = self.occupy(PORT)
        self.world.write("objects", gateway(
            "gw", f"[{listener(PORT, 'blocked')}, {listener(OTHER, 'free')}]"), route("echo", ONE))
        self.world.start()
        eventually(lambda: self.is_false("gw", "blocked", "Accepted"))
        blocked = self.world.listener_condition("gw", "blocked", "Accepted")
        self.assertEqual(blocked.reason, "PortUnavailable")
        self.assertIn(str(PORT), blocked.message)
        self.assertEqual(self.programmed("gw", "blocked").status, "False")
        eventually(lambda: self.programmed("gw", "free").status == "True")
        self.assertEqual(self.world.listener_condition("gw", "free", "Accepted").status, "True")
        self.assertEqual(request(OTHER).status, 200)
        # And goes on: routes still change.
        self.world.write("objects", gateway(
            "gw", f"[{listener(PORT, 'blocked')}, {listener(OTHER, 'free')}]"),
            route("echo", "[{backendRefs: [{name: two, port: 80}]}]"))
        eventually(lambda: service_of(OTHER) == "two")
        holder.close()
        eventually(lambda: service_of(PORT) == "two")
        eventually(lambda: self.programmed("gw", "blocked").status == "True")

    def test_every_address_of_a_gateway_is_bound(self):
        addresses = ["127.0.0.2", "127.0.0.3"]
        values = ", ".join(f"{{value: {address}}}" for address in addresses)
        self.world.write("objects", f"""
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {{name: gw, namespace: demo}}
spec:
  gatewayClassName: kuma
  addresses: [{values}]
  listeners: [{listener(PORT)}]
""", route("echo", ONE))
        self.world.start()
        for address in addresses:
            self.assertEqual(request(PORT, address=address).status, 200)
        self.assertEqual(status_of(PORT), 0)
        status = self.world.status("Gateway", "gw")
        self.assertEqual([entry["value"] for entry in status["addresses"]], addresses)

    def test_the_older_of_two_gateways_has_the_port(self):
        self.world.write(
            "objects",
            gateway("a-younger", f"[{listener(PORT)}, {listener(OTHER, 'own')}]",
                    "2026-01-02T00:00:00Z"),
            gateway("older", f"[{listener(PORT)}]", "2026-01-01T00:00:00Z"),
            route("of-older", ONE, parents="[{name: older}]"),
            route("of-younger", "[{backendRefs: [{name: two, port: 80}]}]",
                  parents="[{name: a-younger}]"))
        self.world.start()
        self.assertEqual(service_of(PORT), "one")
        self.assertEqual(self.world.gateway_condition("older", "Programmed").status, "True")
        refused = self.world.gateway_condition("a-younger", "Programmed")
        self.assertEqual((refused.status, refused.reason), ("False", "AddressNotUsable"))
        self.assertIn("demo/older", refused.message)
        self.assertEqual(service_of(OTHER), "two")
        # When the holder goes, the other one takes over.
        self.world.write(
            "objects", gateway("a-younger", f"[{listener(PORT)}]", "2026-01-02T00:00:00Z"),
            route("of-younger", "[{backendRefs: [{name: two, port: 80}]}]",
                  parents="[{name: a-younger}]"))
        eventually(lambda: service_of(PORT) == "two")
        eventually(lambda: self.world.gateway_condition("a-younger", "Programmed").status == "True")
        eventually(lambda: self.world.status("Gateway", "older") is None)

    def test_a_route_of_another_mesh_is_not_attached(self):
        self.world.write("objects", gateway("gw", f"[{listener(PORT)}]"),
                         route("own", ONE, "[own.test]"),
                         route("foreign", ONE, "[foreign.test]", labels="{kuma.io/mesh: other}"))
        self.world.start()
        self.assertEqual(status_of(PORT, host="own.test"), 200)
        self.assertEqual(status_of(PORT, host="foreign.test"), 404)
        accepted = eventually(lambda: self.world.route_condition("foreign", "Accepted"))
        self.assertEqual(accepted.status, "False")
        self.assertRegex(accepted.message, r"mesh.*other")
        self.assertEqual(self.world.status("Gateway", "gw")["listeners"][0]["attachedRoutes"], 1)

    def test_a_route_that_is_attached_to_nothing_is_told(self):
        self.world.write("objects", gateway("gw", f"[{listener(PORT)}]"), route(
            "lost", ONE, parents="[{name: absent}]"))
        manager = self.world.start()
        manager.wait_for("^HTTPRoute demo/lost  attached to nothing: ")
        self.world.write("objects", gateway("gw", f"[{listener(PORT)}]"), route("lost", ONE))
        eventually(lambda: status_of(PORT) == 200)
        self.world.remove("objects")
        manager.wait_for("^HTTPRoute demo/lost  gone$")

    def test_a_route_says_what_it_refers_to_in_vain(self):
        self.world.write("objects", gateway("gw", f"[{listener(PORT)}]"), route(
            "lost", "[{backendRefs: [{name: absent, port: 80}]}]"))
        self.world.start()
        resolved = eventually(lambda: self.world.route_condition("lost", "ResolvedRefs"))
        self.assertEqual((resolved.status, resolved.reason), ("False", "BackendNotFound"))
        self.assertIn("absent", resolved.message)
        self.world.write("later", """
apiVersion: v1
kind: Service
metadata: {name: absent, namespace: demo}
spec: {ports: [{port: 80}]}
""")
        eventually(lambda: self.world.route_condition("lost", "ResolvedRefs").status == "True")
        # That a reference resolves is known before the proxies serve it.
        eventually(lambda: service_of(PORT) == "absent")

    def test_an_object_that_is_deleted_loses_its_file(self):
        self.world.write("gateway", gateway("gw", f"[{listener(PORT)}]"))
        self.world.write("route", route("echo", ONE))
        self.world.start()
        eventually(lambda: self.world.status("HTTPRoute", "echo"))
        self.world.remove("route")
        eventually(lambda: self.world.status("HTTPRoute", "echo") is None)

    def test_one_controller_leaves_the_classes_of_others_alone(self):
        self.world.write("objects", """
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: theirs}
spec: {controllerName: example.com/theirs}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: theirs, namespace: demo}
spec: {gatewayClassName: theirs, listeners: [{name: http, port: 18080, protocol: HTTP}]}
""")
        self.world.start()
        self.assertIsNone(self.world.status("Gateway", "theirs"))
        self.assertEqual(status_of(PORT), 0)


if __name__ == "__main__":
    junit_main.main()
