#!/usr/bin/env python3
"""Runs golden cases through the manager: `golden.py check|update MANAGER CASE...`.

A case is one YAML file: a comment that says why it exists, the input documents, a line that starts
with "# Output", and then what the manager makes of the input: its report on refused documents as
comments, the IR and the statuses. `update` rewrites the part after that line.
"""

import difflib
import os
import subprocess
import sys
import tempfile

MARKER = "# Output"
MARKER_LINE = "# Output: findings, IR and statuses, written by the golden_update target.\n"


def translate(manager, path, output):
    # An API server's refusal of a document is a finding (exit code 1), and part of the case.
    run = subprocess.run(
        [manager, "translate", "-f", path, "--output", output],
        capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1):
        sys.exit(f"translate --output {output} ended with {run.returncode}:\n{run.stderr}")
    return run


def run_case(manager, name, source):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, os.path.basename(name))
        with open(path, "w", encoding="utf-8") as file:
            file.write(source)
        ir = translate(manager, path, "ir")
        status = translate(manager, path, "status")
        findings = "".join(
            "# " + line.replace(folder + "/", "") + "\n" for line in status.stderr.splitlines())
    return findings + ir.stdout + status.stdout


def main(mode, manager, cases):
    failed = 0
    for case in cases:
        with open(case, encoding="utf-8") as file:
            text = file.read()
        source, _, expected = text.partition(MARKER)
        expected = expected.partition("\n")[2]
        actual = run_case(manager, case, source)
        if actual == expected:
            continue
        if mode == "update":
            with open(os.path.realpath(case), "w", encoding="utf-8") as file:
                file.write(source.rstrip("\n") + "\n" + MARKER_LINE + actual)
            print("updated " + case)
            continue
        failed += 1
        sys.stdout.writelines(difflib.unified_diff(
            expected.splitlines(True), actual.splitlines(True), case + " (expected)", "actual"))
    if mode == "check":
        print(f"{len(cases)} cases, {failed} differ")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
