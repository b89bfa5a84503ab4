#!/bin/sh
# Rebuilds the two locks from pyproject.toml: every Python >= 3.11, every system, with hashes.
# requirements.lock has what a reader of reports needs, requirements-test.lock what tests need on
# top of it. Versions already in the locks stay where pyproject.toml allows them;
# `sh tools/lock.sh --upgrade` takes the newest ones.
set -eu
cd "$(dirname "$0")/.."
throwaway=$(mktemp -d)
trap 'rm -rf "$throwaway"' EXIT
.venv/bin/python -m venv "$throwaway"
"$throwaway/bin/python" -m pip install --quiet --disable-pip-version-check uv

compile() {
    "$throwaway/bin/uv" pip compile pyproject.toml --universal --python-version 3.11 \
        --generate-hashes --no-annotate --no-header --quiet "$@"
}

names() { sed -n 's/^\([A-Za-z0-9._-]*==[^ \\]*\).*/\1/p' "$1"; }

compile --extra setup --output-file requirements.lock "$@"
cat requirements.lock requirements-test.lock > "$throwaway/all.lock"
compile --all-extras --constraint requirements.lock --output-file "$throwaway/all.lock" "$@"
# A package is a line with its version and the indented lines of its hashes.
names requirements.lock > "$throwaway/have"
awk 'NR == FNR { have[$1] = 1; next } /^[^ ]/ { keep = !($1 in have) } keep' \
    "$throwaway/have" "$throwaway/all.lock" > requirements-test.lock
