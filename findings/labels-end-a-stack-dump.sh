#!/usr/bin/env bash
# Goroutine labels (pprof.Do) in the text of all stacks, and two libraries that read it.
#
# Since Go 1.27 a program whose go.mod says go 1.27 prints labels in debug=2 dumps and
# crashes without being asked: "goroutine 21 [chan receive] {route: a}:". Seen with Go
# 1.27.3, with one labelled goroutine between two that are not:
#   gostackparse v0.7.0  leaves the labelled one out, with an error that names its line
#   panicparse v2.5.0    stops there: it returns what stood before it and no error; the
#                        goroutines behind it are in the rest that it hands back
# With Go 1.26 and GODEBUG=tracebacklabels=1 the labels stand inside the brackets, and
# both give them as a part of the state.
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
	"io"
	"runtime/pprof"
	"slices"
	"strings"
	"time"

	"github.com/DataDog/gostackparse"
	"github.com/maruel/panicparse/v2/stack"
)

func wait(c chan int) { <-c }

func main() {
	c := make(chan int)
	go wait(c)
	time.Sleep(10 * time.Millisecond)
	pprof.Do(context.Background(), pprof.Labels("route", "a"), func(context.Context) { go wait(c) })
	time.Sleep(10 * time.Millisecond)
	go wait(c)
	time.Sleep(50 * time.Millisecond)
	var dump bytes.Buffer
	pprof.Lookup("goroutine").WriteTo(&dump, 2)
	for line := range strings.Lines(dump.String()) {
		if strings.HasPrefix(line, "goroutine ") {
			_, rest, _ := strings.Cut(line, "[")
			fmt.Print("dump: [", rest)
		}
	}
	goroutines, errs := gostackparse.Parse(bytes.NewReader(dump.Bytes()))
	var states []string
	for _, g := range goroutines {
		states = append(states, g.State)
	}
	slices.Sort(states)
	fmt.Printf("gostackparse: %d of 4, %d errors, states %q\n", len(goroutines), len(errs), states)
	s, rest, err := stack.ScanSnapshot(bytes.NewReader(dump.Bytes()), io.Discard, stack.DefaultOpts())
	states = nil
	for _, g := range s.Goroutines {
		states = append(states, g.State)
	}
	slices.Sort(states)
	fmt.Printf("panicparse: %d of 4, error %v, rest %v, states %q\n", len(s.Goroutines), err, len(rest) > 0, states)
}
GO
run() { # VERSION
	printf 'module finding.example/labels\n\ngo %s\n' "$1" >go.mod
	rm -f go.sum
	export GOTOOLCHAIN=go$1 GOFLAGS=-mod=mod
	go get github.com/DataDog/gostackparse@v0.7.0 github.com/maruel/panicparse/v2@v2.5.0 2>/dev/null
	echo "== $(go version | cut -d' ' -f3)"
	go run .
}
run 1.27.3 | tee new
GODEBUG=tracebacklabels=1 run 1.26.8 | tee old
grep -qxF 'dump: [chan receive] {route: a}:' new
grep -qxF 'gostackparse: 3 of 4, 1 errors, states ["chan receive" "chan receive" "running"]' new
# Which goroutines stand before the labelled one is the runtime's choice; never all.
grep -Eqx 'panicparse: [123] of 4, error <nil>, rest true, states .*' new
grep -qxF 'dump: [chan receive labels:{"route": "a"}]:' old
grep -qF 'gostackparse: 4 of 4, 0 errors, states ["chan receive" "chan receive" "chan receive labels:{\"route\": \"a\"}" "running"]' old
grep -qF 'panicparse: 4 of 4, error EOF, rest false, states ["chan receive" "chan receive" "chan receive labels:{\"route\": \"a\"}" "running"]' old
