package errgroup

import (
	"context"
	"time"
)

// What calls.txt passes.

func soon() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(2*time.Millisecond, cancel)
	return ctx
}

func failInsert(string) error { return errDown }

func insert(string) error { return nil }

func failIndex(context.Context, string) error { return errDown }

func size(s string) (int, error) { return len(s), nil }

func failSize(string) (int, error) { return 0, errDown }

func slow() error { time.Sleep(20 * time.Millisecond); return nil }
