// A program whose goroutines all come to an end. In the end it counts who is
// left.
package main

import (
	"fmt"
	"runtime"
	"time"

	"stories/004/fixed/collect"
)

func write() {
	ch := make(chan int, 1)
	ch <- 1
}

func read() {
	ch := make(chan struct{})
	close(ch)
	<-ch
}

func pass() {
	ch := make(chan int, 1)
	ch <- 1
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
	c := collect.Start("backend")
	c.Add("request")
	c.Stop()
	time.Sleep(100 * time.Millisecond)
	fmt.Println("goroutines left", runtime.NumGoroutine()-before)
}
