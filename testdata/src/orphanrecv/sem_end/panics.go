// Package sem_end has the ways in which goroutines and programs end, one rule
// at a time.
package sem_end

import (
	"errors"
	"fmt"
)

// A panic that is recovered ends the function, not the program: what follows
// the panic is not done.
func recoveredNoSend() {
	ch := make(chan int)
	go func() {
		defer func() { _ = recover() }()
		panic("early")
		ch <- 1
	}()
	<-ch // want `blocks forever`
}

// The defer that recovers sends.
func recoveredSend() error {
	ch := make(chan error)
	go func() {
		defer func() {
			if v := recover(); v != nil {
				ch <- fmt.Errorf("panic: %v", v)
			}
		}()
		panic("early")
	}()
	return <-ch
}

// It sends only if there was a panic, and there was none.
func recoverNil() error {
	ch := make(chan error)
	go func() {
		defer func() {
			if v := recover(); v != nil {
				ch <- fmt.Errorf("panic: %v", v)
			}
		}()
	}()
	return <-ch // want `blocks forever`
}

// Defers run in reverse order, also while panicking.
func deferredClose() {
	ch := make(chan int)
	go func() {
		defer func() { _ = recover() }()
		defer close(ch)
		panic("early")
	}()
	<-ch
}

// The defer was not reached.
func deferNotReached(fail bool) {
	ch := make(chan int)
	go func() {
		defer func() { _ = recover() }()
		if fail {
			panic("early")
		}
		defer close(ch)
	}()
	<-ch // want `blocks forever`
}

// Recovered in the caller: the callee's frames are gone, the caller goes on.
func recoveredInCaller() {
	ch := make(chan int)
	go func() {
		try(func() { panic("inner") })
		ch <- 1
	}()
	<-ch
}

func try(f func()) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = errors.New("panicked")
		}
	}()
	f()
	return nil
}

// Recovered in the caller, which looks at the error and returns.
func recoveredAndReturned() {
	ch := make(chan int)
	go func() {
		if try(func() { panic("inner") }) != nil {
			return
		}
		ch <- 1
	}()
	<-ch // want `blocks forever`
}

// A panic that nobody recovers ends the program, and so all waiting.
func notRecovered(fail bool) {
	ch := make(chan int)
	go func() {
		if fail {
			panic("the program ends")
		}
		ch <- 1
	}()
	<-ch
}

// The root's own panic runs its defers.
func rootPanics() {
	ch := make(chan int)
	defer func() { _ = recover() }()
	defer close(ch)
	go func() { <-ch }()
	panic("root")
}

// The close stands behind the panic.
func rootPanicsBeforeClose(fail bool) {
	ch := make(chan int)
	defer func() { _ = recover() }()
	go func() {
		<-ch // want `blocks forever`
	}()
	if fail {
		panic("root")
	}
	close(ch)
}

// Recovered and panicked again; then recovered again.
func panickedAgain() {
	ch := make(chan int)
	go func() {
		defer func() {
			if recover() != nil {
				ch <- 1
			}
		}()
		defer func() {
			if v := recover(); v != nil {
				panic(v)
			}
		}()
		panic("once")
	}()
	<-ch
}

// The result that was named is set by the defer that recovers.
func namedResult() int {
	compute := func() (n int, err error) {
		defer func() {
			if v := recover(); v != nil {
				err = errors.New("panicked")
			}
		}()
		panic("none")
	}
	ch := make(chan int)
	go func() {
		n, err := compute()
		if err == nil {
			ch <- n
		}
	}()
	return <-ch // want `blocks forever`
}

// A loop that survives the panics of its jobs serves on.
func loopSurvives() {
	jobs, done := make(chan func()), make(chan struct{})
	go func() {
		defer close(done)
		for job := range jobs {
			_ = try(job)
		}
	}()
	jobs <- func() { panic("job") }
	jobs <- func() {}
	close(jobs)
	<-done
}

// One that does not is gone after the first.
func loopDoesNot() {
	jobs, replies := make(chan func(), 2), make(chan int, 2)
	go func() {
		defer func() { _ = recover() }()
		for job := range jobs {
			job()
			replies <- 1
		}
	}()
	jobs <- func() { panic("job") }
	jobs <- func() {}
	close(jobs)
	<-replies // want `blocks forever`
}
