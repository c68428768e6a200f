"""Runs the real manager in a temporary folder, as a user would, and sends it real requests."""

import collections
import http.client
import json
import math
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

import block_yaml

MANAGER = os.path.abspath(os.environ.get("MANAGER", "controllers/manager"))
READY = r"^curl -ik? |^No route is served"

# Everything that most cases need: a class, and Services that the demo backends answer for.
BASE = """
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: kuma}
spec: {controllerName: gateways.kuma.io/controller}
---
apiVersion: v1
kind: Service
metadata: {name: one, namespace: demo}
spec: {ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: two, namespace: demo}
spec: {ports: [{port: 80}]}
"""


def gateway(name, listeners, created=""):
    """A Gateway of namespace demo; `listeners` is a YAML list."""
    timestamp = f", creationTimestamp: '{created}'" if created else ""
    return f"""
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {{name: {name}, namespace: demo{timestamp}}}
spec: {{gatewayClassName: kuma, listeners: {listeners}}}
"""


def route(name, rules, hostnames="[]", parents="[{name: gw}]", labels="{}"):
    """An HTTPRoute of namespace demo; all but the name are YAML."""
    return f"""
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {{name: {name}, namespace: demo, labels: {labels}}}
spec:
  parentRefs: {parents}
  hostnames: {hostnames}
  rules: {rules}
"""


def eventually(check, seconds=60.0):
    """Calls `check` until it returns something true, and returns that."""
    deadline = time.monotonic() + seconds
    while True:
        value = check()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s; the last value was {value!r}")
        time.sleep(0.005)


class Answer(collections.namedtuple("Answer", "status headers body")):
    """Header names are lower case; `headers` maps to the last value of a name."""

    @property
    def echo(self):
        """What the demo backend saw."""
        try:
            return json.loads(self.body)
        except json.JSONDecodeError as error:
            raise AssertionError(f"no answer of the demo backend: {self}") from error


def send(connection, path="/", host=None, method="GET", headers=()):
    """Sends a request on an open connection. `host`: the Host header, else the connection's."""
    connection.putrequest(method, path, skip_host=host is not None, skip_accept_encoding=True)
    if host is not None:
        connection.putheader("Host", host)
    for name, value in headers:
        connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    body = response.read().decode()
    return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, body)


def request(port, path="/", host=None, method="GET", headers=(), address="127.0.0.1", timeout=30):
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection(address, port, timeout=timeout)
    try:
        return send(connection, path, host, method, headers)
    finally:
        connection.close()


def status_of(port, path="/", host=None, **keywords):
    """The answer's status code, or 0 while nobody answers."""
    try:
        return request(port, path, host, **keywords).status
    except (OSError, http.client.HTTPException):
        return 0


def service_of(port, path="/", host=None):
    """The Service whose demo backend answers, or the status code of another answer."""
    try:
        answer = request(port, path, host)
    except (OSError, http.client.HTTPException):
        return 0
    return answer.echo["service"] if answer.status == 200 else answer.status


class Clients:
    """Threads that `_run` until the with block ends, and note each outcome of theirs."""

    def __init__(self, clients):
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._run) for _ in range(clients)]
        self._lock = threading.Lock()
        self.outcomes = collections.Counter()

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *unused):
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def count(self):
        with self._lock:
            return sum(self.outcomes.values())

    def _note(self, outcome):
        with self._lock:
            self.outcomes[outcome] += 1

    def _run(self):
        raise NotImplementedError


class Load(Clients):
    """Clients that send requests, at most 500 a second each.

    `outcomes` counts them by status code, or by the text of an error.

    `per_connection`: how many requests a client sends before it takes a new connection.
    """

    def __init__(self, port, host=None, clients=4, per_connection=math.inf):
        super().__init__(clients)
        self._arguments = (port, host, per_connection)

    def _run(self):
        port, host, per_connection = self._arguments
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        sent = 0
        while not self._ended.wait(0.002):
            try:
                outcome = send(connection, host=host).status
            except (OSError, http.client.HTTPException) as error:
                outcome = repr(error)
                connection.close()
            sent += 1
            if sent % per_connection == 0:
                connection.close()
            self._note(outcome)
        connection.close()


class Manager:
    """A running manager; what it prints on both streams is collected in `lines`."""

    def __init__(self, arguments, environment=None, cwd=None, program=MANAGER):
        inherited = {name: value for name, value in os.environ.items()
                     if not name.startswith(("MESHGATE_", "BUILD_W", "XDG_"))}
        self._process = subprocess.Popen(
            [program, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, cwd=cwd, env={**inherited, **(environment or {})})
        self.pid = self._process.pid
        self.lines = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self):
        for line in self._process.stdout:
            self.lines.append(line.rstrip("\n"))

    @property
    def text(self):
        return "\n".join(self.lines)

    def wait_for(self, pattern, seconds=60.0):
        """Waits until a printed line matches, and returns the match."""
        expression = re.compile(pattern)

        def find():
            ended = self._process.poll() is not None
            for line in list(self.lines):
                match = expression.search(line)
                if match:
                    return match
            if ended and not self._reader.is_alive():
                raise AssertionError(f"the manager ended without a line {pattern!r}:\n{self.text}")
            return None

        try:
            return eventually(find, seconds)
        except AssertionError as error:
            raise AssertionError(f"no line {pattern!r}: {error}; printed:\n{self.text}") from None

    def running(self):
        return self._process.poll() is None

    def send(self, signal_number):
        self._process.send_signal(signal_number)

    def end(self, sent=signal.SIGTERM):
        """Sends the signal and returns the exit code."""
        if self.running():
            self.send(sent)
        return self.wait()

    def wait(self, seconds=60):
        """Returns the exit code of a manager that ends by itself."""
        code = self._process.wait(seconds)
        self._reader.join()
        self._process.stdout.close()
        return code


class World:
    """A temporary folder with objects, statuses and the runtime folder of one manager."""

    def __init__(self, arguments=("--demo-backends",), environment=None):
        # Not below the test's own folder: its path is too long for the sockets of the proxies.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="mg"))
        self.objects = self.folder / "objects"
        self.objects.mkdir()
        self.statuses = self.folder / "status"
        self.runtime = self.folder / "run"
        self.arguments = [*arguments]
        self.environment = environment
        self.manager = None
        self._backend = None
        self.write("base", BASE)

    def use_own_backend(self, services=("one",)):
        """Answers for Services of namespace demo from a process that outlives the manager.

        Demo backends end with it.
        """
        program = pathlib.Path(__file__).parent / "plain_backend.py"
        with socket.create_server(("127.0.0.1", 0)) as server:
            self._backend = subprocess.Popen(["python3", program, str(server.fileno())],
                                             pass_fds=[server.fileno()])
            address = f"127.0.0.1:{server.getsockname()[1]}"
        self.map_backends(dict.fromkeys(services, address))

    def map_backends(self, addresses):
        """Takes these Services of namespace demo, by name, for other programs' "IP:PORT"."""
        port_map = self.folder / "ports.json"
        port_map.write_text(json.dumps(
            {"backends": {f"demo/{service}:80": at for service, at in addresses.items()}}))
        self.arguments = ["--port-map", str(port_map)]

    def close(self):
        """Ends the manager, whatever it left behind, and the backend."""
        if self._backend is not None:
            self._backend.kill()
            self._backend.wait()
        if self.manager is not None and self.manager.running():
            self.manager.end()
        for pid in self.envoys():
            os.kill(pid, signal.SIGKILL)
        shutil.rmtree(self.folder)

    def write(self, name, *documents):
        """Replaces objects/NAME.yaml in one step."""
        draft = self.folder / "draft"
        draft.write_text("---".join(documents))
        draft.rename(self.objects / f"{name}.yaml")

    def remove(self, name):
        (self.objects / f"{name}.yaml").unlink()

    def start(self, ready=READY):
        """Starts the manager and waits until it prints a line that matches."""
        self.manager = Manager(
            ["run", "-f", str(self.objects), "--status-dir", str(self.statuses),
             "--runtime-dir", str(self.runtime), *self.arguments], self.environment)
        self.manager.wait_for(ready)
        return self.manager

    def envoys(self):
        """The process ids of the Envoys of this folder."""
        pids = []
        for entry in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue  # It ended meanwhile.
            if f"{self.runtime}/".encode() in command:
                pids.append(int(entry.name))
        return pids

    def status(self, kind, name, group="gateway.networking.k8s.io"):
        """The status of an object of namespace demo, or None while it has no file."""
        path = self.statuses / f"{kind}.{group}_demo_{name}.status.yaml"
        try:
            return block_yaml.loads(path.read_text())["status"]
        except FileNotFoundError:
            return None

    def listener_condition(self, name, listener, type_):
        """(status, reason, message) of a condition of a listener of a Gateway, or None."""
        status = self.status("Gateway", name) or {}
        for entry in status.get("listeners", []):
            if entry["name"] == listener:
                return condition(entry, type_)
        return None

    def gateway_condition(self, name, type_):
        return condition(self.status("Gateway", name) or {}, type_)

    def route_condition(self, name, type_):
        """(status, reason, message) of a condition under the route's first parent, or None."""
        parents = (self.status("HTTPRoute", name) or {}).get("parents", [])
        return condition(parents[0], type_) if parents else None


Condition = collections.namedtuple("Condition", "status reason message")


def condition(holder, type_):
    """The condition of this type in a status, a listener or a parent; None if there is none."""
    for entry in holder.get("conditions", []):
        if entry["type"] == type_:
            return Condition(entry["status"], entry["reason"], entry["message"])
    return None
