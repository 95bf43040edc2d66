#!/usr/bin/env bash
# Property tests of the OpenAPI document against a running demo market: as a guest, a
# buyer, a vendor and an operator, no answer may be a server error, and none may differ
# from what the document says (status, content type, body).
#
#   .ci/schemathesis.sh [BINARY]     a built markthalle; by default it is built here
#
# With MARKTHALLE_CI_TALLY set, "passed failed skipped" is appended to that file, one
# test for each operation and audience.
set -euo pipefail
# shellcheck source=.ci/lib.sh
. "$(dirname "$0")/lib.sh"
cd "$top"

dir=$(mktemp -d "${TMPDIR:-/tmp}/markthalle-schemathesis.XXXXXX")
market=
stop() {
  [ -z "$market" ] || { kill "$market" 2>/dev/null || true; wait "$market" 2>/dev/null || true; }
  rm -rf "$dir"
}
trap stop EXIT

binary=${1:-}
if [ -z "$binary" ]; then
  binary=$dir/markthalle
  go build -o "$binary" ./cmd/markthalle
fi

"$binary" demo --addr 127.0.0.1:0 --data "$dir/data" --vendors 4 --products 40 --rate-limits off \
  >"$dir/market.log" 2>&1 </dev/null &
market=$!
url=
for ((i = 0; i < 1200; i++)); do
  url=$(sed -n 's/^ready \(http:\/\/[^ ]*\)$/\1/p' "$dir/market.log" | head -n 1)
  [ -n "$url" ] && break
  kill -0 "$market" 2>/dev/null || break
  sleep 0.1
done
[ -n "$url" ] || { tail -n 40 "$dir/market.log" >&2; die "the demo market did not get ready"; }

token() { # token EMAIL: sign in with the demo's password
  "$(python_dir)/bin/python" - "$url" "$1" <<'PY'
import json, sys, urllib.request
url, email = sys.argv[1:]
body = json.dumps({"email": email, "password": "markthalle-demo"}).encode()
request = urllib.request.Request(url + "/api/v1/store/sessions", body, {"Content-Type": "application/json"})
print(json.load(urllib.request.urlopen(request))["token"])
PY
}

# The clock is left alone (a fuzzed jump of a thousand years is a long run, and has its
# own tests), and so is the sign-out of the session that the run itself uses.
failed=0
audience() {
  local name=$1 path=$2 code=0 sign=()
  [ -z "${3:-}" ] || sign=(--header "Authorization: Bearer $3")
  say "== $name"
  "$(python_dir)/bin/schemathesis" run "$url/api/v1/openapi.json" --url "$url" \
    --include-path-regex "$path" --exclude-path-regex '/(admin/clock|store/sessions/current)$' \
    --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,response_headers_conformance \
    --phases examples,coverage,fuzzing --max-examples 15 --workers 2 --seed 1 --generation-database none \
    --request-timeout 10 --suppress-health-check all --no-color \
    --report-junit-path "$dir/$name.xml" "${sign[@]}" || code=$?
  [ "$code" = 0 ] || failed=1
}

audience guest '^/api/v1/store/'
audience buyer '^/api/v1/store/' "$(token buyer@demo.example)"
audience vendor '^/api/v1/vendor/' "$(token owner1@demo.example)"
audience operator '^/api/v1/admin/' "$(token operator@demo.example)"
kill -0 "$market" 2>/dev/null || { tail -n 40 "$dir/market.log" >&2; die "the market stopped under the tests"; }

"$(python_dir)/bin/python" - "$dir" "${MARKTHALLE_CI_TALLY:-/dev/stdout}" <<'PY'
import glob, sys, xml.etree.ElementTree as xml
passed = failed = skipped = 0
for path in glob.glob(sys.argv[1] + "/*.xml"):
    for case in xml.parse(path).getroot().iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
print(passed, failed, 0, file=open(sys.argv[2], "a"))
print(f"schemathesis: {passed} operations held, {failed} did not, {skipped} had nothing to send", file=sys.stderr)
sys.exit(passed == 0)
PY
exit "$failed"
