#!/usr/bin/env python3
"""What HTTPRoutes mean, asked with real requests to one running manager."""

import json
import unittest

import junit_main
from manager_harness import World, eventually, gateway, request, route

# Gateway gw listens on port 80, which the port map puts on PORT; gateway odd has its own port.
PORT = 18080
ODD = 18081
ISOLATED = 18082
PORTS = {"gw": PORT, "odd": ODD}
OTHER = {"keep": 18083, "reject": 18084}  # of managers of their own

ONE = "backendRefs: [{name: one, port: 80}]"
TWO = "backendRefs: [{name: two, port: 80}]"

H2C = """
apiVersion: v1
kind: Service
metadata: {name: h2c, namespace: demo}
spec: {ports: [{port: 80, appProtocol: kubernetes.io/h2c}]}
"""

LISTENERS = {
    "empty-hostname": "",
    "wildcard-example-com": "*.example.com",
    "wildcard-foo-example-com": "*.foo.example.com",
    "abc-foo-example-com": "abc.foo.example.com",
}
# The listener of each host, as upstream's conformance test GatewayHTTPListenerIsolation has it.
OWNERS = {
    "bar.com": "empty-hostname",
    "bar.example.com": "wildcard-example-com",
    "bar.foo.example.com": "wildcard-foo-example-com",
    "abc.foo.example.com": "abc-foo-example-com",
}


def isolated_listeners():
    listeners = []
    for name, hostname in LISTENERS.items():
        hosts = f'hostname: "{hostname}", ' if hostname else ""
        listeners.append(f"{{name: {name}, {hosts}port: {ISOLATED}, protocol: HTTP}}")
    return f"[{', '.join(listeners)}]"


def redirect(**fields):
    body = json.dumps(fields)
    return f"[{{filters: [{{type: RequestRedirect, requestRedirect: {body}}}]}}]"


class RoutingTest(unittest.TestCase):

    served = 0  # how often a case has asked for rules

    @classmethod
    def setUpClass(cls):
        cls.world = World()
        cls.addClassCleanup(cls.world.close)
        port_map = cls.world.folder / "ports.json"
        port_map.write_text(json.dumps({"listeners": {"demo/gw:80": f"127.0.0.1:{PORT}"}}))
        cls.world.arguments += ["--port-map", str(port_map)]
        cls.world.write(
            "gateways", gateway("gw", "[{name: http, port: 80, protocol: HTTP}]"),
            H2C, gateway("odd", f"[{{name: http, port: {ODD}, protocol: HTTP}}]"),
            gateway("isolated", isolated_listeners()))
        cls.world.start()

    def serve(self, rules, hostname=None, parent="gw", **keywords):
        """Serves rules on a host of this case's own; returns the host when the proxy has them."""
        name = self._testMethodName.removeprefix("test_").replace("_", "-")[:50].strip("-")
        hostname = hostname or f"{name}.test"
        parents = f"[{{name: {parent}}}]"
        # One file is one change: a proxy that has one of its routes has the other, too.
        RoutingTest.served += 1
        mark = f"mark-{RoutingTest.served}"
        self.world.write(
            name, route(name, rules, f"['{hostname}']", parents, **keywords),
            route(mark, redirect(hostname="mark.test"), f"[{mark}.test]", parents))
        self.addCleanup(self.world.remove, name)
        # Each worker of the proxy has it at a time of its own, and each connection may go to any.
        eventually(lambda: all(self.ask(f"{mark}.test", port=PORTS[parent]).status == 302
                               for _ in range(20)))
        return hostname

    def ask(self, host, path="/", port=PORT, **keywords):
        return request(port, path, host, **keywords)

    # Matching

    def test_unknown_hosts_answer_404(self):
        self.assertEqual(self.ask("nobody.test").status, 404)

    def test_case_port_and_final_dot_of_host_do_not_matter(self):
        host = self.serve(f"[{{{ONE}}}]")
        for spelled in (host, host.upper(), host + ".", host.title() + ".", host + ":1234",
                        host + ".:80"):
            with self.subTest(host=spelled):
                answer = self.ask(spelled)
                self.assertEqual(answer.status, 200)
                self.assertEqual(answer.echo["host"].lower(), spelled.lower(),
                                 "Host reaches the backend with its port")

    def test_wildcard_hosts(self):
        self.serve(f"[{{{ONE}}}]", "*.wild.test")
        self.assertEqual(self.ask("a.wild.test").status, 200)
        self.assertEqual(self.ask("a.b.wild.test").status, 200)
        self.assertEqual(self.ask("A.B.Wild.test.:99").status, 200)
        self.assertEqual(self.ask("wild.test").status, 404)

    def test_paths(self):
        host = self.serve(f"""
  - matches: [{{path: {{type: Exact, value: /exact}}}}]
    {ONE}
  - matches: [{{path: {{type: PathPrefix, value: /prefix/}}}}]
    {TWO}
""")
        for path, service in (("/exact", "one"), ("/exact?x", "one"), ("/prefix", "two"),
                              ("/prefix/", "two"), ("/prefix/below", "two"),
                              ("/a/../prefix", "two"), ("//prefix//x", "two")):
            with self.subTest(path=path):
                self.assertEqual(self.ask(host, path).echo["service"], service)
        for path in ("/", "/exact/", "/Exact", "/prefixed"):
            with self.subTest(path=path):
                self.assertEqual(self.ask(host, path).status, 404)

    def test_a_backend_is_spoken_to_as_its_app_protocol_says(self):
        host = self.serve(f"""
  - matches: [{{path: {{value: /h2c}}}}]
    backendRefs: [{{name: h2c, port: 80}}]
  - {ONE}
""")
        for path, protocol in (("/h2c", "HTTP/2.0"), ("/", "HTTP/1.1")):
            with self.subTest(path=path):
                self.assertEqual(self.ask(host, path).echo["proto"], protocol)

    def test_methods_headers_and_query_parameters(self):
        host = self.serve(f"""
  - matches: [{{method: POST}}]
    {TWO}
  - matches: [{{headers: [{{name: Version, value: two}}]}}]
    {TWO}
  - matches: [{{queryParams: [{{name: version, value: two}}]}}]
    {TWO}
  - {ONE}
""")
        self.assertEqual(self.ask(host).echo["service"], "one")
        self.assertEqual(
            self.ask(host, method="POST", headers=[("Content-Length", "0")]).echo["service"], "two")
        self.assertEqual(self.ask(host, headers=[("version", "two")]).echo["service"], "two")
        self.assertEqual(self.ask(host, headers=[("version", "TWO")]).echo["service"], "one")
        self.assertEqual(self.ask(host, "/?a=b&version=two").echo["service"], "two")
        self.assertEqual(self.ask(host, "/?version=three").echo["service"], "one")

    def test_regular_expressions(self):
        host = self.serve(f"""
  - matches: [{{path: {{type: RegularExpression, value: "/v[0-9]+(/.*)?"}}}}]
    {TWO}
  - matches:
    - path: {{value: /values}}
      headers: [{{type: RegularExpression, name: Color, value: "r.d"}}]
    - path: {{value: /values}}
      queryParams: [{{type: RegularExpression, name: color, value: "(?i)RED"}}]
    {TWO}
  - matches: [{{path: {{type: RegularExpression, value: "/(?:abcdefgh){{100}}"}}}}]
    {TWO}  # larger than Envoy takes by itself
  - matches: [{{path: {{type: RegularExpression, value: "/(a+)+"}}}}]
    {TWO}
  - matches: [{{path: {{value: /v2}}}}, {{path: {{value: /values}}}}]
    {ONE}
""")
        for path, color, service in (
                ("/v1", "", "two"), ("/v12/a?b", "", "two"), ("/" + "abcdefgh" * 100, "", "two"),
                ("/v2", "", "one"), ("/values", "", "one"), ("/values?color=red", "", "two"),
                ("/values?color=reddish", "", "one"), ("/values", "rod", "two"),
                ("/values", "rod2", "one")):
            with self.subTest(path=path, color=color):
                answer = self.ask(host, path, headers=[("color", color)] if color else [])
                self.assertEqual(answer.echo["service"], service)
        self.assertEqual(self.ask(host, "/v").status, 404)
        # Others would take years.
        self.assertEqual(self.ask(host, "/" + "a" * 30000 + "b").status, 404)

    def test_listener_isolation(self):
        for hostnames in ("[]", json.dumps(["bar.com", *filter(None, LISTENERS.values())])):
            self.world.write("isolation", *(route(
                f"on-{name}", f"[{{matches: [{{path: {{value: /{name}}}}}], {ONE}}}]", hostnames,
                f"[{{name: isolated, sectionName: {name}}}]") for name in LISTENERS))
            self.addCleanup(self.world.remove, "isolation")
            eventually(lambda: request(ISOLATED, "/empty-hostname", "bar.com").status == 200)
            for host, owner in OWNERS.items():
                for listener in LISTENERS:
                    with self.subTest(host=host, listener=listener, hostnames=hostnames):
                        self.assertEqual(request(ISOLATED, f"/{listener}", host).status,
                                         200 if listener == owner else 404)
            self.doCleanups()

    # Backends

    def test_weights(self):
        host = self.serve("""
  - backendRefs:
    - {name: one, port: 80, weight: 90}
    - {name: two, port: 80, weight: 10}
    - {name: one, port: 80, weight: 0}
""")
        seen = [self.ask(host).echo["service"] for _ in range(300)]
        # Ten standard deviations around the share of 10 %.
        self.assertTrue(1 <= seen.count("two") <= 80, seen.count("two"))

    def test_weight_zero_gets_nothing(self):
        host = self.serve("""
  - backendRefs: [{name: one, port: 80, weight: 1}, {name: two, port: 80, weight: 0}]
  - matches: [{path: {value: /none}}]
    backendRefs: [{name: one, port: 80, weight: 0}]
""")
        self.assertEqual({self.ask(host).echo["service"] for _ in range(50)}, {"one"})
        self.assertEqual(self.ask(host, "/none").status, 500)

    def test_an_invalid_backend_answers_500_with_its_share(self):
        host = self.serve("[{backendRefs: [{name: one, port: 80}, {name: absent, port: 80}]}]")
        seen = [self.ask(host).status for _ in range(60)]
        self.assertEqual(set(seen), {200, 500})
        self.assertTrue(5 <= seen.count(500) <= 55, seen.count(500))

    def test_no_backends_answer_500(self):
        host = self.serve("""
  - matches: [{path: {value: /empty}}]
  - matches: [{path: {value: /absent}}]
    backendRefs: [{name: absent, port: 80}]
  - matches: [{path: {value: /port}}]
    backendRefs: [{name: one, port: 81}]
  - matches: [{path: {value: /kind}}]
    backendRefs: [{name: one, kind: Nonsense, group: example.com}]
""")
        for path in ("/empty", "/absent", "/port", "/kind"):
            with self.subTest(path=path):
                self.assertEqual(self.ask(host, path).status, 500)

    def test_a_grant_opens_another_namespace_until_it_is_deleted(self):
        grant = """
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: grant, namespace: other}
spec:
  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: demo}]
  to: [{group: "", kind: Service}]
"""
        self.world.write("other", """
apiVersion: v1
kind: Service
metadata: {name: far, namespace: other}
spec: {ports: [{port: 80}]}
""")
        self.world.write("grant", grant)
        host = self.serve("[{backendRefs: [{name: far, namespace: other, port: 80}]}]")
        self.assertEqual(self.ask(host).echo["namespace"], "other")
        self.world.remove("grant")
        eventually(lambda: self.ask(host).status == 500)
        name = "a-grant-opens-another-namespace-until-it-is-deleted"[:50].strip("-")
        eventually(lambda: self.world.route_condition(name, "ResolvedRefs").reason
                   == "RefNotPermitted")
        self.world.write("grant", grant)
        eventually(lambda: self.ask(host).status == 200)

    def test_request_timeouts_answer_504(self):
        host = self.serve(f"""
  - timeouts: {{request: 200ms}}
    {ONE}
  - matches: [{{path: {{value: /backend}}}}]
    timeouts: {{backendRequest: 200ms}}
    {ONE}
  - matches: [{{path: {{value: /none}}}}]
    timeouts: {{request: 0s}}
    {ONE}
""")
        self.assertEqual(self.ask(host, "/?delay=5s").status, 504)
        self.assertEqual(self.ask(host, "/backend?delay=5s").status, 504)
        self.assertEqual(self.ask(host, "/none?delay=1s").status, 200)

    # Filters

    def test_header_modifiers(self):
        host = self.serve(f"""
  - {ONE}
    filters:
    - type: RequestHeaderModifier
      requestHeaderModifier:
        set: [{{name: X-Set, value: new}}]
        add: [{{name: X-Add, value: more}}]
        remove: [X-Remove]
    - type: ResponseHeaderModifier
      responseHeaderModifier:
        set: [{{name: Content-Type, value: text/plain}}]
        add: [{{name: X-Added, value: "%REQ(x)% $1"}}]
        remove: [X-Envoy-Upstream-Service-Time]
""")
        answer = self.ask(host, headers=[("X-Set", "old"), ("X-Add", "some"), ("X-Remove", "x")])
        seen = answer.echo["headers"]
        self.assertEqual(seen["X-Set"], ["new"])
        self.assertIn(seen["X-Add"], (["some", "more"], ["some,more"]))
        self.assertNotIn("X-Remove", seen)
        self.assertEqual(answer.headers["content-type"], "text/plain")
        self.assertNotIn("x-envoy-upstream-service-time", answer.headers)
        self.assertEqual(answer.headers["x-added"], "%REQ(x)% $1", "text is never a program")

    def test_rewrites(self):
        host = self.serve(f"""
  - matches: [{{path: {{value: /old}}}}]
    filters:
    - type: URLRewrite
      urlRewrite: {{path: {{type: ReplacePrefixMatch, replacePrefixMatch: /new}}}}
    {ONE}
  - matches: [{{path: {{value: /strip}}}}]
    filters:
    - type: URLRewrite
      urlRewrite: {{path: {{type: ReplacePrefixMatch, replacePrefixMatch: /}}}}
    {ONE}
  - matches: [{{path: {{value: /full}}}}]
    filters:
    - type: URLRewrite
      urlRewrite: {{hostname: inner.test, path: {{type: ReplaceFullPath, replaceFullPath: /all}}}}
    {ONE}
""")
        for path, wanted in (("/old", "/new"), ("/old/x?y=1", "/new/x?y=1"), ("/strip", "/"),
                             ("/strip/x", "/x"), ("/full/x?y=1", "/all?y=1")):
            with self.subTest(path=path):
                self.assertEqual(self.ask(host, path).echo["path"], wanted)
        self.assertEqual(self.ask(host, "/full").echo["host"], "inner.test")
        self.assertEqual(self.ask(host, "/old").echo["host"], host)

    def location(self, host, path="/dir?q=1", port=PORT):
        answer = self.ask(host, path, port)
        return answer.status, answer.headers.get("location")

    def test_redirects_on_the_default_port_name_no_port(self):
        for hostname in ("exact-redirect.test", "*.redirect.test"):
            host = hostname.replace("*", "any")
            for fields, wanted in (
                    ({"hostname": "example.org"}, "http://example.org/dir?q=1"),
                    ({"statusCode": 302}, f"http://{host}/dir?q=1"),
                    ({"scheme": "https"}, f"https://{host}/dir?q=1"),
                    ({"scheme": "https", "port": 443}, f"https://{host}/dir?q=1"),
                    ({"port": 80}, f"http://{host}/dir?q=1"),
                    ({"port": 8443}, f"http://{host}:8443/dir?q=1"),
                    ({"hostname": "example.org", "port": 8080},
                     "http://example.org:8080/dir?q=1"),
                    ({"path": {"type": "ReplaceFullPath", "replaceFullPath": "/full"}},
                     f"http://{host}/full?q=1")):
                with self.subTest(hostname=hostname, fields=fields):
                    self.serve(redirect(**fields), hostname)
                    self.assertEqual(self.location(host), (302, wanted))
                    self.assertEqual(self.location(f"{host}:{PORT}"), (302, wanted),
                                     "the port of Host does not leak")
                    self.doCleanups()

    def test_redirects_on_another_port_name_the_declared_one(self):
        for hostname in ("exact-redirect.test", "*.redirect.test"):
            host = hostname.replace("*", "any")
            for fields, wanted in (
                    ({"hostname": "example.org"}, f"http://example.org:{ODD}/dir?q=1"),
                    ({"statusCode": 302}, f"http://{host}:{ODD}/dir?q=1"),
                    ({"scheme": "https"}, f"https://{host}/dir?q=1"),
                    ({"port": 80}, f"http://{host}/dir?q=1")):
                with self.subTest(hostname=hostname, fields=fields):
                    self.serve(redirect(**fields), hostname, "odd")
                    self.assertEqual(self.location(host, port=ODD), (302, wanted))
                    self.assertEqual(self.location(f"{host}:99", port=ODD), (302, wanted))
                    self.doCleanups()

    def test_redirect_status_and_prefix(self):
        host = self.serve("""
  - matches: [{path: {value: /old}}]
    filters:
    - type: RequestRedirect
      requestRedirect:
        statusCode: 301
        path: {type: ReplacePrefixMatch, replacePrefixMatch: /new}
  - matches: [{path: {value: /strip}}]
    filters:
    - type: RequestRedirect
      requestRedirect: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /}}
""")
        self.assertEqual(self.location(host, "/old/x?q=1"), (301, f"http://{host}/new/x?q=1"))
        self.assertEqual(self.location(host, "/strip/x"), (302, f"http://{host}/x"))
        self.assertEqual(self.location(host, "/strip"), (302, f"http://{host}/"))

    # Edge defaults

    def test_headers_with_underscores_are_rejected(self):
        host = self.serve(f"[{{{ONE}}}]")
        self.assertEqual(self.ask(host, headers=[("x_forged", "1")]).status, 400)

    def test_escaped_slashes_are_redirected(self):
        host = self.serve(f"[{{{ONE}}}]")
        answer = self.ask(host, "/a%2Fb")
        self.assertEqual((answer.status, answer.headers["location"]), (307, "/a/b"))

    def test_escaped_slashes_are_kept_or_rejected_on_demand(self):
        for action, wanted in (("keep", (200, "/a%2Fb")), ("reject", (400, None))):
            with self.subTest(action=action):
                world = World(["--demo-backends", "--escaped-slashes", action])
                self.addCleanup(world.close)
                port = OTHER[action]
                world.write("objects", gateway(
                    "gw", f"[{{name: http, port: {port}, protocol: HTTP}}]"), route(
                        "echo", f"[{{{ONE}}}]"))
                world.start()
                answer = request(port, "/a%2Fb")
                path = answer.echo["path"] if answer.status == 200 else None
                self.assertEqual((answer.status, path), wanted)

    def test_no_client_is_trusted_not_even_one_with_a_private_address(self):
        host = self.serve(f"[{{{ONE}}}]")
        answer = self.ask(host, "/?delay=300ms", headers=[
            ("x-envoy-internal", "true"), ("x-envoy-upstream-rq-timeout-ms", "1")])
        self.assertEqual(answer.status, 200)
        seen = answer.echo["headers"]
        self.assertEqual(seen["X-Forwarded-For"], ["127.0.0.1"])
        self.assertNotIn("X-Envoy-Internal", seen)

    # One broken rule is that rule's trouble

    def test_a_refused_rule_leaves_the_others(self):
        host = self.serve(f"""
  - matches: [{{path: {{value: /good}}}}]
    {ONE}
  - matches: [{{path: {{value: /bad}}}}]
    filters: [{{type: CORS, cors: {{allowOrigins: ["*"]}}}}]
    {ONE}
""")
        self.assertEqual(self.ask(host, "/good").status, 200)
        self.assertEqual(self.ask(host, "/bad").status, 500)


if __name__ == "__main__":
    junit_main.main()
