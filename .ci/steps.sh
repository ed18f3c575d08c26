# Sourced by run and nightly: steps that are announced, timed and summed up.
# shellcheck shell=bash

cd "$(dirname "${BASH_SOURCE[0]}")/.."

export GOWORK=off # the modules as a user gets them
# What the steps need is downloaded, so modules come from where Go has them by default.
if [ "$(go env GOPROXY)" = off ]; then
	GOPROXY=$(GOENV=off GOPROXY='' go env GOPROXY)
	export GOPROXY
fi
tmp=$(mktemp -d)
summary=()
failed=0
trap finish EXIT

finish() {
	local status=$?
	rm -rf "$tmp"
	echo "== summary"
	printf '%s\n' "${summary[@]}"
	exit "$((status != 0 ? status : failed))"
}

# steps runs the functions step_NAME. One that fails does not keep the others
# from being tried, but the whole fails.
steps() {
	local name start status
	for name; do
		echo "== $name"
		start=$SECONDS
		set +e
		(
			set -euo pipefail
			"step_$name"
		) </dev/null
		status=$?
		set -e
		if [ "$status" -ne 0 ]; then
			failed=1
		fi
		summary+=("$(printf '%-10s %5d s  %s' "$name" "$((SECONDS - start))" "$([ "$status" -eq 0 ] && echo ok || echo FAILED)")")
		echo "== $name took $((SECONDS - start)) s"
	done
}

# need COMMAND PACKAGE... installs Debian packages if the command is missing.
need() {
	if command -v "$1" >/dev/null; then
		return
	fi
	if [ ! -e "$tmp/apt" ]; then
		apt-get update -qq
		touch "$tmp/apt"
	fi
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${@:2}"
}

# files PATTERN... lists files of the repository, new ones included.
files() {
	git -c core.quotePath=false ls-files --cached --others --exclude-standard -- "$@" | while IFS= read -r f; do
		if [ -f "$f" ]; then
			echo "$f"
		fi
	done
}

# nested lists the folders of the nested modules.
nested() {
	files '*/go.mod' ':!*testdata/*' | xargs -r dirname
}

# has_packages DIR tells a module from one that only pins versions.
has_packages() {
	[ -n "$(files "$1/*.go" ":!$1/testdata/*")" ]
}

# build builds our own command into $tmp. Without the commit's stamp it is the
# same from commit to commit, and so are the entries that it has in the cache.
build() {
	go build -buildvcs=false -o "$tmp/gopitfalls" ./cmd/gopitfalls
}
