#!/bin/sh
# Prints a C++ header that holds YAML files as meshgate::plugin::kCrds: embed_crds.sh FILE...
set -eu
echo '// CustomResourceDefinitions that a plugin brings along, for Registrar::AddCrd.'
echo '#pragma once'
echo 'namespace meshgate::plugin {'
echo 'inline constexpr char kCrds[] = R"meshgate('
for file in "$@"; do
  echo ---
  cat "$file"
done
echo ')meshgate";'
echo '}  // namespace meshgate::plugin'
