"""Checks what a compiler does not: the rules of STYLE.md that a machine can decide.

Usage: lint.py FOLDER, the root of the repository.
"""

import os
import pathlib
import re
import sys

import plugin_kinds

MAX_COLUMNS = 100
MAX_LINES = 500
# A path here must say why its file is long.
MAY_BE_LONG = {}

CODE = {".h", ".cc", ".def", ".py", ".bzl", ".bazel", ".sh", ".go"}
SCRIPTS = {"tools/bazel", "tools/conformance/run"}  # programs without an extension
GO_TAB = 4  # gofmt indents with tabs, which count as so many columns
VAGUE = {"util", "utils", "helper", "helpers", "common", "misc"}
VAGUE_FUNCTION = re.compile(r"\b(Process|Handle|Do)\(")
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b")
GLOB = re.compile(r"\b(srcs|hdrs)\s*=\s*[^\n]*\bgl" r"ob\(")
INCLUDE = re.compile(r'^#include [<"]([^>"]+)[>"]')
TEST_NAME = re.compile(r"\b(test_\w+|[A-Z][a-z]+(?:[A-Z0-9][a-z0-9]*){2,})\b(?!\.)")
HIDDEN_FROM_HEADERS = re.compile(r"(google/protobuf|grpcpp|boost|yaml-cpp)/|.*\.pb\.h$")


def sources(root):
    """Yields the path of every source file below the root, as a PurePosixPath."""
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders
                            if not name.startswith((".", "bazel-")) and name != "__pycache__")
        for name in sorted(files):
            path = pathlib.Path(folder, name).relative_to(root)
            if path.suffix in CODE or str(path) in SCRIPTS:
                yield path


def check_lines(path, lines):
    for number, line in enumerate(lines, start=1):
        columns = len(line.expandtabs(GO_TAB))
        if columns > MAX_COLUMNS:
            yield number, f"has {columns} columns, more than {MAX_COLUMNS}"
        if line != line.rstrip():
            yield number, "ends in white space"
        if "\t" in line and path.suffix != ".go":
            yield number, "contains a tab"
        if UNFINISHED.search(line):
            yield number, "is a note to finish something: finish it, or open an issue"
        if path.suffix in {".h", ".cc"} and VAGUE_FUNCTION.search(line):
            yield number, "names a function so vaguely that it could do anything"
        if path.name == "BUILD.bazel" and GLOB.search(line):
            yield number, "collects sources with a pattern: name each file"


def check_file(path, lines):
    words = re.split(r"[/_.]", str(path))
    for word in VAGUE.intersection(words):
        yield 1, f"has '{word}' in its path, which says nothing about its content"
    if len(lines) > MAX_LINES and str(path) not in MAY_BE_LONG:
        yield len(lines), f"is longer than {MAX_LINES} lines"


def check_header(path, lines):
    guard = "MESHGATE_" + re.sub(r"[^A-Z0-9]", "_", str(path).upper()) + "_"
    directives = [line for line in lines if line.startswith("#")]
    if directives[:2] != [f"#ifndef {guard}", f"#define {guard}"]:
        yield 1, f"must begin with the include guard {guard}"
    if path.parts[0] != "core":
        return
    for number, line in enumerate(lines, start=1):
        include = INCLUDE.match(line)
        if include and HIDDEN_FROM_HEADERS.match(include[1]):
            yield number, f"includes {include[1]} in a header of core: use it in a .cc file"
        if include and path.parts[1] in {"ir", "plugin"} and "/" in include[1]:
            if not include[1].startswith(("core/ir/", "core/plugin/")):
                yield number, f"includes {include[1]}: plugins get the standard library only"


def check(path, text, kinds):
    """Yields (line number, what is wrong) for a source file; `kinds`: see plugin_kinds.py."""
    lines = text.splitlines()
    yield from check_lines(path, lines)
    yield from check_file(path, lines)
    if path.suffix == ".h":
        yield from check_header(path, lines)
    yield from plugin_kinds.check(path, text, kinds)


def check_document(text, words):
    """Yields (line number, what is wrong): the last column of a table names tests that exist.

    `words`: those of all tests.
    """
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("| "):
            continue
        for name in TEST_NAME.findall(line.rstrip(" |").rpartition("| ")[2]):
            if name not in words:
                yield number, f"names the test {name}, which does not exist"


def main(root):
    count = findings = 0
    words = set()
    kinds = plugin_kinds.declared(root)
    for path in sources(root):
        count += 1
        text = pathlib.Path(root, path).read_text(encoding="utf-8")
        if path.stem.endswith("_test"):
            words.update(re.findall(r"\w+", text))
        for number, finding in check(path, text, kinds):
            findings += 1
            print(f"{path}:{number}: {finding}")
    for path in sorted(pathlib.Path(root, "docs").glob("*.md")):
        count += 1
        for number, finding in check_document(path.read_text(encoding="utf-8"), words):
            findings += 1
            print(f"{path.relative_to(root)}:{number}: {finding}")
    print(f"{count} files, {findings} findings")
    return 1 if findings or not count else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
