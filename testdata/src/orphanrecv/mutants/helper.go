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
func helperWorkers(items []string) (total int) {
	jobs, results := make(chan string), make(chan int)
	startWorkers(2, jobs, results)
	for _, item := range items {
		total += submit(item, jobs, results)
	}
	return total
}

func startWorkers(n int, jobs <-chan string, results chan<- int) {
	for range n {
		go measure(jobs, results)
	}
}

func measure(jobs <-chan string, results chan<- int) {
	for job := range jobs { // want `blocks forever`
		results <- len(job)
	}
}

func submit(item string, jobs chan<- string, results <-chan int) int {
	jobs <- item
	return <-results
}

// closeSkippedOnError
func helperFeed(items []string) error {
	numbers := make(chan int)
	go sumUp(numbers)
	for _, item := range items {
		if err := feedOne(numbers, item); err != nil {
			return err
		}
	}
	close(numbers)
	return nil
}

func sumUp(numbers <-chan int) (sum int) {
	for n := range numbers { // want `blocks forever`
		sum += n
	}
	return sum
}

func feedOne(numbers chan<- int, item string) error {
	n, err := strconv.Atoi(item)
	if err != nil {
		return fmt.Errorf("bad item: %w", err)
	}
	numbers <- n
	return nil
}

// returnsOnError
func helperResult(name string) int64 {
	size := make(chan int64)
	go statInto(name, size)
	return receive(size)
}

func statInto(name string, size chan<- int64) {
	info, err := os.Stat(name)
	if err != nil {
		return
	}
	size <- info.Size()
}

func receive(size <-chan int64) int64 {
	return <-size // want `blocks forever`
}

// errorOnlyIfThereIsOne
func helperError(s string) error {
	errc := checking(s)
	return <-errc // want `blocks forever`
}

func checking(s string) <-chan error {
	errc := make(chan error)
	go func() {
		if err := check(s); err != nil {
			report(errc, err)
		}
	}()
	return errc
}

func check(s string) error {
	_, err := strconv.Atoi(s)
	return err
}

func report(errc chan<- error, err error) { errc <- err }

// stopOnOnePath
func helperStop(name string) error {
	quit := make(chan struct{})
	go clean(quit)
	if err := checkName(name); err != nil {
		return err
	}
	stopCleaning(quit)
	return nil
}

func clean(quit <-chan struct{}) {
	<-quit // want `blocks forever`
	fmt.Println("cleaned")
}

func checkName(name string) error {
	if name == "" {
		return errors.New("no name")
	}
	return nil
}

func stopCleaning(quit chan struct{}) { close(quit) }

// cancelOnOnePath
func helperCancel(fail bool) error {
	ctx, cancel := context.WithCancel(context.Background())
	go sweep(ctx, make(chan string))
	return finish(fail, cancel)
}

func sweep(ctx context.Context, paths <-chan string) {
	for next(ctx, paths) {
	}
}

func next(ctx context.Context, paths <-chan string) bool {
	select { // want `blocks forever`
	case p := <-paths:
		fmt.Println("removing", p)
		return true
	case <-ctx.Done():
		return false
	}
}

func finish(fail bool, cancel func()) error {
	if fail {
		return errors.New("failed")
	}
	cancel()
	return nil
}

// rangeStoppedTicker
func helperTicker(work func()) {
	ticker := time.NewTicker(time.Minute)
	go each(ticker, work)
	stopTicker(ticker)
}

func each(ticker *time.Ticker, work func()) {
	for range ticker.C { // want `blocks forever`
		work()
	}
}

func stopTicker(ticker *time.Ticker) { ticker.Stop() }

// readyOnlyOnSuccess
func helperReady(addr string) error {
	ready := make(chan struct{})
	go serveWhen(ready, addr)
	if !validAddr(addr) {
		return errors.New("no address")
	}
	close(ready)
	return nil
}

func serveWhen(ready <-chan struct{}, addr string) {
	<-ready // want `blocks forever`
	fmt.Println("serving on", addr)
}

func validAddr(addr string) bool { return addr != "" }

// recoveredWithoutResult
func helperRecovered(items []int, i int) int {
	result := make(chan int)
	go sendItem(result, items, i)
	return <-result // want `blocks forever`
}

func sendItem(result chan<- int, items []int, i int) {
	defer logPanic()
	result <- mustItem(items, i)
}

func logPanic() {
	if v := recover(); v != nil {
		fmt.Println("recovered:", v)
	}
}

func mustItem(items []int, i int) int {
	if i >= len(items) {
		panic("out of range")
	}
	return items[i]
}

// skipsItems
func helperSkips(items []string) int {
	results := make(chan int)
	go parseAll(items, results)
	return sumOf(results, len(items))
}

func parseAll(items []string, results chan<- int) {
	for _, item := range items {
		parseInto(item, results)
	}
}

func parseInto(item string, results chan<- int) {
	if n, err := strconv.Atoi(item); err == nil {
		results <- n
	}
}

func sumOf(results <-chan int, count int) (sum int) {
	for range count {
		sum += <-results // want `blocks forever`
	}
	return sum
}
