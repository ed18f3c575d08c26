// Mainleak parks main for good, and loses a goroutine while it runs.
package main

import "log"

func main() {
	start()
	select {} // main never returns, and does so on purpose
}

// The events are never closed: the goroutine does not end with the program,
// which does not end.
func start() {
	events := make(chan string)
	go func() {
		for e := range events { // want `blocks forever`
			log.Println(e)
		}
	}()
	events <- "started"
}
