# Sourced by nightly: what a run may meet outside of tests, and how it was built.
# shellcheck shell=bash

# Runs of -fix that are killed, that meet an editor, and each other; system calls.
step_fixes() {
	need strace strace
	GOPITFALLS_RUNS=100 go test -count=1 -timeout=60m -v -run='^(TestKilled|TestConcurrentFixes)$' ./internal/integration
	GOPITFALLS_RUNS=50 go test -count=1 -timeout=60m -v -run='^(TestEdited|TestSystemCalls)$' ./internal/integration
	go test -count=1 -v -run='^TestHostileNames$' ./internal/driver/standalone
}

# A disk that is full, while fixes are written and while findings are.
step_full() {
	build
	local disk=$tmp/disk module=$tmp/full status=0 i
	mkdir "$disk"
	if ! mount -t tmpfs -o size=256k tmpfs "$disk"; then
		echo "skipped: nothing can be mounted here"
		return
	fi
	# shellcheck disable=SC2064 # the name is gone when the subshell that is this step ends
	trap "cd / && umount '$disk'" EXIT
	mkdir "$module"
	printf 'module example.com/full\n\ngo 1.26\n' >"$module/go.mod"
	for i in {1..20}; do
		mkdir "$module/f$i"
		cp testdata/src/stories/001/bad/sockopt/sockopt.go "$module/f$i"
	done
	cp -r "$module/." "$disk"
	dd if=/dev/zero of="$disk/filler" bs=1k status=none || true # until it is full
	cd "$disk"
	"$tmp/gopitfalls" -fix -connfile ./... >"$tmp/out" 2>&1 || status=$?
	cat "$tmp/out"
	[ "$status" -eq 2 ]
	grep -q '^gopitfalls: nothing was fixed: .*no space left on device$' "$tmp/out"
	for i in {1..20}; do
		cmp "f$i/sockopt.go" "$module/f$i/sockopt.go"
	done
	[ -z "$(find . -name '.gopitfalls-*')" ]

	status=0
	"$tmp/gopitfalls" -baseline base.json ./... >"$tmp/out" 2>&1 || status=$?
	[ "$status" -eq 2 ]
	[ ! -e base.json ]
	rm filler
	"$tmp/gopitfalls" -fix -connfile ./...
}

# foreign_modules lists folders of modules that our tools need, which have tests, a go.sum
# and not too many requirements.
foreign_modules() {
	go list -modfile=tools/go.mod -m -f '{{if not .Main}}{{.Dir}}{{end}}' all | while read -r dir; do
		if [ -s "$dir/go.sum" ] && [ "$(wc -l <"$dir/go.sum")" -lt 40 ] && [ -n "$(find "$dir" -name '*_test.go' -print -quit)" ] &&
			[ "$(find "$dir" -name '*.go' | wc -l)" -lt 150 ]; then
			echo "$dir"
		fi
	done
}

# Modules of others, with the modules that their production code needs, and no others
# than are in the module cache anyway for the tests. A status of 2 is right only where
# production code is not analysed.
step_foreign() {
	build
	local dir copy=$tmp/foreign status n=0 wrong=0 untested=0 skipped=0
	go mod download -modfile=tools/go.mod
	while read -r dir; do
		rm -rf "$copy"
		cp -r "$dir" "$copy"
		chmod -R u+w "$copy"
		status=0
		(cd "$copy" && GOFLAGS=-mod=mod GOTOOLCHAIN=local go list -deps ./... >/dev/null 2>&1) || true
		(cd "$copy" && GOPROXY=off GOFLAGS=-mod=mod GOTOOLCHAIN=local "$tmp/gopitfalls" ./...) >"$tmp/out" 2>&1 || status=$?
		n=$((n + 1))
		tail -n 1 "$tmp/out"
		! grep -q ' without tests' "$tmp/out" || untested=$((untested + 1))
		if [ "$status" -ge 2 ]; then
			skipped=$((skipped + 1))
			if ! grep -qE ' not analysed|matched no packages|^gopitfalls: go: |updates to go.mod' "$tmp/out"; then
				wrong=$((wrong + 1))
				echo "$dir: status $status"
				tail -n 5 "$tmp/out"
			fi
		fi
	done < <(foreign_modules | head -n 32)
	echo "$n modules: $untested with packages without tests, $skipped with status 2, of these $wrong without reason"
	[ "$wrong" -eq 0 ]
}

# Programs of which some bytes are other ones, and any bytes at all.
step_mutants() {
	local target
	for target in FuzzFile FuzzPatched FuzzConfig; do
		go test -run='^$' -fuzz="^$target\$" -fuzztime=20000x -fuzzminimizetime=10x ./internal/inspect
	done
}

# The command itself under the race detector, over the corpus.
step_racecorpus() {
	go build -race -buildvcs=false -o "$tmp/gopitfalls-race" ./cmd/gopitfalls
	local status=0
	(cd testdata/src && GORACE=halt_on_error=1 GO111MODULE=off GOFLAGS='' GOPATH=$PWD/.. "$tmp/gopitfalls-race" ./...) >"$tmp/out" 2>&1 || status=$?
	tail -n 3 "$tmp/out"
	! grep -n 'DATA RACE' "$tmp/out"
	[ "$status" -le 1 ] || grep -q 'not analysed' "$tmp/out" # testdata has broken packages
}

# Other systems, tests included.
step_cross() {
	local target
	for target in windows/amd64 windows/arm64 darwin/arm64 darwin/amd64 freebsd/amd64; do
		echo "$target"
		GOOS=${target%/*} GOARCH=${target#*/} CGO_ENABLED=0 go build ./...
		GOOS=${target%/*} GOARCH=${target#*/} CGO_ENABLED=0 go vet ./...
	done
}

# The same sources make the same program, wherever and whenever they are built.
step_reproduce() {
	local i
	for i in 1 2; do # both before either is built, which takes a while
		mkdir -p "$tmp/reproduce$i"
		files | tar -c -T - | tar -x -C "$tmp/reproduce$i"
	done
	for i in 1 2; do
		(
			cd "$tmp/reproduce$i"
			export GOCACHE=$tmp/cache$i CGO_ENABLED=0
			touch -d "@$((i * 100000000))" go.mod
			for target in linux/amd64 windows/amd64 darwin/arm64; do
				GOOS=${target%/*} GOARCH=${target#*/} go build -trimpath -buildvcs=false -ldflags='-s -w' \
					-o "$tmp/program$i-${target%/*}" ./cmd/gopitfalls
			done
		)
	done
	for i in linux windows darwin; do
		cmp "$tmp/program1-$i" "$tmp/program2-$i"
		sha256sum "$tmp/program1-$i"
	done
}

# Vulnerabilities that are known of what we link in.
step_vulnerabilities() {
	local out=$tmp/vulnerabilities status=0
	go run golang.org/x/vuln/cmd/govulncheck@v1.9.0 ./... >"$out" 2>&1 || status=$?
	cat "$out"
	if [ "$status" -ne 0 ] && grep -qE 'dial tcp|no such host|connection refused|forbidden|HTTP|fetching vulnerabilities' "$out" && ! grep -q '^Vulnerability #' "$out"; then
		echo "skipped: the database of vulnerabilities cannot be had"
		return
	fi
	return "$status"
}
