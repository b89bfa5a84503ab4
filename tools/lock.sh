#!/bin/sh
# Rebuilds requirements.lock from pyproject.toml: every Python >= 3.11, every system, with hashes.
# Versions already in the lock stay where pyproject.toml allows them; `sh tools/lock.sh --upgrade`
# takes the newest ones.
set -eu
cd "$(dirname "$0")/.."
throwaway=$(mktemp -d)
trap 'rm -rf "$throwaway"' EXIT
.venv/bin/python -m venv "$throwaway"
"$throwaway/bin/python" -m pip install --quiet --disable-pip-version-check uv
"$throwaway/bin/uv" pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
    --generate-hashes --no-annotate --no-header --quiet --output-file requirements.lock "$@"
