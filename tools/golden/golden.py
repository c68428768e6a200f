#!/usr/bin/env python3
"""Runs golden cases through the manager.

A case is one YAML file: a comment that says why it exists, the input documents, a line that starts
with "# Output", and then what the manager makes of the input: its report on refused documents as
comments, the IR and the statuses. `update` rewrites the part after that line.

In the input, CERTIFICATE_1 and KEY_1 (_2, and so on) stand for a certificate and its private key in
base64. They are made anew in each run, since no private key is ever written into a case, and what
is hashed from them is left out of the output.

The supportedFeatures of a GatewayClass are left out as well, for they are the same in each case and
grow with each release. A case whose input has the line "# Shows supportedFeatures." shows them.
"""

import argparse
import base64
import difflib
import os
import re
import subprocess
import sys
import tempfile

MARKER = "# Output"
MARKER_LINE = "# Output: findings, IR and statuses, written by the golden_update target.\n"
SHOWS_FEATURES = re.compile(r"^# Shows supportedFeatures\.$", re.MULTILINE)
FEATURES = re.compile(r"^  supportedFeatures:\n(  - .*\n)*", re.MULTILINE)
PAIR = re.compile(r"\b(CERTIFICATE|KEY)_(\d+)\b")
HASH = re.compile(r"\bhash: \S+")


def make_pair():
    """A certificate and its key, in base64."""
    with tempfile.TemporaryDirectory() as folder:
        files = {part: os.path.join(folder, part) for part in ("CERTIFICATE", "KEY")}
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-subj", "/CN=golden.test", "-out", files["CERTIFICATE"],
             "-keyout", files["KEY"]],
            check=True, capture_output=True)
        pair = {}
        for part, path in files.items():
            with open(path, "rb") as file:
                pair[part] = base64.b64encode(file.read()).decode()
        return pair


def with_pairs(source):
    pairs = {number: make_pair() for _, number in PAIR.findall(source)}
    return PAIR.sub(lambda match: pairs[match[2]][match[1]], source)


def environment():
    """Tells the manager where its plugins are: `bazel test` does so, `bazel run` does not."""
    folder = os.path.dirname(os.getcwd())
    return {"RUNFILES_DIR": folder, **os.environ} if folder.endswith(".runfiles") else None


def translate(options, path, output):
    command = [options.manager, "translate", "-f", path, "--output", output]
    # Absolute, since the manager takes paths from where `bazel run` was called.
    for plugin in options.plugin_dir:
        command += ["--plugin-dir", os.path.abspath(plugin)]
    # An API server's refusal of a document is a finding (exit code 1), and part of the case.
    run = subprocess.run(command, capture_output=True, text=True, check=False, env=environment())
    if run.returncode not in (0, 1):
        sys.exit(f"translate --output {output} ended with {run.returncode}:\n{run.stderr}")
    return run


def run_case(options, name, source):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, os.path.basename(name))
        with open(path, "w", encoding="utf-8") as file:
            file.write(with_pairs(source))
        ir = translate(options, path, "ir")
        status = translate(options, path, "status")
        findings = "".join(
            "# " + line.replace(folder + "/", "") + "\n" for line in status.stderr.splitlines())
    output = findings + HASH.sub("hash: of-this-run", ir.stdout) + status.stdout
    return output if SHOWS_FEATURES.search(source) else FEATURES.sub("", output)


def main(options):
    failed = 0
    for case in options.cases:
        with open(case, encoding="utf-8") as file:
            text = file.read()
        source, _, expected = text.partition(MARKER)
        expected = expected.partition("\n")[2]
        actual = run_case(options, case, source)
        if actual == expected:
            continue
        if options.mode == "update":
            with open(os.path.realpath(case), "w", encoding="utf-8") as file:
                file.write(source.rstrip("\n") + "\n" + MARKER_LINE + actual)
            print("updated " + case)
            continue
        failed += 1
        sys.stdout.writelines(difflib.unified_diff(
            expected.splitlines(True), actual.splitlines(True), case + " (expected)", "actual"))
    if options.mode == "check":
        print(f"{len(options.cases)} cases, {failed} differ")
    return 1 if failed else 0


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mode", choices=("check", "update"))
    parser.add_argument("--plugin-dir", action="append", default=[], metavar="FILE|FOLDER",
                        help="a plugin that the manager does not bring along; repeatable")
    parser.add_argument("manager")
    parser.add_argument("cases", nargs="*")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(parse(sys.argv[1:])))
