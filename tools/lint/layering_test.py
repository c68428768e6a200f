#!/usr/bin/env python3
"""Compares the dependencies of the product and of all plugins with the table of allowed edges.

Usage: layering_test.py TABLE GRAPH WORKSPACE, where GRAPH is what `bazel query --output=graph`
prints, and WORKSPACE the file at the root of the repository.
"""

import pathlib
import re
import sys

EDGE = re.compile(r'^  "([^"]+)" -> "([^"]+)"$')
PLUGIN = re.compile(r'^meshgate_plugin\(\s*name = "(\w+)"', re.MULTILINE)
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


def plugins_below(root):
    """Yields the label of every plugin below the root, which no query can do inside a build."""
    for path in sorted(pathlib.Path(root, "plugins").rglob("BUILD.bazel")):
        package = path.parent.relative_to(root)
        for name in PLUGIN.findall(path.read_text(encoding="utf-8")):
            yield f"//{package}:{name}.so"


def forgotten(plugins, graph):
    """Returns a message for each plugin that the graph leaves out, and so the table's check too."""
    return [f"{plugin} is not checked: name it in plugins/BUILD.bazel if it is shipped, or else in "
            "a filegroup that tools/lint/BUILD.bazel names"
            for plugin in plugins if f'"{plugin}"' not in graph]


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
    assert not forgotten(["//p/a:a.so"], edge("//p:all", "//p/a:a.so"))
    assert len(forgotten(["//p/a:a.so"], edge("//p:all", "//p/a:aa.so"))) == 1


def main(table_path, graph_path, workspace):
    self_test()
    table = read_table(pathlib.Path(table_path).read_text(encoding="utf-8"))
    graph = pathlib.Path(graph_path).read_text(encoding="utf-8")
    plugins = list(plugins_below(pathlib.Path(workspace).resolve().parent))
    assert " -> " in graph and plugins, "the graph has no edges, or no plugin was found"
    messages = violations(graph, table) + forgotten(plugins, graph)
    print("\n".join(messages))
    return 1 if messages else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
