#!/usr/bin/env python3
"""Compares the dependencies of what is shipped with the table of allowed edges.

Usage: layering_test.py TABLE GRAPH, where GRAPH is what `bazel query --output=graph` prints.
"""

import re
import sys

EDGE = re.compile(r'^  "([^"]+)" -> "([^"]+)"$')
THIRD_PARTY = "//tools/build/third_party:"
VISIBILITY = "//core:"  # its package holds nothing but package groups, which are no dependencies


def read_table(text):
    """Returns {package: set of allowed packages}."""
    table = {}
    for line in text.splitlines():
        line = line.partition("#")[0].strip()
        if line:
            package, _, allowed = line.partition(":")
            table[package] = set(allowed.split())
    return table


def layer_of(label):
    """Returns a label in the table's words: a package, a third-party library or @repository."""
    if label.startswith(THIRD_PARTY):
        return label.removeprefix(THIRD_PARTY)
    if label.startswith("@"):
        return label.partition("//")[0]
    return label.removeprefix("//").partition(":")[0]


def enclosing(package):
    """Yields the package and the packages above it, the nearest first."""
    while package:
        yield package
        package = package.rpartition("/")[0]


def row_of(package, table):
    return next((candidate for candidate in enclosing(package) if candidate in table), None)


def is_allowed(source, target, table):
    """Whether package `source`, which is in the table, may depend on layer `target`."""
    row = row_of(source, table)
    return row == row_of(target, table) or any(name in table[row] for name in enclosing(target))


def violations(graph, table):
    """Returns a sorted list of messages, one for each edge that the table does not allow."""
    messages = set()
    for line in graph.splitlines():
        edge = EDGE.match(line)
        if not edge or edge[2].startswith(VISIBILITY):
            continue
        source, target = layer_of(edge[1]), layer_of(edge[2])
        if not edge[1].startswith("//") or source.startswith("tools/") or source == target:
            continue
        if edge[1].startswith(THIRD_PARTY) or target.startswith("tools/"):
            continue
        if row_of(source, table) is None:
            messages.add(f"{edge[1]}: package {source} has no row in tools/lint/layering.txt")
        elif not is_allowed(source, target, table):
            messages.add(f"{edge[1]} depends on {edge[2]}: the row of {row_of(source, table)} in "
                         f"tools/lint/layering.txt does not allow {target}")
    return sorted(messages)


def self_test():
    """A checker that accepts everything would go unnoticed."""
    table = read_table("a:\nb: a lib\nb/narrow: a # comment\nc: b @ext\n")

    def edge(source, target):
        return f'  "{source}" -> "{target}"\n'

    third_party = THIRD_PARTY + "lib"
    allowed = [("//b:x", "//a:y"), ("//b/deep:x", "//a:y"), ("//b/deep:x", third_party),
               ("//b/narrow:x", "//b/narrow:y"), ("//c:x", "//b/deep:y"), ("//c:x", "@ext//e:f"),
               ("@ext//e:f", third_party), ("//b:x", "//b/deep:y")]
    refused = [("//a:x", "//b:y"), ("//a:x", third_party), ("//b/narrow:x", third_party),
               ("//c:x", "//a:y"), ("//unknown:x", "//a:y"), ("//b:x", "@ext//e:f")]
    for source, target in allowed:
        assert not violations(edge(source, target), table), (source, target)
    for source, target in refused:
        assert len(violations(edge(source, target), table)) == 1, (source, target)


def main(table_path, graph_path):
    self_test()
    with open(table_path, encoding="utf-8") as table, open(graph_path, encoding="utf-8") as graph:
        graph = graph.read()
        messages = violations(graph, read_table(table.read()))
    assert " -> " in graph, "the graph has no edges"
    print("\n".join(messages))
    return 1 if messages else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
