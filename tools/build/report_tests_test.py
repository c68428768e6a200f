#!/usr/bin/env python3
"""Tests of report_tests.py, on events and reports as Bazel and gtest write them."""

import contextlib
import io
import json
import pathlib
import tempfile
import unittest

import report_tests

GTEST = """<?xml version="1.0"?><testsuites><testsuite name="Suite">
<testcase name="Passes" status="run" result="completed"/>
<testcase name="Fails" status="run" result="completed"><failure message="no"/></testcase>
<testcase name="Skips" status="run" result="skipped"><skipped message="why"/></testcase>
<testcase name="DISABLED_Off" status="notrun" result="suppressed"/>
</testsuite></testsuites>"""

SCRIPT = """<?xml version="1.0"?><testsuites><testsuite name="lint">
<testcase name="lint" status="run"/></testsuite></testsuites>"""

SCRIPT_FAILED = """<?xml version="1.0"?><testsuites><testsuite name="lint">
<testcase name="lint" status="run"><error message="exited with error code 1"/></testcase>
</testsuite></testsuites>"""

SKIPPED_ONLY = """<testsuites><testsuite>
<testcase status="run" result="skipped"><skipped/></testcase></testsuite></testsuites>"""


GTEST_CASES = """<testsuites><testsuite name="Suite">
<testcase name="Passes" classname="Suite" status="run"/>
<testcase name="Fails" classname="Suite" status="run"><failure message="a.cc:7"/></testcase>
<testcase name="FailsToo" classname="Suite" status="run"><failure message="a.cc:9"/></testcase>
</testsuite></testsuites>"""

GTEST_LOG = """[ RUN      ] Suite.Passes
all is well
[       OK ] Suite.Passes (0 ms)
[ RUN      ] Suite.FailsToo
a.cc:9: Failure
[  FAILED  ] Suite.FailsToo (0 ms)
[ RUN      ] Suite.Fails
line 1 of many
{}
a.cc:7: Failure
[  FAILED  ] Suite.Fails (1 ms)
[  FAILED  ] 2 tests
"""

UNITTEST = """<testsuites><testsuite name="e2e"><testcase name="__main__.Edits.test_one">
<failure>AssertionError: 404 != 200</failure></testcase></testsuite></testsuites>"""

COMPILER = """In file included from b.h:1:
b.cc: In function 'int main()':
b.cc:3:5: error: 'x' was not declared in this scope
    3 |     x = 1;
      |     ^
""" + "b.cc:9: note: and so on\n" * 50


class ReportTests(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def file(self, text):
        path = self.folder / f"a report {len(list(self.folder.iterdir()))}"
        path.write_text(text)
        return path.as_uri()

    def result(self, label, status, report=None, attempt=1, log=None):
        outputs = [{"name": name, "uri": self.file(text)}
                   for name, text in (("test.xml", report), ("test.log", log)) if text is not None]
        identity = {"label": label, "run": 1, "attempt": attempt}
        return json.dumps({"id": {"testResult": identity},
                           "testResult": {"status": status, "testActionOutput": outputs}})

    def completed(self, label, **completed):
        return json.dumps({"id": {"targetCompleted": {"label": label}}, "completed": completed})

    def count(self, *lines, exit_code=0):
        return tuple(report_tests.Run(lines).outcome(exit_code))

    def explain(self, *lines):
        return report_tests.Run(lines).explanation()

    def test_each_gtest_case_counts_and_skipped_ones_do_not_pass(self):
        self.assertEqual(self.count(self.result("//a", "FAILED", GTEST), exit_code=3), (1, 1, 2))
        self.assertEqual(self.count(self.result("//a", "PASSED", SKIPPED_ONLY)), (0, 0, 1))

    def test_a_script_counts_as_one(self):
        self.assertEqual(self.count(self.result("//a", "PASSED", SCRIPT),
                                    self.result("//b", "FAILED", SCRIPT_FAILED)), (1, 1, 0))
        self.assertEqual(self.count(self.result("//a", "PASSED")), (1, 0, 0))

    def test_a_timeout_or_crash_counts_as_failed_whatever_its_report_says(self):
        self.assertEqual(self.count(self.result("//a", "TIMEOUT", SCRIPT), exit_code=3), (1, 1, 0))
        self.assertEqual(self.count(self.result("//a", "FAILED", "<testsuites>")), (0, 1, 0))
        self.assertEqual(self.count(self.result("//a", "FAILED")), (0, 1, 0))

    def test_what_is_not_built_counts_as_failed(self):
        self.assertEqual(self.count(self.completed("//a"), self.completed("//b", success=True),
                                    self.result("//b", "PASSED", SCRIPT)), (1, 1, 0))

    def test_the_last_attempt_counts(self):
        self.assertEqual(self.count(self.result("//a", "FAILED", SCRIPT_FAILED, attempt=1),
                                    self.result("//a", "PASSED", SCRIPT, attempt=2)), (1, 0, 0))

    def test_when_bazel_fails_something_failed(self):
        self.assertEqual(self.count(exit_code=1), (0, 1, 0))

    def test_the_exit_code_tells(self):
        events = self.folder / "events"
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            events.write_text(self.result("//a", "PASSED", SCRIPT))
            self.assertEqual(report_tests.main(str(events), "0"), 0)
            events.write_text(self.result("//a", "PASSED", SKIPPED_ONLY))
            self.assertEqual(report_tests.main(str(events), "0"), 1)
        self.assertEqual(printed.getvalue(), "1 passed, 0 failed\n0 passed, 0 failed, 1 skipped\n")

    def test_a_failing_gtest_case_is_told_with_the_end_of_its_own_output(self):
        log = GTEST_LOG.format("\n".join(f"line {number}" for number in range(2, 40)))
        told = self.explain(self.result("//a", "FAILED", GTEST_CASES, log=log))
        self.assertEqual(told[0], "FAILED //a Suite.Fails")
        self.assertEqual(told[1:21], [*(f"    line {number}" for number in range(21, 40)),
                                      "    a.cc:7: Failure"])
        self.assertEqual(told[21:], ["FAILED //a Suite.FailsToo", "    a.cc:9: Failure"])

    def test_a_failing_unittest_case_is_told_with_its_error(self):
        self.assertEqual(
            self.explain(self.result("//a", "FAILED", UNITTEST, log="much\nelse")),
            ["FAILED //a __main__.Edits.test_one", "    AssertionError: 404 != 200"])

    def test_what_has_no_report_is_told_with_the_end_of_its_log(self):
        for report in (None, "<testsuites>", SCRIPT):
            with self.subTest(report=report):
                self.assertEqual(
                    self.explain(self.result("//a", "TIMEOUT", report, log="started\nwaits\n")),
                    ["FAILED //a timeout", "    started", "    waits"])
        self.assertEqual(self.explain(self.result("//a", "FAILED")), ["FAILED //a failed"])

    def test_a_build_failure_is_told_from_its_first_error_on(self):
        action = {"id": {"actionCompleted": {"label": "//b", "primaryOutput": "b.o"}},
                  "action": {"success": False, "stderr": {"uri": self.file(COMPILER)}}}
        told = self.explain(json.dumps(action), self.completed("//b"), self.completed("//c"))
        self.assertEqual(told[:2], [
            "NOT BUILT //b", "    b.cc:3:5: error: 'x' was not declared in this scope"])
        self.assertLess(len(told), 12)
        self.assertEqual(told[-1], "NOT BUILT, all targets: 2")

    def test_a_build_file_that_cannot_be_read_is_told(self):
        aborted = {"id": {"unconfiguredLabel": {"label": "//c:all"}},
                   "aborted": {"reason": "LOADING_FAILURE", "description": "BUILD:3: ERROR"}}
        self.assertEqual(self.explain(json.dumps(aborted)),
                         ["NOT BUILT //c:all", "    BUILD:3: ERROR"])

    def test_a_test_that_passes_when_it_is_run_again_is_called_flaky(self):
        summary = {"id": {"testSummary": {"label": "//a"}},
                   "testSummary": {"overallStatus": "FLAKY"}}
        lines = (self.result("//a", "FAILED", SCRIPT_FAILED, attempt=1, log="once"),
                 self.result("//a", "PASSED", SCRIPT, attempt=2), json.dumps(summary))
        self.assertEqual(self.explain(*lines), ["FLAKY //a"])
        self.assertEqual(self.count(*lines), (1, 0, 0))


if __name__ == "__main__":
    unittest.main()
