#!/usr/bin/env bash
# What a static table adds to a build: seconds that the compiler computes for a crate with a table of
# so many routes, less those for the same crate without. The least of five runs.
#
#   tests/build-time.sh            130 and 1,000 routes
#   tests/build-time.sh 10 500     others
set -euo pipefail
core=$(cd "$(dirname "$0")/../core" && pwd)
crate=$(mktemp -d)
trap 'rm -rf "$crate"' EXIT
export CARGO_INCREMENTAL=0 CARGO_TARGET_DIR=$crate/target
mkdir "$crate/src"
cat >"$crate/Cargo.toml" <<EOF
[package]
name = "build-time"
version = "0.0.0"
edition = "2024"
[dependencies]
gatepost-core.path = "$core"
[workspace]
EOF

# Five routes a resource, as a REST API has them.
routes() {
    local shapes=('' '/<id>' '/<id>/history' '/<id>/items' '/<id>/items/<item>') at
    for ((at = 0; at < $1; at++)); do
        echo "Route::get(\"/area$((at / 5 % 20))/resource-$((at / 5))${shapes[at % 5]}\", $at),"
    done
}

seconds() {
    cat >"$crate/src/main.rs"
    cargo build --quiet --manifest-path "$crate/Cargo.toml" "$@"
    for _ in 1 2 3 4 5; do
        touch "$crate/src/main.rs"
        (TIMEFORMAT=%U; time cargo build --quiet --manifest-path "$crate/Cargo.toml" "$@") 2>&1
    done | sort -n | head -1
}

(($#)) || set -- 130 1000
for count in "$@"; do
    uses='#[allow(unused_imports)] use gatepost_core::{Route, Table, table};'
    list="const ROUTES: &[Route<'static>] = &[$(routes "$count")];"
    table="static TABLE: Table<'static> = table!(routes: ROUTES);"
    for profile in dev release; do
        without=$(seconds --profile $profile <<<"$uses $list fn main() { println!(\"{}\", ROUTES.len()) }")
        with=$(seconds --profile $profile <<<"$uses $list $table fn main() { println!(\"{}\", TABLE.size()) }")
        awk -v with="$with" -v without="$without" -v what="$count routes, $profile" \
            'BEGIN { printf "%s: %.2f s\n", what, with - without }'
    done
done
