#!/bin/sh
# Chromium for the tests that look at the report in a browser. Only for CI: it takes Debian's
# where it may install programs; elsewhere those tests are skipped, and say so.
command -v chromium >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1
fi
command -v chromium >/dev/null || echo "No Chromium here: the tests in a browser will be skipped."
