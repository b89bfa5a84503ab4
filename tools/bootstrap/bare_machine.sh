#!/bin/sh
# The README's two commands on a machine that has nothing, for CI. The script that makes such a
# machine is no part of the project: where it is not, or nothing may be mounted, this says so.
cd "$(dirname "$0")/../.."
script=../shared/tools/fresh-machine.sh

may_mount() {
    [ "$(id -u)" = 0 ] || return 1
    folder=$(mktemp -d)
    mount -t tmpfs tmpfs "$folder" 2>/dev/null && umount "$folder"
    mounted=$?
    rmdir "$folder"
    return $mounted
}

if ! [ -f "$script" ]; then
    echo "No bare machine: $script is not here."
elif ! may_mount; then
    echo "No bare machine: nothing may be mounted here."
else
    bash "$script" .
    status=$?
    [ $status = 1 ] && exit 1  # one of the two commands failed
    [ $status = 0 ] || echo "No bare machine: it could not be made ($status)."
fi
exit 0
