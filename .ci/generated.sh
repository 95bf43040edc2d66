#!/usr/bin/env bash
# Fails when make gen changes a file: what is generated is committed as generated.
set -euo pipefail
# shellcheck source=.ci/lib.sh
. "$(dirname "$0")/lib.sh"
cd "$top"
state() { git status --porcelain -z --untracked-files=all | sha256sum; git diff HEAD | sha256sum; }
before=$(state)
make --silent gen
[ "$before" = "$(state)" ] && exit 0
say "make gen changed the tree; commit what it writes:"
git status --short >&2
git --no-pager diff --stat >&2
exit 1
