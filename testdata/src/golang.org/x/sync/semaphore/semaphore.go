// Package semaphore stands for the one of the Go project, as far as the corpus needs it.
package semaphore

import "context"

// A Weighted bounds how many units are out.
type Weighted struct{ free chan struct{} }

// NewWeighted returns a semaphore with n units.
func NewWeighted(n int64) *Weighted { return &Weighted{make(chan struct{}, n)} }

// Acquire takes n units.
func (s *Weighted) Acquire(ctx context.Context, n int64) error {
	for range n {
		select {
		case s.free <- struct{}{}:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// TryAcquire takes a unit if one is there.
func (s *Weighted) TryAcquire(n int64) bool {
	select {
	case s.free <- struct{}{}:
		return true
	default:
		return false
	}
}

// Release gives n units back.
func (s *Weighted) Release(n int64) {
	for range n {
		<-s.free
	}
}
