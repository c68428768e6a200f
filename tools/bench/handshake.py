#!/usr/bin/env python3
"""Measures how long one more HTTPS listener takes to its first good handshake.

Usage: handshake.py [LISTENERS...], default 1 15 63: so many listeners, each with a certificate of
its own, share the port with the one that comes and goes. Over one of them a client sends requests
all the time on one connection; `failed` counts those without an answer of 200.
"""

import math
import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "controllers" / "e2e"))
# pylint: disable=wrong-import-position
from manager_harness import World, gateway, route
from tls_harness import Client, https, make_pair, mark_of, secret
# pylint: enable=wrong-import-position

PORT = 18443
CHANGES = 50
PATIENCE_SECONDS = 20
ROW = "{:>9} {:>8} {:>9.1f} {:>9.1f} {:>9.1f} {:>8}"


class Held(threading.Thread):
    """Requests on one connection until it is stopped."""

    def __init__(self, name):
        super().__init__()
        self._client = Client(PORT, name)
        self._name = name
        self._stopped = threading.Event()
        self.failed = 0

    def run(self):
        while not self._stopped.wait(0.002):
            try:
                self.failed += self._client.get(self._name)[0] != 200
            except OSError:
                self.failed += 1
                return

    def stop(self):
        self._stopped.set()
        self.join()
        self._client.close()


def wait_for(mark):
    """Milliseconds until clients that ask for the new listener's name get this certificate."""
    start = time.monotonic()
    while mark_of(PORT, "new.test") != mark:
        if time.monotonic() - start > PATIENCE_SECONDS:
            raise TimeoutError("the listener does not come, or does not go")
    return 1000 * (time.monotonic() - start)


def measure(count):
    world = World()
    try:
        pair = make_pair("new.test")
        world.write("new", secret("new", pair.chain, pair.key))
        listeners = []
        for number in range(count):
            other = make_pair(f"l{number}.test")
            world.write(f"s{number}", secret(f"s{number}", other.chain, other.key))
            listeners.append(https(f"l{number}", PORT, f"l{number}.test", f"s{number}"))
        without = gateway("gw", "[" + ", ".join(listeners) + "]")
        listeners.append(https("new", PORT, "new.test", "new"))
        with_new = gateway("gw", "[" + ", ".join(listeners) + "]")
        world.write("route", route("echo", "[{backendRefs: [{name: one, port: 80}]}]"))
        world.write("gateway", without)
        world.start()
        held = Held("l0.test")
        held.start()
        times = []
        for _ in range(CHANGES):
            world.write("gateway", with_new)
            times.append(wait_for(pair.mark))
            world.write("gateway", without)
            wait_for(None)
        held.stop()
        times.sort()
        rank = [times[math.ceil(len(times) * part) - 1] for part in (0.5, 0.99, 1)]
        print(ROW.format(count, CHANGES, *rank, held.failed), flush=True)
    finally:
        world.close()


def main(arguments):
    print(f"{'listeners':>9} {'changes':>8} {'p50 ms':>9} {'p99 ms':>9} {'worst ms':>9} "
          f"{'failed':>8}")
    for count in [int(argument) for argument in arguments] or (1, 15, 63):
        measure(count)


if __name__ == "__main__":
    main(sys.argv[1:])
