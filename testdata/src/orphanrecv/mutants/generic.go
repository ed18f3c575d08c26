package mutants

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"
)

// workersNotTold
func genericWorkersOf[T, R any](items []T, work func(T) R) (all []R) {
	jobs, results := make(chan T), make(chan R)
	for range 2 {
		go func() {
			for job := range jobs { // want `blocks forever`
				results <- work(job)
			}
		}()
	}
	for _, item := range items {
		jobs <- item
		all = append(all, <-results)
	}
	return all
}

func genericWorkers(items []string) []int {
	return genericWorkersOf(items, func(s string) int { return len(s) })
}

// closeSkippedOnError
func genericFeedOf[T any](items []string, parse func(string) (T, error)) error {
	values := make(chan T)
	go func() {
		var all []T
		for v := range values { // want `blocks forever`
			all = append(all, v)
		}
	}()
	for _, item := range items {
		v, err := parse(item)
		if err != nil {
			return err
		}
		values <- v
	}
	close(values)
	return nil
}

func genericFeed(items []string) error { return genericFeedOf(items, strconv.Atoi) }

// returnsOnError
func genericResultOf[T any](work func() (T, error)) T {
	result := make(chan T)
	go func() {
		v, err := work()
		if err != nil {
			return
		}
		result <- v
	}()
	return <-result // want `blocks forever`
}

func genericResult(name string) os.FileInfo {
	return genericResultOf(func() (os.FileInfo, error) { return os.Stat(name) })
}

// errorOnlyIfThereIsOne
func genericErrorOf[S ~string](s S) error {
	errc := make(chan error)
	go func() {
		if _, err := strconv.Atoi(string(s)); err != nil {
			errc <- err
		}
	}()
	return <-errc // want `blocks forever`
}

func genericError(s string) error { return genericErrorOf(s) }

// stopOnOnePath
type genericCleaner[T any] struct {
	quit  chan struct{}
	final T
}

func startGeneric[T any](final T) *genericCleaner[T] {
	c := &genericCleaner[T]{quit: make(chan struct{}), final: final}
	go c.loop()
	return c
}

func (c *genericCleaner[T]) loop() {
	<-c.quit // want `blocks forever`
	fmt.Println("cleaned", c.final)
}

func (c *genericCleaner[T]) stop() { close(c.quit) }

func genericStop(name string) error {
	c := startGeneric(name)
	if name == "" {
		return errors.New("no name")
	}
	c.stop()
	return nil
}

// cancelOnOnePath
func genericCancelOf[T any](fail bool, handle func(T)) error {
	ctx, cancel := context.WithCancel(context.Background())
	in := make(chan T)
	go func() {
		for {
			select { // want `blocks forever`
			case v := <-in:
				handle(v)
			case <-ctx.Done():
				return
			}
		}
	}()
	if fail {
		return errors.New("failed")
	}
	cancel()
	return nil
}

func genericCancel(fail bool) error { return genericCancelOf(fail, func(string) {}) }

// rangeStoppedTicker
func genericTickerOf[D ~int64](d D, work func()) {
	ticker := time.NewTicker(time.Duration(d))
	go func() {
		for range ticker.C { // want `blocks forever`
			work()
		}
	}()
	ticker.Stop()
}

func genericTicker(work func()) { genericTickerOf(time.Minute, work) }

// readyOnlyOnSuccess
func genericReadyOf[K comparable](key K) error {
	var zero K
	ready := make(chan struct{})
	go func() {
		<-ready // want `blocks forever`
		fmt.Println("ready:", key)
	}()
	if key == zero {
		return errors.New("no key")
	}
	close(ready)
	return nil
}

func genericReady(addr string) error { return genericReadyOf(addr) }

// recoveredWithoutResult
func genericRecoveredOf[E any](items []E, i int) E {
	result := make(chan E)
	go func() {
		defer func() {
			if v := recover(); v != nil {
				fmt.Println("recovered:", v)
			}
		}()
		if i >= len(items) {
			panic("out of range")
		}
		result <- items[i]
	}()
	return <-result // want `blocks forever`
}

func genericRecovered(items []int, i int) int { return genericRecoveredOf(items, i) }

// skipsItems
func genericSkipsOf[T any](items []string, parse func(string) (T, error)) (all []T) {
	results := make(chan T)
	go func() {
		for _, item := range items {
			v, err := parse(item)
			if err != nil {
				continue
			}
			results <- v
		}
	}()
	for range items {
		all = append(all, <-results) // want `blocks forever`
	}
	return all
}

func genericSkips(items []string) []int { return genericSkipsOf(items, strconv.Atoi) }
