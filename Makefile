# Concord 和庭. Two commands are enough: `make run` to try it, `make test` to check it.
# `make help` lists the rest.

PORT ?= 8080
DATA ?= data
# TLS=self-signed makes a certificate for this machine, so that a phone on the same network can join.
TLS ?=

STEP   := scripts/step
TARGET := $(or $(CARGO_TARGET_DIR),target)
WEB    := web-client
PEERS  := $(TARGET)/peers
# What the build of the web client is made from.
WEB_SOURCES := $(shell find $(WEB)/src $(WEB)/public $(WEB)/scripts $(WEB)/index.html $(WEB)/vite.config.ts -type f)

.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help run build test check fmt clippy features web web-check programs rust-test contract peers e2e pictures newcomer bench bench-api bench-forward bench-journey bench-channel bench-move bench-record bench-resume measured record-sync record-trials flood sim-isolation fuzz fuzz-wires audit tools clean

help: ## what can be made
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1\t/' | expand -t 16

run: build ## build, start, and print the address and the example logins (PORT=8080 DATA=data TLS=self-signed)
	@$(TARGET)/release/concord demo --port $(PORT) --data '$(DATA)' $(if $(filter self-signed,$(TLS)),--self-signed)

build: ## install what is missing and make the release binaries
	@scripts/install run
	@$(MAKE) --no-print-directory web
	@$(STEP) 'Building the server and the recorder (some minutes the first time)' \
	  cargo build --release --locked --workspace --bins

test: tools fmt clippy web-check rust-test contract peers e2e newcomer ## everything that CI runs, from a clean checkout
	@echo 'All of it passed.'

check: fmt clippy web-check ## formatting, lints and types; no tests of the server

tools:
	@$(STEP) 'Installing what the tests need' scripts/install test

fmt:
	@$(STEP) 'Rust is formatted' cargo fmt --all --check

clippy: $(WEB)/dist
	@$(STEP) 'Rust has no warnings' cargo clippy --locked --workspace --all-targets -- -D warnings

$(WEB)/dist:
	@mkdir -p $@

# `npm ci` takes its time, so it runs only when the lock file is newer than the last install.
$(WEB)/node_modules/.package-lock.json: $(WEB)/package-lock.json
	@$(STEP) 'Installing the packages of the web client' npm --prefix $(WEB) ci --no-audit --no-fund
	@touch $@

# Only when something changed: the server is compiled again whenever these files are written.
$(WEB)/dist/index.html: $(WEB)/node_modules/.package-lock.json $(WEB_SOURCES)
	@$(STEP) 'Building the web client' npm --prefix $(WEB) run --silent build

web: $(WEB)/dist/index.html ## build the web client that the server carries

web-check: $(WEB)/node_modules/.package-lock.json ## types, lints, tests, build and size budgets of the web client
	@$(STEP) 'Web client: types, lints, tests, build, budgets' npm --prefix $(WEB) run --silent check

# Building the tests builds the programs too, with the same features: nothing is compiled twice
# for the browsers.
programs:
	@$(STEP) 'Building the programs and their tests' cargo test --locked --workspace --no-run

contract: programs $(WEB)/node_modules/.package-lock.json ## the typed client is what the API's document makes of it
	@$(TARGET)/debug/concord openapi > $(TARGET)/openapi.json
	@$(STEP) 'The typed client fits the API' npm --prefix $(WEB) run --silent generate -- --check $(abspath $(TARGET)/openapi.json)

rust-test: programs ## unit, property and integration tests of the workspace (SQLite and a PostgreSQL of its own)
	@$(STEP) 'Tests of the workspace' cargo test --locked --workspace --no-fail-fast

e2e: web programs ## people in real browsers, measured
	@$(STEP) 'People in real browsers' npm --prefix $(WEB) run --silent e2e

$(PEERS)/.installed: tests/peers/requirements.txt
	@$(STEP) 'Installing the SDK that nobody here wrote' scripts/python-packages $(PEERS) $<
	@touch $@

peers: $(PEERS)/.installed programs ## the Python SDK of LiveKit against a started server
	@$(STEP) 'Clients that nobody here wrote' $(PEERS)/bin/python tests/peers/peers.py
	@$(STEP) 'A mediation and a hearing with them' $(PEERS)/bin/python tests/peers/court.py
	@$(STEP) 'A server SDK that nobody here wrote' $(PEERS)/bin/python tests/peers/server_api.py
	@$(STEP) 'Requests made from the document of the API' $(PEERS)/bin/python tests/peers/generated.py
	@$(STEP) 'News of rooms, though receiver and server fall' $(PEERS)/bin/python tests/peers/webhooks.py
	@$(STEP) 'A service that sends notices, away at first' $(PEERS)/bin/python tests/peers/notices.py
	@$(STEP) 'A relay that nobody here wrote' $(PEERS)/bin/python tests/peers/relay.py
	@$(STEP) 'Addresses that change, and IPv6' $(PEERS)/bin/python tests/peers/addresses.py
	@$(STEP) 'Nonsense from everywhere' $(PEERS)/bin/python tests/peers/nonsense.py
	@$(STEP) 'A camera that nobody here wrote' $(PEERS)/bin/python tests/peers/whip.py
	@$(STEP) 'A time stamp authority that is away at first' $(PEERS)/bin/python tests/peers/timestamps.py
	@$(STEP) 'A store of objects that nobody here wrote' $(PEERS)/bin/python tests/peers/objects.py
	@$(STEP) 'A hearing whose server is killed 20 times' $(PEERS)/bin/python tests/peers/record.py
	@$(STEP) 'A player that nobody here wrote' $(PEERS)/bin/python tests/peers/whep.py

pictures: ## take the pictures in docs/img from the browsers' journeys
	@E2E_PICTURES=1 $(MAKE) --no-print-directory e2e

newcomer: ## a clean clone, `make run`, and a sign-in with the printed logins
	@$(STEP) "A newcomer's first run" npm --prefix $(WEB) run --silent e2e:newcomer

features: ## write docs/features.md and docs/targets.md from their lists and the tests
	@CONCORD_WRITE_FEATURES=1 cargo test --locked --quiet --test house features

# What is measured is the program that people run.
measured:
	@$(STEP) 'Building the server and the recorder' cargo build --release --locked -p concord -p concord-recorder-worker

bench: ## one question per file in benches/
	@$(STEP) 'Benchmarks' cargo bench --locked --workspace

bench-record: ## what recording costs, and how fast a record is made (bars: docs/record.md)
	@cargo bench --locked --quiet -p concord-benches --bench record

bench-api: ## how long the API takes when 200 sessions are open, on both databases (bar: p99 100 ms)
	@cargo bench --locked --quiet -p concord --bench api

bench-forward: ## what the server needs to forward a packet, beside the least that it could (FORWARD_BENCH_ROWS=1x20)
	@cargo bench --locked --quiet -p concord-sfu --bench forward

bench-move: measured ## how soon a caucus move silences one room and opens the other, without and with a bad network (MOVES=200)
	@cargo bench --locked --quiet -p concord --bench caucus_move

bench-channel: measured ## how many messages a second one node carries at 200 sessions of five (SESSIONS=200 SECONDS=10)
	@cargo bench --locked --quiet -p concord --bench channel

bench-resume: $(PEERS)/.installed measured ## how soon people hear each other again when the server was killed (KILLS=20)
	@CONCORD=$(TARGET)/release/concord $(PEERS)/bin/python tests/peers/resume.py

bench-journey: web programs ## first frame and caucus move in browsers, 20 times each
	@$(STEP) 'Measuring the journey' npm --prefix $(WEB) run --silent e2e:figures

record-trials: ## the record's trials in full: 200 kills, full disks, 10,000 changed logs, 50 sessions with caucuses (about 10 minutes)
	@$(STEP) 'Kills, full disks and changes' env CRASH_KILLS=200 DISK_ROUNDS=50 TAMPER_TRIES=10000 \
	  cargo test --locked -p concord-recorder --test record -- --nocapture
	@$(STEP) 'Caucuses' env CAUCUS_SESSIONS=50 \
	  cargo test --locked -p concord-recorder-worker --test finalise -- caucus --nocapture

record-sync: $(PEERS)/.installed programs ## sound against picture, and person against person, in a record made under a bad network (about 3 minutes)
	@$(STEP) 'Clapping in a bad network' $(PEERS)/bin/python tests/peers/sync.py

flood: $(PEERS)/.installed ## what fifty thousand packets of noise a second cost two people who talk (half a minute)
	@$(STEP) 'Building the server' cargo build --release --locked --bins
	@CONCORD=$(TARGET)/release/concord $(PEERS)/bin/python tests/peers/flood.py

sim-isolation: ## people moving at random, and nobody may hear what is not theirs (MOVES=10000000 SEED=1)
	@$(STEP) 'Building the simulation' cargo build --release --locked -p concord-sfu --features sim --example isolation
	@$(STEP) 'Isolation' $(TARGET)/release/examples/isolation $(or $(MOVES),10000000) $(or $(SEED),1)

fuzz: ## try neighbours of what strangers send, and keep what is new (t=stun SECONDS=60 SEED=1; t is a folder of sfu/corpus)
	@$(STEP) 'Building the fuzzer' cargo build --release --locked -p concord-sfu --features sim --example fuzz
	@$(STEP) 'Fuzzing $(t)' $(TARGET)/release/examples/fuzz '$(t)' $(or $(SECONDS),60) $(or $(SEED),1)

fuzz-wires: ## sequences of broken and forged messages on both wires, into real sessions (CASES=20000)
	@$(STEP) 'Fuzzing the wires' env FUZZ_CASES=$(or $(CASES),20000) cargo test --locked -p concord --lib fuzzed

audit: ## licences, sources and known vulnerabilities of the dependencies (needs the network)
	@command -v cargo-deny >/dev/null || $(STEP) 'Installing cargo-deny (about six minutes)' cargo install --locked cargo-deny
	@$(STEP) 'Dependencies' cargo deny check

clean: ## forget everything that was built, keep the data
	cargo clean
	rm -rf $(WEB)/dist $(WEB)/node_modules
