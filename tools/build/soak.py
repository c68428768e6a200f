#!/usr/bin/env python3
"""Runs the tests that depend on timing many times, while busy loops take every core.

Each failure is told with the end of its output, and the last line counts the cases of all runs. A
test that fails once here is to be mended: it decides by the wall clock, or the product is wrong.
"""

import argparse
import os
import subprocess
import sys
import tempfile

import report_tests

TARGETS = ("//controllers/app/...", "//controllers/e2e/...", "//controllers/explain/...",
           "//controllers/infra/...", "//controllers/provider/...", "//controllers/sinks/...",
           "//plugins/example/...")


def start_load(count):
    return [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]


def main(options):
    workspace = os.environ["BUILD_WORKSPACE_DIRECTORY"]  # of `bazel run`
    bazel = os.path.join(workspace, "tools", "bazel")
    targets = options.target or TARGETS
    subprocess.run([bazel, "build", "--build_tests_only", *targets], cwd=workspace, check=True)
    load = start_load(options.load)
    try:
        with tempfile.NamedTemporaryFile() as events:
            run = subprocess.run(
                [bazel, "test", "--keep_going", "--nocache_test_results",
                 f"--runs_per_test={options.runs}", "--build_tests_only", "--test_output=summary",
                 f"--build_event_json_file={events.name}", *targets],
                cwd=workspace, check=False)
            print(f"{options.runs} runs beside {options.load} busy loops:")
            return report_tests.main(events.name, run.returncode)
    finally:
        for process in load:
            process.kill()
            process.wait()


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--load", type=int, default=os.cpu_count(), help="busy loops")
    parser.add_argument("target", nargs="*", help="by default all that depend on timing")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(parse(sys.argv[1:])))
