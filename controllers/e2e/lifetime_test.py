#!/usr/bin/env python3
"""Starts, ends and failures of the manager and its Envoys."""

import http.client
import os
import signal
import socket
import subprocess
import threading
import unittest

import junit_main
from manager_harness import (MANAGER, Load, Manager, World, eventually, gateway, request, route,
                             send, status_of)

PORT = 18080
ONE = "[{backendRefs: [{name: one, port: 80}]}]"
TWO = "[{backendRefs: [{name: two, port: 80}]}]"


def run(*arguments, **keywords):
    """The result of a manager that ends by itself."""
    return subprocess.run([MANAGER, *arguments], capture_output=True, text=True, timeout=60,
                          check=False, **keywords)


class SlowBackend:
    """Answers one request with 200, when the test says so."""

    def __init__(self):
        self.asked, self.answer = threading.Event(), threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self):
        try:
            connection, _ = self._socket.accept()
        except OSError:
            return  # Closed.
        with connection:
            connection.recv(65536)
            self.asked.set()
            self.answer.wait()
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    def close(self):
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()


class LifetimeTest(unittest.TestCase):

    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.world.write("gateway", gateway(
            "gw", f"[{{name: http, port: {PORT}, protocol: HTTP}}]"))
        self.world.write("route", route("echo", ONE))

    def test_signals_end_everything(self):
        for sent in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(signal=sent.name):
                manager = self.world.start()
                self.assertEqual(len(self.world.envoys()), 1)
                self.assertEqual(manager.end(sent), 0, manager.text)
                self.assertEqual(self.world.envoys(), [])
                self.assertEqual(status_of(PORT), 0)

    def test_a_running_request_is_answered_before_the_end(self):
        backend = SlowBackend()
        self.addCleanup(backend.close)
        self.world.map_backends({"one": backend.address})
        manager = self.world.start()
        answers = []
        client = threading.Thread(target=lambda: answers.append(status_of(PORT)))
        client.start()
        self.addCleanup(client.join)
        self.addCleanup(backend.answer.set)
        self.assertTrue(backend.asked.wait(60))
        manager.send(signal.SIGTERM)
        manager.wait_for("^Stopping: the proxies drain")
        backend.answer.set()
        client.join()
        self.assertEqual(answers, [200])
        self.assertEqual(manager.wait(), 0)
        self.assertEqual(self.world.envoys(), [])

    def test_envoy_survives_a_killed_manager_and_the_next_one_adopts_it(self):
        self.world.use_own_backend()
        self.world.start()
        envoys = self.world.envoys()
        self.assertEqual(len(envoys), 1)
        with Load(PORT) as load:
            self.world.manager.end(signal.SIGKILL)
            before = load.outcomes[200]
            eventually(lambda: load.outcomes[200] > before + 100)
            self.assertEqual(self.world.envoys(), envoys, "Envoy goes on")
            manager = self.world.start()
            manager.wait_for(rf"process id {envoys[0]} of an earlier manager is kept")
            before = load.outcomes[200]
            eventually(lambda: load.outcomes[200] > before + 100)
            self.world.write("route", route("echo", ONE, "[changed.test]"), "\n")
            eventually(lambda: status_of(PORT, host="changed.test") == 200
                       and status_of(PORT, host="other.test") == 404)
            self.world.write("route", route("echo", ONE))
            eventually(lambda: status_of(PORT) == 200)
        self.assertEqual(self.world.envoys(), envoys, "and is the same process to the end")
        failed = {outcome: count for outcome, count in load.outcomes.items()
                  if outcome not in (200, 404)}
        self.assertEqual(failed, {}, "404 only while the route was for another host")

    def test_a_restart_sends_nothing_again(self):
        self.world.use_own_backend()
        self.world.start()
        updates = self.update_counts()
        self.world.manager.end(signal.SIGKILL)
        self.world.start()
        self.assertEqual(self.update_counts(), updates)

    def update_counts(self):
        """How often Envoy took a new configuration, from its own statistics."""
        [admin] = self.world.runtime.glob("*.admin")
        connection = http.client.HTTPConnection("admin")
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(str(admin))
        text = send(connection, "/stats?filter=update_success").body
        connection.close()
        self.assertIn("lds.update_success", text)
        return text

    def test_an_envoy_whose_gateway_is_gone_is_stopped_by_the_next_manager(self):
        self.world.start()
        self.world.manager.end(signal.SIGKILL)
        self.assertEqual(len(self.world.envoys()), 1)
        self.world.remove("gateway")
        self.world.start()
        eventually(lambda: self.world.envoys() == [])

    def test_a_deleted_gateway_loses_its_envoy(self):
        self.world.start()
        self.world.remove("gateway")
        eventually(lambda: self.world.envoys() == [])
        self.assertEqual(status_of(PORT), 0)
        self.world.write("gateway", gateway(
            "gw", f"[{{name: http, port: {PORT}, protocol: HTTP}}]"))
        eventually(lambda: status_of(PORT) == 200)

    def test_a_second_manager_for_the_same_folder(self):
        self.world.start()
        second = run("run", "-f", str(self.world.objects), "--runtime-dir",
                     str(self.world.runtime))
        self.assertEqual(second.returncode, 3)
        self.assertEqual(second.stderr.count("\n"), 1, second.stderr)
        self.assertIn(f"process id {self.world.manager.pid}", second.stderr)
        self.assertEqual(status_of(PORT), 200)

    def test_a_folder_that_cannot_be_written(self):
        # A file in the way stops root too, whom permissions do not.
        in_the_way = self.world.folder / "file"
        in_the_way.write_text("")
        folders = [in_the_way / "run"]
        if os.geteuid() != 0:
            locked = self.world.folder / "locked"
            locked.mkdir(mode=0o500)
            folders.append(locked / "run")
        else:
            print("permissions do not stop root: only the other case was tried")
        for option in ("--runtime-dir", "--status-dir"):
            for folder in folders:
                with self.subTest(option=option, folder=folder.parent.name):
                    arguments = ["run", "-f", str(self.world.objects), option, str(folder)]
                    if option == "--status-dir":
                        arguments += ["--runtime-dir", str(self.world.runtime)]
                    refused = run(*arguments)
                    self.assertEqual(refused.returncode, 3)
                    self.assertEqual(refused.stderr.count("\n"), 1, refused.stderr)
                    self.assertIn(str(folder), refused.stderr)

    def test_wrong_usage_is_one_line_and_exit_code_2(self):
        for arguments, wanted in (
                (["--stauts-dir", "x"], r"--stauts-dir.*--status-dir"),
                (["rnu"], r"rnu.*run"),
                (["run"], r"--file"),
                (["run", "-f"], r"-f|--file"),
                (["translate", "-f", ".", "--output", "xml"], r"status, ir, xds"),
                (["run", "-f", ".", "--bind-address", "here"], r"here")):
            with self.subTest(arguments=arguments):
                refused = run(*arguments, cwd=self.world.folder)
                self.assertEqual((refused.returncode, refused.stdout), (2, ""), refused.stderr)
                self.assertEqual(refused.stderr.count("\n"), 1, refused.stderr)
                self.assertRegex(refused.stderr, wanted)

    def test_what_cannot_be_reached_is_exit_code_3(self):
        refused = run("run", "-f", "absent", "--runtime-dir", str(self.world.runtime),
                      cwd=self.world.folder)
        self.assertEqual(refused.returncode, 3, refused.stderr)
        self.assertIn(str(self.world.folder / "absent"), refused.stderr)

    def test_the_port_map_moves_sockets_only(self):
        port_map = self.world.folder / "ports.json"
        port_map.write_text('{"listeners": {"demo/gw:18080": "127.0.0.2:20001"}}')
        self.world.write("route", route("echo", """
  - filters: [{type: RequestRedirect, requestRedirect: {hostname: example.org}}]
"""))
        self.world.arguments += ["--port-map", str(port_map)]
        self.world.start()
        self.assertEqual(status_of(PORT), 0)
        answer = request(20001, address="127.0.0.2")
        self.assertEqual(answer.headers["location"], f"http://example.org:{PORT}/")

    def test_a_broken_port_map(self):
        port_map = self.world.folder / "ports.json"
        port_map.write_text('{"listeners": {"demo/gw:80": "nowhere"}}')
        refused = run("run", "-f", str(self.world.objects), "--port-map", str(port_map),
                      "--runtime-dir", str(self.world.runtime))
        self.assertEqual(refused.returncode, 2)
        self.assertRegex(refused.stderr, r"ports\.json.*1:")

    def test_relative_paths_are_taken_from_where_bazel_run_was_called(self):
        manager = Manager(
            ["run", "-f", "objects", "--runtime-dir", "run", "--demo-backends"],
            {"BUILD_WORKING_DIRECTORY": str(self.world.folder)}, cwd="/")
        self.world.manager = manager
        manager.wait_for("^curl ")
        self.assertEqual(status_of(PORT), 200)

    def test_every_setting_says_where_it_comes_from(self):
        config = self.world.folder / "config.yaml"
        config.write_text("""\
apiVersion: config.meshgate.io/v1alpha1
kind: ManagerConfiguration
logLevel: debug
bindAddress: 127.0.0.3
controllerName: c.test/file
""")
        printed = run("--config", str(config), "--print-config", "--log-level", "warn",
                      env={**os.environ, "MESHGATE_CONTROLLER_NAME": "c.test/environment"})
        self.assertEqual(printed.returncode, 0, printed.stderr)
        for line in (r"logLevel: warn\s+# from --log-level",
                     r"bindAddress: 127.0.0.3\s+# from .*config.yaml:4",
                     r"controllerName: c.test/environment\s+# from MESHGATE_CONTROLLER_NAME",
                     r"demoBackends: false\s+# from the default"):
            self.assertRegex(printed.stdout, line)


if __name__ == "__main__":
    junit_main.main()
