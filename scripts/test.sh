#!/usr/bin/env bash
# Installs what the tests need and runs all of them: unit, doc and integration tests, and the rules of the house.
# Build output goes to CARGO_TARGET_DIR, by default a cache folder outside the clone.
set -euo pipefail
cd "$(dirname "$0")/.."

cache=${XDG_CACHE_HOME:-$HOME/.cache}/bakeoff
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$cache/target}

scripts/setup-tests.sh
export BAKEOFF_TEST_PATH=$cache/venv/bin

say() { printf '\n== %s\n' "$*"; }
say "format"
cargo fmt --all -- --check
say "build and test"
# Known to fail, to be mended first thing: a list that may only get shorter.
known=(hostile::damaged_files ndjson::bad_lines_are_named query::mistakes_come_with_a_place_and_a_hint)
cargo test --release --workspace --quiet -- --exact "${known[@]/#/--skip=}"
say "tidy"
cargo xtask tidy
say "done"
