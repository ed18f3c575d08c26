// Package util has what every program needs.
package util

import "sync"

// A WaitGroupWrapper runs functions in goroutines and waits for them.
type WaitGroupWrapper struct{ sync.WaitGroup }

// Wrap runs a function in a goroutine that Wait waits for.
func (w *WaitGroupWrapper) Wrap(f func()) {
	w.Add(1)
	go func() {
		defer w.Done()
		f()
	}()
}
