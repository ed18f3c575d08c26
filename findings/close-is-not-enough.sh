#!/usr/bin/env bash
# smallnest/chanx v1.2.0, eapache/channels v1.1.0, hpcloud/tail v1.0.0: what ends them does not as
# long as something is unread.
#
# close(In), Close and Stop are what their documentation names to end them. With an element that
# nobody has read the goroutine of each stays in its send; Stop of hpcloud/tail waits for it, so
# its caller stays too. nxadm/tail v1.4.11, its successor, does not wait. Seen with Go 1.26.8.
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
	"os"
	"runtime/pprof"
	"time"

	"github.com/eapache/channels"
	hpcloud "github.com/hpcloud/tail"
	nxadm "github.com/nxadm/tail"
	"github.com/smallnest/chanx"
)

// left counts the goroutines of a package once it was told to end.
func left(pkg string, end func()) int {
	go end()
	time.Sleep(time.Second)
	var dump bytes.Buffer
	pprof.Lookup("goroutine").WriteTo(&dump, 2)
	return bytes.Count(dump.Bytes(), []byte("created by "+pkg))
}

func main() {
	u := chanx.NewUnboundedChan[int](context.Background(), 1)
	for i := range 3 {
		u.In <- i
	}
	fmt.Println("chanx:", left("github.com/smallnest/chanx.", func() { close(u.In) }))
	c := channels.NewInfiniteChannel()
	c.In() <- 1
	fmt.Println("channels:", left("github.com/eapache/channels.", c.Close))

	f, err := os.CreateTemp("", "lines")
	if err != nil {
		panic(err)
	}
	defer os.Remove(f.Name())
	fmt.Fprintln(f, "one\ntwo")
	h, err := hpcloud.TailFile(f.Name(), hpcloud.Config{Follow: true, Poll: true, Logger: hpcloud.DiscardingLogger})
	if err != nil {
		panic(err)
	}
	fmt.Println("hpcloud/tail:", left("github.com/hpcloud/tail.TailFile", func() { h.Stop() }))
	n, err := nxadm.TailFile(f.Name(), nxadm.Config{Follow: true, Poll: true, Logger: nxadm.DiscardingLogger})
	if err != nil {
		panic(err)
	}
	fmt.Println("nxadm/tail:", left("github.com/nxadm/tail.TailFile", func() { n.Stop() }))
}
GO
printf 'module finding.example/close\n\ngo 1.26.0\n' >go.mod
export GOFLAGS=-mod=mod
go get github.com/smallnest/chanx@v1.2.0 github.com/eapache/channels@v1.1.0 github.com/hpcloud/tail@v1.0.0 github.com/nxadm/tail@v1.4.11 2>/dev/null
go version
go run . | tee out
diff out - <<'OUT'
chanx: 1
channels: 1
hpcloud/tail: 1
nxadm/tail: 0
OUT
