"""Counts the test cases of one `bazel test`, from its build events and the tests' own reports.

Usage: count_tests.py EVENTS BAZEL_EXIT_CODE

EVENTS is what --build_event_json_file wrote. A gtest binary counts with each of its cases; a test
that reports no cases counts as one. What was not built, timed out or crashed counts as failed.
"""

import collections
import json
import sys
import urllib.parse
import xml.etree.ElementTree

Outcome = collections.namedtuple("Outcome", "passed failed skipped")


def count_cases(report):
    """Returns the Outcome of a JUnit report, as gtest or Bazel writes it."""
    failed = skipped = passed = 0
    for case in report.iter("testcase"):
        # gtest writes status="notrun" for a disabled test, and <skipped> from version 1.11 on.
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is not None or case.get("status") == "notrun":
            skipped += 1
        else:
            passed += 1
    return Outcome(passed, failed, skipped)


def read_report(result):
    """Returns the root of the XML report of a testResult event, or None if there is none."""
    for output in result.get("testActionOutput", []):
        if output["name"] == "test.xml":
            try:
                path = urllib.parse.unquote(urllib.parse.urlparse(output["uri"]).path)
                return xml.etree.ElementTree.parse(path).getroot()
            except (OSError, xml.etree.ElementTree.ParseError):
                return None  # A test that crashed may leave half a report.
    return None


def count_result(result):
    """Returns the Outcome of one testResult event."""
    report = read_report(result)
    cases = count_cases(report) if report is not None else Outcome(0, 0, 0)
    succeeded = result["status"] == "PASSED"
    if succeeded and not any(cases):
        return Outcome(1, 0, 0)
    if not succeeded and cases.failed == 0:
        return cases._replace(failed=1)
    return cases


def count_events(lines, bazel_exit_code):
    """Returns the Outcome of a whole run."""
    results, not_built = {}, set()
    for line in lines:
        event = json.loads(line)
        identity = event["id"]
        if "testResult" in event:
            key = identity["testResult"]
            # A later attempt of the same shard replaces an earlier one.
            results[key["label"], key.get("run"), key.get("shard")] = event["testResult"]
        elif "targetCompleted" in identity and not event.get("completed", {}).get("success"):
            not_built.add(identity["targetCompleted"]["label"])
    outcomes = [count_result(result) for result in results.values()]
    total = Outcome(*(sum(column) for column in zip(Outcome(0, len(not_built), 0), *outcomes)))
    if bazel_exit_code != 0 and total.failed == 0:
        return total._replace(failed=1)  # For example a BUILD file that cannot be read.
    return total


def main(events, bazel_exit_code):
    with open(events, encoding="utf-8") as lines:
        total = count_events(lines, int(bazel_exit_code))
    skipped = f", {total.skipped} skipped" if total.skipped else ""
    print(f"{total.passed} passed, {total.failed} failed{skipped}")
    return 1 if total.failed or not total.passed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
