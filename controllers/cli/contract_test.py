#!/usr/bin/env python3
"""What scripts rely on: exit codes, and which stream says what."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

MANAGER = os.path.abspath("controllers/manager")

GOOD = """
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: kuma}
spec: {controllerName: gateways.kuma.io/controller}
"""
ROUTED = """
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw, namespace: demo}
spec:
  gatewayClassName: kuma
  listeners: [{name: web, port: 8080, protocol: HTTP, hostname: a.example}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: echo, namespace: demo}
spec:
  parentRefs: [{name: gw}]
  rules:
  - matches: [{path: {type: Exact, value: /new}, method: GET}]
    filters: [{type: RequestRedirect, requestRedirect: {statusCode: 301}}]
  - name: main
    matches: [{path: {value: /}, method: GET}]
    backendRefs: [{name: echo, port: 80, weight: 3}, {name: other, port: 80}]
---
apiVersion: v1
kind: Service
metadata: {name: echo, namespace: demo}
spec: {ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: other, namespace: demo}
spec: {ports: [{port: 80}]}
"""
WRONG = """---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: wrong, namespace: demo}
spec:
  parentRefs:
  - name: gw
  - {name: gw, sectionName: absent}
  - {name: away, namespace: far}
  rules:
  - filters: [{type: CORS, cors: {}}, {type: URLRewrite, urlRewrite: {hostname: a.b}},
              {type: URLRewrite, urlRewrite: {hostname: a.b}}]
    matches: [{path: {type: Exact, value: /a}}]
  - backendRefs: [{name: none, port: 80}, {name: echo, port: 81}]
"""
UNREACHED = """---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: unreached, namespace: demo}
spec:
  parentRefs: [{name: gw}]
  hostnames: [a.example]
  rules:
  - matches: [{path: {value: /a}}, {path: {value: /}}]
    backendRefs: [{name: echo, port: 80}]
  - matches: [{path: {value: /}, method: GET}]
    backendRefs: [{name: other, port: 80}]
"""
EQUAL = """---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: equal, namespace: demo}
spec:
  parentRefs: [{name: gw}]
  rules:
  - matches: [{path: {type: Exact, value: /new}, method: GET}]
    backendRefs: [{name: other, port: 80}]
  - matches:
    - path: {value: /a}
      headers: [{name: A, value: "1"}, {name: b, value: "2"}]
    backendRefs: [{name: echo, port: 80}]
  - matches:
    - path: {value: /a}
      headers: [{name: b, value: "2"}, {name: a, value: "1"}]
    backendRefs: [{name: other, port: 80}]
"""
ANSWERLESS = """---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: mute, namespace: demo}
spec:
  parentRefs: [{name: gw}]
  rules:
  - matches: [{path: {value: /a}}]
  - matches: [{path: {value: /b}}]
    backendRefs: [{name: echo, port: 80, weight: 0}]
  - matches: [{path: {value: /c}}]
    filters: [{type: RequestRedirect, requestRedirect: {statusCode: 301}}]
"""
APPLICATION = """---
apiVersion: apps/v1
kind: Deployment
metadata: {name: echo, namespace: demo}
spec: {replicas: 2}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: echo, namespace: demo}
data: {a: b}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: echo, namespace: demo}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec: {group: example.com, names: {kind: Widget, plural: widgets}, scope: Namespaced}
"""
POLICY = """---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: {name: echo, namespace: demo}
spec:
  targetRefs: [{group: "", kind: Service, name: echo}]
  validation: {hostname: echo.example.com, wellKnownCACertificates: System}
"""
REFUSED = """
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw, namespace: demo}
spec: {gatewayClassName: kuma, listeners: [{name: a, port: eighty, protocol: HTTP}]}
"""


class ContractTest(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_manager(self, *arguments, **environment):
        inherited = {name: value for name, value in os.environ.items()
                     if not name.startswith(("MESHGATE_", "BUILD_W"))}
        return subprocess.run(
            [MANAGER, *arguments], cwd=self.folder, env={**inherited, **environment},
            capture_output=True, text=True, timeout=60, check=False)

    def assert_refused(self, run, code, text):
        self.assertEqual(run.returncode, code, run.stderr)
        self.assertEqual(run.stdout, "")
        self.assertEqual(run.stderr.count("\n"), 1, run.stderr)
        self.assertIn(text, run.stderr)

    def test_translate_prints_documents(self):
        (self.folder / "a.yaml").write_text(GOOD)
        for output, expected in (("status", "kind: GatewayClass"), ("ir", ""), ("xds", "")):
            run = self.run_manager("translate", "-f", "a.yaml", "--output", output)
            self.assertEqual((run.returncode, run.stderr), (0, ""))
            self.assertIn(expected, run.stdout)

    def validate(self, text, name="a.yaml"):
        (self.folder / name).write_text(text)
        return self.run_manager("validate", "-f", ".")

    def test_validate_finds_nothing(self):
        run = self.validate(GOOD + ROUTED)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertEqual(run.stdout, "nothing wrong in 5 objects of 1 file\n")

    def test_validate_names_each_problem_with_its_place(self):
        (self.folder / "b.yaml").write_text("kind: [\n")
        run = self.validate(GOOD + ROUTED + WRONG)
        self.assertEqual((run.returncode, run.stderr), (1, ""))
        told = re.sub(r"^.*/([ab]\.yaml)", r"\1", run.stdout, flags=re.MULTILINE)
        told = told.replace("HTTPRoute demo/wrong: spec", "SPEC")
        for line in (
                "a.yaml:43:5: SPEC.parentRefs[1]: Gateway demo/gw has no listener that matches ",
                "a.yaml:44:5: warning: SPEC.parentRefs[2]: Gateway far/away is not among the files",
                "a.yaml:46:15: SPEC.rules[0].filters[0]: filter CORS is not supported",
                "a.yaml:47:15: SPEC.rules[0].filters[2]: filter URLRewrite must not be repeated",
                "a.yaml:49:19: warning: SPEC.rules[1].backendRefs[0]: Service demo/none does not ",
                "a.yaml:49:43: SPEC.rules[1].backendRefs[1]: Service demo/echo has no TCP port 81",
                "b.yaml:2:1: ",
                "5 errors, 2 warnings in 6 objects of 2 files\n"):
            self.assertIn("\n" + line, "\n" + told)
        self.assertEqual(told.count("\n"), 8, told)

    def test_a_misplaced_field_refuses_its_object(self):
        misplaced = GOOD + ROUTED.replace(
            "matches: [{path: {value: /}, method: GET}]",
            "weight: 5\n    matches: [{path: , value: /api}]")
        run = self.validate(misplaced)
        self.assertEqual((run.returncode, run.stderr), (1, ""))
        for line in ("a.yaml:24:5: HTTPRoute demo/echo: spec.rules[1].weight: unknown field; ",
                     "a.yaml:25:24: HTTPRoute demo/echo: spec.rules[1].matches[0].value: unknown "
                     "field; remove it (left out)\n",
                     "2 errors, 0 warnings"):
            self.assertIn(line, run.stdout)
        run = self.run_manager("translate", "-f", "a.yaml")
        self.assertEqual(run.returncode, 1)
        self.assertIn("spec.rules[1].weight: unknown field", run.stderr)
        self.assertNotIn("kind: HTTPRoute\nmetadata", run.stdout)

    def test_validate_passes_for_the_folder_of_an_application(self):
        run = self.validate(GOOD + ROUTED + APPLICATION)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertEqual(run.stdout, "nothing wrong in 9 objects of 1 file\n")

    def test_what_nothing_serves_is_told_until_it_is_silenced(self):
        (self.folder / "a.yaml").write_text(GOOD + ROUTED + POLICY)
        told = ("BackendTLSPolicy demo/echo: is ignored: no loaded plugin brings the kind "
                "BackendTLSPolicy.gateway.networking.k8s.io; Service demo/echo is reached without "
                "TLS; ")
        run = self.run_manager("validate", "-f", ".")
        self.assertEqual(run.returncode, 1)
        self.assertIn("a.yaml:37:1: warning: " + told, run.stdout)
        run = self.run_manager("translate", "-f", ".")
        self.assertEqual(run.returncode, 0)
        self.assertIn(told, run.stderr)
        silent = "BackendTLSPolicy.gateway.networking.k8s.io"
        run = self.run_manager("validate", "-f", ".", "--ignore-kind", "Other.example.com",
                               "--ignore-kind", silent)
        self.assertEqual(run.returncode, 0, run.stdout)
        run = self.run_manager("validate", "-f", ".", MESHGATE_IGNORE_KIND=silent)
        self.assertEqual(run.returncode, 0, run.stdout)

    def test_a_mistyped_kind_is_told_with_the_right_one(self):
        run = self.validate(GOOD + ROUTED.replace("HTTPRoute", "HttpRoute"))
        self.assertIn("did you mean HTTPRoute?", run.stdout)

    def test_validate_finds_rules_that_nothing_reaches(self):
        run = self.validate(GOOD + ROUTED + UNREACHED)
        self.assertEqual(run.returncode, 1)
        self.assertEqual(run.stdout.count("\n"), 3, run.stdout)
        for rule in 0, 1:
            self.assertIn(f"warning: HTTPRoute demo/echo: spec.rules[{rule}].matches[0]: no "
                          "request reaches match 0", run.stdout)

    def test_validate_finds_equal_matches_that_lose(self):
        run = self.validate(GOOD + ROUTED + EQUAL)
        self.assertEqual(run.returncode, 1)
        self.assertEqual(run.stdout.count("\n"), 3, run.stdout)
        for line in ("HTTPRoute demo/equal: spec.rules[0].matches[0]: no request reaches match 0 "
                     "of rule 0: match 0 of rule 0 of HTTPRoute demo/echo, which is older or ",
                     "HTTPRoute demo/equal: spec.rules[2].matches[0]: no request reaches match 0 "
                     "of rule 2: match 0 of rule 1 is equal and goes before it; remove one"):
            self.assertIn("warning: " + line, run.stdout)

    def test_validate_finds_rules_that_answer_nothing(self):
        run = self.validate(GOOD + ROUTED + ANSWERLESS)
        self.assertEqual(run.returncode, 1)
        self.assertEqual(run.stdout.count("\n"), 3, run.stdout)
        for rule in 0, 1:
            self.assertIn(f"warning: HTTPRoute demo/mute: spec.rules[{rule}]: the rule answers 500",
                          run.stdout)

    def describe(self, *arguments):
        (self.folder / "a.yaml").write_text(GOOD + ROUTED + WRONG)
        return self.run_manager("describe", "-f", "a.yaml", *arguments)

    def test_describe_tells_what_an_object_means(self):
        for kind, name, expected in (
                ("httproute", "demo/echo", (
                    "kind: HTTPRoute", "plugin: httproute ", "gateway: demo/gw",
                    'Accepted: "True, Accepted: The route is attached."', "- listener: web",
                    "serves:\n    - a.example", "name: main", "weight: 3",
                    "demo/echo:80: 0")),
                ("HTTPRoutes", "demo/wrong", (
                    'refused: "spec.rules[0].filters[0]: filter CORS is not supported',
                    "respond: 500", "unresolvedReferences:",
                    '- "spec.rules[1].backendRefs[0]: Service demo/none does not exist')),
                ("Gateway", "demo/gw", (
                    "gatewayClass: kuma", "- 192.0.2.1", "hostname: a.example",
                    "- HTTPRoute demo/echo", 'Programmed: "True, ')),
                ("gatewayclass", "kuma", ("- demo/gw", 'Accepted: "True, ')),
                ("service", "demo/echo", (
                    "port 80: 0", "HTTPRoute demo/echo: spec.rules[1].backendRefs[0]: port 80",
                    "HTTPRoute demo/wrong: spec.rules[1].backendRefs[1]: Service demo/echo has"))):
            run = self.describe(kind, name)
            self.assertEqual((run.returncode, run.stderr), (0, ""))
            for text in expected:
                self.assertIn(text, run.stdout)

    def test_describe_knows_what_is_not_there(self):
        run = self.describe("Service", "demo/ecko")
        self.assertEqual((run.returncode, run.stdout), (1, ""))
        self.assertIn("did you mean Service demo/echo?", run.stderr)
        self.assert_refused(self.describe("Gatway", "demo/gw"), 2, 'did you mean "Gateway"?')
        self.assert_refused(self.describe("Gateway"), 2, "describe needs NAME; usage: ")

    def explain(self, *arguments):
        (self.folder / "a.yaml").write_text(GOOD + ROUTED)
        return self.run_manager("explain", "-f", "a.yaml", *arguments)

    def test_explain_names_the_rule_and_the_backend(self):
        run = self.explain("http://a.example:8080/new/x")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        for line in ("listener   web", "hostname   a.example",
                     "route      HTTPRoute demo/echo rule 1 (main) match 0",
                     "plugin     httproute ",
                     "answer     75% Service demo/echo port 80",
                     "25% Service demo/other port 80",
                     "  HTTPRoute demo/echo rule 0 match 0, exact path /new, method GET: the "
                     "path is /new/x"):
            self.assertIn(line, run.stdout)

    def test_explain_finds_what_is_not_served(self):
        for arguments, text in (
                (["http://b.example:8080/"], "answer     404: no listener of this port has a "
                                             "hostname that covers b.example"),
                (["-X", "POST", "http://a.example:8080/new"], "answer     404: no rule matches"),
                (["http://127.0.0.1:8080/new", "-H", "Host: a.example", "-H", "X_A: 1"],
                 "answer     400: header names"),
                (["http://a.example/"], "nothing listens on port 80; ports with listeners: 8080")):
            run = self.explain(*arguments)
            self.assertEqual((run.returncode, run.stderr), (1, ""))
            self.assertIn(text, run.stdout)

    def test_wrong_usage_of_explain(self):
        self.assert_refused(self.explain(), 2, "explain needs URL; usage: manager explain")
        self.assert_refused(self.explain("a.example"), 2, "must begin with http://")
        self.assert_refused(self.explain("http://a.example:8080/", "more"), 2, '"more"')
        self.assert_refused(self.explain("http://a.example:8080/", "-H", "x"), 2, "'Name: value'")
        self.assert_refused(self.explain("http://a.example:8080/", "--gateway", "demo/g"), 2,
                            "there are: demo/gw")
        self.assert_refused(self.run_manager("explain", "http://a.example/"), 2, "--file")

    def test_a_refused_object_is_a_finding_and_the_rest_is_printed(self):
        (self.folder / "a.yaml").write_text(GOOD + REFUSED)
        run = self.run_manager("translate", "-f", ".")
        self.assertEqual(run.returncode, 1)
        self.assertIn("kind: GatewayClass", run.stdout)
        self.assertNotIn("kind: Gateway\n", run.stdout)
        self.assertRegex(run.stderr,
                         r"^\S*a\.yaml:11:\d+: Gateway demo/gw: spec\.listeners\[0\]\.port: .*\n$")

    def test_a_syntax_error_is_a_finding_with_its_place(self):
        (self.folder / "a.yaml").write_text("kind: [\n")
        run = self.run_manager("translate", "-f", "a.yaml")
        self.assertEqual((run.returncode, run.stdout), (1, ""))
        self.assertRegex(run.stderr, r"a\.yaml:\d+:\d+: ")

    def test_relative_paths_start_where_the_user_is(self):
        (self.folder / "a.yaml").write_text(GOOD)
        run = subprocess.run(
            [MANAGER, "translate", "-f", "a.yaml"], cwd="/", capture_output=True, text=True,
            env={**os.environ, "BUILD_WORKING_DIRECTORY": str(self.folder)}, check=False)
        self.assertEqual(run.returncode, 0, run.stderr)

    def test_wrong_usage(self):
        self.assert_refused(self.run_manager("rnu"), 2, 'did you mean "run"?')
        self.assert_refused(self.run_manager("run", "--fil", "x"), 2, 'did you mean "--file"?')
        self.assert_refused(self.run_manager("run"), 2, "--file")
        self.assert_refused(self.run_manager("translate"), 2, "--file")
        self.assert_refused(self.run_manager("version", MESHGATE_LOGLEVEL="x"), 2,
                            'did you mean "MESHGATE_LOG_LEVEL"?')
        self.assert_refused(self.run_manager("--bind-address", "nowhere"), 2, "IP address")

    def test_what_cannot_be_reached(self):
        absent = self.folder / "absent"
        self.assert_refused(self.run_manager("translate", "-f", "absent"), 3, str(absent))
        self.assert_refused(self.run_manager("run", "-f", "absent"), 3, str(absent))
        (self.folder / "a.yaml").write_text(GOOD)
        (self.folder / "taken").write_text("a file")
        self.assert_refused(
            self.run_manager("run", "-f", "a.yaml", "--runtime-dir", "run", "--status-dir",
                             "taken/below"), 3, "--status-dir")
        self.assert_refused(
            self.run_manager("translate", "-f", "a.yaml", "--require-plugin", "htproute"), 3,
            "did you mean httproute?")

    def test_statuses_may_not_lie_in_the_input(self):
        (self.folder / "a.yaml").write_text(GOOD)
        run = self.run_manager("run", "-f", ".", "--runtime-dir", "run", "--status-dir", "out")
        self.assert_refused(run, 2, "choose another folder")

    def test_what_is_printed_for_people(self):
        for arguments, expected in (
                (["version"], "meshgate "), (["help"], "translate"),
                (["run", "--help"], "--port-map"), (["plugin", "list"], "httproute"),
                (["run", "--print-config"], "logLevel: info  # from the default")):
            run = self.run_manager(*arguments)
            self.assertEqual((run.returncode, run.stderr), (0, ""))
            self.assertIn(expected, run.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
