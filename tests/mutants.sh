#!/usr/bin/env bash
# Changes the core, the reader and the mappings in every small way there is, and says which changes no
# test notices: `tests/mutants.sh`, or `tests/mutants.sh --since REF` for the lines that have changed since
# a commit. What else is given goes to `cargo mutants`: `-f core/src/percent.rs`, `--shard 0/8`.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo mutants --version >/dev/null 2>&1 || cargo install --locked cargo-mutants

out=${MUTANTS_OUT:-target/cargo-mutants}
mkdir -p "$out"
chosen=()
if [ "${1:-}" = --since ]; then
    git diff "${2:?since which commit}" >"$out/since.diff"
    chosen=(--in-diff "$out/since.diff")
    shift 2
fi

# The laws notice nearly all, and are built in no time; for the rest there are all tests. A baseline
# would be of the packages that are changed, which have no tests of their own.
export GATEPOST_CASES=${GATEPOST_CASES:-150}
# That a property is broken is enough: what breaks it need not be made small.
export PROPTEST_MAX_SHRINK_ITERS=0
# Two changes are built side by side: in one folder each would run the other's programs.
unset CARGO_TARGET_DIR
# $1: how many seconds a program may take.
run() {
    local seconds=$1
    shift
    cargo test --quiet --profile mutants -p gatepost-laws "$@"
    local status=0
    # A change may keep the compiler at a table for ever.
    cargo mutants -j2 --baseline skip --build-timeout 300 --timeout "$seconds" --no-shuffle -o "$out" \
        "${again[@]}" "${chosen[@]}" "${given[@]}" -- "$@" || status=$?
    # 2: some were missed; 3: some did not end, which a test has then noticed.
    [ "$status" -eq 0 ] || [ "$status" -eq 2 ] || [ "$status" -eq 3 ] || exit "$status"
}
given=("$@")
rm -rf "$out/mutants.out" "$out/mutants.out.old"
again=()
run 30 --test seeds --test core --test json
[ -e "$out/mutants.out/caught.txt" ] || exit 0 # Nothing to change.
cp "$out/mutants.out/caught.txt" "$out/caught_by_laws.txt"
again=(--iterate)
run 120 --features gatepost-laws/mutants --test mutants

# A change that makes a test run for ever is noticed too; one that does not compile is none.
cd "$out/mutants.out"
cat ../caught_by_laws.txt caught.txt timeout.txt | sed 's/^/noticed /' |
    cat - <(sed 's/^/missed /' missed.txt) | awk '
        { sub(/:.*/, "", $2); all[$2]++; if ($1 == "noticed") noticed[$2]++ }
        END {
            for (file in all) {
                printf "%-40s %4d of %4d %5.1f %%\n", file, noticed[file], all[file], 100 * noticed[file] / all[file] | "sort"
                sum += noticed[file]; total += all[file]
            }
            close("sort")
            if (total) printf "%-40s %4d of %4d %5.1f %%\n", "all", sum, total, 100 * sum / total
        }'
