package sem_sync

import (
	"fmt"
	"log"
	"os"
	"runtime"
)

// Goexit runs the deferred functions.
func goexitDefers() int {
	ch := make(chan int)
	go func() {
		defer func() { ch <- 1 }()
		runtime.Goexit()
	}()
	return <-ch
}

// And nothing else.
func goexitSkips() {
	ch := make(chan int)
	go func() {
		ch <- 1 // want `blocks forever`
	}()
	done := make(chan struct{})
	go func() {
		defer close(done)
		leave()
		<-ch
	}()
	<-done
}

func leave() { runtime.Goexit() }

// recover does not stop it.
func goexitNoRecover() {
	ch, done := make(chan int), make(chan struct{})
	go func() {
		ch <- 1 // want `blocks forever`
	}()
	go func() {
		defer close(done)
		func() {
			defer func() { _ = recover() }()
			runtime.Goexit()
		}()
		<-ch
	}()
	<-done
}

// The send after Goexit is not reached.
func goexitSender() {
	ch := make(chan int)
	go func() {
		if true {
			runtime.Goexit()
		}
		ch <- 1
	}()
}

// A panic that nobody recovers ends the process.
func panics(ok bool) int {
	ch := make(chan int)
	go func() { ch <- 1 }()
	if !ok {
		panic("not ok")
	}
	return <-ch
}

// One that the goroutine recovers does not.
func panicsRecovered(ok bool) {
	ch, done := make(chan int), make(chan struct{})
	go func() {
		ch <- 1 // want `blocks forever`
	}()
	go func() {
		defer close(done)
		defer func() { _ = recover() }()
		if !ok {
			panic("not ok")
		}
		<-ch
	}()
	<-done
}

// Exit ends all goroutines.
func exits(ok bool) int {
	ch := make(chan int)
	go func() { ch <- 1 }()
	if !ok {
		fmt.Fprintln(os.Stderr, "not ok")
		os.Exit(1)
	}
	return <-ch
}

func exitsBelow(ok bool) int {
	ch := make(chan int)
	go func() { ch <- 1 }()
	if !ok {
		usage()
	}
	return <-ch
}

func usage() {
	fmt.Fprintln(os.Stderr, "usage: ...")
	os.Exit(2)
}

// Fatal, too.
func fatal(err error) int {
	ch := make(chan int)
	go func() { ch <- 1 }()
	if err != nil {
		log.Fatalf("fatal: %v", err)
	}
	return <-ch
}

// log.Print does not.
func printed(err error) int {
	ch := make(chan int)
	go func() {
		ch <- 1 // want `blocks forever`
	}()
	if err != nil {
		log.Printf("error: %v", err)
		return 0
	}
	return <-ch
}

// A goroutine in an endless loop never leaves, and never receives.
func endless(stop func() bool) {
	ch := make(chan int)
	go func() {
		ch <- 1 // want `blocks forever`
	}()
	for !stop() {
		runtime.Gosched()
	}
}

// A receiver in an endless loop takes everything.
func endlessReceiver(n int) {
	ch, quit := make(chan int), make(chan struct{})
	defer close(quit)
	go func() {
		for {
			select {
			case <-ch:
			case <-quit:
				return
			}
		}
	}()
	for i := range n {
		ch <- i
	}
}
