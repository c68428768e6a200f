#!/usr/bin/env python3
"""Checks that every reason stands in a golden: `reasons_seen.py REASONS_DEF ELSEWHERE CASE...`.

What no case shows has never been seen working. ELSEWHERE lists the reasons that other tests show;
one that a golden shows too must not stand there.
"""

import re
import sys

REASON = re.compile(r"^MESHGATE_REASON\((\w+), (\w+), (\w+), (\w+),", re.MULTILINE)
CONDITION = re.compile(
    r'type: (\w+)\n\s*status: "(\w+)"\n\s*observedGeneration: \d+\n'
    r'\s*lastTransitionTime: \S+\n\s*reason: (\w+)')


def main(definitions, elsewhere, cases):
    with open(definitions, encoding="utf-8") as file:
        wanted = {match.groups()[1:] for match in REASON.finditer(file.read())}
    with open(elsewhere, encoding="utf-8") as file:
        excused = {tuple(line.split()[:3]) for line in file if not line.startswith("#")}
    seen = set()
    for case in cases:
        with open(case, encoding="utf-8") as file:
            seen.update(CONDITION.findall(file.read()))
    missing = sorted(wanted - seen - excused)
    for condition_type, status, reason in missing:
        print(f"no golden shows {condition_type}={status} with reason {reason}")
    needless = sorted(excused & seen) + sorted(excused - wanted)
    for condition_type, status, reason in needless:
        print(f"{elsewhere} need not list {condition_type}={status} with reason {reason}")
    return 1 if missing or needless else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
