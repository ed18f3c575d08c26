# Sourced by nightly: makes a release and a container image of the work tree, as far as
# that goes without publishing them, and tries what comes out.
# shellcheck shell=bash

# At this version all that it needs can be had; a module that pins it would bring its
# 340 requirements into every "go mod tidy".
goreleaser=github.com/goreleaser/goreleaser/v2@v2.15.1
# shellcheck disable=SC2034 # for .ci/tools
cosign=github.com/sigstore/cosign/v3/cmd/cosign@v3.1.3 syft=github.com/anchore/syft/cmd/syft@v1.57.1

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
	dist/lsp_*/gopitfalls-lsp -version
	if [ -n "$(git status --porcelain)" ]; then
		git status --short
		return 1
	fi
}

# The image is built on a stand-in for the official one, which can be had only from a
# registry: the same Go and, for a shell, busybox.
step_image() {
	need buildah buildah
	need busybox busybox-static
	export BUILDAH_ISOLATION=chroot CONTAINERS_STORAGE_CONF=$tmp/storage.conf
	cat >"$tmp/storage.conf" <<-END
		[storage]
		driver = "vfs"
		graphroot = "$tmp/storage"
		runroot = "$tmp/storage.run"
	END

	local base=$tmp/base
	mkdir "$base"
	cp "$(command -v busybox)" "$base/busybox"
	cp -r "$(go env GOROOT)" "$base/go"
	cat >"$base/Dockerfile" <<-'END'
		FROM scratch
		COPY busybox /bin/busybox
		RUN ["/bin/busybox", "--install", "-s", "/bin"]
		COPY go /usr/local/go
		ENV PATH=/usr/local/go/bin:/usr/local/bin:/bin GOPATH=/go GOTOOLCHAIN=local
		RUN mkdir -p /go /tmp /usr/local/bin && chmod 1777 /go /tmp
	END
	buildah bud -q -t golang:1.26 "$base"

	go mod download
	# Its name has a digest, which a stand-in cannot have.
	sed 's/^FROM golang:[^ ]* AS golang$/FROM golang:1.26 AS golang/' Dockerfile >"$tmp/Dockerfile"
	buildah bud --pull=never -f "$tmp/Dockerfile" -v "$(go env GOMODCACHE)/cache/download:/proxy:ro" \
		--build-arg GOPROXY=file:///proxy --build-arg VERSION=v0.999.0 -t gopitfalls .

	# As "docker run -v sample:/src:ro gopitfalls" would.
	local container command status=0 sample=$tmp/image-sample
	mkdir "$sample"
	printf 'module example.com/sample\n\ngo 1.26\n' >"$sample/go.mod"
	cp testdata/src/stories/001/bad/sockopt/sockopt.go "$sample"
	container=$(buildah from --pull=never localhost/gopitfalls)
	read -ra command <<<"$(buildah inspect -f \
		'{{with .OCIv1.Config}}{{range .Entrypoint}}{{.}} {{end}}{{range .Cmd}}{{.}} {{end}}{{end}}' "$container")"
	echo "${command[@]}"
	buildah run -v "$sample:/src:ro" "$container" -- "${command[@]}" | tee "$tmp/image-findings" || status=${PIPESTATUS[0]}
	[ "$status" -eq 1 ] || { echo "exit status $status, want 1" && false; }
	grep '^sockopt.go:.* (connfile)$' "$tmp/image-findings"
	buildah run "$container" -- gopitfalls -version | grep -F 'gopitfalls v0.999.0 ('
	[ "$(buildah run "$container" -- id -u)" -ne 0 ]
}
