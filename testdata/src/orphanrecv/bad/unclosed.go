package bad

import (
	"errors"
	"fmt"
	"strconv"
	"sync"
)

// The jobs are all sent, but nobody tells the workers so.
func workersNotTold(items []string) (total int) {
	jobs := make(chan string)
	results := make(chan int)
	for range 2 {
		go func() {
			for job := range jobs { // want `blocks forever`
				results <- len(job)
			}
		}()
	}
	for _, item := range items {
		jobs <- item
		total += <-results
	}
	return total
}

// All senders are waited for, then results should have been closed.
func resultsNotClosed(items []string) (sum int) {
	results := make(chan int, len(items))
	var wg sync.WaitGroup
	for _, item := range items {
		wg.Go(func() { results <- len(item) })
	}
	wg.Wait()
	for r := range results { // want `blocks forever`
		sum += r
	}
	return sum
}

// The close is skipped when an item is bad.
func closeSkippedOnError(items []string) error {
	numbers := make(chan int)
	go func() {
		sum := 0
		for n := range numbers { // want `blocks forever`
			sum += n
		}
	}()
	for _, item := range items {
		n, err := strconv.Atoi(item)
		if err != nil {
			return fmt.Errorf("bad item: %w", err)
		}
		numbers <- n
	}
	close(numbers)
	return nil
}

// Nobody closes done, or ever meant to.
func doneNobodyCloses(work func()) {
	done := make(chan struct{})
	go func() {
		<-done // want `blocks forever`
		work()
	}()
}

// The loop could be left by quit, but quit went with the function.
func quitForgotten(values []int) {
	in, quit := make(chan int), make(chan struct{})
	go func() {
		sum := 0
		for {
			select { // want `blocks forever`
			case v := <-in:
				sum += v
			case <-quit:
				return
			}
		}
	}()
	for _, v := range values {
		in <- v
	}
}

// The wrong one of two is closed.
func closesWrongOne(items []string) {
	jobs, done := make(chan string), make(chan struct{})
	go func() {
		for job := range jobs { // want `blocks forever`
			fmt.Print(job)
		}
	}()
	for _, item := range items {
		jobs <- item
	}
	close(done)
}

// The inner done is another variable.
func shadowed(async bool) {
	done := make(chan struct{})
	if async {
		done := make(chan struct{})
		go func() { close(done) }()
	} else {
		close(done)
	}
	<-done // want `blocks forever`
}

// Ready is closed only if the set-up went well.
func readyOnlyOnSuccess(addr string) error {
	ready := make(chan struct{})
	go func() {
		<-ready // want `blocks forever`
		fmt.Println("serving on", addr)
	}()
	if addr == "" {
		return errors.New("no address")
	}
	close(ready)
	return nil
}

// A new channel is made while the goroutine waits on the old one.
func replaced(rounds int) {
	quit := make(chan struct{})
	go func(quit <-chan struct{}) {
		<-quit // want `blocks forever`
	}(quit)
	quit = make(chan struct{})
	close(quit)
}

// One token, but three who wait for it.
func signalForBroadcast() {
	start := make(chan struct{}, 1)
	for range 3 {
		go func() {
			<-start // want `blocks forever`
		}()
	}
	start <- struct{}{}
}

// The last one is forgotten.
func offByOne(n int) {
	quits := make([]chan struct{}, n)
	for i := range quits {
		quits[i] = make(chan struct{})
		go func(quit <-chan struct{}) {
			<-quit // want `blocks forever`
		}(quits[i])
	}
	for i := 0; i < len(quits)-1; i++ {
		close(quits[i])
	}
}

// One of the channels in the map is not served.
func oneOfMap() {
	topics := map[string]chan int{
		"orders":   make(chan int),
		"payments": make(chan int),
	}
	go watchTopic(topics["orders"])
	go watchTopic(topics["payments"])
	topics["orders"] <- 1
	close(topics["orders"])
}

func watchTopic(topic <-chan int) (sum int) {
	for v := range topic { // want `blocks forever`
		sum += v
	}
	return sum
}

// Only one of the tee's outputs is closed.
func teeHalfClosed(values []int) (sum int) {
	left, right := make(chan int, len(values)), make(chan int, len(values))
	go func() {
		defer close(left)
		for _, v := range values {
			left <- v
			right <- v
		}
	}()
	for v := range left {
		sum += v
	}
	for v := range right { // want `blocks forever`
		sum += v
	}
	return sum
}

// The generator sends all it has, and leaves.
func countdown(from int) <-chan int {
	out := make(chan int)
	go func() {
		for i := from; i > 0; i-- {
			out <- i
		}
	}()
	return out
}

func printsCountdown() {
	for i := range countdown(3) { // want `blocks forever`
		fmt.Println(i)
	}
}

// Of the channels that come out of the channel, the inner ones are not closed.
func innerNotClosed(pages [][]string) (n int) {
	chans := make(chan chan string)
	go func() {
		defer close(chans)
		for _, page := range pages {
			ch := make(chan string, len(page))
			for _, row := range page {
				ch <- row
			}
			chans <- ch
		}
	}()
	for ch := range chans {
		go func() {
			for row := range ch { // want `blocks forever`
				fmt.Print(row)
			}
		}()
		n++
	}
	return n
}

// The stage gives up on a bad value, and its output stays open.
func stageGivesUp(values []string) (sum int) {
	in, out := make(chan string, len(values)), make(chan int)
	for _, v := range values {
		in <- v
	}
	close(in)
	go func() {
		for s := range in {
			n, err := strconv.Atoi(s)
			if err != nil {
				return
			}
			out <- n
		}
		close(out)
	}()
	for n := range out { // want `blocks forever`
		sum += n
	}
	return sum
}

// Deleted from the map before the loop that closes what is in it.
func deletedFirst(name string) {
	quits := make(map[string]chan struct{})
	quit := make(chan struct{})
	quits[name] = quit
	go func() {
		<-quit // want `blocks forever`
	}()
	delete(quits, name)
	for _, q := range quits {
		close(q)
	}
}

// The subscriber's channel is taken off the list, but not closed.
type feed struct {
	mu   sync.Mutex
	subs map[int]chan string
}

func (f *feed) subscribe(id int, handle func(string)) {
	ch := make(chan string, 1)
	f.mu.Lock()
	f.subs[id] = ch
	f.mu.Unlock()
	go func() {
		for msg := range ch { // want `blocks forever`
			handle(msg)
		}
	}()
}

func (f *feed) unsubscribe(id int) {
	f.mu.Lock()
	delete(f.subs, id)
	f.mu.Unlock()
}

func usesFeed() {
	f := &feed{subs: make(map[int]chan string)}
	f.subscribe(1, func(string) {})
	f.unsubscribe(1)
}

// The quits are closed before all workers have registered theirs.
func closedBeforeAll() {
	var quits []chan struct{}
	start := func() {
		quit := make(chan struct{})
		quits = append(quits, quit)
		go func() {
			<-quit // want `blocks forever`
		}()
	}
	start()
	for _, quit := range quits {
		close(quit)
	}
	start()
}
