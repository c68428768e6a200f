#!/usr/bin/env python3
"""Tests of count_tests.py, on events and reports as Bazel and gtest write them."""

import json
import pathlib
import tempfile
import unittest

import count_tests

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


class CountTests(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def result(self, label, status, report=None, attempt=1):
        outputs = []
        if report is not None:
            path = self.folder / f"a report {len(list(self.folder.iterdir()))}.xml"
            path.write_text(report)
            outputs.append({"name": "test.xml", "uri": path.as_uri()})
        identity = {"label": label, "run": 1, "attempt": attempt}
        return json.dumps({"id": {"testResult": identity},
                           "testResult": {"status": status, "testActionOutput": outputs}})

    def completed(self, label, **completed):
        return json.dumps({"id": {"targetCompleted": {"label": label}}, "completed": completed})

    def count(self, *lines, exit_code=0):
        return tuple(count_tests.count_events(lines, exit_code))

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
        events.write_text(self.result("//a", "PASSED", SCRIPT))
        self.assertEqual(count_tests.main(str(events), "0"), 0)
        events.write_text(self.result("//a", "PASSED", SKIPPED_ONLY))
        self.assertEqual(count_tests.main(str(events), "0"), 1)


if __name__ == "__main__":
    unittest.main()
