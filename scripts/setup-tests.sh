#!/usr/bin/env bash
# What the tests need beyond the Rust toolchain: a C compiler, Python with the packages of the ready contenders, and a browser with
# what drives it. Does nothing that has been done before.
set -euo pipefail
cache=${XDG_CACHE_HOME:-$HOME/.cache}/bakeoff
venv=$cache/venv

need() { # command, Debian package
    command -v "$1" >/dev/null && return
    echo "installing $2"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2"
}
need cc gcc
need python3 python3

if [ ! -e "$venv/ready-1" ]; then
    rm -rf "$venv"
    python3 -m venv "$venv" 2>/dev/null || { need virtualenv python3-virtualenv; virtualenv -q "$venv"; }
    "$venv/bin/pip" install -q --disable-pip-version-check lightgbm==4.7.0 pandas scikit-learn
    touch "$venv/ready-1"
fi

need chromium chromium
need node nodejs
browser=$cache/browser
if [ ! -e "$browser/ready-1" ]; then
    need npm npm
    rm -rf "$browser"
    mkdir -p "$browser"
    npm install --prefix "$browser" --no-save --no-audit --no-fund --ignore-scripts --loglevel=error \
        playwright-core@1.65.1 axe-core@4.14.1
    touch "$browser/ready-1"
fi
