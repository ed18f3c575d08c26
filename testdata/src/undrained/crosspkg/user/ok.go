package user

import (
	"context"
	"time"

	"undrained/crosspkg/pump"
)

type server struct {
	p    *pump.Pump
	stop func()
}

// stored: their owner ends them.
func newServer() *server {
	return &server{p: pump.New(), stop: pump.Every(time.Second, func() {})}
}

func closed(f func()) {
	p := pump.New()
	defer p.Close()
	p.Do(f)
}

func stopped(work func()) {
	defer pump.Every(time.Second, func() {})()
	work()
}

// given to who calls.
func returned() (func(), error) {
	stop := pump.Every(time.Second, func() {})
	return stop, nil
}

// bound ends with its context.
func bound(ctx context.Context) {
	p := pump.Bound(ctx)
	p.Do(func() {})
}

// other ends of goroutines.
func others(in chan int) {
	pump.Kept().Do(func() {})
	pump.Start(3, func() {})
	pump.Read(in, func(int) {})
}

// forGood: this context does not end.
func forGood(in <-chan int) {
	ch, _ := pump.Changes(context.Background(), in)
	for range ch {
	}
}

// selects on the context too.
func selects(ctx context.Context, in <-chan int) {
	ch, _ := pump.Changes(ctx, in)
	for {
		select {
		case <-ch:
		case <-ctx.Done():
			return
		}
	}
}

// leaves by itself.
func leaves(ctx context.Context, in <-chan int) {
	ch, _ := pump.Changes(ctx, in)
	for v := range ch {
		if v == 0 {
			return
		}
	}
}

// closedByIt: it is closed.
func closedByIt(ctx context.Context, in <-chan int) {
	for range pump.Closed(ctx, in) {
	}
}
