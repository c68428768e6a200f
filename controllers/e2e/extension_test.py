#!/usr/bin/env python3
"""Filters of plugins that are not built in, asked with real requests."""

import http.client
import os
import unittest

import junit_main
from manager_harness import Load, World, eventually, gateway, request, route, status_of

PORT = 18080
HOST = "shop.test"
PLUGINS = [os.path.abspath(f"plugins/{name}.so")
           for name in ("example/maintenance/maintenance", "example/ratelimit/ratelimit",
                        "testing/medlar")]

BACKEND = "backendRefs: [{name: one, port: 80}]"


# What plugin medlar is asked to do against the rules: the reason, and what its message says.
MISDEEDS = {
    "throw": ("PluginFailed", "it threw: index 7 of 3"),
    "deep": ("PluginFailed", "it returned: envoy_filter cannot be used: fields must"),
    "no field": ("InvalidFilter", "no_such_field"),
    "no type": ("InvalidFilter", "not example.NoSuchMessage"),
    "other type": ("InvalidFilter", "takes envoy.extensions.filters.http.buffer.v3.BufferPerRoute"),
    "zero": ("InvalidFilter", "max_request_bytes must be more than 0"),
}


def refer(kind, name, group="filters.example.com"):
    return (f"filters: [{{type: ExtensionRef, "
            f"extensionRef: {{group: {group}, kind: {kind}, name: {name}}}}}]")


def custom(kind, name, spec, group="filters.example.com"):
    return f"""
apiVersion: {group}/v1
kind: {kind}
metadata: {{name: {name}, namespace: demo}}
spec: {spec}
"""


class ExtensionTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.world = World()
        cls.addClassCleanup(cls.world.close)
        for plugin in PLUGINS:
            cls.world.arguments += ["--plugin-dir", plugin]
        cls.world.write("gateway", gateway("gw", f"[{{name: http, port: {PORT}, protocol: HTTP}}]"))
        cls.world.write("route", route("shop", f"""
  - matches: [{{path: {{value: /closed}}}}]
    {refer("MaintenancePage", "closed")}
    {BACKEND}
  - matches: [{{path: {{value: /limited}}}}]
    {refer("RateLimit", "slow")}
    {BACKEND}
  - {BACKEND}
""", f"[{HOST}]"))
        cls.world.start()

    def ask(self, path):
        return request(PORT, path, HOST)

    def wait_for(self, path, status):
        eventually(lambda: status_of(PORT, path, HOST) == status)

    def remove(self, name, host):
        """Removes a file and waits: the routes' next push gives every rate limit a new bucket."""
        self.world.remove(name)
        eventually(lambda: status_of(PORT, "/", host) == 404)

    def resolved_refs(self):
        return self.world.route_condition("shop", "ResolvedRefs")

    def test_a_filter_comes_changes_and_goes_and_no_other_rule_notices(self):
        self.wait_for("/", 200)
        with Load(PORT, HOST) as load:
            self.wait_for("/closed", 500)
            eventually(lambda: self.resolved_refs().reason == "BackendNotFound")
            self.assertIn("MaintenancePage demo/closed does not exist",
                          self.resolved_refs().message)

            self.world.write("page", custom("MaintenancePage", "closed",
                                            "{page: 'Back at 12 %REQ(x)%', retryAfterSeconds: 60}"))
            self.wait_for("/closed", 503)
            answer = self.ask("/closed/below")
            self.assertEqual(answer.body, "Back at 12 %REQ(x)%", "text is never a program")
            self.assertEqual(answer.headers["retry-after"], "60")
            self.assertEqual(answer.headers["content-type"], "text/plain; charset=utf-8")

            self.world.write("page", custom("MaintenancePage", "closed",
                                            "{page: <p>soon, contentType: text/html}"))
            eventually(lambda: self.ask("/closed").body == "<p>soon")
            self.assertNotIn("retry-after", self.ask("/closed").headers)

            # 2049 characters of two bytes each: the schema takes them, the plugin does not.
            self.world.write("page", custom("MaintenancePage", "closed", f"{{page: {'é' * 2049}}}"))
            self.wait_for("/closed", 500)
            eventually(lambda: self.resolved_refs().reason == "InvalidFilter")

            self.world.remove("page")
            eventually(lambda: self.resolved_refs().reason == "BackendNotFound")
            self.assertEqual(self.ask("/closed").status, 500)
        self.assertEqual(set(load.outcomes), {200})

    def test_an_envoy_filter_is_on_for_its_rule_alone(self):
        self.world.write("limit", custom("RateLimit", "slow", "{requests: 3, per: 1h}"))
        self.addCleanup(self.world.remove, "limit")
        eventually(lambda: status_of(PORT, "/limited", HOST) == 429)
        self.assertEqual({self.ask("/limited").status for _ in range(5)}, {429})
        self.assertEqual({self.ask("/").status for _ in range(20)}, {200})
        # A new limit is a new bucket: exactly so many pass.
        self.world.write("limit", custom("RateLimit", "slow", "{requests: 7, per: 1h}"))
        passed = []
        eventually(lambda: passed.append(self.ask("/limited").status) or 200 in passed)
        seen = [self.ask("/limited").status for _ in range(10)]
        self.assertEqual(seen, [200] * 6 + [429] * 4)

    def test_a_kind_that_no_plugin_brings(self):
        self.world.write("unknown", route("unknown", f"""
  - {refer("Mystery", "any", "example.org")}
    {BACKEND}
""", "[unknown.test]"))
        self.addCleanup(self.remove, "unknown", "unknown.test")
        eventually(lambda: status_of(PORT, "/", "unknown.test") == 500)
        condition = eventually(lambda: self.world.route_condition("unknown", "ResolvedRefs"))
        self.assertEqual((condition.status, condition.reason), ("False", "InvalidKind"))
        self.assertIn("no loaded plugin brings the filter kind Mystery.example.org; load one with "
                      "--plugin-dir", condition.message)

    def post(self, path, size):
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
        try:
            connection.request("POST", path, body="x" * size, headers={"Host": "buffer.test"})
            return connection.getresponse().status
        finally:
            connection.close()

    def test_a_configuration_of_another_type_than_the_filters(self):
        self.world.write(
            "buffer", custom("BufferFilter", "small", "{bytes: 10}", "test.example.com"),
            route("buffer", f"""
  - matches: [{{path: {{value: /small}}}}]
    {refer("BufferFilter", "small", "test.example.com")}
    {BACKEND}
  - {BACKEND}
""", "[buffer.test]"))
        self.addCleanup(self.remove, "buffer", "buffer.test")
        eventually(lambda: status_of(PORT, "/", "buffer.test") == 200)
        self.assertEqual(self.post("/small", 10), 200)
        self.assertEqual(self.post("/small", 11), 413)
        self.assertEqual(self.post("/", 11), 200)

    def test_what_a_plugin_does_wrong_costs_the_rules_that_ask_for_it(self):
        for wish in MISDEEDS:
            name = wish.replace(" ", "-")
            self.addCleanup(self.world.remove, name)
            self.world.write(
                name, custom("BufferFilter", name, f"{{wish: {wish}}}", "test.example.com"),
                route(name, f"""
  - matches: [{{path: {{value: /{name}}}}}]
    {refer("BufferFilter", name, "test.example.com")}
    {BACKEND}
  - matches: [{{path: {{value: /beside-{name}}}}}]
    {BACKEND}
""", f"[{HOST}]"))
        for wish, (reason, message) in MISDEEDS.items():
            name = wish.replace(" ", "-")
            with self.subTest(wish):
                self.wait_for(f"/{name}", 500)
                self.assertEqual(self.ask(f"/beside-{name}").status, 200)
                condition = eventually(lambda: self.world.route_condition(name, "ResolvedRefs"))
                self.assertEqual((condition.status, condition.reason), ("False", reason))
                for part in (message, "spec.rules[0].filters[0].extensionRef", "lugin medlar",
                             f"BufferFilter demo/{name}", "author"):
                    self.assertIn(part, condition.message)
        self.assertNotRegex(self.world.manager.text, "keeps the last good")


if __name__ == "__main__":
    junit_main.main()
