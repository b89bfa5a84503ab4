#!/bin/sh
# Rebuilds the three locks from pyproject.toml: every Python >= 3.11, every system, with hashes.
# requirements.lock has what a reader of reports needs, requirements-corpus.lock what `make corpus`
# needs on top of it, requirements-test.lock what tests need on top of it (what `make corpus` needs
# among it). Versions already in the locks stay where pyproject.toml allows them;
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

on_top() {  # on_top LOCK OPTION...: what these options of compile name beyond requirements.lock
    lock=$1
    shift
    cat requirements.lock requirements-test.lock > "$throwaway/all.lock"
    compile --constraint requirements.lock --output-file "$throwaway/all.lock" "$@"
    # A package is a line with its version and the indented lines of its hashes.
    names requirements.lock > "$throwaway/have"
    awk 'NR == FNR { have[$1] = 1; next } /^[^ ]/ { keep = !($1 in have) } keep' \
        "$throwaway/have" "$throwaway/all.lock" > "$lock"
}

compile --extra setup --output-file requirements.lock "$@"
on_top requirements-test.lock --all-extras "$@"
on_top requirements-corpus.lock --extra setup --extra corpus "$@"
