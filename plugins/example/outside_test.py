#!/usr/bin/env python3
"""The examples as third parties: built, tested, served and refused outside the repository."""

import pathlib
import shutil
import sys
import unittest

from outside_plugin import Folder, fingerprints, run_manager

EXAMPLES = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(EXAMPLES.parents[1] / "controllers" / "e2e"))
# pylint: disable=wrong-import-position
import junit_main
from manager_harness import (MANAGER, Manager, READY, World, eventually, gateway, request, route,
                             service_of, status_of)

PORT = 18080
NAMES = ("teapotroute",)


def teapot(name, hostname, body):
    return f"""
apiVersion: example.com/v1
kind: TeapotRoute
metadata: {{name: {name}, namespace: demo}}
spec: {{parentRefs: [{{name: gw}}], hostnames: [{hostname}], body: {body}}}
"""


class OutsideTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.folder = Folder()
        cls.addClassCleanup(cls.folder.close)
        cls.folder.unpack_sdk()
        for name in NAMES:
            cls.folder.add(EXAMPLES / name, name)
            cls.build(name)

    @classmethod
    def build(cls, name, **keywords):
        run = cls.folder.make(name, **keywords)
        if run.returncode != 0:
            raise AssertionError(f"make in {name}:\n{run.stdout}{run.stderr}")

    @classmethod
    def file(cls, name):
        return cls.folder.path / name / "build" / f"{name}.so"

    def copy_of(self, name, copy):
        """A copy of a plugin with what was built of it, which a test may spoil."""
        shutil.copytree(self.folder.path / name, self.folder.path / copy)
        self.addCleanup(shutil.rmtree, self.folder.path / copy)
        return self.folder.path / copy

    def assert_start_refused(self, arguments, *texts):
        run = run_manager("run", "--file", self.folder.path / "teapotroute" / "demo",
                          "--runtime-dir", self.folder.path / "run", *arguments)
        self.assertEqual((run.returncode, run.stdout), (3, ""), run.stderr)
        for text in texts:
            self.assertIn(str(text), run.stderr)
        self.assertEqual(run.stderr.count("\n"), 1, run.stderr)
        self.assertFalse((self.folder.path / "run").exists(), "something was started")

    def test_contract_and_goldens(self):
        for name in NAMES:
            run = self.folder.make(name, "test")
            self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
            self.assertIn(f"plugin {name} 0.1.0 keeps the contract on ", run.stdout)
            self.assertIn("1 cases, 0 differ", run.stdout)

    def test_tests_fail_when_the_plugin_changes(self):
        folder = self.copy_of("teapotroute", "changed")
        plugin = folder / "teapotroute_plugin.cc"
        plugin.write_text(plugin.read_text().replace("kStatus = 418", "kStatus = 410"))
        run = self.folder.make("changed", "test", "NAME=teapotroute")
        self.assertNotEqual(run.returncode, 0)
        self.assertIn("1 cases, 1 differ", run.stdout)
        run = self.folder.make("changed", "update", "NAME=teapotroute")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("respond: 410", (folder / "testdata" / "answers.yaml").read_text())
        run = self.folder.make("changed", "test", "NAME=teapotroute")
        self.assertEqual(run.returncode, 0, run.stdout)

    def test_a_new_plugin_builds_and_passes(self):
        run = run_manager("plugin", "new", "green_tea", cwd=self.folder.path)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertIn("  make test MANAGER=/", run.stdout)
        self.build("green_tea", sdk="sdk")
        run = self.folder.make("green_tea", "test", sdk="sdk")
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertIn("plugin green_tea 0.1.0 keeps the contract", run.stdout)
        self.assertIn("1 cases, 0 differ", run.stdout)
        run = run_manager("validate", "--file", self.folder.path / "green_tea" / "demo",
                          "--plugin-dir", self.file("green_tea"))
        self.assertEqual(run.returncode, 0, run.stdout)

    def test_a_plugin_without_goldens_passes_and_says_so(self):
        folder = self.copy_of("teapotroute", "bare")
        for path in (folder / "testdata").iterdir():
            if path.name != "examples.yaml":
                path.unlink()
        for target, said in (("test", "0 cases, 0 differ"), ("update", "")):
            run = self.folder.make("bare", target, "NAME=teapotroute")
            self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
            self.assertIn(said, run.stdout)

    def test_they_serve_through_envoy(self):
        world = World(["--demo-backends", *(word for name in NAMES
                                            for word in ("--plugin-dir", str(self.file(name))))])
        self.addCleanup(world.close)
        world.write("gateway", gateway("gw", f"[{{name: http, port: {PORT}, protocol: HTTP}}]"))
        world.write("tea", teapot("tea", "tea.test", "Stout."))
        rules = "[{backendRefs: [{name: one, port: 80}]}]"
        world.write("shop", route("shop", rules, "[shop.test]"))
        world.start()
        eventually(lambda: status_of(PORT, "/any", "tea.test") == 418)
        self.assertEqual(request(PORT, "/any", "tea.test").body, "Stout.")
        self.assertEqual(service_of(PORT, "/", "shop.test"), "one")

        world.write("tea", teapot("tea", "tea.test", "Still stout."))
        eventually(lambda: request(PORT, "/", "tea.test").body == "Still stout.")
        world.remove("tea")
        eventually(lambda: status_of(PORT, "/", "tea.test") == 404)
        self.assertEqual(service_of(PORT, "/", "shop.test"), "one")

    def test_make_run_serves_the_demo(self):
        manager = Manager(["-C", self.folder.path / "teapotroute", "SDK=../sdk",
                           f"MANAGER={MANAGER}", "run"],
                          {"XDG_RUNTIME_DIR": str(self.folder.path)}, program="make")
        self.addCleanup(manager.end)
        manager.wait_for(READY)
        eventually(lambda: status_of(8080) == 418)
        self.assertEqual(request(8080).body, "Short and stout.")

    def test_another_sdk_header_is_another_plugin(self):
        folder = self.copy_of("teapotroute", "stale")
        header = self.folder.unpack_sdk("stale/sdk") / "core" / "plugin" / "node.h"
        text = header.read_text()
        header.write_text(text.replace("How a plugin reads", "How a plugin Reads"))
        self.assertNotEqual(header.read_text(), text)
        self.build("stale", sdk="sdk")
        # The folder's name is the plugin's; its MESHGATE_PLUGIN still says teapotroute.
        plugin = folder / "build" / "stale.so"
        inspected = run_manager("plugin", "inspect", plugin)
        self.assertEqual(inspected.returncode, 1)
        theirs, ours = fingerprints(inspected.stdout)
        self.assertNotEqual(theirs, ours)
        told = (f"plugin teapotroute ({plugin}) was built for meshgate 0.1.0 with fingerprint "
                f"{theirs}, but this is meshgate 0.1.0 with {ours} (other SDK headers); rebuild")
        self.assertIn(told, inspected.stdout)
        self.assert_start_refused(["--plugin-dir", plugin], told)

    def test_a_file_that_others_may_write_is_refused(self):
        plugin = self.copy_of("teapotroute", "open") / "build" / "teapotroute.so"
        plugin.chmod(0o757)
        self.assert_start_refused(["--plugin-dir", plugin], plugin, f"run: chmod go-w {plugin}")
        plugin.chmod(0o755)
        plugin.parent.chmod(0o757)
        self.assert_start_refused(["--plugin-dir", plugin], "plugin folder", plugin.parent)

    def test_a_required_plugin_that_is_missing_is_refused(self):
        self.assert_start_refused(["--require-plugin", "teapotroute"],
                                  "the required plugin teapotroute is not among the plugins found")

    def test_two_plugins_of_one_kind_are_refused(self):
        plugin = self.copy_of("teapotroute", "kettle") / "teapotroute_plugin.cc"
        # It routes HTTP by the sources that the SDK shares, so those are proved as well.
        plugin.write_text(
            plugin.read_text().replace("MESHGATE_PLUGIN(teapotroute", "MESHGATE_PLUGIN(kettle")
            .replace('"teapotroute_crds.h"',
                     '"core/plugin/http/matches.h"\n#include "kettle_crds.h"')
            .replace("rule.matches.emplace_back();", "plugin::RuleScope scope(0, issues);"
                     "rule.matches = plugin::http::DescribeMatches(spec, scope);"))
        self.build("kettle")
        kettle = self.folder.path / "kettle" / "build" / "kettle.so"
        run = self.folder.make("kettle", "test", "GOLDENS=")
        self.assertIn("plugin kettle 0.1.0 keeps the contract", run.stdout, run.stderr)
        self.assert_start_refused(
            ["--plugin-dir", kettle, "--plugin-dir", self.file("teapotroute")],
            "TeapotRoute.example.com", kettle, self.file("teapotroute"), "load one of the two")


if __name__ == "__main__":
    junit_main.main()
