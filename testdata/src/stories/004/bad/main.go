// A program that wastes goroutines on channels whose other end is missing. Each is
// started the way its story goes; in the end the program counts who is left.
package main

import (
	"fmt"
	"runtime"
	"strings"
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
	silent()
	collect.Start("backend").Add("request")
	settle()
	fmt.Println("goroutines left", runtime.NumGoroutine()-before)
}

// settle waits until every goroutine that can go on has done so.
func settle() {
	stacks := make([]byte, 1<<20)
	for busy := true; busy; time.Sleep(10 * time.Millisecond) {
		text := string(stacks[:runtime.Stack(stacks, true)])
		busy = strings.Contains(text, " [runnable") || strings.Contains(text, " [sleep") || strings.Count(text, " [running") > 1
	}
}
