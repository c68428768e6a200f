"""Reads the YAML that the manager writes: block maps and lists, plain scalars and JSON scalars."""

import json
import re

_KEY = re.compile(r'("(?:[^"\\]|\\.)*"|[^"].*?):(?: (.*))?$')


def loads(text):
    """Returns the one document of `text` as dicts, lists and scalars."""
    lines = [(len(line) - len(line.lstrip(" ")), line.lstrip(" "))
             for line in text.splitlines() if line.strip()]
    return _node(lines) if lines else None


def load_all(text):
    """Returns the documents of `text`."""
    return [loads(part) for part in re.split(r"(?m)^---$", text) if part.strip()]


def _scalar(text):
    try:
        return json.loads(text)
    except ValueError:
        return text


def _node(lines):
    column, text = lines[0]
    if text.startswith("- "):
        return _list(lines, column)
    if _KEY.match(text):
        return _map(lines, column)
    return _scalar(lines.pop(0)[1])


def _list(lines, column):
    items = []
    while lines and lines[0][0] == column and lines[0][1].startswith("- "):
        lines[0] = (column + 2, lines[0][1][2:])
        items.append(_node(lines))
    return items


def _map(lines, column):
    fields = {}
    while lines and lines[0][0] == column and not lines[0][1].startswith("- "):
        key, value = _KEY.match(lines.pop(0)[1]).groups()
        fields[_scalar(key)] = _node(lines) if value is None else _scalar(value)
    return fields
