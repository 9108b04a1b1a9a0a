#!/bin/sh
# packages.sh 'reason' package...
#
# Makes sure that the named Debian packages' contents are usable, and installs with apt what is not.
# A thing counts as present when it can be used, however it came to the machine; so on a system
# without apt (or with tools built by hand) the same check works, and the message says what is missing.
set -u

reason=$1
shift

# Is the content of package $1 usable here?
usable() {
  case $1 in
    libcmocka-dev) header 'stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h' ;;
    libsimde-dev) header simde/wasm/simd128.h ;;
    clang-19 | lld-19 | llvm-19) [ -x "/usr/lib/llvm-19/bin/$(program_of "$1")" ] || command -v "$(program_of "$1")-19" ;;
    chromium) command -v chromium || command -v chromium-browser || command -v google-chrome ;;
    firefox-esr) command -v firefox-esr || command -v firefox ;;
    debian-archive-keyring) [ -r /usr/share/keyrings/debian-archive-keyring.gpg ] ;;
    libc6-dev) header stdlib.h ;;
    libclang-rt-19-dev) has_fuzzer ;;
    *) command -v "$1" ;; # gcc, python3: named like their program
  esac >/dev/null 2>&1
}

# Clang's runtime libraries lie where clang says.
has_fuzzer() {
  for library in "$(clang-19 -print-runtime-dir)"/libclang_rt.fuzzer* \
    /usr/lib/llvm-19/lib/clang/19/lib/*/libclang_rt.fuzzer*; do
    [ -e "$library" ] && return 0
  done
  return 1
}

header() { printf '#include <%s>\n' "$1" | "${CC:-gcc}" -E -x c - ; }

program_of() {
  case $1 in
    clang-19) echo clang ;;
    lld-19) echo wasm-ld ;;
    llvm-19) echo llvm-ar ;;
  esac
}

find_missing() {
  missing=
  for package in "$@"; do
    usable "$package" || missing="$missing $package"
  done
}

find_missing "$@"
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  echo "Glia needs$missing ($reason)." >&2
  echo 'These are the names of Debian packages, and there is no apt-get on this system to install them with:' >&2
  echo 'install their equivalents by your own package manager, then run the same command again.' >&2
  exit 1
fi

as_root=
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null 2>&1; then
    echo "Glia needs the Debian packages$missing ($reason)." >&2
    echo "There is no sudo here, so please run this as root:  apt-get install --no-install-recommends$missing" >&2
    exit 1
  fi
  as_root='sudo'
  echo "Glia needs the Debian packages$missing ($reason); sudo may ask for your password to install them."
fi

# Another apt may be at work (unattended upgrades on a fresh machine): wait for it rather than fail.
# No questions are asked: an installation without a terminal must not hang on one.
apt() {
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600 "$@" </dev/null
}

# Runs a long step with its output put aside; says every few seconds how far apt is, and shows the
# output's end if the step fails.
watched() {
  log=$(mktemp) || exit 1
  "$@" >"$log" 2>&1 &
  step=$!
  seconds=0
  while kill -0 $step 2>/dev/null; do
    sleep 1
    seconds=$((seconds + 1))
    [ $((seconds % 5)) -ne 0 ] || progress
  done
  if wait $step; then rm -f "$log"; return 0; fi
  tail -n 20 "$log" >&2
  rm -f "$log"
  return 1
}

progress() {
  total=$(sed -nE 's/.* ([0-9]+) newly installed.*/\1/p' "$log")
  if [ -n "$total" ]; then
    echo "  $(grep -c '^Get:' "$log") fetched, $(grep -c '^Unpacking ' "$log") unpacked," \
      "$(grep -c '^Setting up ' "$log") set up, of $total"
  elif grep -q 'Waiting for cache lock' "$log"; then
    echo '  waiting for another apt to finish'
  fi
}

echo "Installing the Debian packages$missing ($reason) ..."
start=$(date +%s)
# sudo reads a password from the terminal itself, so ask before the output is put aside.
if [ -n "$as_root" ] && ! sudo -v; then
  echo "sudo was refused. Please run this as root:  apt-get install --no-install-recommends$missing" >&2
  exit 1
fi
# The package lists may be absent or out of date: a first try with what is there, a second with fresh lists.
# shellcheck disable=SC2086
watched apt install -y --no-install-recommends $missing 2>/dev/null || {
  echo '  fetching fresh package lists'
  watched apt update &&
    watched apt install -y --no-install-recommends $missing
} || {
  echo "apt-get could not install$missing; its last words are above." >&2
  exit 1
}

find_missing $missing
if [ -n "$missing" ]; then
  echo "apt-get installed$missing, yet the contents cannot be found (looked for by program or header)." >&2
  exit 1
fi
echo "  done in $(($(date +%s) - start)) s"
