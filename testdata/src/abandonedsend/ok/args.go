package ok

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"
	"time"
)

// What calls.txt passes.

var errDown = errors.New("down")

func succeed(s string) (string, error) { return s, nil }

func fail(string) (string, error) { return "", errDown }

func slowly(s string) (string, error) {
	time.Sleep(20 * time.Millisecond)
	return s, nil
}

func cancelled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

func soon() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(2*time.Millisecond, cancel)
	return ctx
}

// fakeT is a test that fails as a real one does.
type fakeT struct {
	testing.TB
	cleanups []func()
}

func (t *fakeT) Helper()          {}
func (t *fakeT) Cleanup(f func()) { t.cleanups = append(t.cleanups, f) }
func (t *fakeT) Error(...any)     {}
func (t *fakeT) Fatal(...any)     { runtime.Goexit() }

func runTest(f func(testing.TB)) {
	t := new(fakeT)
	defer func() {
		for _, c := range t.cleanups {
			c()
		}
	}()
	f(t)
}

// Names for the harness, which imports neither context nor sync nor testing.
type (
	testContext = context.Context
	testMap     = sync.Map
	testT       = testing.TB
)

type sleeper time.Duration

func (s sleeper) Wait() error { time.Sleep(time.Duration(s)); return nil }
func (s sleeper) Kill() error { return nil }

// upTo returns a source of n numbers.
func upTo(n int) func() (int, bool) {
	i := 0
	return func() (int, bool) {
		i++
		return i, i <= n
	}
}

// batchesOf returns lists of some lengths, then an empty one.
func batchesOf(sizes ...int) func() []int {
	return func() []int {
		if len(sizes) == 0 {
			return nil
		}
		n := sizes[0]
		sizes = sizes[1:]
		return make([]int, n)
	}
}

type leaves struct{ next func() (int, bool) }

func (leaves) Len() int            { return 3 }
func (l leaves) Next() (int, bool) { return l.next() }
