#!/bin/bash
# emscripten.sh DIR: makes DIR/emcc, a program that compiles C to WebAssembly, and DIR/binaryen, which runs the
# programs of Binaryen that come with it. Changes nothing when they are already there and still work. In this order:
#   1. the user's own emcc, if it is new enough;
#   2. Debian's package, if this Debian's own is new enough;
#   3. on Debian 12: the emscripten package of Debian 13 unpacked inside DIR (never installed on the
#      machine) on top of Debian 12's clang-19. Debian 12's own package is too old for what we need;
#   4. otherwise a message that says what to install.
# Everything is unpacked to a temporary folder and moved into place at the end, so that an
# interrupted run leaves nothing half-made: the next one starts that step again.
set -euo pipefail

wanted=3.1.50
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
dir=$(cd "$1" && pwd)
# One at a time, should two builds run at once.
if command -v flock >/dev/null; then exec 9>"$dir/lock" && flock 9; fi
unpacked=$dir/debian13
release=trixie

newer() { [ "$(printf '%s\n' "$wanted" "$1" | sort -V | head -n 1)" = "$wanted" ]; }
version_of() { "$1" --version 2>/dev/null | sed -nE '1s/.*[^0-9.]([0-9]+\.[0-9]+\.[0-9]+).*/\1/p'; }

# Writes the wrapper DIR/name; the body is the arguments after the name, one line each. Untouched if it would be the same.
wrapper() {
  local path=$dir/$1
  shift
  printf '%s\n' '#!/bin/sh' "$@" >"$path.new"
  chmod +x "$path.new"
  if cmp -s "$path.new" "$path"; then rm "$path.new"; else mv -f "$path.new" "$path"; fi
}

# DIR/binaryen, which runs the program of Binaryen's that its first argument names; $1 tells where they are.
binaryen_of() { wrapper binaryen "# The Binaryen of the emcc beside this file" 'program=$1; shift' "exec \"$1/bin/\$program\" \"\$@\""; }

packages() { sh "$here/packages.sh" 'to compile C to WebAssembly' "$@"; }

say_what_to_install() {
  cat >&2 <<END
$1
Glia needs Emscripten $wanted or newer to compile its engine to WebAssembly. Install it, so that the
program "emcc" is found on PATH, and run the same command again:
  macOS           brew install emscripten
  Fedora          dnf install emscripten
  Arch            pacman -S emscripten
  any system      Emscripten's own installer, "emsdk": ./emsdk install latest && ./emsdk activate latest
END
  exit 1
}

# 1. The user's own.
if own=$(command -v emcc); then
  own_version=$(version_of "$own")
  if [ -n "$own_version" ] && newer "$own_version"; then
    binaryen_of "$("$(dirname "$own")/em-config" BINARYEN_ROOT)"
    wrapper emcc "# Emscripten $own_version, found on PATH" "exec '$own' \"\$@\""
    exit 0
  fi
  why_not="The emcc on PATH is version ${own_version:-unknown}, which is too old."
else
  why_not='There is no emcc on PATH.'
fi

command -v apt-get >/dev/null || say_what_to_install "$why_not"
id=; codename=
if [ -r /etc/os-release ]; then
  id=$(. /etc/os-release && echo "${ID:-}")
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
fi

# 2. This system's own package. (Asking apt is slow: not when step 3 was done before.)
offered=
[ -d "$unpacked" ] || offered=$(apt-cache policy emscripten 2>/dev/null | sed -nE 's/^ *Candidate: ([0-9.]+).*/\1/p')
if [ -n "$offered" ] && newer "$offered" && [ -z "${own:-}" ]; then
  packages emscripten
  binaryen_of "$(em-config BINARYEN_ROOT)"
  wrapper emcc "# Emscripten $offered, Debian's package" 'exec emcc "$@"'
  exit 0
fi

[ "$id" = debian ] && [ "$codename" = bookworm ] || say_what_to_install "$why_not"

# 3. Debian 13's Emscripten on Debian 12.
packages clang-19 lld-19 llvm-19 python3 debian-archive-keyring

# The address of the Debian mirror this machine is set up with. apt itself reads its sources, whatever
# their format (sources.list or *.sources), and prints what an update would fetch.
mirror() {
  apt-get update --print-uris |
    sed -nE "s@^'([^']+)/dists/($codename|stable|oldstable)/InRelease'.*@\\1@p" | head -n 1
}

# apt with a state of its own: the machine's package lists and preferences are neither used nor touched.
own_apt() {
  local state=$1
  shift
  apt-get -q -o Dir::State="$state/state" -o Dir::State::status="$state/status" \
    -o Dir::Cache="$state/cache" -o Dir::Etc::sourcelist="$state/sources.list" \
    -o Dir::Etc::sourceparts=/dev/null -o Dir::Etc::preferences=/dev/null \
    -o Dir::Etc::preferencesparts=/dev/null -o Acquire::Languages=none \
    -o APT::Sandbox::User="$(id -un)" -o Acquire::Retries=3 "$@" </dev/null
}

unpack() { # archive folder [tar options]
  local archive=$1 target=$2
  shift 2
  mkdir -p "$target"
  dpkg-deb --fsys-tarfile "$archive" | tar -x -C "$target" "$@"
}

# Debian 13's binaryen needs a newer C library than Debian 12's. It gets its own, by being started
# through the loader that comes with that library.
binaryen_wrappers() {
  local base=$1 loader program
  loader=$(cd "$base" && find libc -name 'ld-linux*' | sort | head -n 1)
  mkdir -p "$base/binaryen/bin"
  for program in "$base"/system/usr/bin/wasm*; do
    cat >"$base/binaryen/bin/${program##*/}" <<END
#!/bin/sh
base=\$(dirname "\$0")/../..
libc=\$(echo "\$base"/libc/usr/lib/*-linux-gnu)
own=\$(echo "\$base"/system/usr/lib/*-linux-gnu)
exec "\$base/$loader" --library-path "\$libc:\$own:\$own/binaryen" "\$base/system/usr/bin/${program##*/}" "\$@"
END
    chmod +x "$base/binaryen/bin/${program##*/}"
  done
}

install_debian13() (
  start=$(date +%s)
  trap 'rm -rf "$new"' EXIT
  new=$(mktemp -d "$dir/unpacking.XXXXXX")
  site=$(mirror)
  if [ -z "$site" ]; then
    echo "This machine's apt sources name no mirror of Debian's $codename: emscripten cannot be fetched." >&2
    exit 1
  fi
  echo "Getting Emscripten from Debian 13, for this folder only (200 MB to fetch, 110 MB kept) ..."
  mkdir -p "$new"/apt/state/lists/partial "$new"/apt/cache/archives/partial "$new"/deb
  : >"$new/apt/status"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $site $release main" >"$new/apt/sources.list"
  echo '  1/3 package list'
  own_apt "$new/apt" update >"$new/log" 2>&1 || { cat "$new/log" >&2; exit 1; }
  echo '  2/3 packages'
  local names='emscripten binaryen libc6 libstdc++6 libgcc-s1' megabytes
  # shellcheck disable=SC2086 # five words
  megabytes=$(own_apt "$new/apt" download --print-uris $names | awk '/^.[a-z+]+:/ { sum += $3 } END { printf "%d", sum / 1e6 }')
  # shellcheck disable=SC2086
  (cd "$new/deb" && own_apt "$new/apt" download $names) >"$new/log" 2>&1 &
  fetching=$!
  while sleep 1 && kill -0 $fetching 2>/dev/null; do
    ((SECONDS % 3)) || echo "      $(du -s --block-size=1000000 "$new/deb" | cut -f 1) of $megabytes MB"
  done
  wait $fetching || { cat "$new/log" >&2; exit 1; }
  echo '  3/3 unpacking'
  # Tests, documents and the system libraries for ways of building that we do not use are left out:
  # 1.7 GB becomes 100 MB.
  unpack "$new"/deb/emscripten_*.deb "$new/system" --wildcards \
    --exclude='*/emscripten/test' --exclude='*/emscripten/docs' --exclude='*/ChangeLog.*' \
    --exclude='./usr/share/doc' --exclude='./usr/share/man' --exclude='*/cache/*/lto*' \
    --exclude='*/cache/*/pic' --exclude='*/cache/*wasmfs*' --exclude='*/cache/*asan*' \
    --exclude='*/cache/*ubsan*' --exclude='*/cache/*sanitizer*' --exclude='*/cache/*libc++*' \
    --exclude='*/cache/*-mt*' --exclude='*/cache/*-ww*' --exclude='*/cache/*/libGL*'
  unpack "$new"/deb/binaryen_*.deb "$new/system" --exclude='./usr/share/doc' --exclude='./usr/share/man'
  for name in libc6 libstdc++6 libgcc-s1; do
    unpack "$new"/deb/${name}_*.deb "$new/libc" --wildcards --exclude='./usr/share' --exclude='*/gconv'
  done
  binaryen_wrappers "$new"
  rm -rf "$new/deb" "$new/apt" "$new/log"
  mv "$new" "$unpacked.new"
  rm -rf "$unpacked"
  mv "$unpacked.new" "$unpacked"
  echo "  done in $(($(date +%s) - start)) s"
)

if [ ! -d "$unpacked" ]; then
  # What an interrupted run may have left.
  rm -rf "$unpacked.new" "$dir"/unpacking.*
  install_debian13
fi

# Emscripten's own scripts import acorn, which npm has installed among our tools.
ln -sfn "$(realpath -m --relative-to="$unpacked/system/usr/share/emscripten" "$here/../node_modules")" \
  "$unpacked/system/usr/share/emscripten/node_modules"

# The configuration is Python; it finds its own place, so that the checkout may be moved.
cat >"$unpacked/config.new" <<'END'
import os, shutil
here = os.path.dirname(os.environ['EM_CONFIG'])
LLVM_ROOT = '/usr/lib/llvm-19/bin'
BINARYEN_ROOT = os.path.join(here, 'binaryen')
NODE_JS = shutil.which('node')
END
mv -f "$unpacked/config.new" "$unpacked/config"

binaryen_of '$(dirname "$0")/debian13/binaryen'
wrapper emcc "# Emscripten of Debian 13, unpacked beside this file" \
  'base=$(cd "$(dirname "$0")" && pwd)/debian13' \
  'export EM_CONFIG="$base/config" EM_CACHE="$base/system/usr/share/emscripten/cache"' \
  '# Not a python of the same name that happens to come first on PATH.' \
  '[ -x /usr/bin/python3 ] && export EMSDK_PYTHON=/usr/bin/python3' \
  'exec "$base/system/usr/share/emscripten/emcc" "$@"'
