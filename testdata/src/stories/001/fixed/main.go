//go:debug netdns=go

// A cluster manager holds long connections to many daemons that rarely say
// anything. It prints how many threads that takes.
package main

import (
	"fmt"
	"log"
	"net"
	"os"
	"runtime"
	"strings"
	"time"

	"stories/001/fixed/engine"
)

const daemons = 100

func main() {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	accepted := make(chan net.Conn, daemons)
	go func() {
		for range daemons {
			conn, err := ln.Accept()
			if err != nil {
				log.Fatal(err)
			}
			accepted <- conn
		}
	}()

	var cluster engine.Cluster
	for range daemons {
		if err := cluster.Add(ln.Addr().String()); err != nil {
			log.Fatal(err)
		}
	}
	settle()
	fmt.Println("connections", daemons, "threads", threads())
	for range daemons {
		(<-accepted).Close()
	}
	cluster.Wait()
}

// threads returns the number of threads of this process (proc(5)).
func threads() string {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		log.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "Threads:")
	return strings.Fields(rest)[0]
}

// settle waits until all goroutines do: the readers, each for its daemon.
func settle() {
	stacks := make([]byte, 1<<20)
	for busy := true; busy; time.Sleep(10 * time.Millisecond) {
		text := string(stacks[:runtime.Stack(stacks, true)])
		busy = strings.Contains(text, " [runnable") || strings.Count(text, " [running") > 1 // more than this one
	}
}
