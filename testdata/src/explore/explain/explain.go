// Package explain has channels with different fates: what is told of them stands
// in the comments at their makes, for each root that makes them.
package explain

import (
	"context"
	"net/http"
)

func reported() {
	c := make(chan int) // reported: a goroutine is stuck at it, line +1
	go func() { c <- 1 }()
}

func served() {
	c := make(chan int) // served: nobody is stuck on any path
	go func() { c <- 1 }()
	<-c
}

func returned() chan int {
	c := make(chan int) // caller: a goroutine is stuck at it, line +1; returned: it escapes: it is returned to the caller, line +2
	go func() { c <- 1 }()
	return c
}

func caller() {
	returned()
}

func two() {
	c, d := make(chan int), make(chan int) // two: nobody is stuck on any path; two: a goroutine is stuck at it, line +1
	go func() { c <- 1; d <- 1 }()
	<-c
}

type hub struct{ C chan int }

func stored(h *hub) {
	h.C = make(chan int) // stored: it escapes: it is stored where others look, line +0
	go func() { h.C <- 1 }()
}

var global chan int

func inVariable() {
	c := make(chan int) // inVariable: it escapes: it is stored where others look, line +1
	global = c
	go func() { c <- 1 }()
}

func passed() {
	c := make(chan int) // passed: it escapes: it is passed to code that is not seen, line +1
	http.NewRequestWithContext(keep{c: c}, "GET", "/", nil)
	go func() { c <- 1 }()
}

type keep struct {
	context.Context
	c chan int
}

func captured() {
	c := make(chan int) // captured: it escapes: it is passed to code that is not seen, line +1
	http.HandleFunc("/", func(http.ResponseWriter, *http.Request) { <-c })
	go func() { c <- 1 }()
}

func sent(to chan<- chan int) {
	c := make(chan int) // sent: it escapes: it is sent to code that is not seen, line +1
	to <- c
	c <- 1
}

func listed(n int) {
	c := make(chan int) // listed: it escapes: it is passed to code that is not seen, line +2
	list := make([]chan int, 30)
	list = append(list, c)
	go func() { c <- 1 }()
}

func kept(n int) {
	c := make(chan int) // kept: it escapes: it is kept in a value that is not followed, line +2
	array := [3]chan int{c}
	list := array[n:]
	go func() { c <- len(list) }()
}

func functionValue(f func(chan int)) {
	c := make(chan int) // functionValue: it escapes: it is passed to code that is not seen, line +1
	f(c)
	go func() { c <- 1 }()
}

var initial = make(chan int, 1)

func dead(flag bool) {
	if flag && !flag {
		c := make(chan int)
		c <- 1
	}
	println(<-make(chan int)) // dead: a goroutine is stuck at it, line +0
}

func tooMany() {
	c := make(chan int, 7)    // tooMany: not explored to the end: too many states
	done := make(chan int, 7) // tooMany: not explored to the end: too many states
	go func() { c <- 1; c <- <-c; c <- <-c; <-c; done <- 1 }()
	go func() { c <- 2; c <- <-c; c <- <-c; <-c; done <- 2 }()
	go func() { c <- 3; c <- <-c; c <- <-c; <-c; done <- 3 }()
	go func() { c <- 4; c <- <-c; c <- <-c; <-c; done <- 4 }()
	go func() { c <- 5; c <- <-c; c <- <-c; <-c; done <- 5 }()
	go func() { c <- 6; c <- <-c; c <- <-c; <-c; done <- 6 }()
	go func() { c <- 7; c <- <-c; c <- <-c; <-c; done <- 7 }()
}

func deep(n int) {
	c := make(chan int) // deep: nobody is stuck, but part was left out: calls too deep
	go func() { walk(c, n); close(c) }()
	for range c {
	}
}

func walk(c chan int, n int) {
	if n > 0 {
		walk(c, n-1)
		c <- n
		walk(c, n-2)
	}
}

func first[T any](list ...func() T) T {
	c := make(chan T) // first[int]: a goroutine is stuck at it, line +2; first: a goroutine is stuck at it, line +2
	for _, f := range list {
		go func() { c <- f() }()
	}
	return <-c
}

var one = first(func() int { return 1 })
