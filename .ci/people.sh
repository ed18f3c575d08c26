# Sourced by nightly: the first hour of a user, and how long an editor waits.
# shellcheck shell=bash

# From nothing to a fixed finding as README.md says, with a home and caches of its own. What
# is installed is the work tree.
step_newcomer() {
	local home=$tmp/home proxy=$tmp/proxy root=$PWD version=v0.999.0 begun install status=0
	mkdir -p "$home/program/backend" "$proxy"
	(cd internal/distribution && go run ./modproxy "$proxy" "$root" "$version")
	install=$(grep -m 1 '^go install ' README.md)
	{
		printf 'package backend\n\n'
		awk '/^```go$/ { on = 1; next } /^```$/ { if (on) exit } on' README.md
		printf '\nfunc query(name string) string { return name }\n'
	} >"$home/program/backend/backend.go"
	printf 'module example.com/program\n\ngo 1.26\n' >"$home/program/go.mod"

	newcomer() {
		(cd "$home/program" && env -u GOPATH -u GOCACHE -u GOMODCACHE -u GOENV -u GOBIN HOME="$home" PATH="$home/go/bin:$PATH" LC_ALL=C.UTF-8 \
			GOFLAGS=-modcacherw GOSUMDB=off GOPROXY="file://$proxy,$(go env GOPROXY)" bash -euc "$1")
	}
	begun=$SECONDS
	newcomer "$install"
	echo "installed after $((SECONDS - begun)) s"

	newcomer 'gopitfalls -trace ./...' >"$tmp/out" || status=$?
	cat "$tmp/out"
	[ "$status" -eq 1 ]
	grep -q '^backend/backend.go:.* goroutine blocks forever sending when QueryAll returns .* (abandonedsend)$' "$tmp/out"
	grep -q '✗' "$tmp/out"
	echo "the first finding after $((SECONDS - begun)) s"

	newcomer 'gopitfalls explain abandonedsend#returned' >"$tmp/out"
	newcomer 'gopitfalls -html findings.html ./...' >/dev/null || true
	grep -qi '^<!doctype html>' "$home/program/findings.html"
	newcomer 'gopitfalls -fix ./...'
	grep -qF "$(sed -n 's/^+\(\s*responses := .*\)/\1/p' README.md)" "$home/program/backend/backend.go"
	newcomer 'gopitfalls ./... && go build ./...'
	echo "a fixed finding after $((SECONDS - begun)) s"
	[ $((SECONDS - begun)) -lt 900 ]
}

# How long a save waits in an editor, against what the command takes: in a package of etcd,
# or one of our own where nothing can be cloned.
step_answer() {
	local dir=$tmp/answer file=server/etcdserver/server.go
	if [ -n "${CHECKOUTS:-}" ] && [ -e "$CHECKOUTS/etcd/$file" ]; then
		cp -r "$CHECKOUTS/etcd" "$dir"
	elif ! git clone -q --depth 1 https://github.com/etcd-io/etcd "$dir" 2>/dev/null; then
		mkdir -p "$dir"
		files | tar -c -T - | tar -x -C "$dir"
		file=internal/driver/standalone/main.go
	fi
	echo "$file"
	(cd lsp && ANSWER_FILE=$dir/$file go test -count=1 -timeout=60m -v -run='^TestAnswerTime$' ./internal/server)
}
