#!/usr/bin/env bash
# github.com/google/pprof/profile reads the text form of a goroutine profile without an
# error, and without what makes it readable.
#
# ?debug=1 writes function names, lines and labels behind "#". The package takes the form
# (profile.Parse, and so `go tool pprof`), but those lines are comments to it: samples
# have addresses only, no labels. The stacks differ as well: the text has the entry of
# runtime.goexit at the root, the protobuf form has not, so that the two forms of one
# moment do not merge to the same stacks. Seen with pprof of 2026-11-05, Go 1.26.8.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"bytes"
	"context"
	"fmt"
	"runtime/pprof"
	"time"

	"github.com/google/pprof/profile"
)

func wait(c chan int) { <-c }

func main() {
	c := make(chan int)
	pprof.Do(context.Background(), pprof.Labels("route", "a"), func(context.Context) {
		for range 2 {
			go wait(c)
		}
	})
	time.Sleep(50 * time.Millisecond)
	for debug := range 2 {
		var text bytes.Buffer
		pprof.Lookup("goroutine").WriteTo(&text, debug)
		p, err := profile.Parse(&text)
		if err != nil {
			panic(err)
		}
		for _, s := range p.Sample {
			if s.Value[0] != 2 {
				continue
			}
			names := 0
			for _, l := range s.Location {
				names += len(l.Line)
			}
			fmt.Printf("debug=%d: %d goroutines, %d locations, names %v, labels %v\n", debug, s.Value[0], len(s.Location), names > 0, s.Label)
		}
	}
}
GO
printf 'module finding.example/text\n\ngo 1.26.0\n' >go.mod
export GOFLAGS=-mod=mod
go get github.com/google/pprof@v0.0.0-20261105003125-4bf881d7fb0b 2>/dev/null
go version
go run . | tee out
diff out - <<'OUT'
debug=0: 2 goroutines, 4 locations, names true, labels map[route:[a]]
debug=1: 2 goroutines, 5 locations, names false, labels map[]
OUT
