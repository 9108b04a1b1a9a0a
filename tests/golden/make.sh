#!/bin/sh
# Writes hashes.txt from the experiments already in it, with the native program.
set -eu
cd "$(dirname "$0")/../.."
list=tests/golden/hashes.txt
while read -r _ steps experiment; do
  hash=$(build/glia hash "$experiment" --steps "$steps")
  printf '%s %s %s\n' "$hash" "$steps" "$experiment"
done <"$list" >"$list.new"
mv "$list.new" "$list"
