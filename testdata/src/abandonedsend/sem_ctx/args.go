package sem_ctx

import (
	"context"
	"time"
)

// What calls.txt passes.

func slow() { time.Sleep(20 * time.Millisecond) }

func quick() {}

func soon() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(2*time.Millisecond, cancel)
	return ctx
}
