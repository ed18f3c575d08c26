#!/usr/bin/env bash
# dustin/go-broadcast and k8s.io/apimachinery v0.37.2: the channel of a subscription stays open
# when the subscription has ended.
#
# A loop over the channel is how such code is written, and Close or Stop is what is called to end
# it. Broadcaster.Close closes none of the channels that were registered; ProxyWatcher.Stop closes
# nothing, where Stop of the package's other watchers ends the loop. Seen with Go 1.26.8.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"fmt"
	"time"

	"github.com/dustin/go-broadcast"
	"k8s.io/apimachinery/pkg/watch"
)

// ends says whether a loop over a channel ends soon.
func ends[T any](ch <-chan T) bool {
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range ch {
		}
	}()
	select {
	case <-done:
		return true
	case <-time.After(time.Second):
		return false
	}
}

func main() {
	b := broadcast.NewBroadcaster(1)
	ch := make(chan any, 1)
	b.Register(ch)
	b.Close()
	fmt.Println("broadcast, after Close:", ends(ch))
	p := watch.NewProxyWatcher(make(chan watch.Event))
	p.Stop()
	fmt.Println("ProxyWatcher, after Stop:", ends(p.ResultChan()))
	f := watch.NewFake()
	f.Stop()
	fmt.Println("FakeWatcher, after Stop:", ends(f.ResultChan()))
}
GO
printf 'module finding.example/subscription\n\ngo 1.26.0\n' >go.mod
export GOFLAGS=-mod=mod
go get github.com/dustin/go-broadcast@v0.0.0-20171205050544-f664265f5a66 k8s.io/apimachinery@v0.37.2 2>/dev/null
go version
go run . | tee out
diff out - <<'OUT'
broadcast, after Close: false
ProxyWatcher, after Stop: false
FakeWatcher, after Stop: true
OUT
