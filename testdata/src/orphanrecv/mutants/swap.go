package mutants

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"
)

// workersNotTold: the range is a loop with comma-ok.
func swapWorkers(items []string) (total int) {
	jobs, results := make(chan string), make(chan int)
	for range 2 {
		go func() {
			for {
				job, ok := <-jobs // want `blocks forever`
				if ok {
					results <- len(job)
				} else {
					return
				}
			}
		}()
	}
	for _, item := range items {
		jobs <- item
		total += <-results
	}
	return total
}

// closeSkippedOnError: good items first, the error in the else branch.
func swapFeed(items []string) error {
	numbers := make(chan int)
	go func() {
		sum := 0
		for n := range numbers { // want `blocks forever`
			sum += n
		}
	}()
	for _, item := range items {
		if n, err := strconv.Atoi(item); err == nil {
			numbers <- n
		} else {
			return fmt.Errorf("bad item: %w", err)
		}
	}
	close(numbers)
	return nil
}

// returnsOnError: sends when there is no error.
func swapResult(name string) int64 {
	size := make(chan int64)
	go func() {
		if info, err := os.Stat(name); err == nil {
			size <- info.Size()
		}
	}()
	return <-size // want `blocks forever`
}

// errorOnlyIfThereIsOne: returns when there is none.
func swapError(s string) error {
	errc := make(chan error)
	go func() {
		_, err := strconv.Atoi(s)
		if err == nil {
			return
		}
		errc <- err
	}()
	return <-errc // want `blocks forever`
}

// stopOnOnePath: the good path in the branch, the other one behind it.
type swappedCleaner struct{ quit chan struct{} }

func startSwapped() *swappedCleaner {
	c := &swappedCleaner{quit: make(chan struct{})}
	go func() {
		<-c.quit // want `blocks forever`
		fmt.Println("cleaned")
	}()
	return c
}

func swapStop(name string) error {
	c := startSwapped()
	if name != "" {
		close(c.quit)
		return nil
	}
	return errors.New("no name")
}

// cancelOnOnePath: a switch, and the cases of the select the other way round.
func swapCancel(fail bool) error {
	ctx, cancel := context.WithCancel(context.Background())
	paths := make(chan string)
	go func() {
		for {
			select { // want `blocks forever`
			case <-ctx.Done():
				return
			case p := <-paths:
				fmt.Println("removing", p)
			}
		}
	}()
	switch {
	case !fail:
		cancel()
		return nil
	default:
		return errors.New("failed")
	}
}

// rangeStoppedTicker: stopped before the goroutine is started.
func swapTicker(work func()) {
	ticker := time.NewTicker(time.Minute)
	ticker.Stop()
	go func() {
		for {
			<-ticker.C // want `blocks forever`
			work()
		}
	}()
}

// readyOnlyOnSuccess: closed in the branch.
func swapReady(addr string) (err error) {
	ready := make(chan struct{})
	go func() {
		<-ready // want `blocks forever`
		fmt.Println("serving on", addr)
	}()
	if !(addr == "") {
		close(ready)
	} else {
		err = errors.New("no address")
	}
	return err
}

// recoveredWithoutResult: sends in the branch, panics behind it.
func swapRecovered(items []int, i int) int {
	result := make(chan int)
	go func() {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			fmt.Println("recovered:", v)
		}()
		if i < len(items) {
			result <- items[i]
			return
		}
		panic("out of range")
	}()
	return <-result // want `blocks forever`
}

// skipsItems: sends in the branch, and counts down.
func swapSkips(items []string) (sum int) {
	results := make(chan int)
	go func() {
		for _, item := range items {
			if n, err := strconv.Atoi(item); err == nil {
				results <- n
			}
		}
	}()
	for left := len(items); left > 0; left-- {
		sum += <-results // want `blocks forever`
	}
	return sum
}
