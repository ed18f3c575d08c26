package levels

import "testing"

// What is given a test is a part of it, whatever its file is called.

func checkReply(t testing.TB, reply func() int) {
	ch := make(chan int)
	go func() { ch <- reply() }() // want `^ch: goroutine blocks forever sending when checkReply returns at line 12, in a test; short$`
	if t.Name() == "" {
		t.Error("no name")
		return
	}
	<-ch
}

type suite struct{ replies int }

func (s *suite) run(t *testing.T) {
	ch := make(chan int)
	go func() { ch <- s.replies }() // want `^ch: goroutine blocks forever sending when run returns at line 24, in a test; short$`
	if s.replies == 0 {
		t.Error("no replies")
		return
	}
	<-ch
}

// A T of another package is none.

type T struct{ failed bool }

func checkOther(t *T) {
	ch := make(chan int)
	go func() { ch <- 1 }() // want `^ch: goroutine blocks forever sending when checkOther returns at line 37; short$`
	if t.failed {
		return
	}
	<-ch
}
