#!/bin/sh
# Makes .venv with exactly what requirements.lock names. Silent and quick when it is there.
#
# Needs a Python >= 3.11 and nothing else: Debian's python3 comes without pip and without
# ensurepip, so pip runs from the wheel beside this file.
set -eu
unset PYTHONPATH PYTHONHOME
cd "$(dirname "$0")/../.."

python=.venv/bin/python
stamp=.venv/.ready

wanted() {  # what the environment depends on: versions, this script, Python, the folder's name
    { cat requirements.lock pyproject.toml tools/bootstrap/setup.sh; "$python" -V; pwd -P; } | cksum
}

if [ -x "$python" ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(wanted)" ]; then
    exit 0
fi

find_python() {
    for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14 python; do
        if "$name" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    echo "No Python 3.11 or newer was found. Install one (Debian: apt install python3), or name" >&2
    echo "it: make PYTHON=/path/to/python3 ..." >&2
    return 1
}

# Without a stamp the environment is half made or of another Python: start afresh.
if ! [ -f "$stamp" ] || ! "$python" -c 'import pip' 2>/dev/null; then
    base=$(find_python)
    echo "Setting up .venv with $("$base" -V): once, a minute or two."
    "$base" -m venv --clear --without-pip .venv
else
    echo "Bringing .venv up to requirements.lock."
    rm -f "$stamp"
fi

set -- -qq --no-input --disable-pip-version-check --no-warn-script-location --no-user
pip=tools/bootstrap/pip-26.3-py3-none-any.whl
pip_sha256=f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13
"$python" -c 'import hashlib, sys; f, h = sys.argv[1:]
sys.exit(hashlib.sha256(open(f, "rb").read()).hexdigest() != h)' "$pip" "$pip_sha256" || {
    echo "$pip is not the file it should be; fetch it again: git checkout -- $pip" >&2
    exit 1
}
{
    "$python" "$pip/pip" install "$@" --require-hashes --only-binary=:all: -r requirements.lock &&
    "$python" "$pip/pip" install "$@" --no-index --no-deps "$pip" &&
    "$python" "$pip/pip" install "$@" --no-index --no-deps --no-build-isolation -e .
} || {
    echo "Set-up failed. If the package registry cannot be reached from here, name your mirror" >&2
    echo "to pip (PIP_INDEX_URL or pip.conf) and run the same command again." >&2
    exit 1
}
wanted > "$stamp"
echo "Set-up done."
