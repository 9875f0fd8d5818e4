GOLANGCI = github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
GOVULNCHECK = golang.org/x/vuln/cmd/govulncheck@v1.9.0
FUZZTIME = 30s
SEED := $(shell date +%s)
CHECKS = 1000
LONG = long

.PHONY: help build demo test race lint vulns fuzz bench bench-quick profile simulate validate faults properties nightly openapi

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build bin/halte
	go build -trimpath -tags nomsgpack -ldflags "-s -w" -o bin/halte ./cmd/halte

demo: ## run Halte with half a year of made-up data
	go run ./cmd/halte demo

test: ## run the tests; what needs a program that is not installed is skipped
	go test ./...

race: ## run the tests as CI does: with the race detector, and nothing skipped
	HALTE_TEST_REQUIRE=all CGO_ENABLED=1 GOFLAGS="$$(go env GOFLAGS) -race -timeout=60m" go test ./...

lint: ## look for mistakes and untidiness, as .golangci.yml says
	go run $(GOLANGCI) run --allow-parallel-runners

vulns: ## look for known vulnerabilities that the code calls
	go run $(GOVULNCHECK) ./...

fuzz: ## run every fuzz target for FUZZTIME (30s)
	@failed=0; for folder in $$(grep -rl --include='*_test.go' '^func Fuzz' . | xargs -r -n 1 dirname | sort -u); do \
		for target in $$(go test -list '^Fuzz' $$folder | grep '^Fuzz'); do \
			echo "$$folder $$target"; \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$folder || failed=1; \
		done; \
	done; exit $$failed

bench: ## measure what comes in, goes out and is read, beside the bare parts (a quarter of an hour); bin/bench.json
	mkdir -p bin
	go run ./cmd/haltebench -json bin/bench.json

bench-quick: ## the same, once and over less
	mkdir -p bin
	go run ./cmd/haltebench -quick -json bin/bench.json

profile: ## write processor, allocation and waiting profiles of each path into bin/profiles
	go run ./cmd/haltebench -quick -only intake,sending,pages -profile bin/profiles

simulate: ## live through made-up worlds, to see how often Halte is wrong and whether it betrays a single answer
	HALTE_SIMULATE=$(LONG) go test -count=1 -timeout 4h -v ./surveys/... ./api \
		-run "^($$(grep -rho --include='*_simulation_test.go' '^func Test[A-Za-z]*' surveys api | cut -c 6- | paste -sd '|'))$$"

validate: ## live through made-up worlds for ten minutes (VALIDATE=-long: hours), and report how often each promise held
	mkdir -p bin docs
	go run ./cmd/haltevalidate -markdown docs/validation.md -page bin/validation.html $(VALIDATE)

faults: ## kill and cut off whatever Halte relies on, and count that nothing is lost or sent twice
	HALTE_FAULTS=$(LONG) HALTE_TEST_REQUIRE=postgres,redis go test -count=1 -timeout 1h -v ./cmd/halte/faults

properties: ## try every property on CHECKS cases (1000), drawn anew or from SEED
	go test -count=1 -timeout 3h $$(grep -rl --include='*_test.go' '"pgregory.net/rapid"$$' . | xargs -n 1 dirname | sort -u) \
		-rapid.seed=$(SEED) -rapid.checks=$(CHECKS)

nightly: ## look where the tests do not get to: properties, fuzz, simulate and faults
	@echo "The seed is $(SEED): make nightly SEED=$(SEED) draws the same cases again."
	$(MAKE) --keep-going properties fuzz simulate faults SEED=$(SEED)

openapi: ## refresh api/rest/openapi.json from the types that serve the requests
	go test ./api/rest -run TestTheCommittedDocument -update
