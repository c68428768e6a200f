#!/usr/bin/env python3
"""Runs lint.py over the repository, after a test that it finds what it should.

Usage: lint_test.py WORKSPACE, the file at the root of the repository.
"""

import pathlib
import sys
import unittest

import lint


class Lint(unittest.TestCase):

    def findings(self, path, text):
        return [finding for _, finding in lint.check(pathlib.Path(path), text)]

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

    def test_the_repository(self):
        self.assertEqual(lint.main(REPOSITORY), 0)


if __name__ == "__main__":
    REPOSITORY = pathlib.Path(sys.argv.pop()).resolve().parent
    unittest.main()
