package bad

import (
	"strconv"
	"sync"

	"golang.org/x/sync/errgroup"
)

// What fails is not done.
func skipsDone(items []string) int {
	var wg sync.WaitGroup
	sum := make([]int, len(items))
	for i, item := range items {
		wg.Add(1)
		go func() {
			n, err := strconv.Atoi(item)
			if err != nil {
				return
			}
			sum[i] = n
			wg.Done()
		}()
	}
	wg.Wait() // want `^the caller of skipsDone blocks forever in Wait of wg, not all call Done; defer the wg.Done\(\) of line \d+$`
	return sum[0]
}

// One more is added than started.
func addsTwo(f func()) {
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		f()
	}()
	wg.Wait() // want `^the caller of addsTwo blocks forever in Wait of wg, not all call Done; call Done on every path$`
}

// The Wait for all stands in the loop.
func waitsInLoop(f func()) {
	var wg sync.WaitGroup
	wg.Add(3)
	for range 3 {
		go func() {
			defer wg.Done()
			f()
		}()
		wg.Wait() // want `^the caller of waitsInLoop blocks forever in Wait of wg, not all call Done; call Done on every path$`
	}
}

// Who waits for the group is one of it.
func waitsForItself() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		wg.Wait() // want `^wg: goroutine blocks forever in Wait, not all call Done; call Done on every path$`
	}()
}

// A function of the group needs room in it.
func needsRoom() error {
	var g errgroup.Group
	g.SetLimit(1)
	g.Go(func() error {
		g.Go(func() error { return nil }) // want `^g: goroutine blocks forever in Go, .*; let those in the group end$`
		return nil
	})
	return g.Wait() // also
}
