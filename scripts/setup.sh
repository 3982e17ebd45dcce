# shellcheck shell=sh disable=SC2034
# Sourced by `start` and `check`, which have changed into the checkout. POSIX sh; needs nothing but apt
# (where something is missing) and the package indexes that this machine is set up for.

# What Qt loads from the system, for a window and without a display. `a|b`: the name before | after Debian 13
# and Ubuntu 24.04; there the old name is still understood by apt.
QT_LIBRARIES="libgl1 libegl1 libxkbcommon0 libfontconfig1 libglib2.0-0|libglib2.0-0t64 libdbus-1-3
libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-image0 libxcb-render-util0 libxcb-shape0 libxcb-xkb1
libxkbcommon-x11-0"

SUPPORTED='import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 15))'

say() { printf '%s\n' "$@"; }

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

# find_python: sets $python to a Python that can make the environment; PYTHON=… names one. False if none.
find_python() {
    for python in "${PYTHON:-python3}" /usr/bin/python3 python3.13 python3.12 python3.11 python3.14; do
        if "$python" -c "$SUPPORTED" >/dev/null 2>&1; then return 0; fi
    done
    return 1
}

# system_packages NAME…: installs those that are missing, and Python if there is none; asks apt for nothing
# when all are there.
system_packages() {
    if ! command -v dpkg-query >/dev/null 2>&1; then
        find_python || fail "Python 3.11 to 3.14 is needed: install it, then run this again."
        return 0
    fi
    installed=$(dpkg-query --show --showformat='|${Package}|${db:Status-Status}|\n')
    missing=""
    for wanted in "$@"; do
        there=no
        for name in $(printf '%s' "$wanted" | tr '|' ' '); do
            case $installed in *"|$name|installed|"*) there=yes ;; esac
        done
        [ "$there" = yes ] || missing="$missing ${wanted%%|*}"
    done
    find_python || missing="$missing python3 python3-venv"
    [ -z "$missing" ] || install_with_apt "${missing# }"
    find_python || fail "Python 3.11 to 3.14 is needed and apt has none: this system is too old."
}

# without_a_cluster: the package of PostgreSQL is not to make and start a server for the whole machine.
without_a_cluster() {
    [ -e /etc/postgresql-common/createcluster.conf ] ||
        $root sh -c 'mkdir -p /etc/postgresql-common &&
            echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf'
}

# install_with_apt "NAME NAME …": quiet, asking nothing; as root, by sudo, or else says the line to run.
install_with_apt() {
    line="apt-get update && apt-get install -y --no-install-recommends $1"
    if [ "$(id -u)" = 0 ]; then
        root=""
    elif command -v sudo >/dev/null 2>&1; then
        root="sudo"
    else
        fail "System packages are missing and only root can install them. Run this line, then this again:" \
            "" "  su - -c '$line'"
    fi
    say "Installing system packages: $1"
    case " $1 " in *" postgresql "*) without_a_cluster ;; esac
    log=$(mktemp)
    # shellcheck disable=SC2086  # both lists are meant to be split
    if $root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 update >"$log" 2>&1 &&
        $root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
            install -y --no-install-recommends $1 >>"$log" 2>&1; then
        rm -f "$log"
    else
        cat "$log" >&2
        rm -f "$log"
        fail "" "The system packages could not be installed. This is the line to mend and run as root:" \
            "" "  $line"
    fi
}

# python_packages run|dev: makes .venv and installs the locked packages (each checked against its hash) and
# the program into it; nothing to do when the locks are the ones already installed here.
python_packages() {
    here=$(pwd)
    locks="requirements/run.txt"
    [ "$1" = run ] || locks="$locks requirements/dev.txt"
    # shellcheck disable=SC2086
    stamp=$(cat pyproject.toml $locks | cksum)
    if [ ! -f .venv/place ] || [ "$(cat .venv/place)" != "$here" ] || ! .venv/bin/python -c "$SUPPORTED"; then
        # scripts in it name the folder that it was made in, so a moved one is of no use
        rm -rf .venv
        "$python" -m venv .venv
        say "$here" >.venv/place
    fi
    [ "$(cat ".venv/$1.stamp" 2>/dev/null)" != "$stamp" ] || return 0
    say "Installing the Python parts into .venv (some 400 MB on disk, once)."
    pip_install --require-hashes --requirement "requirements/$1.txt"
    pip_install --no-deps --no-build-isolation --editable .
    say "$stamp" >".venv/$1.stamp"
}

pip_install() { .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input "$@"; }
