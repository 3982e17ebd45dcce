#!/bin/sh
# Try an installer as a newcomer's computer would: `sh scripts/try_installer.sh FILE.deb`, as root on a bare Debian
# or Ubuntu (a virtual machine, a container or a chroot; the package is installed and removed again). It installs
# the package with apt, runs the program's self-test and its headless demo, shows the window on a display of its own,
# and removes the package. Each step says what it found; 0: everything worked.
set -eu

deb=$(readlink -f "${1:?Name the .deb: sh scripts/try_installer.sh dist/talented-desk_*.deb}")
work=$(mktemp -d)
display=
program=

finish() {
    for process in $program $display; do kill "$process" 2>/dev/null || true; done
    rm -rf "$work"
}
trap finish EXIT

step() { printf '\n== %s\n' "$*"; }

fail() {
    printf 'WRONG: %s\n' "$*" >&2
    exit 1
}

export DEBIAN_FRONTEND=noninteractive HOME="$work" TALENTED_DESK_HOME="$work/desk"

step "Install: $(basename "$deb"), $(($(stat -c %s "$deb") / 1000000)) MB, on $(. /etc/os-release && echo "$PRETTY_NAME")"
apt-get -qq update
began=$(date +%s)
apt-get install -y -qq "$deb" >"$work/apt.log" 2>&1 || { tail -20 "$work/apt.log" >&2 && fail "apt refused it"; }
echo "installed in $(($(date +%s) - began)) s, $(($(dpkg-query -Wf '${Installed-Size}' talented-desk) / 1000)) MB on disk"

place=$(dirname "$(readlink -f "$(command -v talented-desk)")")

step "talented-desk --self-test"
cd "$work"
talented-desk --self-test

step "talented-desk demo --headless"
talented-desk demo --headless --out "$work/out"
ls "$work"/out/*.pdf

step "The window"
apt-get install -y -qq --no-install-recommends xvfb x11-utils >"$work/apt.log" 2>&1 || fail "no display to try it on"
Xvfb -displayfd 3 -screen 0 1366x768x24 -nolisten tcp 3>"$work/display" 2>"$work/xvfb.log" &
display=$!
tries=0
until [ -s "$work/display" ]; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || fail "no display came up"
    sleep 0.1
done
DISPLAY=:$(cat "$work/display")
export DISPLAY
talented-desk demo >"$work/window.log" 2>&1 &
program=$!
tries=0
until xwininfo -root -tree 2>/dev/null | grep -q "– Talented Desk"; do
    tries=$((tries + 1))
    kill -0 "$program" 2>/dev/null || { cat "$work/window.log" >&2 && fail "the program ended"; }
    [ $tries -lt 300 ] || fail "no window came up"
    sleep 0.1
done
xwininfo -root -tree | grep "Talented Desk" | sed 's/^ *//'
kill "$program"
program=

step "Remove"
apt-get remove -y -qq talented-desk >"$work/apt.log" 2>&1 || fail "apt could not remove it"
hash -r # forget where the command was
[ ! -e "$place" ] && ! command -v talented-desk >/dev/null || fail "something was left behind"
[ -d "$work/desk" ] || fail "the workspace was removed too"
echo "removed; the workspace stayed"

printf '\nEverything worked.\n'
