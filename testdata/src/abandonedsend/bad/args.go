package bad

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

func slowlyFail(string) (string, error) {
	time.Sleep(20 * time.Millisecond)
	return "", errDown
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

func background() context.Context { return context.Background() }

// fakeT is a test that fails as a real one does.
type fakeT struct{ testing.TB }

func (fakeT) Helper()      {}
func (fakeT) Fatal(...any) { runtime.Goexit() }

func slowHandlers() *sync.WaitGroup {
	var wg sync.WaitGroup
	wg.Go(func() { time.Sleep(10 * time.Millisecond) })
	return &wg
}

// upTo returns a source of n numbers.
func upTo(n int) func() (int, bool) {
	i := 0
	return func() (int, bool) {
		i++
		return i, i <= n
	}
}
