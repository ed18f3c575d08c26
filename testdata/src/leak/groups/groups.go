// Package groups has defects that show in several places, and defects side by side.
package groups

import (
	"errors"
	"sync"
)

// The sends of one goroutine, on several branches, to a channel that nobody receives
// from any more.
func waiter(work func() (int, error), quit func() bool) int {
	results := make(chan int)
	go func() {
		n, err := work()
		switch {
		case err != nil:
			results <- -1 // want `^results: goroutine blocks forever sending when waiter returns`
		case n == 0:
			results <- 0 // also
		case n > 100:
			results <- 100 // also
		default:
			results <- n // also
			return
		}
	}()
	if quit() {
		return 0
	}
	return <-results
}

// Three senders of one collector.
func collect(a, b, c func() error) error {
	errs := make(chan error)
	go func() { errs <- a() }() // want `^errs: goroutine blocks forever sending when collect returns`
	go func() { errs <- b() }() // also
	go func() {
		errs <- c() // also
	}()
	for range 3 {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

// Both ends of a deadlock: the goroutine is told, and its caller with it.
func mutual(work func(int) error) error {
	jobs, errs := make(chan int), make(chan error)
	go func() {
		defer close(errs)
		for job := range jobs {
			if err := work(job); err != nil {
				errs <- err // want `^errs: goroutine blocks forever sending, mutual blocks too`
			}
		}
	}()
	for i := range 10 {
		jobs <- i // also
	}
	close(jobs)
	return <-errs
}

// Started in a loop, by one statement.
func started(urls []string, get func(string) string) string {
	found := make(chan string)
	for _, url := range urls {
		go fetch(found, url, get)
	}
	if len(urls) == 0 {
		return ""
	}
	return <-found
}

func fetch(found chan<- string, url string, get func(string) string) {
	if s := get(url); s != "" {
		found <- s // want `^found: goroutine blocks forever sending when started returns`
		return
	}
	found <- "nothing at " + url // also
}

// Two functions start the same goroutine, and each abandons it at another place of it.
func oneWay(fail bool) error {
	steps := make(chan string)
	go steady(steps)
	if fail {
		return errors.New("failed")
	}
	<-steps
	<-steps
	return nil
}

func otherWay(fail bool) error {
	steps := make(chan string)
	go steady(steps)
	<-steps
	if fail {
		return errors.New("failed")
	}
	<-steps
	return nil
}

func steady(steps chan<- string) {
	steps <- "first"  // want `^steps: goroutine blocks forever sending when oneWay returns`
	steps <- "second" // want `^steps: goroutine blocks forever sending when otherWay returns`
}

// Not one defect: two channels, each of which wants a buffer of its own.
func sideBySide(a, b func() int, quit func() bool) (int, int) {
	first, second := make(chan int), make(chan int)
	go func() { first <- a() }()  // want `^first: goroutine blocks forever sending when sideBySide returns`
	go func() { second <- b() }() // want `^second: goroutine blocks forever sending when sideBySide returns`
	if quit() {
		return 0, 0
	}
	return <-first, <-second
}

// Nor are these: who sends is abandoned, and who ranges is never told that it is over.
func bothEnds(values []int, quit func() bool) {
	in, out := make(chan int), make(chan int)
	go func() {
		for n := range in { // want `^in: goroutine blocks forever ranging, nobody closes it after bothEnds returns`
			println(n)
		}
	}()
	go func() { out <- 1 }() // want `^out: goroutine blocks forever sending when bothEnds returns`
	for _, n := range values {
		in <- n
	}
	if quit() {
		return
	}
	<-out
}

// Nor what two goroutines do at the two ends of one channel, each in runs of its own.
func ends(work func() (int, bool), quit func() bool) int {
	ch := make(chan int)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		if n, ok := work(); ok {
			ch <- n // want `^ch: goroutine blocks forever sending when ends returns`
		}
	}()
	if quit() {
		return 0
	}
	return <-ch // want `^the caller of ends blocks forever receiving from ch`
}
