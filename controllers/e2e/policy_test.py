#!/usr/bin/env python3
"""Policies of a plugin, asked with real requests."""

import os
import subprocess
import unittest

import junit_main
from manager_harness import (MANAGER, Load, World, condition, eventually, gateway, request, route,
                             status_of)

PORT, INTERNAL = 18080, 18081
HOST = "shop.test"
PLUGIN = os.path.abspath("plugins/testing/policies/policies.so")


def policy(kind, name, target, spec, section=""):
    group = "gateway.networking.k8s.io" if target == "Gateway gw" else ""
    kind_of_target, name_of_target = target.split()
    section = f", sectionName: {section}" if section else ""
    return f"""
apiVersion: policies.example.com/v1
kind: {kind}
metadata: {{name: {name}, namespace: demo}}
spec:
  targetRefs: [{{group: "{group}", kind: {kind_of_target}, name: {name_of_target}{section}}}]
  {spec}
"""


def headers(name, value, section=""):
    return policy("ResponseHeaderPolicy", name, "Gateway gw",
                  f"headers: [{{name: X-Site, value: {value}}}]", section)


class PolicyTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.world = World()
        cls.addClassCleanup(cls.world.close)
        cls.world.arguments += ["--plugin-dir", PLUGIN]
        cls.world.write("gateway", gateway("gw", f"""[
  {{name: http, port: {PORT}, protocol: HTTP}},
  {{name: internal, port: {INTERNAL}, protocol: HTTP}}]"""))
        cls.world.write("route", route("shop", """
  - matches: [{path: {value: /own}}]
    filters:
    - type: ResponseHeaderModifier
      responseHeaderModifier: {set: [{name: X-Site, value: of the route}]}
    backendRefs: [{name: one, port: 80}]
  - backendRefs: [{name: one, port: 80}]
""", f"[{HOST}]"))
        cls.world.start()
        for port in (PORT, INTERNAL):
            eventually(lambda port=port: status_of(port, "/", HOST) == 200)

    def site(self, path="/", port=PORT):
        answer = request(port, path, HOST)
        self.assertEqual(answer.status, 200)
        return answer.headers.get("x-site")

    def accepted(self, kind, name):
        status = self.world.status(kind, name, "policies.example.com")
        return status and condition(status["ancestors"][0], "Accepted")

    def test_headers_of_a_gateway_of_a_listener_and_of_a_route(self):
        self.assertIsNone(self.site())
        with Load(PORT, HOST) as load:
            self.world.write("all", headers("all", "of all"))
            eventually(lambda: self.site() == "of all")
            eventually(lambda: self.site(port=INTERNAL) == "of all")
            self.world.write("one", headers("one", "of one", "internal"))
            eventually(lambda: self.site(port=INTERNAL) == "of one")
            self.assertEqual(self.site(), "of all")
            self.assertEqual(self.site("/own", INTERNAL), "of the route")

            self.world.write("second", headers("second", "never"))
            second = eventually(lambda: self.accepted("ResponseHeaderPolicy", "second"))
            self.assertEqual(second.reason, "Conflicted")
            self.assertIn("ResponseHeaderPolicy demo/all", second.message)
            self.assertEqual(self.site(), "of all")
            self.world.remove("all")
            eventually(lambda: self.site() == "never")
            for name in ("one", "second"):
                self.world.remove(name)
            eventually(lambda: self.site() is None and self.site(port=INTERNAL) is None)
        self.assertEqual(set(load.outcomes), {200})

    def tell(self, command, *arguments):
        run = subprocess.run(
            [MANAGER, command, "-f", str(self.world.objects), "--plugin-dir", PLUGIN, *arguments],
            capture_output=True, text=True, check=False)
        self.assertIn(run.returncode, (0, 1), run.stderr)
        return run.stdout + run.stderr

    def test_commands_tell_of_policies(self):
        for name, policies in (("timeout", policy("ConnectTimeoutPolicy", "slow", "Service one",
                                                  "timeout: 5s")),
                               ("lost", policy("ConnectTimeoutPolicy", "slower", "Service one",
                                               "timeout: 6s")),
                               ("bad", headers("bad", "x", "nowhere"))):
            self.world.write(name, policies)
            self.addCleanup(self.world.remove, name)
        self.assertIn("policies:\n- ConnectTimeoutPolicy demo/slow\n",
                      self.tell("describe", "Service", "demo/one"))
        told = self.tell("describe", "ConnectTimeoutPolicy", "demo/slower")
        for part in ("plugin: policies 0.1.0, ", "targets:\n- Service demo/one\n",
                     "- object: Gateway demo/gw\n", "False, Conflicted: "):
            self.assertIn(part, told)
        told = self.tell("validate")
        self.assertRegex(told, r"lost\.yaml:\d+:\d+: ConnectTimeoutPolicy demo/slower: "
                               r"spec\.targetRefs\[0\]: ConnectTimeoutPolicy demo/slow, which is")
        self.assertRegex(told, r"bad\.yaml:\d+:\d+: warning: ResponseHeaderPolicy demo/bad: "
                               r"spec\.targetRefs\[0\]: Gateway demo/gw has no listener named")

    def test_a_connect_timeout_comes_and_goes_and_no_request_fails(self):
        with Load(PORT, HOST) as load:
            for timeout in ("250ms", "1m"):
                self.world.write("connect", policy("ConnectTimeoutPolicy", "connect", "Service one",
                                                   f"timeout: {timeout}"))
                eventually(lambda: self.accepted("ConnectTimeoutPolicy", "connect"))
                count = load.count()
                eventually(lambda: load.count() > count + 20)
            self.assertEqual(self.accepted("ConnectTimeoutPolicy", "connect").status, "True")
            self.world.remove("connect")
            count = load.count()
            eventually(lambda: load.count() > count + 20)
        self.assertEqual(set(load.outcomes), {200})
        self.assertNotRegex(self.world.manager.text, "keeps the last good")


if __name__ == "__main__":
    junit_main.main()
