// A program whose goroutines all come to an end. In the end it counts who is
// left.
package main

import (
	"fmt"
	"runtime"
	"strings"
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
	silent()
	c := collect.Start("backend")
	c.Add("request")
	c.Stop()
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
