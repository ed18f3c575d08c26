//go:debug netdns=go

// A caching proxy for a place where the network is poor: its DNS server takes
// questions and does not answer. Clients ask it for pages of many hosts and are told
// after a second that there are none. The program prints how many threads it has
// then.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"stories/000/fixed/cache"
	"stories/000/fixed/news"
	"stories/000/fixed/proxy"
)

const clients = 100

func main() {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	pages := cache.New(time.Minute)
	go http.Serve(ln, proxy.New(time.Second, pages))
	refreshed := news.Refresh("http://"+silent(), pages)

	client := &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{
		Proxy: http.ProxyURL(&url.URL{Scheme: "http", Host: ln.Addr().String()}),
	}}
	var wg sync.WaitGroup
	for i := range clients {
		wg.Go(func() {
			resp, err := client.Get(fmt.Sprintf("http://host%d.example.com/", i))
			if err != nil {
				log.Fatal(err)
			}
			resp.Body.Close()
		})
	}
	wg.Wait()
	fmt.Printf("answers %d threads %d\n", clients, threads())
	select {
	case <-refreshed:
		fmt.Println("news given up")
	case <-time.After(3 * time.Second):
		fmt.Println("news awaited")
	}
}

// silent returns the address of a server that takes connections and says nothing, as one
// behind a broken network does.
func silent() string {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	silence = ln
	return ln.Addr().String()
}

// silence stays open as long as the program.
var silence net.Listener

// threads returns the number of OS threads of this process.
func threads() int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		log.Fatal(err)
	}
	var n int
	_, after, _ := strings.Cut(string(status), "\nThreads:")
	fmt.Sscan(after, &n)
	return n
}
