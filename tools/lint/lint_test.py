#!/usr/bin/env python3
"""Runs lint.py over the repository, after a test that it finds what it should.

Usage: lint_test.py WORKSPACE, the file at the root of the repository.
"""

import pathlib
import sys
import tempfile
import unittest

import lint
import plugin_kinds

HTTP_ROUTE = pathlib.Path("plugins/httproute/http_route.cc")
SIEVE = pathlib.Path("plugins/sieve/crds/sieves.yaml")
KINDS = {"HTTPRoute": HTTP_ROUTE, "Sieve": SIEVE}


class Lint(unittest.TestCase):

    def findings(self, path, text):
        return [finding for _, finding in lint.check(pathlib.Path(path), text, KINDS)]

    def assert_finds(self, path, text, part):
        findings = self.findings(path, text)
        self.assertEqual(len(findings), 1, findings)
        self.assertIn(part, findings[0])

    def guarded(self, guard, text=""):
        return f"// About.\n#ifndef {guard}\n#define {guard}\n{text}\n#endif  // {guard}\n"

    def test_accepts_good_files(self):
        good = self.guarded("MESHGATE_CORE_IR_ROUTE_H_", '#include "core/ir/name.h"')
        self.assertEqual(self.findings("core/ir/route.h", good), [])
        self.assertEqual(self.findings("core/base/x.cc", "// " + "x" * 97 + "\n"), [])

    def test_guards_are_named_after_the_path(self):
        self.assert_finds("core/a/b.h", self.guarded("MESHGATE_A_B_H_"), "MESHGATE_CORE_A_B_H_")
        self.assert_finds("core/a/b.h", "#pragma once\n", "MESHGATE_CORE_A_B_H_")

    def test_lines(self):
        self.assert_finds("core/x.cc", "x" * 101, "101 columns")
        self.assert_finds("core/x.cc", "x \n", "white space")
        self.assert_finds("core/x.cc", "\tx\n", "tab")
        self.assert_finds("core/x.cc", "// TO" "DO: later\n", "finish")

    def test_go_indents_with_tabs(self):
        self.assertEqual(self.findings("tools/x.go", "\t" + "x" * 96 + "\n"), [])
        self.assert_finds("tools/x.go", "\t" + "x" * 97 + "\n", "101 columns")
        self.assert_finds("core/x.cc", "void Handle(int x);\n", "vaguely")
        self.assert_finds("core/BUILD.bazel", '  srcs = gl' 'ob(["*.cc"]),\n', "each file")

    def test_files(self):
        self.assert_finds("core/string_utils.cc", "", "'utils'")
        self.assert_finds("core/common/x.cc", "", "'common'")
        self.assert_finds("core/x.cc", "x\n" * 501, "500 lines")

    def test_what_headers_of_core_may_include(self):
        proto = self.guarded("MESHGATE_CORE_X_H_", "#include <google/protobuf/message.h>")
        self.assert_finds("core/x.h", proto, "google/protobuf")
        absl = self.guarded("MESHGATE_CORE_PLUGIN_X_H_", '#include "absl/status/status.h"')
        self.assert_finds("core/plugin/x.h", absl, "standard library")

    def test_documents_name_tests_that_exist(self):
        table = "| Topic | SomeThingElse | `//a:b` ThatIsSo; NamesTest.OfSuch, test_one |\n"
        found = [finding for _, finding in lint.check_document(table, {"test_one", "ThatIsSo"})]
        self.assertEqual(found, [])
        found = [finding for _, finding in lint.check_document(table, {"test_one"})]
        self.assertEqual(found, ["names the test ThatIsSo, which does not exist"])

    def test_the_core_names_no_kind_of_a_plugin(self):
        for code in ('"HTTPRoute"', "kHTTPRoute;", "class HttpRoutes {", "http_route(1);",
                     '"http://a", "HTTPRouteList"', 'R"(a"b)", HTTPRoute', "'\"', kHttpRoute"):
            self.assert_finds("core/x.cc", code, str(HTTP_ROUTE))
        self.assert_finds("core/BUILD.bazel", '"http_route",  # why', "names HTTPRoute")
        self.assert_finds("core/x.cc", 'kind == "Sieve"', str(SIEVE))

    def test_what_may_name_the_kinds_of_plugins(self):
        for code in ("// HTTPRoute", "int x;  // \"a\" of HTTPRoute", "/* an\nHTTPRoute */",
                     "Sieve sieve;", "Http() Route()", '"Gateway"', "HttpRouter router;"):
            self.assertEqual(self.findings("core/x.cc", code), [])
        self.assertEqual(self.findings("core/BUILD.bazel", "# HTTPRoute\n"), [])
        for path in ("core/x_test.cc", "core/pipeline/testing/x.cc", str(HTTP_ROUTE)):
            self.assertEqual(self.findings(path, '"HTTPRoute"'), [])

    def test_plugins_declare_their_kinds(self):
        declarations = {
            "a/a.cc": 'RouteKindSpec A::spec() const {\n  return {.group = "", .kind = "ARoute"};',
            "b/crds/bs.yaml": "kind: CustomResourceDefinition\n  names:\n    kind: BRoute\n",
            "c/c.h": 'FilterKindSpec spec() const override;\n  Ref r{.kind = "Gateway"};',
            "d/d_test.cc": 'spec() const { return {.kind = "DRoute"}; }',
        }
        with tempfile.TemporaryDirectory() as root:
            for path, text in declarations.items():
                file = pathlib.Path(root, "plugins", path)
                file.parent.mkdir(parents=True)
                file.write_text(text, encoding="utf-8")
            self.assertEqual(plugin_kinds.declared(root), {
                "ARoute": pathlib.Path("plugins/a/a.cc"),
                "BRoute": pathlib.Path("plugins/b/crds/bs.yaml")})

    def test_a_kind_is_added_where_it_is_declared(self):
        added = "\n  registrar.AddRouteKind(kind);\n"
        self.assertEqual(self.findings("plugins/httproute/x.cc", added), [])
        self.assert_finds("plugins/other/x.cc", added, "not found")

    def test_the_repository(self):
        self.assertIn("HTTPRoute", plugin_kinds.declared(REPOSITORY))
        self.assertEqual(lint.main(REPOSITORY), 0)


if __name__ == "__main__":
    REPOSITORY = pathlib.Path(sys.argv.pop()).resolve().parent
    unittest.main()
