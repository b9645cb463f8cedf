#!/usr/bin/env bash
# Which share of each crate all tests run, by lines, regions and functions: `tests/coverage.sh`, or
# `tests/coverage.sh --html` for a page of each file beside, in `target/llvm-cov/html`. What else is given
# goes to the report of `cargo llvm-cov`. Installs what it needs.
#
# What runs in the compiler alone is not counted, such as how the face's `const fn`s make a table, nor are the
# examples of the documentation.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo llvm-cov --version >/dev/null 2>&1 || cargo install --locked cargo-llvm-cov

# Debian's tools of the LLVM that the compiler has, where the compiler comes without its own.
version=$(rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
tools=/usr/lib/llvm-$version/bin
bundled=$(rustc --print target-libdir)/../bin
if [ ! -e "$bundled/llvm-cov" ] && [ -z "${LLVM_COV:-}" ]; then
    if [ ! -e "$tools/llvm-cov" ]; then
        as_root=()
        ((EUID == 0)) || as_root=(sudo)
        "${as_root[@]}" apt-get update -qq
        "${as_root[@]}" apt-get install -y -qq --no-install-recommends "llvm-$version" >/dev/null
    fi
    export LLVM_COV=$tools/llvm-cov LLVM_PROFDATA=$tools/llvm-profdata
fi

# For programs that are killed in the end: their counts are in the file as they run.
export RUSTFLAGS="${RUSTFLAGS:-} -Cllvm-args=-runtime-counter-relocation"
cargo llvm-cov --workspace --no-report
(($#)) && cargo llvm-cov report "$@"

# One line a file, after its name: regions, functions and lines; of each how many, how many missed, a share.
cargo llvm-cov report | awk '
    function row(name, at,    kind) {
        printf "%-24s", name
        for (kind = 1; kind <= 3; kind++)
            printf "%8d %5.1f %%", all[at, kind], 100 * (1 - missed[at, kind] / all[at, kind])
        print ""
    }
    function add(at) {
        for (kind = 1; kind <= 3; kind++) {
            all[at, kind] += $(3 * kind - 1)
            missed[at, kind] += $(3 * kind)
        }
    }
    BEGIN { printf "%-24s%16s%16s%16s\n", "", "regions", "functions", "lines" }
    $1 ~ /\.rs$/ {
        sub(/\/src\/.*/, "", $1)
        if (!($1 in seen)) { seen[$1] = 1; order[++crates] = $1 }
        add($1)
        add("all")
    }
    END {
        for (crate = 1; crate <= crates; crate++)
            row(order[crate], order[crate])
        row("all", "all")
    }'
