// Package world is used wrongly by its tests only.
package world

// Each sends the numbers until stop is closed or there are no more.
func Each(n int, stop <-chan struct{}) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := range n {
			select {
			case out <- i:
			case <-stop:
				return
			}
		}
	}()
	return out
}

// Generic sends without looking at anything else: who calls it receives.
func Generic[T any](v T) <-chan T {
	out := make(chan T)
	go func() { out <- v }()
	return out
}

// first receives.
func first() int { return <-Generic(1) }

// lost does not.
func lost() {
	ch := make(chan int)
	go func() { ch <- 1 }() // want `ch: goroutine blocks forever sending when lost returns`
}
