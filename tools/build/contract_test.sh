#!/bin/sh
# What every plugin must keep, whoever wrote it: contract_test.sh MANAGER NAME FILE EXAMPLES.
set -eu
if nm -D --undefined-only "$3" | grep meshgate; then
  echo "$3 needs these symbols, which the manager does not offer; link what defines them" >&2
  exit 1
fi
exec "$1" plugin test "$3" --require-plugin "$2" --file "$4"
