package ok

import (
	"errors"
	"io"
	"sync/atomic"
)

var (
	errQuit  = errors.New("quit")
	errPause = errors.New("pause")
)

// What is sent is what is waited for.
func quitByError() {
	ch := make(chan any)
	go untilQuit(ch)
	ch <- errPause
	ch <- io.EOF
	ch <- errQuit
}

func untilQuit(ch chan any) {
	for v := range ch {
		switch v := v.(type) {
		case error:
			if v == errQuit {
				return
			}
		}
	}
}

// How far a number gets that others add to is not known: a wakeup says nothing but
// that it may have changed.
func threshold(chunks []int, size uint64, ends []uint64) {
	var done atomic.Uint64
	wakeup := make(chan struct{}, 1)
	go func() {
		for range chunks {
			done.Add(size)
			select {
			case wakeup <- struct{}{}:
			default:
			}
		}
	}()
	for _, end := range ends {
		for done.Load() < end {
			<-wakeup
		}
	}
}

// Nobody waits so but on purpose, like with a select without cases.
func parks() {
	forever := make(chan bool)
	go quitByError()
	<-forever
}

func parksToo() {
	<-make(chan struct{})
}
