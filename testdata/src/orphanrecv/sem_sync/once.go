package sem_sync

import (
	"errors"
	"sync"
)

// The function runs once.
func once() {
	done := make(chan struct{})
	var o sync.Once
	o.Do(func() { close(done) })
	o.Do(func() { close(done) })
	<-done
}

// The second function does not run, though it is another one.
func onceOther() {
	a, b := make(chan struct{}), make(chan struct{})
	var o sync.Once
	o.Do(func() { close(a) })
	o.Do(func() { close(b) })
	<-a
	<-b // want `blocks forever`
}

// Another Once is another matter.
func twoOnces() {
	a, b := make(chan struct{}), make(chan struct{})
	var first, second sync.Once
	first.Do(func() { close(a) })
	second.Do(func() { close(b) })
	<-a
	<-b
}

// Who comes second waits until the first is through.
func onceWaits() int {
	var o sync.Once
	ch := make(chan int, 1)
	init := func() { ch <- 1 }
	go o.Do(init)
	o.Do(init)
	return <-ch
}

// Values go out once, but are waited for twice.
func onceSend() {
	var o sync.Once
	ch := make(chan int, 2)
	for range 2 {
		o.Do(func() { ch <- 1 })
	}
	<-ch
	<-ch // want `blocks forever`
}

// A once that panicked has run.
func oncePanicked() {
	var o sync.Once
	done := make(chan struct{})
	try := func(fail bool) {
		defer func() { _ = recover() }()
		o.Do(func() {
			if fail {
				panic("failed")
			}
			close(done)
		})
	}
	try(true)
	try(false)
	<-done // want `blocks forever`
}

// A new Once runs again.
func onceReset() {
	ch := make(chan int, 2)
	var o sync.Once
	o.Do(func() { ch <- 1 })
	o = sync.Once{}
	o.Do(func() { ch <- 1 })
	<-ch
	<-ch
}

func onceFunc() {
	done := make(chan struct{})
	stop := sync.OnceFunc(func() { close(done) })
	stop()
	stop()
	<-done
}

func onceFuncNotCalled() {
	done := make(chan struct{})
	stop := sync.OnceFunc(func() { close(done) })
	_ = stop
	<-done // want `blocks forever`
}

func onceFuncCalledOnce() {
	ch := make(chan int, 2)
	put := sync.OnceFunc(func() { ch <- 1 })
	put()
	put()
	<-ch
	<-ch // want `blocks forever`
}

// OnceValue gives the same channel each time.
func onceValue() {
	get := sync.OnceValue(func() chan int { return make(chan int, 1) })
	get() <- 1
	<-get()
}

func onceValueEmpty() {
	get := sync.OnceValue(func() chan int { return make(chan int, 1) })
	get() <- 1
	<-get()
	<-get() // not found: blocks forever
}

func onceValues() error {
	get := sync.OnceValues(func() (chan int, error) { return make(chan int, 1), errors.New("full") })
	ch, err := get()
	if err != nil {
		return err
	}
	<-ch
	return nil
}
