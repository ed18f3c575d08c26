package mutants

import (
	"context"
	"errors"
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

func soon() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(2*time.Millisecond, cancel)
	return ctx
}

func events() <-chan string {
	ch := make(chan string, 3)
	ch <- "a"
	ch <- "b"
	ch <- "c"
	return ch
}

func failWrite(string) error { return errDown }

func failJob() error { return errDown }

func isB(s string) bool { return s == "b" }

func slowlyFail(string) (string, error) {
	time.Sleep(20 * time.Millisecond)
	return "", errDown
}

func forever() context.Context { return context.Background() }
