#!/usr/bin/env python3
"""HTTPS listeners: which certificate a client gets, and what happens when Secrets change."""

import json
import subprocess
import time
import unittest

import junit_main
from manager_harness import MANAGER, World, eventually, gateway, route
from tls_harness import (Client, Handshakes, https, is_refused, make_pair, mark_of, secret)

PORT = 18443
ROTATIONS = 20
GRANT = """
apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata: {name: certificates, namespace: certs}
spec:
  from: [{group: gateway.networking.k8s.io, kind: Gateway, namespace: demo}]
  to: [{group: "", kind: Secret}]
"""
BACKEND = "[{backendRefs: [{name: one, port: 80}]}]"


class TlsTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.a, cls.b = make_pair("a.test"), make_pair("b.test")
        cls.rsa = make_pair("a.test", key="rsa")

    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.world.write("route", route("echo", BACKEND))

    def serve(self, *listeners):
        self.world.write("gateway", gateway("gw", "[" + ", ".join(listeners) + "]"))

    def put(self, name, pair, namespace="demo"):
        self.world.write(name, secret(name, pair.chain, pair.key, namespace))

    def condition(self, listener, type_):
        """(status, reason) of a condition of a listener, or None."""
        found = self.world.listener_condition("gw", listener, type_)
        return (found.status, found.reason) if found else None

    def await_mark(self, name, pair):
        expected = pair.mark if pair is not None else None
        eventually(lambda: mark_of(PORT, name) == expected)

    def test_the_documentation_example(self):
        pair = make_pair("test.kuma.io")
        self.put("secret-tls", pair)
        self.serve(https("proxy", PORT, "test.kuma.io", "secret-tls"))
        self.world.start()
        with Client(PORT, "test.kuma.io") as client:
            self.assertEqual(client.mark, pair.mark)
            self.assertEqual((client.version, client.alpn), ("TLSv1.3", "http/1.1"))
            status, answer = client.get(f"test.kuma.io:{PORT}")
        self.assertEqual(status, 200)
        headers = json.loads(answer.partition("\r\n\r\n")[2])["headers"]
        self.assertEqual(headers["X-Forwarded-Proto"], ["https"])
        with Client(PORT, "test.kuma.io", alpn=("h2", "http/1.1")) as client:
            self.assertEqual(client.alpn, "h2")
        self.assertIsNone(mark_of(PORT, "other.test"), "no listener has this name")
        [line] = [line for line in self.world.manager.lines if line.startswith("curl -i")]
        run = subprocess.run(line, shell=True, capture_output=True, text=True, check=True)
        self.assertIn(" 200", run.stdout.splitlines()[0], "the line that is printed works")
        self.assertEqual(self.condition("proxy", "Programmed"), ("True", "Programmed"))

    def test_the_name_chooses_the_certificate_and_its_kind_too(self):
        for name, pair in (("a", self.a), ("b", self.b), ("rsa", self.rsa)):
            self.put(name, pair)
        self.serve(https("a", PORT, "a.test", "a", "rsa"), https("wild", PORT, "*.wild.test", "b"),
                   https("rest", PORT, "", "b"))
        self.world.start()
        self.assertEqual(mark_of(PORT, "a.test"), self.a.mark)
        self.assertEqual(mark_of(PORT, "a.test", ciphers="ECDHE-RSA-AES128-GCM-SHA256"),
                         self.rsa.mark)
        self.assertEqual(mark_of(PORT, "x.wild.test"), self.b.mark)
        self.assertEqual(mark_of(PORT, "x.y.wild.test"), self.b.mark)
        self.assertEqual(mark_of(PORT, "else.test"), self.b.mark)
        self.assertEqual(mark_of(PORT, None), self.b.mark, "a client without a name")

    def test_demo_certificates_stand_in_for_secrets_that_are_missing(self):
        self.world.arguments += ["--demo-certificates"]
        self.serve(https("demo", PORT, "demo.test", "missing"),
                   https("b", PORT, "b.test", "b"), https("rest", PORT, "", "missing"))
        self.put("b", self.b)
        self.world.start()
        self.assertEqual(self.condition("demo", "ResolvedRefs"), ("True", "ResolvedRefs"))
        made = mark_of(PORT, "demo.test")
        self.assertEqual(mark_of(PORT, "else.test"), made, "one Secret, one pair")
        self.assertEqual(mark_of(PORT, "b.test"), self.b.mark)
        with Client(PORT, "demo.test") as client:
            self.assertEqual(client.get("demo.test")[0], 200)
        self.put("missing", self.a)
        self.await_mark("demo.test", self.a)
        self.world.remove("missing")
        eventually(lambda: mark_of(PORT, "demo.test") not in (None, self.a.mark))

    def test_options_choose_versions_and_cipher_suites(self):
        self.put("a", self.a)
        suites = ["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384"]
        self.serve(https("new", PORT, "new.test", "a",
                         options="{meshgate.io/min-version: '1.3'}"),
                   https("strong", PORT, "strong.test", "a",
                         options=f"{{meshgate.io/cipher-suites: {suites[1]}}}"),
                   https("plain", PORT, "plain.test", "a"))
        self.world.start()
        for name in ("new.test", "strong.test", "plain.test"):
            self.await_mark(name, self.a)
        served = {(name, suite): mark_of(PORT, name, ciphers=suite) is not None
                  for name in ("new.test", "strong.test", "plain.test") for suite in suites}
        self.assertEqual(served, {("new.test", suites[0]): False, ("new.test", suites[1]): False,
                                  ("strong.test", suites[0]): False,
                                  ("strong.test", suites[1]): True,
                                  ("plain.test", suites[0]): True, ("plain.test", suites[1]): True})

    def test_a_request_on_a_connection_of_another_listener_is_misdirected(self):
        """HTTPRouteHTTPSListenerDetectMisdirectedRequests of the conformance suite, and more."""
        names = {"second": "second.test", "wild": "*.wild.test", "fourth": "fourth.wild.test"}
        self.put("any", make_pair("any.test"))
        listeners = [https(name, PORT, host, "any") for name, host in names.items()]
        self.serve(https("rest", PORT, "", "any"), *listeners)
        self.world.start()
        eventually(lambda: mark_of(PORT, "else.test"))
        expected = {}
        own = {"second.test": "second", "a.wild.test": "wild", "fourth.wild.test": "fourth",
               "else.test": "rest"}
        seen = {}
        for sni, owner in own.items():
            with Client(PORT, sni) as client:
                for host, wanted in own.items():
                    expected[sni, host] = 200 if owner == wanted else 421
                    for spelled in (host, f"{host}:{PORT}", host.upper()):
                        status, answer = client.get(spelled)
                        seen[sni, host] = status if seen.get((sni, host), status) == status else 0
                        self.assertNotIn("meshgate-listener", answer.lower(), "backends see none")
        self.assertEqual(seen, expected)
        self.serve(*listeners)
        self.await_mark("else.test", None)
        with Client(PORT, "second.test") as client:
            self.assertEqual(client.get("else.test")[0], 404, "nobody has this name")
            self.assertEqual(client.get("b.wild.test")[0], 421)
            self.assertEqual(client.get("second.test")[0], 200)

    def test_rotations_fail_no_handshake_and_no_request(self):
        self.put("a", self.a)
        self.serve(https("a", PORT, "a.test", "a"))
        self.world.start()
        pairs = [make_pair("a.test") for _ in range(4)]
        milliseconds = []
        with Client(PORT, "a.test") as kept, Handshakes(PORT, "a.test") as load:
            for rotation in range(ROTATIONS):
                pair = pairs[rotation % len(pairs)]
                self.put("a", pair)
                renamed = time.monotonic()
                self.await_mark("a.test", pair)
                milliseconds.append(1000 * (time.monotonic() - renamed))
                self.assertEqual(kept.get("a.test")[0], 200, "an open connection stays")
                seen = load.count()
                eventually(lambda: load.count() > seen + 2)
        milliseconds.sort()
        print(f"Secret renamed -> new certificate, under load: median "
              f"{milliseconds[ROTATIONS // 2]:.1f} ms, worst {milliseconds[-1]:.1f} ms; "
              f"{load.count()} handshakes")
        self.assertLessEqual(set(load.outcomes), {pair.mark for pair in [self.a, *pairs]},
                             load.outcomes)
        self.assertEqual(self.condition("a", "Programmed"), ("True", "Programmed"))

    def test_a_rotation_in_two_steps_serves_one_of_the_two_pairs(self):
        new = make_pair("a.test")
        self.put("a", self.a)
        self.serve(https("a", PORT, "a.test", "a"))
        self.world.start()
        with Handshakes(PORT, "a.test") as load:
            self.world.write("a", secret("a", self.a.chain, new.key))
            eventually(lambda: self.condition("a", "ResolvedRefs") ==
                       ("False", "InvalidCertificateRef"))
            self.assertEqual(self.condition("a", "Programmed"), ("True", "Programmed"))
            self.assertEqual(mark_of(PORT, "a.test"), self.a.mark)
            time.sleep(2)
            self.put("a", new)
            self.await_mark("a.test", new)
            eventually(lambda: self.condition("a", "ResolvedRefs") == ("True", "ResolvedRefs"))
            self.world.write("a", secret("a", "no certificate", new.key))
            eventually(lambda: self.condition("a", "ResolvedRefs") ==
                       ("False", "InvalidCertificateRef"))
            self.assertEqual(mark_of(PORT, "a.test"), new.mark)
            seen = load.count()
            eventually(lambda: load.count() > seen + 2)
        self.assertEqual(set(load.outcomes), {self.a.mark, new.mark}, load.outcomes)

    def test_a_bad_certificate_beside_good_ones(self):
        self.put("a", self.a)
        self.world.write("bad", secret("bad", "no certificate", self.b.key))
        self.serve(https("a", PORT, "a.test", "a"), https("bad", PORT, "b.test", "bad"),
                   https("alone", PORT + 1, "b.test", "bad"))
        self.world.start()
        with Handshakes(PORT, "a.test") as load:
            self.assertIsNone(mark_of(PORT, "b.test"))
            self.assertTrue(is_refused(PORT + 1))
            self.assertEqual(self.condition("bad", "ResolvedRefs"),
                             ("False", "InvalidCertificateRef"))
            self.assertEqual(self.condition("bad", "Programmed"), ("False", "Invalid"))
            self.put("bad", self.b)
            self.await_mark("b.test", self.b)
            eventually(lambda: not is_refused(PORT + 1))
            eventually(lambda: self.condition("bad", "Programmed") == ("True", "Programmed"))
        self.assertEqual(set(load.outcomes), {self.a.mark}, load.outcomes)

    def test_envoy_takes_every_pair_that_is_taken_here(self):
        ec_options = {"negative": ["-set_serial", "-5"],
                      "signs": ["-addext", "keyUsage=digitalSignature,keyCertSign"],
                      "client": ["-addext", "extendedKeyUsage=clientAuth"]}
        good = {key: make_pair(f"{key}.test", key=key)
                for key in ("ec", "p384", "p521", "ed25519", "rsa", "rsa3072")}
        for name, options in ec_options.items():
            good[name] = make_pair(f"{name}.test", options=options)
        good["md5"] = make_pair("md5.test", key="rsa", options=["-md5"])
        good["encipher"] = make_pair("encipher.test", key="rsa",
                                     options=["-addext", "keyUsage=keyEncipherment"])
        bad = {key: make_pair(f"{key}.test", key=key)
               for key in ("p224", "explicit", "rsa1024", "rsa-pss")}
        bad["nameless"] = make_pair()
        bad["agrees"] = make_pair("agrees.test", options=["-addext", "keyUsage=keyAgreement"])
        bad["staple"] = make_pair("staple.test", options=["-addext", "tlsfeature=status_request"])
        for name, pair in {**good, **bad}.items():
            self.put(name, pair)
        self.serve(*(https(name, PORT, f"{name}.test", name) for name in [*good, *bad]))
        manager = self.world.start()
        for name, pair in good.items():
            with self.subTest(name=name):
                self.assertEqual(mark_of(PORT, f"{name}.test"), pair.mark)
                self.assertEqual(self.condition(name, "Programmed"), ("True", "Programmed"))
        for name in bad:
            with self.subTest(name=name):
                self.assertIsNone(mark_of(PORT, f"{name}.test"))
                self.assertEqual(self.condition(name, "ResolvedRefs"),
                                 ("False", "InvalidCertificateRef"))
        self.assertNotIn("refused", manager.text, "Envoy has seen no bad one")

    def test_a_deleted_secret_and_its_return(self):
        self.put("a", self.a)
        self.put("b", self.b)
        self.serve(https("a", PORT, "a.test", "a"), https("rest", PORT, "", "b"),
                   https("alone", PORT + 1, "a.test", "a"))
        self.world.start()
        self.assertEqual(mark_of(PORT, "a.test"), self.a.mark)
        self.world.remove("a")
        self.await_mark("a.test", self.b)
        eventually(lambda: is_refused(PORT + 1))
        eventually(lambda: self.condition("a", "ResolvedRefs") ==
                   ("False", "InvalidCertificateRef"))
        self.put("a", self.a)
        self.await_mark("a.test", self.a)
        eventually(lambda: mark_of(PORT + 1, "a.test") == self.a.mark)
        eventually(lambda: self.condition("alone", "Programmed") == ("True", "Programmed"))

    def test_a_grant_comes_and_goes(self):
        self.put("far", self.a, "certs")
        self.serve(https("a", PORT, "a.test", "certs/far"))
        self.world.start()
        self.assertTrue(is_refused(PORT))
        self.assertEqual(self.condition("a", "ResolvedRefs"), ("False", "RefNotPermitted"))
        self.assertIn("yes, but the listener has no certificate to serve with",
                      self.tell("describe", "HTTPRoute", "demo/echo"))
        for _ in range(2):
            self.world.write("grant", GRANT)
            self.await_mark("a.test", self.a)
            eventually(lambda: self.condition("a", "Programmed") == ("True", "Programmed"))
            self.world.remove("grant")
            eventually(lambda: is_refused(PORT))
            eventually(lambda: self.condition("a", "ResolvedRefs") == ("False", "RefNotPermitted"))

    def test_listeners_come_and_go_beside_one_that_serves(self):
        self.put("a", self.a)
        self.put("b", self.b)
        first = https("a", PORT, "a.test", "a")
        self.serve(first)
        self.world.start()
        with Client(PORT, "a.test") as kept, Handshakes(PORT, "a.test") as load:
            for _ in range(5):
                self.serve(first, https("b", PORT, "b.test", "b"))
                self.await_mark("b.test", self.b)
                with Client(PORT, "b.test") as client:
                    self.assertEqual(client.get("b.test")[0], 200)
                self.serve(first)
                self.await_mark("b.test", None)
                self.assertEqual(kept.get("a.test")[0], 200)
        self.assertEqual(set(load.outcomes), {self.a.mark}, load.outcomes)

    def test_describe_tells_names_and_dates_and_no_key(self):
        self.put("a", make_pair("a.test", "*.a.test"))
        self.serve(https("a", PORT, "a.test", "a", "absent"))
        told = self.tell("describe", "Gateway", "demo/gw")
        for part in ("- secret: demo/a\n", "- a.test\n", '- "*.a.test"\n',
                     "issuer: O=meshgate test\n", "from: ", "until: "):
            self.assertIn(part, told)
        self.assertNotIn("PRIVATE KEY", told)
        self.assertNotIn("warning", told)

    def test_a_redirect_keeps_scheme_and_port(self):
        self.put("a", self.a)
        self.serve(https("a", PORT, "a.test", "a"))
        self.world.write("route", route("echo", """
  - filters: [{type: RequestRedirect, requestRedirect: {path: {type: ReplaceFullPath,
      replaceFullPath: /new}}}]
"""))
        self.world.start()
        with Client(PORT, "a.test") as client:
            status, answer = client.get("a.test")
        self.assertEqual(status, 302)
        self.assertIn(f"location: https://a.test:{PORT}/new\r\n", answer)

    def test_no_output_holds_a_key(self):
        self.put("a", self.a)
        self.serve(https("a", PORT, "a.test", "a"))
        self.world.arguments += ["--log-level", "trace"]
        manager = self.world.start()
        self.assertEqual(mark_of(PORT, "a.test"), self.a.mark)
        self.world.write("a", secret("a", self.b.chain, self.a.key))
        eventually(lambda: self.condition("a", "ResolvedRefs") ==
                   ("False", "InvalidCertificateRef"))
        # Lines of the key, and of the key in base64.
        lines = [line for line in self.a.key.splitlines() if len(line) > 40]
        lines.append(secret("a", "", self.a.key).partition("tls.key: ")[2][40:120])
        outputs = {"printed": manager.text}
        for folder in (self.world.statuses, self.world.runtime):
            for path in folder.rglob("*"):
                if path.is_file():
                    outputs[str(path)] = path.read_text(errors="replace")
        for output in ("status", "ir", "xds"):
            outputs[output] = self.tell("translate", "-o", output)
        outputs["validate"] = self.tell("validate")
        outputs["describe"] = self.tell("describe", "Gateway", "demo/gw")
        self.assertGreater(len(outputs), 8)
        for place, text in outputs.items():
            for line in lines:
                self.assertNotIn(line, text, place)

    def tell(self, command, *arguments):
        run = subprocess.run(
            [MANAGER, command, "-f", str(self.world.objects), *arguments],
            capture_output=True, text=True, check=False)
        self.assertIn(run.returncode, (0, 1), run.stderr)
        return run.stdout + run.stderr


if __name__ == "__main__":
    junit_main.main()
