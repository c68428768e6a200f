#!/usr/bin/env python3
"""Measures how long a file takes from its rename to the first new answer through Envoy.

Usage: propagation.py [ROUTES...], default 10 1000 10000. Every route has a host and a file of its
own; one client asks for the host of the changed route over one kept connection without a pause.
"""

import http.client
import math
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "controllers" / "e2e"))
from manager_harness import World, gateway, route, send  # pylint: disable=wrong-import-position

PORT = 18080
CHANGES = 200
PATIENCE_SECONDS = 10
ROW = "{:>8} {:>8} {:>8} {:>9.1f} {:>9.1f} {:>9.1f} {:>8} {:>8}"


def answering(number, value):
    """Route `number`, whose answers carry the value."""
    return route(f"r{number}", f"""
  - backendRefs: [{{name: one, port: 80}}]
    filters:
    - type: ResponseHeaderModifier
      responseHeaderModifier: {{set: [{{name: x-value, value: "{value}"}}]}}
""", f"[h{number}.test]")


def ask(connection, number):
    """What the host of the route answers: the value, or the status code of another answer."""
    answer = send(connection, host=f"h{number}.test")
    return answer.headers.get("x-value") if answer.status == 200 else answer.status


def change(world, connection, number, old, new):
    """Returns milliseconds to the first new answer, and how many answers were neither."""
    world.write(f"r{number}", answering(number, new))
    renamed = time.monotonic()
    wrong = 0
    while (seen := ask(connection, number)) != new:
        wrong += seen != old
        if time.monotonic() - renamed > PATIENCE_SECONDS:
            raise TimeoutError(f"host h{number}.test still answers {seen}")
    return 1000 * (time.monotonic() - renamed), wrong


def report(routes, what, measured, started):
    milliseconds = sorted(time_ for time_, _ in measured)
    rank = [milliseconds[math.ceil(len(milliseconds) * part) - 1] for part in (0.5, 0.99, 1)]
    print(ROW.format(routes, what, len(measured), *rank, sum(wrong for _, wrong in measured),
                     f"{started:.1f} s"), flush=True)


def measure(routes):
    world = World()
    try:
        world.write("gateway", gateway("gw", f"[{{name: http, port: {PORT}, protocol: HTTP}}]"))
        for number in range(routes):
            world.write(f"r{number}", answering(number, "first"))
        start = time.monotonic()
        world.start()
        started = time.monotonic() - start
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=PATIENCE_SECONDS)
        values = {}
        edited = []
        for step in range(CHANGES):
            number = step * 7919 % routes
            edited.append(change(world, connection, number, values.get(number, "first"),
                                 f"edit-{step}"))
            values[number] = f"edit-{step}"
        report(routes, "edited", edited, started)
        report(routes, "new", [change(world, connection, routes + step, 404, "new")
                               for step in range(CHANGES)], started)
        connection.close()
    finally:
        world.close()


def main(arguments):
    print(f"{'routes':>8} {'file':>8} {'changes':>8} {'p50 ms':>9} {'p99 ms':>9} {'worst ms':>9} "
          f"{'wrong':>8} {'start':>8}")
    for routes in [int(argument) for argument in arguments] or (10, 1000, 10000):
        measure(routes)


if __name__ == "__main__":
    main(sys.argv[1:])
