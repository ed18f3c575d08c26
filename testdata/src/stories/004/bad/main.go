// A program that wastes goroutines on channels whose other end is missing. Each is
// started the way its story goes; in the end the program counts who is left.
package main

import (
	"fmt"
	"runtime"
	"time"

	"stories/004/bad/collect"
)

// write sends to a channel that was declared and forgotten.
func write() {
	var ch chan int
	ch <- 1
}

// read receives from one.
func read() {
	var ch chan struct{}
	<-ch
}

// pass makes the channel under a condition that never holds, and hands it to a
// goroutine.
func pass() {
	var ch chan int
	if false {
		ch = make(chan int, 1)
		ch <- 1
	}
	go func(ch chan int) {
		fmt.Println(<-ch)
	}(ch)
}

func main() {
	before := runtime.NumGoroutine()
	go write()
	go read()
	pass()
	channels()
	collect.Start("backend").Add("request")
	time.Sleep(100 * time.Millisecond)
	fmt.Println("goroutines left", runtime.NumGoroutine()-before)
}
