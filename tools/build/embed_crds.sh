#!/bin/sh
# Prints a C++ header that holds YAML files as meshgate::plugin::kCrds: embed_crds.sh FILE...
set -eu
echo '// CustomResourceDefinitions that a plugin brings along, for Registrar::AddCrd.'
echo '#pragma once'
echo 'namespace meshgate::plugin {'
echo 'inline constexpr char kCrds[] = R"meshgate('
for file in "$@"; do
  if grep -q ')meshgate"' "$file"; then
    echo "$file: holds the end of a C++ string, )meshgate\"; write it in another way" >&2
    exit 1
  fi
  echo ---
  cat "$file"
  echo  # for a file whose last line does not end
done
echo ')meshgate";'
echo '}  // namespace meshgate::plugin'
