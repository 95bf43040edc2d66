# make help says what there is. Everything works on a machine with Go; make check (the
# pipeline) also installs the test peers.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

TOOL := go tool -modfile=internal/tools/go.mod
LDFLAGS := -s -w

.PHONY: help run test lint fmt gen check bench demo e2e kills pair fuzz-webhooks gateway-live relevance differential screenshots release

help: ## show this list
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: demo ## the same as demo

demo: ## start a trading demo market on http://127.0.0.1:8080 (data in ./.cache/demo)
	go run -trimpath ./cmd/markthalle demo --data .cache/demo

test: ## all tests that need nothing but Go
	go test ./...

lint: ## golangci-lint with the rules of .golangci.yml (pinned in internal/tools)
	$(TOOL) golangci-lint run ./...

fmt: ## write Go files as gofumpt and gci do
	$(TOOL) golangci-lint fmt ./...

gen: ## write the generated files again
	go generate ./...

check: ## the whole pipeline, as it runs before a change lands
	bash .ci/run

bench: ## measure request rates, latencies, memory and growth; prints and stores a report
	go run ./cmd/bench

e2e: ## journeys through HTTP and the browser, with the test peers
	.ci/with-peers.sh go test -count=1 ./internal/journeys/... ./internal/browser/...

screenshots: ## take the pictures of the README from a demo market
	.ci/with-peers.sh go test -count=1 -run TestScreenshots ./internal/browser -screenshots "$(CURDIR)/docs/screenshots"

differential: ## ten minutes of random catalogues and queries on both search engines and brute force
	MARKTHALLE_TEST_FOR=10m .ci/with-peers.sh go test -count=1 -timeout 20m -v -run TestDifferential ./search

pair: ## the main journey over two processes, which are killed in turn
	.ci/with-peers.sh go test -count=1 -timeout 30m -v -run TestPair ./internal/journeys

relevance: ## how well both search engines answer judged queries, beside their own defaults
	.ci/with-peers.sh go run ./cmd/relevance

kills: ## the main journey with two hundred kill -9 at random moments (about 3 minutes)
	MARKTHALLE_JOURNEY_KILLS=200 go test -count=1 -timeout 40m -v -run 'TestKill$$' ./internal/journeys

fuzz-webhooks: ## ten thousand payments whose webhooks come in any order, twice or never (SEED replays)
	MARKTHALLE_WEBHOOK_PAYMENTS=10000 go test -count=1 -timeout 60m -v -run 'TestWebhookStorm$$' ./payouts -seed $(or $(SEED),0)

gateway-live: ## the payment gateway's suite at Stripe itself, by the test key in MARKTHALLE_TEST_STRIPE_KEY
	@test -n "$${MARKTHALLE_TEST_STRIPE_KEY:-}" || { echo "MARKTHALLE_TEST_STRIPE_KEY holds no test key of Stripe: see docs/deploy.md" >&2; exit 1; }
	.ci/peers.sh install chromium
	MARKTHALLE_TEST_CHROMIUM="$$(command -v chromium)" go test -count=1 -timeout 30m -v -run 'TestLive$$' ./payments/stripeconnect

release: ## static binaries for Linux and macOS in ./dist
	@mkdir -p dist
	for target in linux/amd64 linux/arm64 darwin/arm64; do \
	  out=dist/markthalle-$${target/\//-}; \
	  CGO_ENABLED=0 GOOS=$${target%/*} GOARCH=$${target#*/} go build -trimpath -ldflags '$(LDFLAGS)' -o "$$out" ./cmd/markthalle; \
	done
	cd dist && sha256sum markthalle-* > SHA256SUMS
