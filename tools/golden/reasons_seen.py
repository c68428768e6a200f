#!/usr/bin/env python3
"""Checks that every reason stands in a golden: `reasons_seen.py REASONS_DEF CASE...`.

What no case shows has never been seen working.
"""

import re
import sys

REASON = re.compile(r"MESHGATE_REASON\((\w+), (\w+), (\w+), (\w+),")
CONDITION = re.compile(
    r'type: (\w+)\n\s*status: "(\w+)"\n\s*observedGeneration: \d+\n'
    r'\s*lastTransitionTime: \S+\n\s*reason: (\w+)')


def main(definitions, cases):
    with open(definitions, encoding="utf-8") as file:
        wanted = {match[1:] for match in (m.groups() for m in REASON.finditer(file.read()))}
    seen = set()
    for case in cases:
        with open(case, encoding="utf-8") as file:
            seen.update(CONDITION.findall(file.read()))
    missing = sorted(wanted - seen)
    for condition_type, status, reason in missing:
        print(f"no golden shows {condition_type}={status} with reason {reason}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
