#!/usr/bin/env python3
"""What plugin list, inspect, test and new tell, and how they end."""

import os
import pathlib
import subprocess
import tempfile
import unittest

MANAGER = os.path.abspath("controllers/manager")
TEAPOT = os.path.abspath("plugins/example/teapotroute/teapotroute.so")
EXAMPLES = os.path.abspath("plugins/example/teapotroute/testdata/examples.yaml")
TESTING = pathlib.Path("plugins/testing").absolute()


class PluginTest(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_manager(self, *arguments, code=0):
        inherited = {name: value for name, value in os.environ.items()
                     if not name.startswith(("MESHGATE_", "BUILD_W"))}
        run = subprocess.run([MANAGER, *map(str, arguments)], cwd=self.folder, env=inherited,
                             capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(run.returncode, code, run.stdout + run.stderr)
        return run

    def inspect(self, file, code):
        """The lines that are printed, as a dictionary."""
        told = self.run_manager("plugin", "inspect", file, code=code).stdout
        pairs = [line.split(": ", 1) for line in told.splitlines()]
        return {key.strip(): value.strip() for key, value in pairs}

    def assert_refused(self, run, text):
        self.assertEqual(run.stdout, "")
        self.assertEqual(run.stderr.count("\n"), 1, run.stderr)
        self.assertIn(text, run.stderr)

    def test_inspect_tells_what_a_plugin_is(self):
        told = self.inspect(TEAPOT, code=0)
        self.assertEqual((told["name"], told["version"]), ("teapotroute", "0.1.0"))
        self.assertEqual(told["built for"], told["this manager"])
        self.assertEqual(told["route kind"], "TeapotRoute.example.com")
        self.assertEqual(told["protocols"], "HTTP, HTTPS")
        self.assertEqual(told["CRD"], "teapotroutes.example.com")
        self.assertRegex(told["loads"], "^yes; ")

    def test_inspect_tells_why_a_plugin_is_refused(self):
        for name, reason in (
                ("stale", "rebuild the plugin"),
                ("no_marker", "has no marker symbol"),
                ("throwing_registration", "failed to register: no licence"),
                ("misbehaving", "registers the membership that")):
            told = self.inspect(TESTING / f"{name}.so", code=1)
            self.assertRegex(told["loads"], f"^no: .*{reason}")
            self.assertEqual("name" in told, name != "no_marker")
        junk = self.folder / "junk.so"
        junk.write_text("no shared object")
        self.assertIn("not a meshgate plugin", self.inspect("junk.so", code=1)["loads"])
        self.assert_refused(self.run_manager("plugin", "inspect", "absent.so", code=3),
                            f"cannot read plugin {self.folder}/absent.so")
        self.assert_refused(self.run_manager("plugin", "inspect", code=2), "needs FILE")

    def test_what_is_refused_does_not_start_whatever_is_wrong_with_it(self):
        for name in ("stale", "no_marker", "throwing_registration", "misbehaving"):
            run = self.run_manager("translate", "--file", EXAMPLES, "--plugin-dir",
                                   TESTING / f"{name}.so", code=3)
            self.assert_refused(run, name)

    def test_list_names_the_kinds(self):
        told = self.run_manager("plugin", "list", "--plugin-dir", TEAPOT).stdout
        self.assertRegex(told, r"(?m)^teapotroute +0\.1\.0 +TeapotRoute\.example\.com +/")

    def test_test_finds_what_breaks_the_contract(self):
        told = self.run_manager("plugin", "test", TEAPOT, "--file", EXAMPLES).stdout
        self.assertEqual(told, "plugin teapotroute 0.1.0 keeps the contract on 3 objects\n")
        (self.folder / "none.yaml").write_text("kind: Namespace\napiVersion: v1\n"
                                               "metadata: {name: demo}\n")
        run = self.run_manager("plugin", "test", TEAPOT, "--file", "none.yaml", code=1)
        self.assert_refused(run, "there is no example of TeapotRoute.example.com; add one")
        (self.folder / "bad.yaml").write_text(
            pathlib.Path(EXAMPLES).read_text().replace("spec: {}", "spec: {body: 7}"))
        run = self.run_manager("plugin", "test", TEAPOT, "--file", "bad.yaml", code=1)
        self.assert_refused(run, "spec.body: ")
        self.assert_refused(self.run_manager("plugin", "test", TEAPOT, code=2), "--file")
        run = self.run_manager("plugin", "test", TESTING / "misbehaving.so", "--file", "none.yaml",
                               code=3)
        self.assert_refused(run, "the CustomResourceDefinitions of plugin misbehaving: ")

    def test_new_refuses_names_and_folders_that_cannot_be(self):
        self.run_manager("plugin", "new", "green_tea")
        self.assertTrue((self.folder / "green_tea" / "Makefile").exists())
        self.assert_refused(self.run_manager("plugin", "new", "green_tea", code=3),
                            f"{self.folder}/green_tea exists already; choose another name")
        for name in ("Tea", "../tea", "tea__pot", ""):
            run = self.run_manager("plugin", "new", name, code=2)
            self.assert_refused(run, f"\"{name}\" cannot be the name of a plugin")
        run = self.run_manager("plugin", "new", "httproute", code=2)
        self.assert_refused(run, "this manager has a plugin httproute already")
        self.assertEqual([path.name for path in self.folder.iterdir()], ["green_tea"])

    def test_objects_of_an_absent_plugin_are_told_once(self):
        run = self.run_manager("translate", "--file", EXAMPLES, code=0)
        self.assertEqual(run.stderr.count("\n"), 1, run.stderr)
        self.assertIn("TeapotRoute demo/whole: is ignored, with 2 more of its kind: no loaded "
                      "plugin brings the kind TeapotRoute.example.com", run.stderr)
        run = self.run_manager("translate", "--file", EXAMPLES, "--plugin-dir", TEAPOT)
        self.assertEqual(run.stderr, "")


if __name__ == "__main__":
    unittest.main(verbosity=2)
