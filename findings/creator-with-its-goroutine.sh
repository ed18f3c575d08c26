#!/usr/bin/env bash
# panicparse v2.5.0 takes "in goroutine N" for a part of the creator's name.
#
# Go writes "created by main.handle in goroutine 18" since 1.21. The creator's name is
# then "main.handle in goroutine 18". The aggregation, whose use is to fold a thousand
# equal goroutines into one bucket, compares creators too: goroutines that different
# requests have left at one line are not folded, those that one goroutine has left are.
# Seen with Go 1.26.8.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"bytes"
	"fmt"
	"io"
	"runtime/pprof"
	"strings"
	"sync"
	"time"

	"github.com/maruel/panicparse/v2/stack"
)

func lost(c chan int) { <-c }

func handle(c chan int, times int) {
	for range times {
		go lost(c)
	}
}

func main() {
	for _, requests := range []int{1, 5} {
		buckets(requests)
	}
}

func buckets(requests int) {
	c := make(chan int)
	var wg sync.WaitGroup
	for range requests {
		wg.Go(func() { handle(c, 10/requests) })
	}
	wg.Wait()
	time.Sleep(50 * time.Millisecond)
	var dump bytes.Buffer
	pprof.Lookup("goroutine").WriteTo(&dump, 2)
	s, _, err := stack.ScanSnapshot(&dump, io.Discard, stack.DefaultOpts())
	if err != io.EOF {
		panic(err)
	}
	n, named := 0, 0
	for _, b := range s.Aggregate(stack.AnyValue).Buckets {
		if b.Stack.Calls[0].Func.Name != "lost" {
			continue
		}
		n++
		if strings.HasPrefix(b.CreatedBy.Calls[0].Func.Complete, "main.handle in goroutine ") {
			named++
		}
	}
	fmt.Printf("10 goroutines at one line from %d requests: %d buckets, in %d of them the creator's name has a goroutine's number\n", requests, n, named)
	close(c)
	time.Sleep(50 * time.Millisecond)
}
GO
printf 'module finding.example/creator\n\ngo 1.26.0\n' >go.mod
export GOFLAGS=-mod=mod
go get github.com/maruel/panicparse/v2@v2.5.0 2>/dev/null
go version
go run . | tee out
diff out - <<'OUT'
10 goroutines at one line from 1 requests: 1 buckets, in 1 of them the creator's name has a goroutine's number
10 goroutines at one line from 5 requests: 5 buckets, in 5 of them the creator's name has a goroutine's number
OUT
