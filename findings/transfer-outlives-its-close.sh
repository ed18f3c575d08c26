#!/usr/bin/env bash
# miekg/dns v1.1.73: Close of a Transfer does not end its goroutine.
#
# Transfer.In starts a goroutine that sends each envelope of a zone to the channel that it
# returns. Who leaves the loop at the first error leaves that goroutine in its send. Close, which
# examples defer, closes the connection; the goroutine is not at a read. Only who reads the
# channel to its end ends it. Seen with Go 1.26.8.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"bytes"
	"fmt"
	"net"
	"runtime/pprof"
	"time"

	"github.com/miekg/dns"
)

// senders counts the goroutines of transfers.
func senders() int {
	time.Sleep(300 * time.Millisecond)
	var dump bytes.Buffer
	pprof.Lookup("goroutine").WriteTo(&dump, 2)
	return bytes.Count(dump.Bytes(), []byte("created by github.com/miekg/dns.(*Transfer).In "))
}

func rr(s string) dns.RR {
	r, err := dns.NewRR(s)
	if err != nil {
		panic(err)
	}
	return r
}

func serve(w dns.ResponseWriter, r *dns.Msg) {
	soa := rr("example. 60 IN SOA a. b. 1 1 1 1 1")
	ch := make(chan *dns.Envelope)
	go func() {
		ch <- &dns.Envelope{RR: []dns.RR{soa}}
		for range 20 {
			ch <- &dns.Envelope{RR: []dns.RR{rr("a.example. 60 IN A 127.0.0.1")}}
		}
		ch <- &dns.Envelope{RR: []dns.RR{soa}}
		close(ch)
	}()
	new(dns.Transfer).Out(w, r, ch)
}

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go (&dns.Server{Listener: l, Handler: dns.HandlerFunc(serve)}).ActivateAndServe()
	t := new(dns.Transfer)
	ch, err := t.In(new(dns.Msg).SetAxfr("example."), l.Addr().String())
	if err != nil {
		panic(err)
	}
	<-ch
	t.Close()
	fmt.Println("after one envelope and Close:", senders())
	for range ch {
	}
	fmt.Println("after all envelopes:", senders())
}
GO
printf 'module finding.example/transfer\n\ngo 1.26.0\n' >go.mod
export GOFLAGS=-mod=mod
go get github.com/miekg/dns@v1.1.73 2>/dev/null
go version
go run . | tee out
diff out - <<'OUT'
after one envelope and Close: 1
after all envelopes: 0
OUT
