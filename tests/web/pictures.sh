#!/usr/bin/env bash
# Compares the pictures of both outlets' pages with the accepted ones: `bash tests/web/pictures.sh [presstime]`, with
# `--accept` behind it to accept what there is. Both are built as of one moment, so that nothing depends on the day.
set -euo pipefail
cd "$(dirname "$0")/../.."
presstime="${1:-target/release/presstime}"
now=2026-11-24T12:00:00Z
[ -d tests/web/node_modules/sharp ] || npm install --silent --no-audit --no-fund --no-package-lock --prefix tests/web
built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
failed=0
for outlet in demonstration arabic; do
    mkdir "$built/$outlet"
    if [ "$outlet" = demonstration ]; then
        cp -r site.yaml content static themes "$built/$outlet"
        # Prints that were made already need not be made again.
        [ -d .presstime ] && cp -r .presstime "$built/$outlet"
    else
        cp -r tests/web/arabic/. "$built/$outlet"
    fi
    "$presstime" build --quiet -C "$built/$outlet" --now "$now"
    node tests/web/pictures.mjs "$built/$outlet/public" "$outlet" "${@:2}" || failed=1
done
exit "$failed"
