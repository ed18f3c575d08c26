# gopitfalls and the go command, which loads what it analyses:
#
#	docker build -t gopitfalls .
#	docker run --rm -v "$PWD:/src" gopitfalls ./...
#
# The image has gcc and git, for packages with C code and for -new-from-rev.
# Without them it is smaller: --build-arg BASE=golang:1.26-alpine.
#
# Dependabot renews the digest.
ARG BASE=golang

FROM golang:1.26.5@sha256:3aff6657219a4d9c14e27fb1d8976c49c29fddb70ba835014f477e1c70636647 AS golang

FROM golang AS build
ARG GOPROXY
ARG VERSION=
WORKDIR /gopitfalls
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -o /usr/local/bin/gopitfalls \
	-ldflags "-s -w -X github.com/gopitfalls/gopitfalls/internal/version.linked=${VERSION}" ./cmd/gopitfalls

FROM ${BASE}
COPY --from=build /usr/local/bin/gopitfalls /usr/local/bin/
# Any user may run it, with -u "$(id -u)". The caches are worth a volume.
RUN mkdir -m 1777 /cache
ENV GOCACHE=/cache/build GOMODCACHE=/cache/mod
# What is mounted belongs to somebody else, which git refuses to look at. Only that folder
# is excepted; gopitfalls runs git such that a repository starts no programs.
ENV GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0=/src
USER 65532:65532
WORKDIR /src
ENTRYPOINT ["gopitfalls"]
CMD ["./..."]
