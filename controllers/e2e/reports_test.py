#!/usr/bin/env python3
"""What users reported: each folder of testdata/reports is served, and asked as the report has it.
The answers are those of the specification, kubectl or an API server."""

import http.server
import json
import re
import shutil
import socket
import subprocess
import threading
import unittest
from pathlib import Path

import block_yaml
import junit_main
from manager_harness import (MANAGER, Load, World, condition, eventually, request, service_of,
                             status_of)

REPORTS = Path("testdata/reports").absolute()
OWN = 8200  # the port of all reports whose name begins with own-
SAMPLES = 60
UPGRADE = [("Connection", "Upgrade"), ("Upgrade", "websocket")]


class Report(World):
    """Serves the files of a report. The statuses are those of one of its namespaces."""

    def __init__(self, source, namespace="lab"):
        super().__init__()
        self.remove("base")
        self._namespace = namespace
        for path in source.glob("*.*"):
            shutil.copyfile(path, self.objects / path.name)

    def edit(self, name, old, new):
        """Replaces a text in objects/NAME.yaml."""
        text = (self.objects / f"{name}.yaml").read_text()
        assert old in text, old
        self.write(name, text.replace(old, new))

    def status(self, kind, name):
        file = f"{kind}.gateway.networking.k8s.io_{self._namespace}_{name}.status.yaml"
        try:
            return block_yaml.loads((self.statuses / file).read_text())["status"]
        except FileNotFoundError:
            return None

    def attached(self):
        """The number of attached routes of Gateway edge by the name of the listener."""
        listeners = (self.status("Gateway", "edge") or {}).get("listeners", [])
        return {listener["name"]: listener["attachedRoutes"] for listener in listeners}

    def accepted(self, name):
        """(status, reason) of the condition Accepted under each parent of an HTTPRoute."""
        parents = (self.status("HTTPRoute", name) or {}).get("parents", [])
        return [condition(parent, "Accepted")[:2] for parent in parents]


class Backend(http.server.BaseHTTPRequestHandler):
    """Names the port that was asked."""

    def do_GET(self):
        self.send_response_only(200)
        self.send_header("Asked", str(self.server.server_address[1]))
        self.send_header("Content-Length", "0")
        self.end_headers()


def location(port, path, host):
    """Where a redirect leads: (status code, the header Location)."""
    answer = request(port, path, host)
    return answer.status, answer.headers.get("location")


class ReportsTest(unittest.TestCase):

    def setUp(self):
        self.folder = REPORTS / self._testMethodName.removeprefix("test_").replace("_", "-")

    def prepare(self, **keywords):
        """The report's world, not started yet."""
        world = Report(self.folder, **keywords)
        self.addCleanup(world.close)
        return world

    def serve(self, port=None, expected=(), namespace="lab"):
        """Starts the report's world; `expected` as for assert_services."""
        world = self.prepare(namespace=namespace)
        world.start()
        self.assert_services(port, dict(expected))
        return world

    def start_backend(self, port):
        server = http.server.ThreadingHTTPServer(("127.0.0.9", port), Backend)
        threading.Thread(target=server.serve_forever).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)

    def tell(self, command, folder=None):
        """What a sub-command says about the report: its exit code and its output."""
        run = subprocess.run([MANAGER, command, "-f", str(folder or self.folder)], text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60,
                             check=False)
        return run.returncode, run.stdout

    def assert_says(self, said, *expressions):
        for expression in expressions:
            with self.subTest(expression=expression):
                self.assertRegex(said, expression)

    def assert_each(self, ask, expected):
        """`expected`: what `ask` returns, by its argument or its tuple of arguments."""
        for arguments, wanted in expected.items():
            with self.subTest(arguments=arguments):
                found = ask(*(arguments if isinstance(arguments, tuple) else (arguments,)))
                self.assertEqual(found, wanted)

    def assert_services(self, port, expected):
        """`expected`: Service, or status code, by path or by (host, path)."""
        self.assert_each(lambda *place: service_of(port, place[-1], *place[:-1]), expected)

    def assert_a_tenth_answers_500(self, port, path):
        """The share of 500 is at most six standard deviations above a tenth."""
        seen = [request(port, path).status for _ in range(SAMPLES)]
        self.assertLessEqual(set(seen), {200, 500})
        self.assertLessEqual(seen.count(500), SAMPLES * 0.1 + 6 * (SAMPLES * 0.1 * 0.9) ** 0.5)

    def assert_condition(self, world, route, type_, status, reason, text=""):
        """Waits for a condition under the first parent of an HTTPRoute."""
        found = eventually(lambda: world.route_condition(route, type_))
        self.assertEqual(found[:2], (status, reason))
        self.assertIn(text, found.message)

    def test_01_udp_and_tcp_on_one_port(self):
        self.start_backend(28080)
        self.start_backend(28443)
        self.serve()
        self.assertEqual(request(8101).headers["asked"], "28080")

    def test_02_server_response_header(self):
        # A response always has a Date: the rule that removes it is refused.
        world = self.serve(8102, {"/other": 500})
        self.assert_condition(world, "app", "PartiallyInvalid", "True", "UnsupportedValue", "date")
        self.assert_each(lambda path: request(8102, path).headers.get("server"), {
            "/remove": None, "/set": "hidden", "/other": "Kuma Gateway", "/no": "Kuma Gateway"})

    def test_03_header_name_with_underscore(self):
        world = self.serve(8103, {"/": "blue"})
        self.assert_condition(world, "tenants", "PartiallyInvalid", "True", "UnsupportedValue",
                              "tenant_id")
        self.assert_each(lambda name: status_of(8103, headers=[(name, "7")]),
                         {"tenant_id": 400, "x_other": 400})
        self.assertEqual(request(8103, headers=[("Tenant-Id", "7")]).echo["service"], "green")

    def test_04_escaped_slash(self):
        self.serve()
        self.assertEqual(location(8104, "/npm/@scope%2Fpkg", None), (307, "/npm/@scope/pkg"))
        self.assertEqual(location(8104, "/npm/a%5Cb", None), (307, "/npm/a/b"))
        self.assertEqual(request(8104, "/npm?u=a%2Fb").echo["path"], "/npm?u=a%2Fb")

    def test_06_rewrite_of_root_prefix(self):
        self.serve()

        def path_of(host, path):
            answer = request(8106, path, f"{host}.example.com")
            return answer.echo["path"] if answer.status == 200 else answer.status

        self.assert_each(path_of, {
            ("slash", "/"): "/app/v1/", ("slash", "/abc"): "/app/v1/abc",
            ("slash", "/abc/d/"): "/app/v1/abc/d/", ("slash", "/?q=1"): "/app/v1/?q=1",
            ("strip", "/service"): "/", ("strip", "/service/"): "/",
            ("strip", "/service/v1"): "/v1", ("strip", "/service?x=1"): "/?x=1",
            ("strip", "/serviceX"): 404, ("back", "/a.b/c"): r"/x\1$&%20/c",
            ("back", "/aXb/c"): 404, ("full", "/old/x?y=1"): "/new%41%PATH%?y=1"})

    def test_07_percent_in_header_values(self):
        self.serve()
        answer = request(8107, headers=[("Authorization", "secret")])
        self.assert_each(answer.echo["headers"].get, {
            "X-Rate": ["100%"], "X-Double": ["50%% off"], "X-Backend": ["%HOSTNAME%"],
            "X-Format": ["%REQ(authorization)% and %DOWNSTREAM_REMOTE_ADDRESS%"],
            "X-Url": ["https%3A%2F%2Fexample.com%2F"], "X-Json": [r'{"a": "b\"c"}']})
        self.assertEqual(answer.headers["x-left"], "5%")
        self.assertEqual(answer.headers["link"], '</a%20b>; rel="next"')

    def test_08_same_match_twice_in_a_route(self):
        world = self.serve(8108, {"/page": 500})
        self.assert_condition(world, "twice", "ResolvedRefs", "False", "BackendNotFound",
                              "spec.rules[0].backendRefs[0]: Service lab/missing does not exist")

    def test_09_oldest_route_wins(self):
        self.serve(8109, {"/conflict": "first", "/tie": "first"})

    def test_10_two_parentrefs_by_port(self):
        world = self.serve(8110, {("bar.example.com", "/"): "app"})
        self.assertEqual(status_of(8210, host="bar.example.com"), 404)
        both = [("True", "Accepted"), ("False", "NoMatchingListenerHostname")]
        eventually(lambda: world.accepted("app") == both)
        parents = world.status("HTTPRoute", "app")["parents"]
        self.assertEqual([parent["parentRef"]["port"] for parent in parents], [8110, 8210])
        self.assertEqual({c["observedGeneration"] for p in parents for c in p["conditions"]}, {4})
        self.assertEqual(world.attached(), {"any": 1, "narrow": 0})
        parent = world.manager.wait_for(r"^(.*)NoMatchingListenerHostname")[1]
        self.assertIn("8210", parent, "the console says which parent is meant")

    def test_11_long_gateway_name(self):
        for folder in (self.folder / "a", self.folder / "b"):
            self.folder = folder
            world = self.serve()
            self.assertEqual(service_of(8111), "app")
            world.manager.wait_for(r"^Gateway .*  Accepted Programmed")
            self.doCleanups()

    def test_12_tcproute_of_one_listener(self):
        world = self.serve(8112, {"/": "app"})
        self.assert_services(8412, {"/": "app"})
        eventually(lambda: world.attached() == {"one": 1, "two": 0, "three": 1, "four": 2})
        for port in (8212, 8312):
            socket.create_connection(("127.0.0.1", port)).close()
            self.assertEqual({status_of(port) for _ in range(20)}, {0}, "open, but closes")
        [parent] = world.status("TCPRoute", "three")["parents"]
        self.assertEqual(condition(parent, "ResolvedRefs")[:2], ("False", "BackendNotFound"))

    def test_13_one_grant_per_service(self):
        world = self.serve(8113, {"/first": "first", "/second": "second", "/third": 500}, "routes")
        self.assert_condition(world, "all", "ResolvedRefs", "False", "RefNotPermitted",
                              "spec.rules[2].backendRefs[0]")

    def test_14_backend_port_that_is_not_there(self):
        world = self.serve(8114, {"/target": 500, "/udp": 500, "/other": "app"})
        self.assert_a_tenth_answers_500(8114, "/half")
        self.assert_condition(world, "wrong-port", "ResolvedRefs", "False", "BackendNotFound",
                              "Service lab/app has no TCP port 8080")

    def test_15_share_of_invalid_and_zero_weights(self):
        self.serve(8115, {"/only-zero": 500, "/all-zero": 500, "/zero-and-bad": 500, "/big": "good",
                          "/none": 500, "/empty": 500})
        self.assert_a_tenth_answers_500(8115, "/ninety")
        self.assertEqual({service_of(8115, "/zero-invalid") for _ in range(SAMPLES)}, {"good"})

    def test_16_wider_hostnames_still_serve(self):
        www, a, other = "www.example.com", "a.example.com", "other.org"
        self.serve(8116, {
            (www, "/both"): "exact", (www, "/wild/x"): "wild", (www, "/x"): "all",
            (a, "/both"): "all", (a, "/wild"): "wild", (a, "/q"): "all", (other, "/both"): "all",
            (other, "/wild"): "all", ("a.b.example.com", "/wild"): "wild"})

    def test_18_websocket_without_endpoints(self):
        self.serve()
        for headers in ([], UPGRADE):
            self.assert_each(lambda path, headers=headers: status_of(8118, path, headers=headers),
                             {"/empty": 503, "/missing": 500, "/moved": 302, "/none": 404})

    def test_19_zero_timeout(self):
        # The limits of many minutes are those of the unit tests of what the proxy is given.
        self.serve()
        self.assert_each(lambda path, delay: status_of(8119, f"{path}?delay={delay}"), {
            ("/backend", "1m"): 504, ("/short", "1m"): 504, ("/never", "1500ms"): 200,
            ("/long", "1500ms"): 200, ("/slow-backend", "1500ms"): 200, ("/unset", "1500ms"): 200})

    def test_20_attached_routes(self):
        world = self.serve(8120, {("shop.example.com", "/"): "app", ("blog.example.com", "/"): 500})
        eventually(lambda: world.attached() == {"shop": 1, "blog": 2, "tls": 1})
        self.assert_condition(world, "broken", "ResolvedRefs", "False", "BackendNotFound")
        self.assert_condition(world, "mirror", "ResolvedRefs", "False", "InvalidKind")
        self.assertEqual(world.accepted("mirror"), [("True", "Accepted")])
        eventually(lambda: world.gateway_condition("edge", "Programmed").status == "True")
        # A field that is not supported, unlike a filter that is not there, refuses the route.
        world.edit("input", "ExtensionRef, extensionRef: {group: example.com, kind: Auth, name: a}",
                   "CORS, cors: {allowOrigins: ['*']}")
        eventually(lambda: world.accepted("mirror") == [("False", "UnsupportedValue")])
        eventually(lambda: world.attached() == {"shop": 1, "blog": 1, "tls": 1})
        world.manager.wait_for(r"^Gateway lab/edge  Accepted Programmed\b")
        self.assertNotRegex(world.manager.text, r"Gateway lab/edge .*not (Accepted|Programmed)")

    def test_22_host_header_forms(self):
        self.serve()
        www = "www.example.com"
        for host in (www, f"{www}:8122", f"{www}:1", "WwW.Example.COM", f"{www}.", f"{www}.:80",
                     f"{www}:"):
            self.assertEqual(request(8122, host=host).echo["host"], host)
        self.assert_services(8122, {("a.www.example.com", "/"): 404, ("example.org", "/go"): 404,
                                    ("www.example.com:80:80", "/"): 404})
        for host, name in (("a.example.org", "a.example.org"),
                           ("A.B.Example.org:8122", "A.B.Example.org"),
                           ("a.example.org.", "a.example.org."),
                           ("a.example.org:443", "a.example.org")):
            self.assert_each(lambda path, host: location(8122, path, host), {
                ("/go/x", host): (301, f"https://{name}/go/x"),
                ("/path/x", host): (302, f"http://{name}:8122/new/x"),
                ("/port/x", host): (302, f"http://{name}:8443/port/x"),
                ("/full/x", host): (302, f"https://{name}/all%20new")})

    def test_23_namespace_selectors(self):
        code, output = self.tell("translate")
        self.assertEqual(code, 0, output)
        [status] = [document["status"] for document in block_yaml.load_all(output)
                    if document["kind"] == "Gateway"]
        self.assertEqual({entry["name"]: entry["attachedRoutes"] for entry in status["listeners"]},
                         {"by-name": 2, "not-prod": 1, "empty": 3, "no-selector": 0})

    def test_26_named_target_ports(self):
        self.start_backend(28126)
        self.start_backend(28127)
        self.serve()
        self.assert_each(lambda path: request(8126, path).headers["asked"],
                         {"/http": "28126", "/metrics": "28127", "/headless": "28126"})

    def test_27_status_follows_the_gateway(self):
        world = self.serve()
        good = ("True", "Accepted")

        def follow(parents, attached, answer):
            eventually(lambda: (world.accepted("app"), world.attached()) ==
                       (parents, {"web": attached}))
            eventually(lambda: status_of(8127, host="new.example.com") == answer)

        follow([("False", "NoMatchingListenerHostname")], 0, 404)
        world.edit("input", "old.example.com", "new.example.com")
        follow([good], 1, 200)
        world.edit("input", "[{name: edge}, {name: second}]", "[{name: gone}]")
        follow([], 0, 404)
        world.manager.wait_for("^HTTPRoute lab/app  attached to nothing: ")
        world.edit("input", "[{name: gone}]", "[{name: edge}, {name: second}]")
        follow([good], 1, 200)
        gateway = (world.objects / "input.yaml").read_text().split("---")[1]
        world.write("second", gateway.replace("name: edge", "name: second").replace("8127", "8227"))
        follow([good, good], 1, 200)
        eventually(lambda: status_of(8227, host="new.example.com") == 200)
        world.remove("second")
        follow([good], 1, 200)
        eventually(lambda: status_of(8227, host="new.example.com") == 0)

    def test_28_redirect_ports(self):
        world = self.prepare()
        port_map = world.folder / "ports.json"
        port_map.write_text(json.dumps({"listeners": {
            "lab/edge:80": "127.0.0.1:18080", "lab/edge:8080": "127.0.0.1:18081"}}))
        world.arguments += ["--port-map", str(port_map)]
        world.start()
        for port, own in ((18080, ""), (18081, ":8080")):
            self.assert_each(lambda path, port=port: location(port, path, "a.example.com"), {
                "/https": (301, "https://a.example.com/https"),
                "/host": (302, f"http://b.example.com{own}/host"),
                "/p443": (302, "https://a.example.com/p443"),
                "/p80s": (302, "https://a.example.com:80/p80s"),
                "/p80": (302, "http://a.example.com/p80"),
                "/strip": (308, f"http://a.example.com{own}/"),
                "/strip/a/b?c": (308, f"http://a.example.com{own}/a/b?c"),
                "/full": (303, f"http://a.example.com{own}/x%25y")})

    def test_30_redirect_of_a_long_prefix(self):
        self.serve()
        prefix = re.search("value: (/team[^}]*)", (self.folder / "input.yaml").read_text())[1]
        for host, path in (("a.test", prefix), ("www.example.com", prefix), ("a.test", "/short")):
            self.assertEqual(location(8130, f"{path}/a/b?c=d", host),
                             (302, f"https://{host}/docs/a/b?c=d"))

    def test_32_kinds_that_nothing_serves(self):
        world = self.serve(8132, {"/": "app"})
        said = self.tell("validate")[1]
        for name in ("BackendTLSPolicy lab/app", "GRPCRoute lab/grpc", "TLSRoute lab/tls",
                     "ListenerSet lab/more"):
            self.assertIn(f"warning: {name}: is ignored", said)
            world.manager.wait_for(rf"^warning: \S+: {name}: is ignored")

    def test_34_host_by_header_modifier(self):
        world = self.serve(8134, {"/by-modifier": 500})
        self.assertEqual(request(8134, "/by-rewrite").echo["host"], "inside.example.com")
        self.assert_condition(world, "app", "PartiallyInvalid", "True", "UnsupportedValue",
                              "the Host header cannot be modified; use a URLRewrite")
        self.assertRegex(self.tell("validate")[1], r"input\.yaml:28:31: HTTPRoute lab/app: ")

    def test_own_01_indentation_and_tabs(self):
        self.assert_says(
            self.tell("validate")[1],
            r"misplaced\.yaml:10:7: HTTPRoute lab/misplaced: .*\.type: .*unknown field",
            r"misplaced\.yaml:11:7: HTTPRoute lab/misplaced: .*\.value: .*unknown field",
            r"rules-outside-spec\.yaml:7:1: HTTPRoute lab/outside: rules: .*unknown field",
            r"weight-in-wrong-place\.yaml:11:5: HTTPRoute lab/weight: .*unknown field",
            r"weight-in-wrong-place\.yaml:12:5: .*unknown field.*did you mean \"timeouts\"",
            r"tabs\.yaml:4:\d+: .*\btab\b")
        self.serve(OWN, {"/private": 404, "/api": 404})

    def test_own_02_duplicate_keys(self):
        world = self.prepare()
        world.write("forgotten", 2 * (world.objects / "other.yaml").read_text())
        self.assert_says(self.tell("validate", world.objects)[1],
                         r'route\.yaml:9:3: key "hostnames" occurs twice .*; remove one',
                         r'forgotten\.yaml:8:1: key "apiVersion" occurs twice .*---')
        world.start()
        self.assert_services(OWN, {"/": "app"})
        self.assertIsNone(world.status("HTTPRoute", "twice"))

    def test_own_03_quoted_numbers(self):
        said = self.tell("validate")[1]
        for place, name, type_ in (
                ("7:37", "HTTPRoute lab/quoted", "integer"),
                ("15:37", "HTTPRoute lab/by-name", "integer"),
                ("24:51", "HTTPRoute lab/unquoted", "string"),
                ("24:91", "HTTPRoute lab/unquoted", "string"),
                ("37:18", "metadata.name", "string"), ("53:60", "HTTPRoute lab/labels", "string"),
                ("53:75", "HTTPRoute lab/labels", "string"),
                ("62:35", "Service lab/service", "integer"),
                ("62:63", "Service lab/service", "string")):
            self.assert_says(said, rf"route\.yaml:{place}: {name}: .*must be of type {type_}: ")
        self.assert_says(said, r"route\.yaml:49:19: HTTPRoute lab/no-port: ")
        self.assertNotRegex(said, "lab/float: .*backendRefs")
        world = self.serve(OWN, {"/": "app"})
        eventually(lambda: world.accepted("float") == [("True", "Accepted")])

    def test_own_04_windows_text(self):
        said = self.tell("validate")[1]
        self.assertIn("powershell.yaml:1:1: the text is not UTF-8; save it as UTF-8", said)
        self.assertRegex(said, r"nbsp\.yaml:6:3: HTTPRoute lab/nbsp: .*unknown field")
        self.assertNotIn("/route.yaml", said)
        self.serve(OWN, {"/win": "app", "/": 404})

    def test_own_05_anchors_and_merge_keys(self):
        self.assert_says(self.tell("validate")[1],
                         r'merge\.yaml:14:7: merge keys \("<<"\) are not supported')
        self.serve(OWN, {"/one": "app", "/two": "app", "/three": 404, "/four": 404})

    def test_own_06_list_kind(self):
        code, said = self.tell("validate")
        self.assertEqual((code, said), (0, "nothing wrong in 4 objects of 2 files\n"))
        self.serve(OWN, {"/": "app"})

    def test_own_07_helm_and_kustomize_noise(self):
        said = self.tell("validate")[1]
        self.assert_says(said, r"rendered\.yaml:5:1: kind: Required value",
                         r"values\.yaml:1:1: kind: Required value", r"unrendered\.yaml:4:")
        self.assertNotIn("only-comments.yaml", said)
        world = self.serve(OWN, {"/": "app"})
        eventually(lambda: world.accepted("release-shop") == world.accepted("second") ==
                   [("True", "Accepted")])

    def test_own_08_json(self):
        self.assert_says(self.tell("validate")[1], r"list\.json:1:1: a document must be an object",
                         r"comment\.json:2:3: ", "\n2 errors, 0 warnings in 3 objects of 4 files")
        [document] = block_yaml.load_all(self.tell("translate", self.folder / "all.json")[1])
        self.assertEqual(document["kind"], "GatewayClass")
        self.assertEqual(condition(document["status"], "Accepted").status, "True")

    def test_own_09_old_api_versions(self):
        served = r'gateway\.networking\.k8s\.io/v1", "gateway\.networking\.k8s\.io/v1beta1"'
        self.assert_says(
            self.tell("validate")[1],
            rf'8:13: HTTPRoute lab/alpha: apiVersion: .*supported values: "{served}',
            rf'22:13: ReferenceGrant lab/grant: apiVersion: .*supported values: "{served}',
            "19:16: TCPRoute lab/tcp: .* does not take routes of kind TCPRoute",
            "HTTPRoute lab/oldest: ", "HttpRoute lab/typo: .*HTTPRoute",
            "HTTPRoute lab/no-version: is ignored, with 1 more of its kind")
        self.serve(OWN, {"/beta": "app", "/alpha": 404})

    def test_own_10_whole_app_folder(self):
        self.assert_each(lambda command: self.tell(command)[0], {"validate": 0, "translate": 0})
        self.serve(OWN, {"/": "app"})

    def test_own_12_mounted_configmap(self):
        world = self.prepare()
        texts = {}
        for path in sorted(world.objects.iterdir()):
            texts[path.name] = path.read_text()
            path.unlink()
            path.symlink_to(f"..data/{path.name}")

        def publish(version):
            folder = world.objects / version
            folder.mkdir()
            for name, text in texts.items():
                (folder / name).write_text(text)
            (world.objects / "..data_tmp").symlink_to(version)
            (world.objects / "..data_tmp").rename(world.objects / "..data")

        publish("..2025_01_01_00_00_00.1")
        code, said = self.tell("validate", world.objects)
        self.assertEqual((code, said), (0, "nothing wrong in 4 objects of 2 files\n"))
        world.start()
        self.assert_services(OWN, {"/": "app"})
        texts["route.yaml"] = texts["route.yaml"].replace("rules: [{", """rules: [{
      filters: [{type: URLRewrite, urlRewrite: {hostname: second.test}}], """)
        with Load(OWN) as load:
            publish("..2025_01_01_00_00_00.2")
            shutil.rmtree(world.objects / "..2025_01_01_00_00_00.1")
            eventually(lambda: request(OWN).echo["host"] == "second.test")
        self.assertEqual(set(load.outcomes), {200})

    def test_own_13_hostnames_as_typed(self):
        refused = re.findall(r"HTTPRoute lab/(\S+): spec\.hostnames\[0\]: Invalid value: ",
                             self.tell("validate")[1])
        self.assertEqual(refused, ["upper", "dot", "star", "with-port", "underscore", "url"])
        self.serve(OWN, {("192.168.0.10", "/"): "app", ("xn--mnchen-3ya.example.com", "/"): "app",
                         ("www.example.com", "/"): 404, ("my_app.example.com", "/"): 404})


if __name__ == "__main__":
    junit_main.main()
