"""Tells how one `bazel test` ended, from its build events and the tests' own reports.

Usage: report_tests.py EVENTS BAZEL_EXIT_CODE

EVENTS is what --build_event_json_file wrote. Prints, in this order and only what there is: each
failing case with the end of its own output; each target that could not be built, with the first
error; a line `FLAKY //target` for each test that passed only when it was run again; and
"N passed, N failed[, N skipped]". A gtest binary counts with each of its cases; a test that reports
no cases counts as one. What was not built, timed out or crashed counts as failed.
"""

import collections
import json
import re
import sys
import urllib.parse
import xml.etree.ElementTree

OUTPUT_LINES = 20  # of a failing case
ERROR_LINES = 8  # of what could not be built
MOST_ERRORS = 3  # so that the first one is among the last 40 lines

Outcome = collections.namedtuple("Outcome", "passed failed skipped")
Failure = collections.namedtuple("Failure", "label case output")


def read_output(result, name):
    """Returns the text of an output of a testResult event; "" if there is none."""
    for output in result.get("testActionOutput", []):
        if output["name"] == name:
            return read_uri(output["uri"])
    return ""


def read_uri(uri):
    try:
        path = urllib.parse.unquote(urllib.parse.urlparse(uri).path)
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def read_cases(result):
    """Returns the cases of a testResult event's JUnit report, as gtest or Bazel writes it."""
    try:
        root = xml.etree.ElementTree.fromstring(read_output(result, "test.xml"))
    except xml.etree.ElementTree.ParseError:
        return []  # A test that crashed may leave half a report.
    return list(root.iter("testcase"))


def failure_of(case):
    """Returns the element that says why a case failed, or None."""
    failure = case.find("failure")
    return failure if failure is not None else case.find("error")


def count_result(result):
    """Returns the Outcome of one testResult event."""
    failed = skipped = passed = 0
    for case in read_cases(result):
        # gtest writes status="notrun" for a disabled test, and <skipped> from version 1.11 on.
        if failure_of(case) is not None:
            failed += 1
        elif case.find("skipped") is not None or case.get("status") == "notrun":
            skipped += 1
        else:
            passed += 1
    if result["status"] == "PASSED" and not passed + failed + skipped:
        return Outcome(1, 0, 0)
    if result["status"] != "PASSED" and failed == 0:
        failed = 1
    return Outcome(passed, failed, skipped)


def end_of(text):
    return "\n".join(text.rstrip().splitlines()[-OUTPUT_LINES:])


def gtest_output(log, name):
    """Returns what gtest let the case print; "" if the log is none of gtest's."""
    marks = re.escape(name) + r"\b"
    section = re.search(rf"^\[ RUN      \] {marks}.*?\n(.*?)^\[  FAILED  \] {marks}", log,
                        re.DOTALL | re.MULTILINE)
    return section[1] if section else ""


def failures_of(label, result):
    """Returns a Failure for each failing case of a testResult event that is not good news."""
    log = read_output(result, "test.log")
    failures = []
    for case in read_cases(result):
        failure = failure_of(case)
        if failure is None:
            continue
        name = ".".join(filter(None, (case.get("classname"), case.get("name"))))
        output = gtest_output(log, name) or failure.text or log
        failures.append(Failure(label, name, end_of(output)))
    if not failures:
        failures.append(Failure(label, result["status"].lower(), end_of(log)))
    return failures


def first_error(text):
    """Returns the lines of a tool's output from its first error on."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if re.search(r"\berror\b|undefined reference", line, re.IGNORECASE):
            return "\n".join(lines[number:number + ERROR_LINES])
    return "\n".join(lines[-ERROR_LINES:])


class Run:
    """What the events of one run say."""

    def __init__(self, lines):
        self._results = {}  # (label, run, shard) -> the last attempt's testResult
        self._flaky = set()
        self._not_built = set()
        self._errors = {}  # label or what Bazel could not read -> text; the first of each
        for line in lines:
            self._read(json.loads(line))

    def _read(self, event):
        identity = event["id"]
        if "testResult" in event:
            key = identity["testResult"]
            self._results[key["label"], key.get("run"), key.get("shard")] = event["testResult"]
        elif event.get("testSummary", {}).get("overallStatus") == "FLAKY":
            self._flaky.add(identity["testSummary"]["label"])
        elif "targetCompleted" in identity and not event.get("completed", {}).get("success"):
            self._not_built.add(identity["targetCompleted"]["label"])
        if "action" in event and not event["action"].get("success"):
            label = identity["actionCompleted"].get("label", "")
            stderr = read_uri(event["action"].get("stderr", {}).get("uri", ""))
            self._errors.setdefault(label, first_error(stderr))
        elif event.get("aborted", {}).get("description"):
            place = next(iter(identity.values())).get("label", "BUILD files")
            self._errors.setdefault(place, first_error(event["aborted"]["description"]))

    def outcome(self, bazel_exit_code):
        """Returns the Outcome of the whole run."""
        outcomes = [count_result(result) for result in self._results.values()]
        not_built = Outcome(0, len(self._not_built), 0)
        total = Outcome(*(sum(column) for column in zip(not_built, *outcomes)))
        if bazel_exit_code != 0 and total.failed == 0:
            return total._replace(failed=1)  # For example a BUILD file that cannot be read.
        return total

    def explanation(self):
        """Returns the lines that come before the closing one."""
        lines = []
        for (label, _, _), result in sorted(self._results.items(), key=str):
            if result["status"] == "PASSED":
                continue
            for failure in failures_of(label, result):
                lines.append(f"FAILED {failure.label} {failure.case}")
                lines += ["    " + line for line in failure.output.splitlines()]
        shown = [item for item in self._errors.items() if item[1]][:MOST_ERRORS]
        for label, error in shown:
            lines.append(f"NOT BUILT {label}")
            lines += ["    " + line for line in error.splitlines()]
        if len(self._not_built) > len(shown):
            lines.append(f"NOT BUILT, all targets: {len(self._not_built)}")
        lines += [f"FLAKY {label}" for label in sorted(self._flaky)]
        return lines


def main(events, bazel_exit_code):
    with open(events, encoding="utf-8") as lines:
        run = Run(lines)
    for line in run.explanation():
        print(line)
    total = run.outcome(int(bazel_exit_code))
    skipped = f", {total.skipped} skipped" if total.skipped else ""
    print(f"{total.passed} passed, {total.failed} failed{skipped}")
    return 1 if total.failed or not total.passed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
