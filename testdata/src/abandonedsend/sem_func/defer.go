package sem_func

import (
	"errors"
	"iter"
)

// Deferred calls run in reverse order.
func reverseOrder() (a, b int) {
	ch := make(chan int)
	go func() {
		defer func() {
			ch <- 1 // want `blocks forever`
		}()
		defer func() { ch <- 2 }()
	}()
	return <-ch, 0
}

// The arguments are those of the defer statement.
func deferArguments() int {
	a, b := make(chan int), make(chan int)
	go func() {
		ch := a
		defer send(ch)
		ch = b
		_ = ch
	}()
	return <-a
}

func send(ch chan<- int) {
	ch <- 1 // want `blocks forever`
}

func deferArgumentsLost() {
	a := make(chan int)
	go func() {
		ch := a
		defer send(ch)
		ch = make(chan int, 1)
		ch <- 1
	}()
}

// In a loop: as many sends as rounds.
func deferInLoop(n int) (sum int) {
	ch := make(chan int)
	go func() {
		for i := range n {
			defer func() {
				ch <- i + 1 // want `blocks forever`
			}()
		}
	}()
	for i := 1; i < n; i++ {
		sum += <-ch
	}
	return sum
}

func deferInLoopAllRead(n int) (sum int) {
	ch := make(chan int)
	go func() {
		for i := range n {
			defer func() { ch <- i }()
		}
	}()
	for range n {
		sum += <-ch
	}
	return sum
}

// A conditional defer runs if its statement was reached.
func deferIf(clean bool) {
	ch := make(chan int)
	go func() {
		if clean {
			defer func() { ch <- 1 }()
		}
	}()
	if clean {
		<-ch
	}
}

// Deferred receives run on each way out, also when a panic is recovered.
func deferOnPanic(fail bool) (err error) {
	ch := make(chan int)
	go func() { ch <- 1 }()
	defer func() {
		if v := recover(); v != nil {
			err = errors.New("panic")
		}
	}()
	defer func() { <-ch }()
	if fail {
		panic("fail")
	}
	return nil
}

// The receive that stands after the panic is not reached.
func afterPanic() (err error) {
	ch := make(chan int)
	go func() {
		ch <- 1 // want `blocks forever`
	}()
	defer func() {
		if v := recover(); v != nil {
			err = errors.New("panic")
		}
	}()
	mustNot(true)
	<-ch
	return nil
}

func mustNot(bad bool) {
	if bad {
		panic("must not")
	}
}

// The function whose deferred call recovers returns to its caller normally.
func recoveredBelow() int {
	ch := make(chan int)
	go func() { ch <- 1 }()
	protect(func() { panic("below") })
	return <-ch
}

func protect(f func()) {
	defer func() { _ = recover() }()
	f()
}

// recover in a helper of the deferred function has no effect, so the send is not
// reached; the outer one stops the panic.
func recoverTooDeep() {
	ch := make(chan int)
	defer func() { _ = recover() }()
	func() {
		defer func() {
			func() { _ = recover() }()
		}()
		panic("deep")
	}()
	ch <- 1
}

// recover without a panic returns nil.
func recoverNothing() {
	ch := make(chan int)
	go func() {
		defer func() {
			if recover() == nil {
				ch <- 1 // want `blocks forever`
			}
		}()
	}()
}

// A deferred call may change the result that the caller looks at.
func changed(c chan int) (ok bool) {
	defer func() { ok = false }()
	go send(c)
	return true
}

func changedResult() int {
	ch := make(chan int)
	if changed(ch) {
		return <-ch
	}
	return 0
}

// A deferred send of the caller's own, with nobody there.
func deferredSelf() {
	ch := make(chan int)
	defer func() {
		ch <- 1 // want `blocks forever`
	}()
}

// The deferred close ends the range even after an early return.
func deferredClose(limit int) (sum int) {
	ch := make(chan int)
	go func() {
		defer close(ch)
		for i := 0; ; i++ {
			if i == limit {
				return
			}
			ch <- i
		}
	}()
	for v := range ch {
		sum += v
	}
	return sum
}

// Loops over functions: the body may leave the loop and the function.
func upTo(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func seqReceives(n int) (sum int) {
	ch := make(chan int)
	go func() {
		for i := range upTo(n) {
			ch <- i
		}
	}()
	for range upTo(n) {
		sum += <-ch
	}
	return sum
}

func seqBreaks() (sum int) {
	ch := make(chan int)
	go func() {
		for i := range upTo(3) {
			ch <- i // want `blocks forever`
		}
	}()
	for i := range upTo(3) {
		if i == 2 {
			break
		}
		sum += <-ch
	}
	return sum
}

func seqReturns() int {
	ch := make(chan int)
	go func() {
		for i := range upTo(3) {
			ch <- i // want `blocks forever`
		}
	}()
	for range upTo(3) {
		if v := <-ch; v == 1 {
			return v
		}
	}
	return 0
}

// A defer in the body of the loop belongs to the function.
func seqDefers() (sum int) {
	ch := make(chan int)
	go func() {
		for i := range upTo(2) {
			defer func() { ch <- i }()
		}
	}()
	for range 2 {
		sum += <-ch
	}
	return sum
}

// continue in the body goes on with the next value.
func seqContinues() (sum int) {
	ch := make(chan int)
	go func() {
		for i := range upTo(3) {
			if i == 1 {
				continue
			}
			ch <- i
		}
	}()
	return <-ch + <-ch
}

// The labels of nested loops.
func seqLabels() (n int) {
	ch := make(chan int)
	go func() {
	outer:
		for range upTo(2) {
			for j := range upTo(2) {
				if j == 1 {
					continue outer
				}
				ch <- j
			}
		}
	}()
	return <-ch + <-ch
}
