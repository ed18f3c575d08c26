// Package words has a leak for each way in which one can be told.
package words

import (
	"context"
	"runtime"
	"sync"
	"time"
)

func returned() {
	ch := make(chan int)
	go func() { ch <- 1 }() // want `^ch: goroutine blocks forever sending when returned returns at line 14; short$`
}

// It is called from another file.
func sendTo(ch chan<- int) {
	ch <- 1 // want `^ch: goroutine blocks forever sending when elsewhere returns at other.go:6; short$`
}

func literal() {
	ch := make(chan int)
	go func() {
		ch <- 1
		runtime.Goexit()
	}()
	<-ch
	<-ch // want `^the caller of literal blocks forever receiving from ch when the goroutine of line 23 ends at line 25; short$`
}

func blocked() {
	ch := make(chan int)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		ch <- 1 // want `^ch: goroutine blocks forever sending, blocked blocks too at line 39; short$`
	}()
	wg.Wait() // also
	<-ch
}

func nobody() {
	ch := make(chan int)
	ch <- 1 // want `^the caller of nobody blocks forever sending to ch, nobody receives; short$`
}

func ranges() {
	ch := make(chan int)
	go func() {
		for range ch { // want `^ch: goroutine blocks forever ranging, nobody closes it after ranges returns at line 54; short$`
		}
	}()
}

func selects(ch chan int, ctx context.Context) {
	a, b := make(chan int), make(chan int)
	go func() {
		select { // want `^goroutine blocks forever in select when selects returns at line 64; short$`
		case <-a:
		case <-b:
		}
	}()
}

func parked() {
	go func() {
		select {} // want `^goroutine blocks forever in select, which has no case; short$`
	}()
}

func uncancelled() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	<-ctx.Done() // want `^the caller of uncancelled blocks forever receiving from ctx.Done\(\), nobody cancels its context; short$`
}

func timer() {
	t := time.NewTimer(time.Hour)
	t.Stop()
	<-t.C // want `^the caller of timer blocks forever receiving from t.C, its timer was stopped or has fired; short$`
}

// What is long is left out of the message: names first, then where it was.
func nameThatIsTooLongForMessages() {
	channelThatHasAVeryLongName := make(chan int)
	go func() {
		channelThatHasAVeryLongName <- 1 // want `^goroutine blocks forever sending when its receiver returns at line 91; short$`
	}()
	func() {}()
}

func movesOn(tick func()) {
	ch := make(chan int)
	go func() { ch <- 1 }() // want `^ch: goroutine blocks forever sending, movesOn goes on without it; short$`
	for {
		tick()
	}
}

// With names as long as there is room for, and lines whose numbers have three
// digits, there is no room for where it was: this must stand behind the hundredth
// line of the file.
func exactlyTwentyBytesOf() {
	twentyBytesOfChannel := make(chan int)
	go func() {
		twentyBytesOfChannel <- 1
	}()
	<-twentyBytesOfChannel
	<-twentyBytesOfChannel // want `^the caller of exactlyTwentyBytesOf blocks forever receiving from twentyBytesOfChannel when the goroutine of line 106 returns; short$`
}
