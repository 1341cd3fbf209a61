#!/bin/sh
# Brings uv and Python 3.10 if they are missing, then installs the locked dependencies into .venv.
set -eu

UV_VERSION=0.13.9
WANTED=3.10

# Behind a company's proxy the certificates are the system's, not uv's own (two names: it changed between versions).
export UV_SYSTEM_CERTS=true UV_NATIVE_TLS=true

say() { printf '%s\n' "$*" >&2; }

works() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' >/dev/null 2>&1; }

# Python 3.10 itself, not a pyenv shim: a shim of another version exists and fails.
find_python() {
    for candidate in "python$WANTED" python3 python; do
        path=$(command -v "$candidate" 2>/dev/null) || continue
        if works "$path"; then "$path" -c 'import sys; print(sys.executable)'; return 0; fi
    done
    for root in "${PYENV_ROOT:-}" "$HOME/.pyenv" /opt/pyenv /usr/local/pyenv; do
        [ -n "$root" ] || continue
        for path in "$root"/versions/"$WANTED"*/bin/python"$WANTED"; do
            if [ -x "$path" ] && works "$path"; then printf '%s\n' "$path"; return 0; fi
        done
    done
    return 1
}

# Any Python 3 that can make a virtual environment, to hold our own uv.
find_any_python() {
    for path in "${PYTHON310:-}" "$(command -v python3 2>/dev/null || true)" "$(command -v python 2>/dev/null || true)"; do
        if [ -n "$path" ] && "$path" -c 'import venv, ensurepip' >/dev/null 2>&1; then printf '%s\n' "$path"; return 0; fi
    done
    return 1
}

find_uv() {
    if path=$(command -v uv 2>/dev/null) && "$path" --version >/dev/null 2>&1; then printf '%s\n' "$path"; return 0; fi
    if [ -x .tools/uv/bin/uv ] && .tools/uv/bin/uv --version >/dev/null 2>&1; then printf '%s\n' .tools/uv/bin/uv; return 0; fi
    return 1
}

PYTHON310=$(find_python || true)

if ! UV=$(find_uv); then
    if ! ANY=$(find_any_python); then
        say "Il manque Python : installez Python $WANTED (https://www.python.org/downloads/ ou « pyenv install $WANTED »), puis recommencez."
        exit 1
    fi
    say "Installation de uv dans .tools/uv…"
    rm -rf .tools/uv
    "$ANY" -m venv .tools/uv
    .tools/uv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$UV_VERSION" || {
        say "uv n'a pas pu être installé depuis l'index de paquets : vérifiez la connexion, ou installez uv vous-même."
        exit 1
    }
    UV=.tools/uv/bin/uv
fi

if [ -z "$PYTHON310" ]; then
    say "Python $WANTED n'est pas sur cette machine ; uv essaie de l'apporter…"
    if ! "$UV" python install --quiet "$WANTED" 2>/dev/null || ! PYTHON310=$("$UV" python find --no-project "$WANTED" 2>/dev/null); then
        say "Il manque Python $WANTED, et il n'a pas pu être téléchargé. Installez-le (« pyenv install $WANTED », ou votre gestionnaire de paquets), puis recommencez."
        exit 1
    fi
fi

say "Installation des dépendances verrouillées dans .venv (2,7 Go, une seule fois)…"
# Compiled once here: where Python may not write beside its packages, each server would compile them again at each start (20 s).
"$UV" sync --locked --quiet --compile-bytecode --python "$PYTHON310" || {
    say "L'installation a échoué : les lignes ci-dessus disent pourquoi (connexion, place sur le disque, ou uv.lock à refaire avec « uv lock »)."
    exit 1
}
