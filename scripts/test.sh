#!/usr/bin/env bash
# Installs what the tests need and runs all of them: format, unit, doc, integration and browser tests, lints, documentation, rules of the house.
# Build output goes to CARGO_TARGET_DIR, by default a cache folder outside the clone.
set -euo pipefail
cd "$(dirname "$0")/.."

cache=${XDG_CACHE_HOME:-$HOME/.cache}/bakeoff
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$cache/target}

scripts/setup-tests.sh
export BAKEOFF_TEST_PATH=$cache/venv/bin
export BAKEOFF_TEST_BROWSER=$cache/browser

say() { printf '\n== %s\n' "$*"; }
say "format"
cargo fmt --all -- --check
say "build and test"
cargo test --release --workspace --quiet
say "lints and documentation"
cargo clippy --release --workspace --all-targets --quiet -- -D warnings
RUSTDOCFLAGS="-D warnings" cargo doc --release --workspace --no-deps --quiet
say "tidy"
cargo xtask tidy
say "done"
