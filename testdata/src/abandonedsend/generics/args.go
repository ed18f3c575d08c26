package generics

import (
	"context"
	"errors"
	"time"
)

// What calls.txt passes.

var errDown = errors.New("down")

func soon() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(2*time.Millisecond, cancel)
	return ctx
}

func slowInt() int {
	time.Sleep(20 * time.Millisecond)
	return 1
}
