# Glia: builds the native program, the WebAssembly engine and the page, serves it and tests it.
#
# A bare `make` prints the list of targets: serving takes over the terminal and the first build installs
# packages, and neither should happen to somebody who only wanted to look around.
#
# Missing Debian packages are installed where a target needs them (web/tools/packages.sh); npm packages
# are those of web/package-lock.json. Everything built is under build/, dist/, .toolchain/ and
# web/node_modules/.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules

# One recipe line is one command: with V=1 it is shown, otherwise a short name of the step.
V ?= 0
Q := $(if $(filter 0,$(V)),@)
say = @printf '  %-5s %s\n' '$1' '$2'

# What must be installed is installed one thing after the other; then compiling uses all processors, unless
# the caller chose otherwise by a -j of his own.
JOBS := $(shell nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 2)
compile = +@$(MAKE) --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,-j$(JOBS))

PORT ?= 8000
HOST ?= 127.0.0.1

# ---------------------------------------------------------------------------------------- what is needed

need = @sh web/tools/packages.sh

.PHONY: FORCE need-node need-compiler need-cmocka need-clang need-test
FORCE:

need-node:
	@command -v node >/dev/null && command -v npm >/dev/null || { \
	  echo 'Glia needs Node.js 20 or newer, with npm, to build its page and to run its tests; there is none on PATH.' >&2; exit 1; }
	@node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' || { \
	  echo "Glia needs Node.js 20 or newer; this is $$(node --version)." >&2; exit 1; }

need-compiler:
	$(need) 'to compile the engine natively' gcc libc6-dev libsimde-dev

need-cmocka: need-compiler
	$(need) 'to compile and run the native tests' libcmocka-dev

need-clang: need-compiler
	$(need) 'a second compiler must give the same bits' clang-19

need-fuzz: need-compiler
	$(need) 'to fuzz the parsers and the C interface' clang-19 libclang-rt-19-dev

need-coverage: need-compiler
	$(need) 'to measure what the tests cover' clang-19 llvm-19 libclang-rt-19-dev

# All at once, so that a fresh machine runs apt a single time.
need-test:
	$(need) 'to run all tests, in both browsers' gcc libc6-dev libsimde-dev libcmocka-dev clang-19 libclang-rt-19-dev chromium firefox-esr python3

# npm writes this file last, so an interrupted installation is repeated. No package's install script is
# run: none of ours needs one.
NODE_MODULES := web/node_modules/.package-lock.json

$(NODE_MODULES): web/package.json web/package-lock.json web/.npmrc | need-node
	@echo 'Installing the npm packages of web/package-lock.json ...'
	@cd web && npm ci --ignore-scripts --no-progress --loglevel=error </dev/null
	@touch $@

include emscripten.mk

# ------------------------------------------------------------------------------------------------ sources

sources := $(sort $(shell find src -name '*.c' 2>/dev/null))
# src/wasm is plain C: in the native library it can be tested under sanitizers and with memory running out.
lib_sources := $(filter-out src/cli/%,$(sources))
cli_sources := $(filter src/cli/%,$(sources))
wasm_sources := $(filter-out src/cli/%,$(sources))
test_sources := $(sort $(wildcard tests/native/test_*.c))
test_helpers := $(filter-out $(test_sources),$(sort $(wildcard tests/native/*.c)))

comma := ,
empty :=
space := $(empty) $(empty)

# Replaces file $@ by the text $1, only if that changes it: what depends on it is rebuilt when a flag, the
# compiler or the list of sources changes, and not otherwise.
define keep
	@mkdir -p $(@D)
	@printf '%s\n' '$1' | cmp -s - $@ || printf '%s\n' '$1' >$@
endef

# ------------------------------------------------------------------------------------------ native builds

# One folder per compiler and sanitizer: build/gcc, build/clang, build/asan.
# The flags of the exact build, for the reasons given in emscripten.mk; no -march: the vectors are
# SIMDe's 128-bit ones, whose results are WebAssembly's bit for bit, and wider ones would change nothing.
CFLAGS := -std=c11 -g -ffp-contract=off -fno-math-errno -Wall -Wextra -Wshadow
CPPFLAGS := -Isrc -MMD -MP
LDLIBS := -lm # for SIMDe's fallbacks; no result of the engine comes from libm

CC_gcc := gcc
# Vectors are written by hand (base/vec.h). gcc 12's own vectoriser takes two double -> float -> double
# conversions side by side for nothing and drops the rounding, which changes bits.
CFLAGS_gcc := -O2 -fno-tree-vectorize

# Any clang will do where there is no apt to install this one with.
CC_clang := $(shell if command -v clang-19 || command -v apt-get || ! command -v clang; \
  then echo clang-19; else echo clang; fi 2>/dev/null | tail -n 1)
# Warnings are errors in one build only, whose compiler has a known version: a newer gcc must not break
# the build by a new warning.
CFLAGS_clang := -O2 -Werror

CC_asan := gcc
CFLAGS_asan := -O1 -fno-tree-vectorize -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all

CC_fuzz := $(CC_clang)
CFLAGS_fuzz := -O1 -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all

CC_coverage := $(CC_clang)
CFLAGS_coverage := -O1 -fprofile-instr-generate -fcoverage-mapping

# $(call native_build,name,packages): the rules of build/name
define native_build
.PHONY: native-tests-$1
lib_objects_$1 := $$(lib_sources:src/%.c=build/$1/src/%.o)
cli_objects_$1 := $$(cli_sources:src/%.c=build/$1/src/%.o)
helper_objects_$1 := $$(test_helpers:tests/native/%.c=build/$1/tests/%.o)
programs_$1 := $$(test_sources:tests/native/%.c=build/$1/tests/%)

build/$1/flags: FORCE | $2
	$$(call keep,$$(CC_$1) $$(CFLAGS) $$(CFLAGS_$1) $$(shell $$(CC_$1) --version 2>/dev/null | head -n 1))

build/$1/members: FORCE
	$$(call keep,$$(lib_sources) $$(test_helpers))

build/$1/src/%.o: src/%.c build/$1/flags
	@mkdir -p $$(@D)
	$$(call say,$1,$$<)
	$$(Q)$$(CC_$1) $$(CPPFLAGS) $$(CFLAGS) $$(CFLAGS_$1) -c $$< -o $$@

build/$1/tests/%.o: tests/native/%.c build/$1/flags | need-cmocka
	@mkdir -p $$(@D)
	$$(call say,$1,$$<)
	$$(Q)$$(CC_$1) $$(CPPFLAGS) -Itests/native $$(CFLAGS) $$(CFLAGS_$1) -c $$< -o $$@

build/$1/libglia.a: $$(lib_objects_$1) build/$1/members
	@rm -f $$@.new # or members whose source is gone would stay
	$$(Q)ar rcs $$@.new $$(lib_objects_$1) && mv -f $$@.new $$@

build/$1/glia: $$(cli_objects_$1) build/$1/libglia.a
	$$(call say,link,$$@)
	$$(Q)$$(CC_$1) $$(CFLAGS_$1) $$^ $$(LDLIBS) -o $$@

$$(programs_$1): build/$1/tests/%: build/$1/tests/%.o $$(helper_objects_$1) build/$1/libglia.a build/$1/members
	$$(call say,link,$$@)
	$$(Q)$$(CC_$1) $$(CFLAGS_$1) $$(filter %.o %.a,$$^) -lcmocka $$(LDLIBS) -o $$@

native-tests-$1: $$(programs_$1)
.SECONDARY: $$(lib_objects_$1) $$(cli_objects_$1) $$(helper_objects_$1) $$(programs_$1:%=%.o)
endef

$(eval $(call native_build,gcc,need-compiler))
$(eval $(call native_build,clang,need-clang))
$(eval $(call native_build,asan,need-compiler))
$(eval $(call native_build,fuzz,need-fuzz))
$(eval $(call native_build,coverage,need-coverage))

build/glia: build/gcc/glia
	$(Q)cp -f $< $@

# ----------------------------------------------------------------------------------- fuzzing and coverage

fuzz_targets := $(patsubst tests/fuzz/fuzz_%.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
fuzz_programs := $(fuzz_targets:%=build/fuzz/fuzz_%)

$(fuzz_programs): build/fuzz/fuzz_%: tests/fuzz/fuzz_%.c build/fuzz/libglia.a
	$(call say,fuzz,$<)
	$(Q)$(CC_fuzz) $(CPPFLAGS) -Itests/fuzz $(CFLAGS) $(CFLAGS_fuzz) -fsanitize=fuzzer $(filter %.c %.a,$^) $(LDLIBS) -o $@

# The words of experiments, for a fuzzer that would not guess them.
build/fuzz/words: build/glia
	@mkdir -p $(@D)
	$(Q)build/glia settings --json | grep -oE '"(key|name)":"[^"]*"' | sed -E 's/.*:(".*")/\1/' | sort -u >$@

fuzz-programs: $(fuzz_programs) build/fuzz/words
coverage-programs: native-tests-coverage build/coverage/glia
.PHONY: need-fuzz need-coverage fuzz-programs coverage-programs

# ------------------------------------------------------------------------------------- WebAssembly build

# Two builds of one source: exact and fast (emscripten.mk tells them apart).
WASM_BUILDS := exact fast
wasm_modules := $(WASM_BUILDS:%=build/wasm/glia-%.wasm) build/wasm/glia-first.wasm build/wasm/glia-rest.wasm build/wasm/glia-files.wasm build/wasm/glia-mini.wasm

build/wasm/members: FORCE
	$(call keep,$(wasm_sources))

# The table's names, as emcc wants them: with an underscore, one a line.
build/wasm/%.txt: src/wasm/%.def
	@mkdir -p $(@D)
	$(Q)sed -nE 's/^GLIA_EXPORT\( *([A-Za-z0-9_]+) *,.*/_\1/p' $< >$@
	@test -s $@ || { echo '$< holds no line GLIA_EXPORT(name, "signature"): the module would export nothing.' >&2; rm $@; exit 1; }

# $(call wasm_build,name): the rules of build/wasm/glia-name.wasm
define wasm_build
wasm_objects_$1 := $$(wasm_sources:src/%.c=build/wasm/$1/%.o)

build/wasm/$1/flags: FORCE
	$$(call keep,$$(WASM_CFLAGS) $$(WASM_CFLAGS_$1) $$(WASM_CFLAGS_cold) $$(WASM_CFLAGS_warm) $$(WASM_COLD) $$(WASM_WARM) $$(WASM_LDFLAGS))

build/wasm/$1/%.o: src/%.c build/wasm/$1/flags $$(EMCC)
	@mkdir -p $$(@D)
	$$(call say,$1,$$<)
	$$(Q)$$(EMCC) -Isrc -MMD -MP -Wall -Wextra $$(WASM_CFLAGS) $$(WASM_CFLAGS_$1) \
	  $$(if $$(filter $$(WASM_WARM),$$*),$$(WASM_CFLAGS_warm),$$(if $$(filter $$(WASM_COLD),$$*),$$(WASM_CFLAGS_cold))) -c $$< -o $$@

build/wasm/glia-$1.wasm: $$(wasm_objects_$1) build/wasm/exports.txt build/wasm/members
	$$(call say,link,$$@)
	$$(Q)$$(EMCC) $$(WASM_LDFLAGS) $$(WASM_CFLAGS_$1) $$(wasm_objects_$1) -sEXPORTED_FUNCTIONS=@$$(CURDIR)/build/wasm/exports.txt -o $$@
endef

$(foreach name,$(WASM_BUILDS),$(eval $(call wasm_build,$(name))))

# Files people bring are read by a module of their own, loaded when the first one is opened; the miniatures of
# architectures by another, loaded by their figures. The linker takes what a module's exports need and leaves
# the engine out.
build/wasm/glia-files.wasm build/wasm/glia-mini.wasm: build/wasm/glia-%.wasm: $(wasm_objects_exact) build/wasm/%.txt build/wasm/members
	$(call say,link,$@)
	$(Q)$(EMCC) $(WASM_LDFLAGS) $(wasm_objects_exact) -sEXPORTED_FUNCTIONS=@$(CURDIR)/build/wasm/$*.txt -o $@

# The exact engine once more, in two parts: with the first a page draws and trains, the other joins it later.
build/wasm/named.wasm: build/wasm/glia-exact.wasm
	$(Q)$(EMCC) $(WASM_LDFLAGS) --profiling-funcs $(wasm_objects_exact) -sEXPORTED_FUNCTIONS=@$(CURDIR)/build/wasm/exports.txt -o $@

build/wasm/glia-rest.wasm: build/wasm/named.wasm src/wasm/first.def web/tools/wasm-parts.mjs
	$(call say,split,$@)
	$(Q)node web/tools/wasm-parts.mjs $(BINARYEN) build/wasm/named.wasm src/wasm/first.def build/wasm/glia-first.wasm $@

build/wasm/glia-first.wasm: build/wasm/glia-rest.wasm
	@touch $@ # both are made at once

# -------------------------------------------------------------------------------------------- benchmarks

# One source of cases, natively (build/bench/gcc, clang) and as a module for each build of the engine.
bench_sources := tests/bench/cases.c tests/bench/native.c
bench_calls := bench_text bench_count bench_name bench_flops bench_items bench_open bench_run bench_close
bench_programs := build/bench/gcc build/bench/clang $(WASM_BUILDS:%=build/bench/%.wasm)

build/bench/gcc build/bench/clang: build/bench/%: $(bench_sources) tests/bench/cases.h build/%/libglia.a
	@mkdir -p $(@D)
	$(call say,bench,$@)
	$(Q)$(CC_$*) -Isrc $(CFLAGS) $(CFLAGS_$*) $(bench_sources) build/$*/libglia.a $(LDLIBS) -o $@

$(WASM_BUILDS:%=build/bench/%.wasm): build/bench/%.wasm: tests/bench/cases.c tests/bench/cases.h build/wasm/glia-%.wasm
	@mkdir -p $(@D)
	$(call say,bench,$@)
	$(Q)$(EMCC) -Isrc $(WASM_CFLAGS) $(WASM_CFLAGS_$*) $(WASM_LDFLAGS) $< \
	  $(filter-out build/wasm/$*/wasm/%,$(wasm_objects_$*)) \
	  -sEXPORTED_FUNCTIONS=$(subst $(space),$(comma),$(bench_calls:%=_%)) -o $@

# --------------------------------------------------------------------------------------------------- page

# Type declarations of the engine's module, for editors of those who build on it and for our own tests.
# Errors are no matter here: the tests look for them.
build/types/engine.d.ts: $(wildcard web/engine/*.js) $(NODE_MODULES)
	@mkdir -p $(@D)
	$(call say,types,web/engine/engine.js)
	$(Q)node web/node_modules/typescript/bin/tsc --allowJs --declaration --emitDeclarationOnly --skipLibCheck \
	  --target es2022 --lib es2023,dom --module esnext --moduleResolution bundler --types node \
	  --typeRoots web/node_modules/@types --outDir $(@D) web/engine/engine.js

# ------------------------------------------------------------------------------------------------ targets

.PHONY: help serve dist wasm native test test-native test-wasm test-browser bench bench-page lighthouse fuzz coverage reference screenshot clean

help:
	@echo 'make serve        build the playground, serve it and print its address (PORT=8000)'
	@echo 'make test         run all tests: native, sanitizers, WebAssembly under Node, Chromium and Firefox'
	@echo 'make test-native  the C tests alone, plain and under ASan and UBSan'
	@echo 'make test-wasm    the WebAssembly engine under Node'
	@echo 'make test-browser the page in Chromium and Firefox'
	@echo 'make dist         build the whole static site into dist/'
	@echo 'make wasm         the exact and the fast engine alone, in build/wasm/'
	@echo 'make native       the command-line program build/glia'
	@echo 'make bench        how fast: kernels and training, native, exact and fast, beside the peak of the run'
	@echo 'make bench-page   what the page costs: bytes, first drawing, frames, the spiral solved, memory (MINUTES=10)'
	@echo 'make lighthouse   how Lighthouse judges the pages, and what keeps them from 100'
	@echo 'make fuzz         every fuzz target for a minute (FUZZ_SECONDS=60)'
	@echo 'make coverage     how many lines of src/ the native tests reach'
	@echo 'make reference    src/SETTINGS.md, made anew from the table of settings'
	@echo 'make screenshot   the picture in the README, made anew'
	@echo 'make clean        delete what was built; the toolchain and the npm packages stay'
	@echo 'What a target needs and the machine lacks is installed first; V=1 shows every command.'

serve: dist
	@node web/tools/serve.mjs --port '$(PORT)' --host '$(HOST)'

dist: wasm build/types/engine.d.ts
	@node web/tools/dist.mjs

wasm: $(EMCC)
	$(compile) $(wasm_modules)

native: need-compiler
	$(compile) build/glia

test: need-node need-test dist
	$(compile) native-tests-gcc native-tests-asan native-tests-clang build/glia fuzz-programs
	@node tests/run.mjs

test-native: need-node need-cmocka
	$(compile) native-tests-gcc native-tests-asan
	@node tests/run.mjs native asan

test-wasm: dist
	@node tests/run.mjs wasm

test-browser: dist
	$(need) 'the page is tested in both browsers' chromium firefox-esr
	@node tests/run.mjs browser

bench: need-node need-compiler need-clang $(EMCC) $(NODE_MODULES)
	$(need) 'the benchmark runs in Chromium' chromium
	$(compile) $(bench_programs)
	@node tests/bench/run.mjs

MINUTES ?= 10

bench-page: dist
	$(need) 'the page is measured in Chromium' chromium
	@node tests/bench/page.mjs --minutes '$(MINUTES)'

# Lighthouse is no part of the project's packages: it is fetched into build/ when this is first asked for.
lighthouse: dist
	$(need) 'Lighthouse looks at the pages in Chromium' chromium
	@node tests/bench/lighthouse.mjs

FUZZ_SECONDS ?= 60

fuzz: need-node need-fuzz
	$(compile) fuzz-programs
	@for target in $(fuzz_targets); do node tests/fuzz/run.mjs $$target '$(FUZZ_SECONDS)' || exit 1; done

coverage: need-node need-coverage need-cmocka
	$(compile) coverage-programs
	@node tests/coverage.mjs

# The page about the settings, made anew from their table.
reference: need-node native
	@node web/tools/settings-reference.mjs >src/SETTINGS.md.new && mv -f src/SETTINGS.md.new src/SETTINGS.md

# The picture in the README, made anew from the page as it is.
screenshot: dist
	$(need) 'the page is opened in a browser for its picture' chromium
	@mkdir -p tests/browser/pictures
	@node tests/browser/playground-shots.mjs readme

clean:
	rm -rf build dist

-include $(shell find build -name '*.d' 2>/dev/null)
