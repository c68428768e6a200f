#!/usr/bin/env python3
"""Checks that every reason is shown: `reasons_seen.py REASONS_DEF ELSEWHERE CASE...`.

What no golden case shows has never been seen working. ELSEWHERE lists the reasons that no golden
can show, one a line (TYPE STATUS REASON TEST), with the test that does.
"""

import re
import sys

REASON = re.compile(r"^MESHGATE_REASON\((\w+), (\w+), (\w+), (\w+),", re.MULTILINE)
CONDITION = re.compile(
    r'type: (\w+)\n\s*status: "(\w+)"\n\s*observedGeneration: \d+\n'
    r'\s*lastTransitionTime: \S+\n\s*reason: (\w+)')


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def main(definitions, elsewhere, cases):
    wanted = {match.groups()[1:] for match in REASON.finditer(read(definitions))}
    seen = {condition for case in cases for condition in CONDITION.findall(read(case))}
    findings = []
    for line in read(elsewhere).splitlines():
        if line.startswith("#"):
            continue
        *reason, test = line.split()
        if tuple(reason) in seen or tuple(reason) not in wanted:
            findings.append(f"{elsewhere} lists {reason}, which a golden shows or nothing defines")
        if not re.search(rf'"[^"\n]*\b{reason[-1]}\b[^"\n]*"', read(test)):
            findings.append(f"{test} does not show {reason}")
        seen.add(tuple(reason))
    findings += [f"no golden shows {kind}={status} with reason {name}"
                 for kind, status, name in sorted(wanted - seen)]
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
