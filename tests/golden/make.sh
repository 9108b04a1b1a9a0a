#!/bin/sh
# Writes hashes.txt from the experiments already in it, with the native program.
set -eu
cd "$(dirname "$0")/../.."
list=tests/golden/hashes.txt
while read -r _ steps experiment; do
  printf '%s %s %s\n' "$(build/glia hash "$experiment" --steps "$steps")" "$steps" "$experiment"
done <"$list" >"$list.new"
mv "$list.new" "$list"
