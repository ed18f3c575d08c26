// Package sem_sync has what package sync does to those who wait on channels,
// one rule at a time.
package sem_sync

import "sync"

// Wait comes back when all are done; then the close is reached.
func waitThenClose(n int) (sum int) {
	ch := make(chan int, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			ch <- i
		}()
	}
	wg.Wait()
	close(ch)
	for v := range ch {
		sum += v
	}
	return sum
}

// Nobody closes behind the Wait.
func waitWithoutClose(n int) (sum int) {
	ch := make(chan int, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			ch <- i
		}()
	}
	wg.Wait()
	for v := range ch { // want `blocks forever`
		sum += v
	}
	return sum
}

// Go adds and is done.
func waitGroupGo() (sum int) {
	ch := make(chan int)
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Go(func() { ch <- i })
	}
	go func() {
		wg.Wait()
		close(ch)
	}()
	for v := range ch {
		sum += v
	}
	return sum
}

// Wait does not wait for those that were not added: the buffer may hold fewer.
func notAdded() int {
	ch, start := make(chan int, 2), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { ch <- 1 })
	go func() {
		<-start // want `blocks forever`
		ch <- 2
	}()
	wg.Wait()
	return <-ch
}

// Add of a number, as many Dones.
func addNumber() {
	ch := make(chan int)
	var wg sync.WaitGroup
	wg.Add(2)
	go func() { wg.Done() }()
	go func() { wg.Done() }()
	go func() {
		wg.Wait()
		close(ch)
	}()
	<-ch
}

// An empty group is not waited for.
func emptyGroup() {
	ch := make(chan int)
	var wg sync.WaitGroup
	go func() {
		wg.Wait()
		close(ch)
	}()
	<-ch
}

// The group is handed on by pointer.
func byPointer() {
	ch := make(chan int)
	wg := new(sync.WaitGroup)
	wg.Add(1)
	go doneWith(wg)
	go func() {
		defer close(ch)
		wg.Wait()
	}()
	<-ch
}

func doneWith(wg *sync.WaitGroup) { defer wg.Done() }

// A group that is used again.
func usedAgain() (n int) {
	var wg sync.WaitGroup
	for range 2 {
		ch := make(chan int, 1)
		wg.Go(func() { ch <- 1 })
		wg.Wait()
		n += <-ch
	}
	return n
}

// A goroutine of the group waits for the close that follows the Wait of others.
func otherGroup() {
	ch := make(chan int)
	var senders, receivers sync.WaitGroup
	receivers.Go(func() {
		for range ch {
		}
	})
	senders.Go(func() { ch <- 1 })
	senders.Wait()
	close(ch)
	receivers.Wait()
}
