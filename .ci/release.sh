# Sourced by nightly: makes a release of the work tree, as far as that goes without publishing
# it, and tries what comes out.
# shellcheck shell=bash

# At this version all that it needs can be had; a module that pins it would bring its
# 340 requirements into every "go mod tidy".
goreleaser=github.com/goreleaser/goreleaser/v2@v2.15.1

step_release() {
	go run "$goreleaser" check

	# A release is made of a tag.
	local copy=$tmp/release version=v0.999.0 out
	mkdir "$copy"
	files | tar -c -T - | tar -x -C "$copy"
	git -C "$copy" init -q
	git -C "$copy" add -A
	git -C "$copy" -c user.name=ci -c user.email=ci@localhost -c commit.gpgsign=false commit -q -m release
	git -C "$copy" tag "$version"
	git -C "$copy" remote add origin https://github.com/gopitfalls/gopitfalls.git # only its name matters
	cd "$copy"
	go run "$goreleaser" build --clean --single-target

	out=$(dist/gopitfalls_*/gopitfalls -version)
	if [[ $out != "gopitfalls $version (go"* ]]; then
		echo "the version of the release $version is told as: $out"
		return 1
	fi
	if [ -n "$(git status --porcelain)" ]; then
		git status --short
		return 1
	fi
}
