// Parked is a server that is meant to run until it is killed.
package main

import (
	"log"
	"time"
)

func main() {
	go serve("http")
	run()
}

// The last thing that main does is to call this, which parks it.
func run() {
	go serve("grpc")
	select {}
}

// A loop that goes on for ever is not blocked.
func serve(name string) {
	for now := range time.Tick(time.Minute) {
		log.Println(name, now)
	}
}
