#!/usr/bin/env python3
"""Sub-commands that others script against: output, errors and exit codes."""

import pathlib
import subprocess
import tempfile
import unittest

import block_yaml
import junit_main
from manager_harness import BASE, MANAGER, gateway, route

GATEWAY = gateway("gw", "[{name: http, port: 80, protocol: HTTP}]")
ROUTE = route("echo", "[{backendRefs: [{name: one, port: 80}]}]")
REFUSED = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: refused, namespace: demo}
spec:
  parentRefs: [{name: gw}]
  rules:
  - matches:
    - path: {type: Sideways, value: /}
"""


class TranslateTest(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, *documents):
        (self.folder / name).write_text("---".join(documents))

    def run_manager(self, *arguments):
        return subprocess.run([MANAGER, *arguments], capture_output=True, text=True, timeout=60,
                              cwd=self.folder, check=False)

    def test_statuses(self):
        self.write("a.yaml", BASE, GATEWAY, ROUTE)
        run = self.run_manager("translate", "-f", "a.yaml")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        documents = {document["kind"]: document for document in block_yaml.load_all(run.stdout)}
        self.assertEqual(set(documents), {"GatewayClass", "Gateway", "HTTPRoute"})
        status = documents["Gateway"]["status"]
        self.assertEqual(status["addresses"], [{"type": "IPAddress", "value": "192.0.2.1"}])
        programmed = {c["type"]: c for c in status["conditions"]}["Programmed"]
        self.assertEqual(programmed["status"], "True", "as if the proxies had acknowledged")
        self.assertEqual(programmed["observedGeneration"], 1)
        self.assertEqual(programmed["lastTransitionTime"], "1970-01-01T00:00:00Z")
        [parent] = documents["HTTPRoute"]["status"]["parents"]
        self.assertEqual(parent["controllerName"], "gateways.kuma.io/controller")
        self.assertEqual(parent["parentRef"]["name"], "gw")

    def test_a_refused_document_is_left_out_and_the_rest_is_printed(self):
        self.write("good.yaml", BASE, GATEWAY, ROUTE)
        self.write("bad.yaml", REFUSED)
        run = self.run_manager("translate", "-f", "good.yaml", "-f", "bad.yaml")
        self.assertEqual(run.returncode, 1)
        self.assertRegex(run.stderr, r"bad\.yaml:8:\d+: HTTPRoute demo/refused: "
                                     r".*spec\.rules\[0\]\.matches\[0\]\.path\.type.*Sideways")
        self.assertIn("name: echo", run.stdout)
        self.assertNotIn("refused", run.stdout)

    def test_a_file_that_is_no_yaml_is_named_with_line_and_column(self):
        self.write("good.yaml", BASE, GATEWAY, ROUTE)
        self.write("bad.yaml", "kind: [\n")
        run = self.run_manager("translate", "-f", ".")
        self.assertEqual(run.returncode, 1)
        self.assertRegex(run.stderr, r"bad\.yaml:\d+:\d+: ")
        self.assertIn("name: echo", run.stdout)

    def test_outputs(self):
        self.write("a.yaml", BASE, GATEWAY, ROUTE)
        for output, wanted in (("ir", "demo/echo"), ("xds", "v3.HttpConnectionManager")):
            with self.subTest(output=output):
                run = self.run_manager("translate", "-f", "a.yaml", "--output", output)
                self.assertEqual((run.returncode, run.stderr), (0, ""))
                self.assertIn(wanted, run.stdout)

    def test_the_order_of_files_does_not_matter(self):
        self.write("a.yaml", BASE, GATEWAY)
        self.write("b.yaml", ROUTE)
        for output in ("status", "ir", "xds"):
            with self.subTest(output=output):
                runs = [self.run_manager("translate", "-f", first, "-f", second, "-o", output)
                        for first, second in (("a.yaml", "b.yaml"), ("b.yaml", "a.yaml"))]
                self.assertEqual(runs[0].stdout, runs[1].stdout)
                self.assertNotEqual(runs[0].stdout, "")

    def test_another_controller_name(self):
        self.write("a.yaml", BASE, GATEWAY, ROUTE)
        run = self.run_manager("translate", "-f", "a.yaml", "--controller-name", "c.test/mine")
        self.assertEqual((run.returncode, run.stdout), (0, ""), "nothing here is ours then")

    def test_exit_codes(self):
        for arguments, code in ((["translate"], 2), (["translate", "-f", "absent.yaml"], 3),
                                (["translate", "--frobnicate"], 2), (["version"], 0),
                                (["help", "translate"], 0), (["translate", "--help"], 0),
                                (["plugin", "list"], 0)):
            with self.subTest(arguments=arguments):
                run = self.run_manager(*arguments)
                self.assertEqual(run.returncode, code, run.stderr)
                self.assertEqual(bool(run.stdout), code == 0)
                self.assertEqual(bool(run.stderr), code != 0)

    def test_plugin_list_names_kinds(self):
        run = self.run_manager("plugin", "list")
        self.assertRegex(run.stdout, r"httproute\s+\d+\.\d+\.\d+.*HTTPRoute")
        self.assertRegex(run.stdout, r"multimesh\s+\d+\.\d+\.\d+")

    def test_a_required_plugin_that_is_missing_stops_the_start(self):
        self.write("a.yaml", BASE)
        run = self.run_manager("translate", "-f", "a.yaml", "--require-plugin", "absent")
        self.assertNotEqual(run.returncode, 0)
        self.assertIn("absent", run.stderr)


if __name__ == "__main__":
    junit_main.main()
