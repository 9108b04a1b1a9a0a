# Emscripten: where the compiler to WebAssembly comes from. Included by the Makefile, which compiles with
# $(EMCC) and nothing else.
#
# $(EMCC) is a small wrapper, written by web/tools/emscripten.sh, around the user's own emcc (3.1.50 or
# newer), the distribution's, or one unpacked under .toolchain/. The script runs at every build, because it
# is also the check that what the wrapper points at still exists; it takes milliseconds when all is well,
# and touches the wrapper only to change it.

EMCC := .toolchain/emcc
# Binaryen's programs, which come with it: $(BINARYEN) wasm-split …
BINARYEN := .toolchain/binaryen

$(EMCC): FORCE $(NODE_MODULES)
	@bash web/tools/emscripten.sh .toolchain

# Compiling. The exact build promises the same bits on every machine; these flags are part of the promise.
#   -std=c11            the language the engine is written in
#   -O3                 the module is small and its kernels hot: speed before size
#   -msimd128           fixed-width SIMD, deterministic by the WebAssembly specification (never -mrelaxed-simd in it)
#   -ffp-contract=off   a * b + c rounds twice, here and natively
#   -fno-math-errno     sqrtf is one instruction and not a call; nothing reads errno
#   -fvisibility=hidden only what src/wasm/exports.def lists leaves the module, the rest may be inlined away
WASM_CFLAGS := -std=c11 -O3 -msimd128 -ffp-contract=off -fno-math-errno -fvisibility=hidden

# What reads, writes and prepares is called seldom and only has to be small, for it travels with every page.
#   -Oz                 size before speed; the bits of results are the same
# WASM_WARM: what runs at every epoch, at every frame or beside the kernels, in loops that gain nothing by -O3.
#   -Os                 small, but loops stay as they are
# Everything else is hot: kernels, the passes, what a small network spends its steps in.
WASM_COLD := data/% io/% mini/% wasm/% inspect/% base/arena base/decimal base/heap base/scalar base/settings base/status base/text \
  nn/init nn/loss_given nn/model nn/network train/branch train/fault train/history train/race train/run \
  train/schedule train/survey train/visit
WASM_WARM := data/order data/features inspect/field inspect/measure base/rng nn/normalization \
  nn/activation train/gradient train/optimizer train/trainer
WASM_CFLAGS_cold := -Oz
WASM_CFLAGS_warm := -Os

# The fast build promises less: a*b + c may round once where the machine can.
#   -mrelaxed-simd      relaxed multiply-add; a browser without it refuses the module, so engine.js asks first
#   -DGLIA_FAST         vf_madd of base/vec.h becomes that instruction, and the module says that it is the fast one
WASM_CFLAGS_exact :=
WASM_CFLAGS_fast := -mrelaxed-simd -DGLIA_FAST

# Linking.
#   -O3                   lets emcc run wasm-opt over the whole module and strip names
#   --no-entry            a library: there is no main
#   -sSTANDALONE_WASM     a module without Emscripten's JavaScript: web/engine/engine.js loads it by itself
#   -sSTRICT -nostdlib++  no C++ and no GL library is looked for (some caches would have to compile them first)
#   -sFILESYSTEM=0        the engine does no input or output
#   -sMALLOC=emmalloc     the engine takes few large blocks and divides them itself: the small allocator will do
#   -sALLOW_MEMORY_GROWTH a large network may need more than the first page of memory holds
#   -sINITIAL_MEMORY      4 MB hold the default experiment; embeds may put several engines on one page
#   -sSTACK_SIZE          256 KB; the default of 64 KB is tight for a parser's and a kernel's local arrays
WASM_LDFLAGS := -O3 --no-entry -sSTANDALONE_WASM -sSTRICT -nostdlib++ -sFILESYSTEM=0 -sMALLOC=emmalloc \
  -sALLOW_MEMORY_GROWTH -sINITIAL_MEMORY=4194304 -sSTACK_SIZE=262144
