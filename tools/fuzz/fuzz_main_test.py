#!/usr/bin/env python3
"""A driver that noticed nothing would look like a target without faults."""

import os
import pathlib
import subprocess
import unittest

PROGRAM = os.path.abspath("tools/fuzz/broken_fuzz")
FOLDER = pathlib.Path(os.environ["TEST_TMPDIR"])


def run(*arguments):
    environment = {**os.environ, "TEST_UNDECLARED_OUTPUTS_DIR": str(FOLDER)}
    return subprocess.run([PROGRAM, *arguments], env=environment, capture_output=True, text=True,
                          timeout=60, check=False)


class FuzzMainTest(unittest.TestCase):

    def setUp(self):
        self.kept = FOLDER / "failing-input"
        self.kept.unlink(missing_ok=True)

    def check_kept(self, text, message):
        given = FOLDER / "input"
        given.write_text(text)
        result = run("--input-seconds=1", str(given))
        self.assertNotEqual(result.returncode, 0)
        self.assertIn(message, result.stderr)
        self.assertIn(f"the input is in {self.kept}", result.stderr)
        self.assertEqual(self.kept.read_text(), text)

    def test_a_broken_promise(self):
        self.check_kept("promise", "broken promise: the input is another one")

    def test_a_crash(self):
        self.check_kept("crash", "")

    def test_a_hang(self):
        self.check_kept("hang", "takes too long")

    def test_a_good_run(self):
        result = run("--iterations=50", "--seed=7")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("1 seeds and 50 mutations of seed 7", result.stdout)
        self.assertFalse(self.kept.exists())

    def test_a_file_that_is_not_there(self):
        self.assertNotEqual(run(str(FOLDER / "absent")).returncode, 0)


if __name__ == "__main__":
    unittest.main()
