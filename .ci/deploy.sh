#!/usr/bin/env bash
# What can be checked of deploy/ without a container engine.
#
#   .ci/deploy.sh           the files: syntax, pinned images, loopback ports, hardening,
#                           variables that the specification of the engines knows
#   .ci/deploy.sh binary    the Dockerfile's own build command yields a static binary that
#                           takes the flags and variables that these files use
set -euo pipefail
# shellcheck source=.ci/lib.sh
. "$(dirname "$0")/lib.sh"
cd "$top"

files() {
  "$(python_dir)/bin/python" - <<'PY'
import re, sys, yaml

faults = []
doc = yaml.safe_load(open("deploy/compose.yml"))
for name, service in doc["services"].items():
    image = service.get("image", "")
    if "build" not in service and not re.search(r":\d+\.\d+", image):
        faults.append(f"compose: {name}: image {image!r} is not pinned to a version")
    for port in service.get("ports", []):
        if not str(port).startswith("127.0.0.1:"):
            faults.append(f"compose: {name}: port {port} is published beyond loopback")
    for network in service.get("networks", []):
        if network not in doc["networks"]:
            faults.append(f"compose: {name}: network {network} is not declared")
    for volume in service.get("volumes", []):
        if volume.split(":")[0] not in doc["volumes"]:
            faults.append(f"compose: {name}: volume {volume} is not declared")
    for other in service.get("depends_on", {}):
        if other not in doc["services"]:
            faults.append(f"compose: {name}: depends on {other}, which is no service")

# Variables of deploy/ are variables that the manual knows, and the other way round.
names = lambda path: set(re.findall(r"\bMARKTHALLE_[A-Z_]+\b", open(path).read()))
manual = names("docs/deploy.md")
for path in ["deploy/compose.yml", "deploy/Dockerfile", "deploy/markthalle.env"]:
    for unknown in sorted(names(path) - manual):
        faults.append(f"{path}: docs/deploy.md says nothing of {unknown}")

docker = open("deploy/Dockerfile").read()
for want in [r"^USER (?!0|root)\S+", r"^HEALTHCHECK ", r"CGO_ENABLED=0", r"^FROM scratch$"]:
    if not re.search(want, docker, re.M):
        faults.append(f"Dockerfile: nothing matches {want}")
for base in re.findall(r"^FROM (\S+)", docker, re.M):
    if base != "scratch" and ":" not in base:
        faults.append(f"Dockerfile: {base} is not pinned")
for fault in faults:
    print(fault, file=sys.stderr)
sys.exit(bool(faults))
PY
  unit
}

# unit checks the systemd unit; its program need not be installed here.
unit() {
  if ! command -v systemd-analyze >/dev/null; then
    say "systemd-analyze is not here: the unit is checked by its keys only"
    grep -q '^NoNewPrivileges=yes$' deploy/markthalle.service
    return
  fi
  local dir; dir=$(mktemp -d "${TMPDIR:-/tmp}/markthalle-unit.XXXXXX")
  sed "s|^ExecStart=/usr/local/bin/markthalle|ExecStart=$(command -v true)|" deploy/markthalle.service >"$dir/markthalle.service"
  local code=0
  systemd-analyze verify "$dir/markthalle.service" || code=$?
  systemd-analyze security --no-pager --offline=true --threshold=20 "$dir/markthalle.service" | tail -n 1 || code=1
  rm -rf "$dir"
  return "$code"
}

binary() {
  local build dir
  build=$(sed -n 's/^RUN \(CGO_ENABLED=0 go build .*\)$/\1/p' deploy/Dockerfile)
  [ -n "$build" ] || die "the Dockerfile has no build command"
  dir=$(mktemp -d "${TMPDIR:-/tmp}/markthalle-image.XXXXXX")
  eval "${build//\/out\/markthalle/$dir/markthalle}"
  if go version -m "$dir/markthalle" | grep -q 'CGO_ENABLED=1'; then die "the binary was built with cgo"; fi
  if command -v readelf >/dev/null && readelf -l "$dir/markthalle" | grep -q INTERP; then die "the binary is not static"; fi
  # A static binary runs in an empty root folder.
  mkdir "$dir/empty"
  cp "$dir/markthalle" "$dir/empty/"
  if [ "$(id -u)" = 0 ]; then chroot "$dir/empty" /markthalle --help >/dev/null; fi
  "$dir/markthalle" serve --help >"$dir/serve"
  "$dir/markthalle" doctor --help >"$dir/doctor"
  local flag faults=0
  for flag in --addr --create --public-trial; do
    grep -qe "$flag" "$dir/serve" || { say "serve has no $flag, which deploy/ uses"; faults=1; }
  done
  grep -qe --ready "$dir/doctor" || { say "doctor has no --ready, which the health check uses"; faults=1; }
  rm -rf "$dir"
  return "$faults"
}

case ${1:-files} in
  files) files ;;
  binary) binary ;;
  *) die "usage: .ci/deploy.sh [files|binary]" ;;
esac
