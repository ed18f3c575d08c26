//go:debug netdns=go

// A server that is made with a reactor library, and put under load. It listens
// until the first garbage collection.
package main

import (
	"errors"
	"fmt"
	"log"
	"net"
	"os"
	"runtime"

	"stories/002/bad/client"
	"stories/002/bad/reactor"
	"stories/002/bad/util"
)

func main() {
	addr := make(chan string, 1)
	w := &util.WaitGroupWrapper{}
	w.Wrap(func() {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			log.Fatal(err)
		}
		tcpListener := listener.(*net.TCPListener)
		addr <- listener.Addr().String()
		e, err := reactor.CreatePoller(func(inframe []byte) []byte {
			str := "receive success: " + string(inframe)
			return []byte(str)
		})
		if err != nil {
			log.Fatal(err)
		}
		if err := e.Run(tcpListener); !errors.Is(err, reactor.ErrStop) {
			fmt.Println("server:", err)
			os.Exit(1)
		}
	})
	if err := load(<-addr); err != nil {
		fmt.Println("listener lost:", err)
		os.Exit(1)
	}
	w.Wait()
	fmt.Println("listener alive")
}

// load runs the scripts one after the other: what the first one leaves behind is
// collected before the next one comes.
func load(addr string) error {
	for script := range 3 {
		if err := client.Load(addr, 20); err != nil {
			return fmt.Errorf("script %d: %w", script, err)
		}
		fmt.Println("script", script, "done")
		collect()
	}
	return client.Stop(addr)
}

// collect lets the garbage collector find and close what nobody has: each time until it
// has done so with something that was dropped later.
func collect() {
	for range 3 {
		found := make(chan struct{})
		runtime.AddCleanup(&struct{ next *int }{}, func(found chan struct{}) { close(found) }, found)
		runtime.GC()
		<-found
	}
}
