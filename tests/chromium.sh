#!/usr/bin/env bash
# Pages in a real browser fetch from the local gateway, and get what the browser of our tests says that
# they get: prints every case that differs, and how many do not. Installs Chromium where there is none.
#
#   tests/chromium.sh
#   CHROMIUM=/path/to/chromium tests/chromium.sh
set -euo pipefail
cd "$(dirname "$0")/.."

export CHROMIUM=${CHROMIUM:-chromium}
if ! command -v "$CHROMIUM" >/dev/null; then
    as_root=()
    ((EUID == 0)) || as_root=(sudo)
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" apt-get install -y -qq --no-install-recommends chromium >/dev/null
fi

test=(cargo test --release -p gatepost-tests --test chromium)
"${test[@]}" --no-run

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0
# Beside the verdicts stand the gateway's own lines, one a request.
TMPDIR=$work "${test[@]}" -- --ignored --nocapture >"$work/log" 2>&1 || status=$?
grep -E '^(differs: |[0-9]+ passed, )' "$work/log" || tail -n 40 "$work/log"
exit "$status"
