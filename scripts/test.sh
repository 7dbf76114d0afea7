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
say "build and test"
cargo test --release --workspace --quiet
say "tidy"
cargo xtask tidy
say "done"
