#!/usr/bin/env bash
# Fails when a Go file is not as gofumpt writes it, and names it.
set -euo pipefail
# shellcheck source=.ci/lib.sh
. "$(dirname "$0")/lib.sh"
cd "$top"
found=$(git ls-files -z --cached --others --exclude-standard '*.go' |
  while IFS= read -r -d '' f; do [ -f "$f" ] && printf '%s\0' "$f"; done |
  xargs -0 -r "$(tools_dir)/gofumpt" -l -modpath github.com/markthalle/markthalle -lang go1.26)
[ -z "$found" ] && exit 0
say "not formatted (make fmt):"
say "$found"
exit 1
