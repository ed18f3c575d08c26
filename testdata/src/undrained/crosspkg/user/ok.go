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

func stopsPolling(quit chan struct{}) error {
	errs, stop := pump.Poll(func() error { return nil })
	defer stop()
	select {
	case err := <-errs:
		return err
	case <-quit:
		return nil
	}
}

// under a context that ends.
func somePages(ctx context.Context, get func(int) ([]int, bool)) []int {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for p := range pump.Pages(ctx, get) {
		return p
	}
	return nil
}

// counted knows how many come.
func counted(get func(int) ([]int, bool)) (n int) {
	ch := pump.Pages(context.Background(), get)
	for range 3 {
		n += len(<-ch)
	}
	return n
}

func once(get func() int) int {
	return <-pump.Once(context.Background(), get)
}

func stoppable(quit chan struct{}, in <-chan int) int {
	for v := range pump.Stoppable(context.Background(), quit, in) {
		return v
	}
	return 0
}
