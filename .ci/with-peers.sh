#!/usr/bin/env bash
# Runs one command with the test peers at hand: .ci/with-peers.sh go test ./store/...
set -euo pipefail
# shellcheck source=.ci/lib.sh
. "$(dirname "$0")/lib.sh"
[ $# -gt 0 ] || die "usage: .ci/with-peers.sh COMMAND…"
"$top/.ci/peers.sh" install
peers=$(mktemp -d "${TMPDIR:-/tmp}/markthalle-peers.XXXXXX")
trap '"$top/.ci/peers.sh" stop "$peers"; rm -rf "$peers"' EXIT
"$top/.ci/peers.sh" start "$peers"
# shellcheck disable=SC1091
. "$peers/env"
"$@"
