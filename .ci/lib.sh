# Shared by the scripts of this folder; sourced, never run.
# shellcheck shell=bash

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${XDG_CACHE_HOME:-${HOME:?HOME is not set}/.cache}/markthalle-peers

say() { printf '%s\n' "$*" >&2; }
die() { say "error: $*"; exit 1; }

# retry N COMMAND…: networks and package locks fail now and then; a real refusal
# fails N times and keeps its exit code.
retry() {
  local n=$1 i=1 code
  shift
  while true; do
    "$@" && return 0
    code=$?
    [ "$i" -ge "$n" ] && return "$code"
    say "retry $i of $((n - 1)): $*"
    sleep $((i * 3))
    i=$((i + 1))
  done
}

# digest FILE…: a short name for the content of files, for caches that must not lie.
digest() { cat -- "$@" | sha256sum | cut -c1-16; }

tools_dir() { echo "$cache/tools-$(digest "$top"/internal/tools/go.mod "$top"/internal/tools/go.sum "$top"/internal/tools/testsum/*.go)-$(go env GOVERSION)"; }
ferretdb_dir() { echo "$cache/ferretdb-$(digest "$top"/internal/peers/ferretdb/*.go "$top"/internal/peers/ferretdb/go.*)"; }
mongojava_dir() { echo "$cache/mongojava-$(digest "$top"/internal/peers/mongojava/pom.xml "$top"/internal/peers/mongojava/src/main/java/markthalle/*.java)"; }
web_dir() { echo "$cache/web-$(digest "$top"/internal/peers/web/package*.json)"; }
typesense_dir() { echo "$cache/typesense-0.24.1"; }
python_dir() { echo "$cache/schemathesis-4.32.5"; }
stripepy_dir() { echo "$cache/stripepy-10.12.0"; }
