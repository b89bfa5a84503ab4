#!/bin/sh
# Makes .venv with exactly what requirements.lock names; `setup.sh corpus` puts on top of it what
# requirements-corpus.lock names, `setup.sh test` what requirements-test.lock names (the other's
# packages are among its own). Silent and quick when it is there.
#
# Needs a Python >= 3.11 and nothing else: Debian's python3 comes without pip and without
# ensurepip, so pip runs from the wheel beside this file.
set -eu
unset PYTHONPATH PYTHONHOME
cd "$(dirname "$0")/../.."

python=.venv/bin/python
stamp=.venv/.ready
extra=${1:-}  # corpus or test, or nothing
extra_stamp=.venv/.ready-$extra
pip=tools/bootstrap/pip-26.3-py3-none-any.whl
pip_sha256=f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13

wanted() {  # what the environment depends on: versions, this script, Python, the folder's name
    { cat requirements.lock pyproject.toml tools/bootstrap/setup.sh; "$python" -V; pwd -P; } | cksum
}

wanted_by_extra() { { wanted; cat "requirements-$extra.lock"; } | cksum; }

holds() { [ -x "$python" ] && [ -f "$1" ] && [ "$(cat "$1")" = "$("$2")" ]; }

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

check_pip() {
    "$python" -c 'import hashlib, sys; f, h = sys.argv[1:]
sys.exit(hashlib.sha256(open(f, "rb").read()).hexdigest() != h)' "$pip" "$pip_sha256" || {
        echo "$pip is not the file it should be; fetch it again: git checkout -- $pip" >&2
        exit 1
    }
}

install() {
    "$python" "$pip/pip" install -qq --no-input --disable-pip-version-check \
        --no-warn-script-location --no-user "$@" || {
        echo "Set-up failed. If the package registry cannot be reached from here, name your" >&2
        echo "mirror to pip (PIP_INDEX_URL or pip.conf) and run the same command again." >&2
        exit 1
    }
}

set_up() {
    # Without a stamp the environment is half made or of another Python: start afresh.
    if ! [ -f "$stamp" ] || ! "$python" -c 'import pip' 2>/dev/null; then
        base=$(find_python)
        echo "Setting up .venv with $("$base" -V): once, a minute or two."
        "$base" -m venv --clear --without-pip .venv
    else
        echo "Bringing .venv up to requirements.lock."
        rm -f "$stamp" .venv/.ready-*
    fi
    check_pip
    install --require-hashes --only-binary=:all: -r requirements.lock
    install --no-index --no-deps "$pip"
    install --no-index --no-deps --no-build-isolation -e .
    wanted > "$stamp"
    echo "Set-up done."
}

set_up_extra() {
    echo "Adding to .venv what requirements-$extra.lock names: once."
    check_pip
    # The lock has all that these need beside requirements.lock: nothing is left to look for.
    install --no-deps --require-hashes --only-binary=:all: -r "requirements-$extra.lock"
    wanted_by_extra > "$extra_stamp"
}

holds "$stamp" wanted || set_up
if [ -n "$extra" ]; then
    holds "$extra_stamp" wanted_by_extra || set_up_extra
fi
