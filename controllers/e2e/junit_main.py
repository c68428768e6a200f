"""Runs the unittest cases of a script and reports each of them to Bazel."""

import os
import sys
import time
import unittest
import xml.etree.ElementTree


class _Result(unittest.TextTestResult):
    """Prints as usual, and notes each case as an element of a JUnit report."""

    def __init__(self, *arguments, **keywords):
        super().__init__(*arguments, **keywords)
        self.suite = xml.etree.ElementTree.Element("testsuite", name="e2e")

    def startTest(self, test):
        super().startTest(test)
        self._started = time.monotonic()

    def addSuccess(self, test):
        super().addSuccess(test)
        self._note(test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._note(test, "failure", self.failures[-1][1])

    def addError(self, test, err):
        super().addError(test, err)
        self._note(test, "error", self.errors[-1][1])

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._note(test, "skipped", reason)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._note(subtest, "failure", self._exc_info_to_string(err, subtest))

    def _note(self, test, outcome=None, text=""):
        seconds = time.monotonic() - getattr(self, "_started", time.monotonic())
        case = xml.etree.ElementTree.SubElement(
            self.suite, "testcase", name=test.id(), status="run", time=f"{seconds:.3f}")
        if outcome is not None:
            xml.etree.ElementTree.SubElement(case, outcome).text = text


def require_own_network():
    """Ends the process where others may listen on the fixed ports of these tests."""
    with open("/proc/net/route", encoding="ascii") as routes:
        if len(routes.readlines()) > 1:
            sys.exit("these tests listen on fixed ports; run them with bazel test, or in a network "
                     "of their own: unshare -rn sh -c 'ip link set lo up; ...'")


def main():
    """Runs the cases of the script that calls this; arguments select some by name."""
    require_own_network()
    program = unittest.main(module="__main__", exit=False, verbosity=2,
                            testRunner=unittest.TextTestRunner(resultclass=_Result, verbosity=2))
    if "XML_OUTPUT_FILE" in os.environ:
        suites = xml.etree.ElementTree.Element("testsuites")
        suites.append(program.result.suite)
        xml.etree.ElementTree.ElementTree(suites).write(os.environ["XML_OUTPUT_FILE"])
    sys.exit(not program.result.wasSuccessful())
