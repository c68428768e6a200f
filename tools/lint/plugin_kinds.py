"""Finds code of the core that names a kind of a plugin: the core serves the kinds of all alike.

Which kinds are a plugin's is read from the plugins: the literal `.kind` that a spec() returns, and
the kinds of their CRDs. GatewayClass, Gateway, ListenerSet and ReferenceGrant are the core's own.
"""

import pathlib
import re

SPEC_KIND = re.compile(r'\bspec\(\) const[^;]*?\.kind = "(\w+)"')
CRD_KIND = re.compile(r"\bnames:[^-]*?\bkind: (\w+)")
ADDS_KIND = re.compile(r"\.Add(?:RouteKind|FilterKind|ClassParameters|Policy)\(")
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+")
STRING = r'"(?:\\.|[^"\\\n])*"'
# Strings are matched as well, because they may hold what looks like a comment.
CPP_TOKEN = re.compile(r'R"(\w*)\(.*?\)\1"|' + STRING + r"|'(?:\\.|[^'\\\n])'|//[^\n]*|/\*.*?\*/",
                       re.DOTALL)
SCRIPT_TOKEN = re.compile(STRING + r"|#[^\n]*")


def is_test(path):
    return path.stem.endswith("_test") or path.parts[:3] == ("core", "pipeline", "testing")


def declared(root):
    """Returns {kind of a plugin: the file that declares it, relative to the root}."""
    folder = pathlib.Path(root, "plugins")
    sources = [path for suffix in ("h", "cc") for path in sorted(folder.rglob("*." + suffix))]
    kinds = {}
    for pattern, paths in ((SPEC_KIND, sources), (CRD_KIND, sorted(folder.rglob("crds/*.yaml")))):
        for path in paths:
            if not is_test(path):
                for kind in pattern.findall(path.read_text(encoding="utf-8")):
                    kinds.setdefault(kind, path.relative_to(root))
    return kinds


def spelled(kind):
    """Returns a pattern of what names the kind: "HTTPRoute", kHttpRoute, http_routes."""
    words = WORD.findall(kind)
    if len(words) == 1:  # a word of everybody's, unless it is quoted
        return re.compile(f'"{kind}"')
    return re.compile("(?i:" + "_?".join(words) + ")s?(?![a-z])")


def without_comments(path, text):
    """Returns the text with its lines, but without what its comments say."""
    is_cpp = path.suffix in {".h", ".cc", ".def"}
    start = "/" if is_cpp else "#"

    def kept(match):
        return "\n" * match[0].count("\n") if match[0].startswith(start) else match[0]

    return (CPP_TOKEN if is_cpp else SCRIPT_TOKEN).sub(kept, text)


def check_core(path, text, kinds):
    for number, line in enumerate(without_comments(path, text).splitlines(), start=1):
        for kind, declaration in kinds.items():
            if spelled(kind).search(line):
                yield number, f"names {kind}, which belongs to a plugin ({declaration})"


def check(path, text, kinds):
    """Yields (line number, what is wrong) for a source file, given what declared() returns."""
    if is_test(path):
        return
    if path.parts[0] == "core":
        yield from check_core(path, text, kinds)
    if path.parts[0] == "plugins" and path.suffix == ".cc":
        call = ADDS_KIND.search(text)
        if call and path.parent not in {declaration.parent for declaration in kinds.values()}:
            yield (text.count("\n", 0, call.start()) + 1,
                   "adds a kind whose name is not found: let spec() return it as a literal")
