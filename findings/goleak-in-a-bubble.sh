#!/usr/bin/env bash
# goleak v1.3.0 inside testing/synctest finds a leak in every test, also in an empty one.
#
# A bubble has two goroutines of testing outside the function under test (one in
# synctest.Run, one that waits for the function); goleak knows testing's own goroutines,
# not these. Its retries wait by the bubble's clock, so the wrong answer comes at once:
# 431 ms of the bubble, hardly any of the wall. Called around synctest.Test it is right.
# Seen with Go 1.26.8.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >a_test.go <<'GO'
package a

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
)

func TestInside(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		err := goleak.Find()
		fmt.Println("inside:", strings.Count(fmt.Sprint(err), "oroutine ")-strings.Count(fmt.Sprint(err), " in goroutine "), "goroutines,", time.Since(start).Round(time.Millisecond))
	})
}

func TestAround(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {})
	fmt.Println("around:", goleak.Find())
}
GO
printf 'module finding.example/bubble\n\ngo 1.26.0\n' >go.mod
export GOFLAGS=-mod=mod
go get go.uber.org/goleak@v1.3.0 2>/dev/null
go version
go test -count=1 -v . | grep -E '^(inside|around):' | tee out
diff out - <<'OUT'
inside: 2 goroutines, 431ms
around: <nil>
OUT
