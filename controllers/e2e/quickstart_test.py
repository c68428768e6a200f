#!/usr/bin/env python3
"""The first minute of a user: the manager without arguments."""

import os
import pathlib
import re
import shutil
import signal
import tempfile
import time
import unittest

import junit_main
from manager_harness import MANAGER, Manager, eventually, request, status_of


class QuickstartTest(unittest.TestCase):

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="mg")
        self.addCleanup(shutil.rmtree, self.folder)
        self.environment = {"XDG_RUNTIME_DIR": self.folder, "NO_COLOR": "1"}

    def start(self, **keywords):
        manager = Manager([], self.environment, **keywords)
        self.addCleanup(lambda: manager.running() and manager.end())
        return manager

    def test_from_nothing_to_an_answer(self):
        manager = self.start()
        manager.wait_for(r"^curl -i http://localhost:8080/$")
        printed = time.monotonic()
        eventually(lambda: status_of(8080) == 200)
        print(f"first answer {1000 * (time.monotonic() - printed):.0f} ms after the curl line")

        with self.subTest("the start says what was loaded, and the state of each object"):
            self.assertRegex(manager.text, r"(?m)^plugin httproute \d+\.\d+\.\d+: .*HTTPRoute")
            self.assertRegex(manager.text, r"(?m)^plugin multimesh \d+\.\d+\.\d+: ")
            self.assertRegex(manager.text, r"(?m)^GatewayClass kuma  Accepted")
            self.assertRegex(
                manager.text,
                r"(?m)^Gateway kuma-demo/kuma  Accepted Programmed.*-> 127.0.0.1:8080$")
            self.assertRegex(manager.text,
                             r"(?m)^HTTPRoute kuma-demo/echo  Accepted ResolvedRefs.*:8080$")
        with self.subTest("no colours outside a terminal"):
            self.assertNotIn("\033", manager.text)
        with self.subTest("the answer"):
            answer = request(8080, "/some/path?x=1", host="localhost:8080")
            self.assertEqual(answer.status, 200)
            self.assertEqual(answer.headers["server"], "Kuma Gateway")
            self.assertEqual(answer.echo["host"], "localhost:8080")
            self.assertEqual(answer.echo["path"], "/some/path?x=1")
            self.assertEqual(answer.echo["method"], "GET")
            self.assertEqual((answer.echo["namespace"], answer.echo["service"]),
                             ("kuma-demo", "demo-app"))
        with self.subTest("Ctrl-C ends everything"):
            self.assertEqual(manager.end(signal.SIGINT), 0)
            self.assertEqual(status_of(8080), 0)

    def test_a_second_start_is_told_who_holds_the_folder(self):
        first = self.start()
        first.wait_for("^curl ")
        second = self.start()
        self.assertEqual(second.wait(), 3)
        self.assertEqual(len(second.lines), 1, second.text)
        self.assertIn(f"in use by the manager with process id {first.pid}", second.text)

    def test_from_another_folder_as_bazel_bin_does(self):
        program = pathlib.Path(self.folder, "manager")
        shutil.copy2(MANAGER, program)
        pathlib.Path(self.folder, "manager.runfiles").symlink_to(os.environ["TEST_SRCDIR"])
        self.environment["RUNFILES_DIR"] = ""
        manager = self.start(cwd="/", program=str(program))
        manager.wait_for("^curl ")
        self.assertEqual(request(8080).status, 200)

    def test_a_port_in_use_is_one_clear_line(self):
        holder = self.start()
        holder.wait_for("^curl ")
        with tempfile.TemporaryDirectory(prefix="mg") as other:
            manager = Manager([], {**self.environment, "XDG_RUNTIME_DIR": other})
            self.addCleanup(lambda: manager.running() and manager.end())
            manager.wait_for("PortUnavailable")
            told = [line for line in manager.lines if "PortUnavailable" in line]
            self.assertEqual(len(told), 1, manager.text)
            self.assertTrue(re.search(r"127\.0\.0\.1.*8080", told[0]), told)
            self.assertEqual(manager.end(), 0)
        self.assertEqual(request(8080).status, 200)


if __name__ == "__main__":
    junit_main.main()
